"""What the program counts and times, for Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("support_ai_http_requests_total", "HTTP requests.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "support_ai_http_request_seconds",
    "Time from the request's head to the end of its answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
TURNS = Counter("support_ai_turns_total", "Turns of the assistant.", ["brain", "outcome"])
TURN_SECONDS = Histogram(
    "support_ai_turn_seconds",
    "Time of a turn of the assistant.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2, 10, 60),
)
TOOL_SECONDS = Histogram("support_ai_tool_seconds", "Time of a tool call.", ["tool", "outcome"])
GUARDED = Counter("support_ai_guarded_sentences_total", "Sentences that the guard held back.", ["rule"])
LIMITED = Counter("support_ai_limited_total", "Requests over their allowance.", ["allowance"])
LIMITS_UNAVAILABLE = Counter(
    "support_ai_limits_unavailable_total", "Counts that the store of rate limits did not answer."
)
AUDIT_BEHIND = Gauge(
    "support_ai_audit_behind_seconds", "Age of the oldest audit entry that waits for its seal."
)

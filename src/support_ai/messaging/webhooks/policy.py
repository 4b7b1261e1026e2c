"""When an event is sent again, and when an endpoint is given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from support_ai.messaging.webhooks.models import Answer, DeliveryState, Ending

# The waits that the Standard Webhooks specification recommends: ten attempts in a little more than three days.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# Each wait is longer by up to this share, so that what failed together does not come back together.
JITTER = 0.2
ATTEMPT_SECONDS = 10.0
# How long one worker may send to an endpoint without a sign of life: longer than an attempt, shorter than it takes to
# find that a worker died.
HELD = timedelta(seconds=25)
# The worker's clock may be a little behind the database's, which wakes it.
EARLY = timedelta(seconds=2)
# After so long the other endpoints come first.
TURN = timedelta(seconds=20)
FAILING_LIFE = timedelta(days=5)
OLD_SECRET_LIFE = timedelta(hours=24)
KEPT = timedelta(days=30)
MOST_ENDPOINTS = 20
_MOST_ASKED_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from an answer: the delivery's state, when it is sent again, why the endpoint ends."""

    state: DeliveryState
    next_attempt_at: datetime | None = None
    ends: Ending | None = None


def is_taken(answer: Answer) -> bool:
    """Tell whether an endpoint took an event: with 2xx, and nothing else; a redirect is not followed."""
    return answer.status is not None and 200 <= answer.status < 300


def decide(
    answer: Answer, tries: int, failing_since: datetime | None, moment: datetime, luck: float
) -> Decision:
    """Decide after attempt number `tries`; `luck` from 0 to 1 is the share of the jitter."""
    if is_taken(answer):
        return Decision(DeliveryState.DELIVERED)
    if answer.status == HTTPStatus.GONE:
        return Decision(DeliveryState.STOPPED, ends=Ending.GONE)
    if failing_since is not None and moment - failing_since >= FAILING_LIFE:
        return Decision(DeliveryState.STOPPED, ends=Ending.FAILING)
    if tries > len(WAITS):
        return Decision(DeliveryState.FAILED)
    wait = WAITS[tries - 1] * (1 + JITTER * luck)
    asked = timedelta(seconds=min(answer.retry_after, _MOST_ASKED_SECONDS))
    return Decision(DeliveryState.WAITING, moment + max(wait, asked))

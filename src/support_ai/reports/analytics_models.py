"""Analytics as the outside reads them: counts, shares from 0 to 1, times in whole seconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from support_ai.reports.periods import Step

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Value:
    """Of one currency: the orders that were not cancelled, what they cost on average, and how much of what was paid went back."""

    currency: str
    orders: int
    net_minor: int
    average_minor: int | None
    refund_rate: float | None


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders by the day they were placed, as they stand now; those of `returned` and `exchanged` are not cancelled."""

    placed: int
    by_status: Counts
    cancelled: int
    cancel_reasons: Counts
    returned: int
    exchanged: int
    return_rate: float | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Requests:
    """Returns, or exchanges, by the day they were asked for; a reason that nobody gave is empty."""

    requests: int
    pieces: int
    by_reason: Counts
    by_status: Counts


@dataclass(frozen=True, slots=True)
class Way:
    """How long parcels took: half of them at most the median, nine tenths at most `p90_seconds`."""

    parcels: int
    median_seconds: int | None
    p90_seconds: int | None


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Parcels by the day they came; `late` came after the day that was promised, of those with one."""

    parcels: int
    shipped_to_delivered: Way
    placed_to_delivered: Way
    promised: int
    late: int
    late_share: float | None


@dataclass(frozen=True, slots=True)
class Tickets:
    """Tickets by the day they were opened, as they stand now, and those solved by the day of that.

    Times to the first answer count every hour; whether something is or was too late goes by business hours.
    """

    opened: int
    by_status: Counts
    by_priority: Counts
    solved: int
    answered: int
    median_answer_seconds: int | None
    p90_answer_seconds: int | None
    late_answers: int
    late_solutions: int


@dataclass(frozen=True, slots=True)
class Conversations:
    """Conversations of customers and visitors by the day they began; handovers by the day they happened."""

    begun: int
    by_caller: Counts
    answered_by_colleagues: int
    handed_over: int


@dataclass(frozen=True, slots=True)
class AssistantRecord:
    """What the assistant did for customers and visitors: messages by who spoke, calls of its tools by outcome.

    `withheld` are answers of which the guard held something back.
    """

    messages: Counts
    tool_calls: Mapping[str, Counts]
    withheld: int


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Ratings from 1 to 5: how many, what they are on average, and the share of fours and fives."""

    ratings: int
    average: float | None
    satisfied_share: float | None


@dataclass(frozen=True, slots=True)
class Ratings:
    """How satisfied people were with conversations, by the day they said so first, as they say now.

    `colleague` are conversations that a colleague answered in, `assistant` all others.
    """

    whole: Satisfaction
    assistant: Satisfaction
    colleague: Satisfaction


@dataclass(frozen=True, slots=True)
class Transcripts:
    """Transcripts that were taken away, and those that were mailed to who asked for one, by the day of that."""

    downloaded: int
    mailed: int


@dataclass(frozen=True, slots=True)
class Approvals:
    """Changes that had to wait for a colleague's approval, by the day they were asked for."""

    asked: int
    by_state: Counts
    by_action: Counts


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything about some days."""

    first: date
    last: date
    orders: Orders
    returns: Requests
    exchanges: Requests
    deliveries: Deliveries
    tickets: Tickets
    conversations: Conversations
    assistant: AssistantRecord
    approvals: Approvals
    ratings: Ratings
    transcripts: Transcripts


@dataclass(frozen=True, slots=True)
class AnalyticsReport:
    """How the shop does, period by period and as a whole; both ends of the time are part of it."""

    first: date
    last: date
    time_zone: str
    by: Step
    whole: Figures
    periods: tuple[Figures, ...]
    undated_orders: Orders | None

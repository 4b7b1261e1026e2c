"""Money that the shop's back end moved: facts for the ledger, whatever our rules say, flagged where they say no.

Amounts are minor units of the order's currency.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from support_ai.core.rule import Rule
from support_ai.payments import rules
from support_ai.payments.models import Cause, Payment, PaymentKind
from support_ai.payments.policy import paid, refunded

# Nothing is refused by these: what they forbid happened outside.
PAYMENT_ON_CANCELLED = Rule(
    "payments.external.order_cancelled", "The order is cancelled, and money for it is held."
)
PAYMENT_MORE_THAN_DUE = Rule("payments.external.more_than_due", "More is held for the order than it costs.")
_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ExternalRow:
    """One row as the back end sends it; `digest` is that of the same row in a file."""

    external_id: str
    kind: PaymentKind
    amount_minor: int
    payment_method_id: str | None
    at: datetime | None
    digest: bytes

    @property
    def business_key(self) -> str:
        """Return what keeps it from being booked twice."""
        return f"external:{self.external_id}"


@dataclass(frozen=True, slots=True)
class BookedRow:
    """A row of the ledger with its business key."""

    payment: Payment
    business_key: str


class Meeting(StrEnum):
    """How a row that is sent meets the ledger."""

    NEW = "new"
    KNOWN = "known"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Due:
    """What our rules ask of an order: whether it is cancelled, what it costs (None: unknown), which methods are gift cards."""

    is_cancelled: bool
    total_minor: int | None
    gift_cards: frozenset[str]


def meet(sent: Sequence[ExternalRow], booked: Iterable[BookedRow]) -> tuple[Meeting, ...]:
    """Return how each row meets the ledger: by the back end's own id, or as the equal row that a file brought before.

    Each row of a file stands for one row that is sent. An id that comes again with other values contradicts what was booked.
    """
    known = {row.business_key: _values(row.payment) for row in booked}
    of_files = [_values(row.payment) for row in booked if row.payment.cause is Cause.IMPORT]
    met: list[Meeting] = []
    for row in sent:
        values = (row.kind, row.amount_minor, row.payment_method_id, row.at)
        if row.business_key in known:
            met.append(Meeting.KNOWN if known[row.business_key] == values else Meeting.CONTRADICTS)
            continue
        if values in of_files:
            of_files.remove(values)
            met.append(Meeting.KNOWN)
        else:
            met.append(Meeting.NEW)
        known[row.business_key] = values
    return tuple(met)


def _values(payment: Payment) -> tuple[PaymentKind, int, str | None, datetime | None]:
    return (payment.kind, payment.amount_minor, payment.payment_method_id, payment.at)


def in_turn(rows: Iterable[ExternalRow]) -> list[ExternalRow]:
    """Return rows as they are booked: payments before what pays them back, the oldest first."""
    return sorted(rows, key=lambda row: (row.kind is not PaymentKind.PAYMENT, row.at or _FIRST))


def flags(rows: Sequence[ExternalRow], ledger: Sequence[Payment], due: Due) -> tuple[Rule | None, ...]:
    """Return, for each row that is new, the first rule of ours that it breaks; the rows stand in turn.

    What an order holds in the end decides about payments, so that one that was paid twice and back once breaks nothing.
    """
    held = paid(ledger) - refunded(ledger)
    comes = sum(row.amount_minor for row in rows if row.kind is PaymentKind.PAYMENT)
    goes = sum(row.amount_minor for row in rows if row.kind is PaymentKind.REFUND)
    paid_with = {row.payment_method_id for row in (*ledger, *rows) if row.kind is PaymentKind.PAYMENT}
    left, found = held + comes, list[Rule | None]()
    for row in rows:
        if row.kind is PaymentKind.PAYMENT:
            found.append(_of_payment(held + comes - goes, due))
            continue
        is_allowed = row.payment_method_id in {None, *paid_with} or row.payment_method_id in due.gift_cards
        if row.amount_minor > left:
            found.append(rules.REFUND_MORE_THAN_PAID)
        else:
            found.append(None if is_allowed else rules.REFUND_METHOD)
        left -= row.amount_minor
    return tuple(found)


def _of_payment(held: int, due: Due) -> Rule | None:
    if due.is_cancelled and held > 0:
        return PAYMENT_ON_CANCELLED
    if due.total_minor is not None and held > due.total_minor:
        return PAYMENT_MORE_THAN_DUE
    return None

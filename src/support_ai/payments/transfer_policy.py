"""Pure decisions about money on its way: when it may be sent, what an outcome makes of it, and what a person may say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never
from uuid import UUID

from support_ai.core.rule import Refusal, refuse
from support_ai.payments import rules
from support_ai.payments.models import Payment, PaymentKind
from support_ai.payments.policy import paid, refunded, standing
from support_ai.payments.provider import (
    Accepted,
    Outcome,
    RefusedForGood,
    TryLater,
    Unknown,
    WaitingForPerson,
)

# A claim is longer than everything that is done under it.
SENDING_SECONDS = 30.0
FINDING_SECONDS = 15.0
CLAIM = timedelta(minutes=2)
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
_REASON = re.compile(r"^[a-z][a-z0-9_]{0,63}$")


class TransferState(StrEnum):
    """Where money on its way is; `done` and `refused` are ends, `unknown` needs a person who looks."""

    QUEUED = "queued"
    SENDING = "sending"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


_S = TransferState
# What the program makes of a transfer, and what people may say of one.
BY_PROGRAM: Mapping[TransferState, frozenset[TransferState]] = MappingProxyType(
    {
        _S.QUEUED: frozenset({_S.SENDING}),
        _S.SENDING: frozenset({_S.SENDING, _S.QUEUED, _S.WAITING, _S.DONE, _S.REFUSED, _S.UNKNOWN}),
    }
)
BY_PEOPLE: Mapping[TransferState, frozenset[TransferState]] = MappingProxyType(
    {
        _S.WAITING: frozenset({_S.DONE, _S.REFUSED}),
        _S.UNKNOWN: frozenset({_S.DONE, _S.REFUSED}),
    }
)
ENDS = frozenset({_S.DONE, _S.REFUSED})


class RefusalReason(StrEnum):
    """Why a person could not move the money."""

    ACCOUNT_CLOSED = "account_closed"
    METHOD_UNKNOWN = "method_unknown"
    METHOD_EXPIRED = "method_expired"
    NOT_ENOUGH_MONEY = "not_enough_money"
    DECLINED = "declined"
    NEVER_ARRIVED = "never_arrived"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money on its way for one row of an order's ledger; `reference` is what the provider or the bank calls it."""

    transfer_id: UUID
    order_id: int
    customer_id: str
    line: int
    direction: str
    state: TransferState
    reference: str | None
    reason: str | None
    attempts: int
    next_at: datetime | None
    due_at: datetime
    changed_at: datetime
    amount_minor: int
    currency: str
    payment_method_id: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody may send it now; where an earlier try may have had an effect, they look first."""

    looks_first: bool


def claim(transfer: Transfer, now: datetime) -> Claim | None:
    """Decide whether a transfer may be sent now: when it is queued and its time has come, or its worker died."""
    match transfer.state:
        case TransferState.QUEUED:
            is_time = transfer.next_at is None or transfer.next_at <= now
        case TransferState.SENDING:
            is_time = transfer.changed_at + CLAIM <= now
        case _:
            is_time = False
    return Claim(looks_first=transfer.attempts > 0) if is_time else None


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a transfer: its state, when it is tried again, and what is kept of the outcome."""

    state: TransferState
    next_at: datetime | None = None
    reference: str | None = None
    reason: str | None = None


def after(outcome: Outcome, attempts: int, now: datetime) -> Step:
    """Return what an outcome makes of a transfer that is being sent; a later try waits twice as long, an hour at most."""
    match outcome:
        case Accepted(reference=reference):
            return Step(TransferState.DONE, reference=reference)
        case WaitingForPerson():
            return Step(TransferState.WAITING)
        case RefusedForGood(reason=reason):
            return Step(TransferState.REFUSED, reason=reason if _REASON.match(reason) else "other")
        case TryLater(seconds=seconds):
            wait = min(_FIRST_WAIT * 2 ** min(attempts - 1, 10), _LONGEST_WAIT)
            if seconds is not None:
                wait = max(wait, timedelta(seconds=min(seconds, 86_400)))
            return Step(TransferState.QUEUED, now + wait)
        case Unknown():
            return Step(TransferState.UNKNOWN)
        case _:
            assert_never(outcome)


def say_done(transfer: Transfer, reference: str | None) -> Step | Refusal | None:
    """Decide on a person's word that the money moved; None where that was said before."""
    if transfer.state is TransferState.DONE and reference in (None, transfer.reference):
        return None
    return _may_say(transfer, TransferState.DONE) or Step(TransferState.DONE, reference=reference)


def say_refused(transfer: Transfer, reason: str) -> Step | Refusal | None:
    """Decide on a person's word that the money will never move; None where that was said before."""
    if transfer.state is TransferState.REFUSED and reason == transfer.reason:
        return None
    return _may_say(transfer, TransferState.REFUSED) or Step(TransferState.REFUSED, reason=reason)


def _may_say(transfer: Transfer, wanted: TransferState) -> Refusal | None:
    if transfer.state in ENDS:
        return refuse(rules.TRANSFER_SETTLED, state=transfer.state.value)
    if wanted not in BY_PEOPLE.get(transfer.state, frozenset()):
        return refuse(rules.TRANSFER_UNDER_WAY, state=transfer.state.value)
    return None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a refusal books: a reversal of a row, and what of a payment that never came was paid back already."""

    line: int
    owed_minor: int


def take_back(ledger: tuple[Payment, ...], line: int) -> TakenBack | None:
    """Return what is booked where the money of a row will never move; None where the row does not stand any more.

    A payment that never came may have been paid back meanwhile. The rest of the order's payments carries that; what they do
    not carry the customer owes, so that never more is paid back than was paid.
    """
    row = next((one for one in standing(ledger) if one.line == line), None)
    if row is None:
        return None
    if row.kind is not PaymentKind.PAYMENT:
        return TakenBack(line, 0)
    return TakenBack(line, max(0, refunded(ledger) - (paid(ledger) - row.amount_minor)))

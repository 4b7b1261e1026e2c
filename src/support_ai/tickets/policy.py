"""Pure decisions about tickets: who sees whose, what follows what, and what is due when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import assert_never
from zoneinfo import ZoneInfo

from support_ai.access.actor import Actor, Assistant, Staff, person_of
from support_ai.access.permission import Permission
from support_ai.customers.policy import Scope, scope_of
from support_ai.shop.calendar import advance, open_between
from support_ai.shop.hours import Hours, Target
from support_ai.tickets.models import Author, Priority, TicketStatus, Timing

_S = TicketStatus
# Where a colleague may take a ticket; to leave it where it is changes nothing and is always possible.
TRANSITIONS: Mapping[TicketStatus, frozenset[TicketStatus]] = MappingProxyType(
    {
        _S.OPEN: frozenset({_S.PENDING, _S.ON_HOLD, _S.SOLVED, _S.CLOSED}),
        _S.PENDING: frozenset({_S.OPEN, _S.ON_HOLD, _S.SOLVED, _S.CLOSED}),
        _S.ON_HOLD: frozenset({_S.OPEN, _S.PENDING, _S.SOLVED, _S.CLOSED}),
        _S.SOLVED: frozenset({_S.OPEN, _S.CLOSED}),
        _S.CLOSED: frozenset(),
    }
)
# Colleagues have nothing to do meanwhile, or nothing more.
_CLOCK_STANDS = frozenset({_S.PENDING, _S.SOLVED, _S.CLOSED})


@dataclass(frozen=True, slots=True)
class Decision:
    """The status that follows, or the id of the rule that refuses it."""

    status: TicketStatus
    refused_by: str | None = None


@dataclass(frozen=True, slots=True)
class BusinessTime:
    """What due times are reckoned with: the shop's hours in its time zone."""

    hours: Hours
    zone: ZoneInfo


def scope_of_tickets(actor: Actor) -> Scope:
    """Return whose tickets the actor may look for."""
    return scope_of(actor, own=Permission.OWN_TICKETS_READ, everybody=Permission.TICKETS_READ)


def author_of(actor: Actor) -> Author:
    """Return as what an actor writes; the assistant as itself, whoever it acts for."""
    if isinstance(actor, Assistant):
        return Author.ASSISTANT
    person = person_of(actor)
    if person is None:
        return Author.SYSTEM
    return Author.COLLEAGUE if isinstance(person, Staff) else Author.CUSTOMER


def ticket_id_of(number: str) -> int | None:
    """Return the id that a number means, `T-1042` in any case and without its letter too; None where it is none."""
    digits = number.strip().upper().removeprefix("T-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else None


def order_key(number: str) -> str:
    """Return the form under which an order is found: in any case, with or without `#`."""
    return number.strip().lstrip("#").strip().upper()


def after_change(status: TicketStatus, wanted: TicketStatus) -> Decision:
    """Decide on a status that a colleague sets."""
    if wanted is status or wanted in TRANSITIONS[status]:
        return Decision(wanted)
    return Decision(status, "tickets.transition.not_allowed")


def after_comment(
    status: TicketStatus, solved_at: datetime | None, now: datetime, *, by_customer: bool, reopen_days: int
) -> Decision:
    """Decide on a comment: a customer's takes up again what waits for them, or was solved not long ago.

    What was solved for longer than `reopen_days` days, or is closed, needs a new ticket.
    """
    if status is _S.CLOSED:
        return Decision(status, "tickets.comment.closed")
    if not by_customer or status in (_S.OPEN, _S.ON_HOLD):
        return Decision(status)
    if status is _S.SOLVED and solved_at is not None and now - solved_at > timedelta(days=reopen_days):
        return Decision(status, "tickets.comment.follow_up")
    return Decision(_S.OPEN)


def begin(priority: Priority, now: datetime, time: BusinessTime, *, answered: bool) -> Timing:
    """Return the clock of a new ticket; `answered` where a colleague opens it, who speaks with the customer already."""
    fresh = Timing(now, None, now if answered else None, None, None, timedelta(), None, None)
    return with_due(fresh, priority, time)


def with_due(timing: Timing, priority: Priority, time: BusinessTime) -> Timing:
    """Return the clock with what is due by a priority: business time since it was opened, without what stood still."""
    target = _target(time.hours, priority)
    first, whole = (
        advance(time.hours, time.zone, timing.opened_at, timedelta(minutes=minutes) + timing.paused)
        for minutes in (target.first_answer, target.resolution)
    )
    return replace(
        timing,
        first_answer_due=timing.first_answer_due if timing.first_answered_at else first,
        resolution_due=whole,
    )


def with_status(
    timing: Timing, before: TicketStatus, after: TicketStatus, now: datetime, time: BusinessTime
) -> Timing:
    """Return the clock under another status: it stands still where that waits for the customer or is an end.

    The due times are those of before; `with_due` moves them by what stood still.
    """
    paused_at, paused = timing.paused_at, timing.paused
    if after in _CLOCK_STANDS:
        paused_at = now if paused_at is None else paused_at
    elif paused_at is not None:
        paused += open_between(time.hours, time.zone, paused_at, now)
        paused_at = None
    solved_at = timing.solved_at
    if after is not before and after is not _S.CLOSED:
        solved_at = now if after is _S.SOLVED else None
    closed_at = now if after is _S.CLOSED and before is not _S.CLOSED else timing.closed_at
    return replace(timing, paused_at=paused_at, paused=paused, solved_at=solved_at, closed_at=closed_at)


def _target(hours: Hours, priority: Priority) -> Target:
    match priority:
        case Priority.LOW:
            return hours.targets.low
        case Priority.NORMAL:
            return hours.targets.normal
        case Priority.HIGH:
            return hours.targets.high
        case Priority.URGENT:
            return hours.targets.urgent
        case _:
            assert_never(priority)

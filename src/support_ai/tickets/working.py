"""What people do with a ticket that is there: comment, change, assign, archive. Each is decided under the row's lock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from support_ai.access.actor import Customer, Staff, person_of
from support_ai.audit import service as audit
from support_ai.core import clock
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, ForbiddenError, InvalidError
from support_ai.tickets import comment_queries, policy, queries
from support_ai.tickets.comment_queries import Change
from support_ai.tickets.models import EventKind, Priority, Ticket, TicketStatus
from support_ai.tickets.service import business_time, noted, reread, visible

# Longer threads are better begun anew; notes and what customers see are counted apart, so that neither tells of the other.
MOST_COMMENTS = 300


class TicketOutdatedError(ConflictError):
    """Somebody changed this ticket meanwhile: read it again."""

    code = "tickets.version_outdated"


class TransitionNotAllowedError(ConflictError):
    """A ticket with this status cannot get that one."""

    code = "tickets.transition.not_allowed"


class TicketClosedError(ConflictError):
    """This ticket is closed for good: open a new one."""

    code = "tickets.comment.closed"


class FollowUpError(ConflictError):
    """This ticket was solved some time ago: open a new one, and name this one in it."""

    code = "tickets.comment.follow_up"


class TooManyCommentsError(ConflictError):
    """There is no room for more on this ticket: open a new one, and name this one in it."""

    code = "tickets.comment.too_many"


class InternalCommentError(ForbiddenError):
    """Notes for colleagues are written by colleagues."""

    code = "tickets.comment.internal"


class SubjectForgottenError(ConflictError):
    """The words of this ticket were forgotten with the customer: it gets no new subject."""

    code = "tickets.subject.forgotten"


class AssigneeUnknownError(InvalidError):
    """There is no colleague with this account."""

    code = "tickets.assign.no_colleague"


_REFUSALS: dict[str, type[ConflictError]] = {
    error.code: error for error in (TransitionNotAllowedError, TicketClosedError, FollowUpError)
}


def _allowed(decision: policy.Decision) -> TicketStatus:
    if decision.refused_by is not None:
        raise _REFUSALS[decision.refused_by]
    return decision.status


async def comment(
    conn: Connection, number: str, text: str, *, is_internal: bool = False, at: datetime | None = None
) -> Ticket:
    """Write on a ticket: a customer's words open it again where it waits for them, a colleague's first answer it.

    Raises TicketNotFoundError, TicketClosedError, FollowUpError, TooManyCommentsError, and InternalCommentError where a
    customer would write a note.
    """
    by_customer = isinstance(person_of(conn.actor), Customer)
    if by_customer and is_internal:
        raise InternalCommentError(field="is_internal")
    now = at or clock.now()
    ticket = await visible(conn, number, lock=True)
    time = await business_time(conn)
    status = _allowed(
        policy.after_comment(
            ticket.status,
            ticket.timing.solved_at,
            now,
            by_customer=by_customer,
            reopen_days=time.hours.reopen_days,
        )
    )
    count = await comment_queries.count_comments(conn, ticket.ticket_id, is_internal=is_internal)
    if count >= MOST_COMMENTS:
        raise TooManyCommentsError
    await comment_queries.insert_comment(
        conn, ticket.ticket_id, ticket.customer_id, text, is_internal=is_internal, now=now
    )
    if not is_internal:
        answered = ticket.timing.first_answered_at or (None if by_customer else now)
        spoken = replace(ticket, updated_at=now, timing=replace(ticket.timing, first_answered_at=answered))
        await _store(conn, _under(spoken, status, now, time), was=ticket)
    kind = EventKind.NOTED if is_internal else EventKind.COMMENTED
    changes = [Change(kind, is_public=not is_internal), *_differences(ticket, replace(ticket, status=status))]
    await noted(conn, ticket, changes, now)
    detail = {"internal": is_internal, "status": status.value}
    await audit.append(conn, "ticket.comment", f"ticket:{ticket.number}", detail=detail)
    return await reread(conn, ticket.ticket_id)


async def change(
    conn: Connection,
    number: str,
    seen: int,
    *,
    status: TicketStatus | None = None,
    priority: Priority | None = None,
    subject: str | None = None,
    at: datetime | None = None,
) -> Ticket:
    """Change status, priority or subject as a colleague; `seen` is the version that the change was made from.

    Raises TicketNotFoundError, TicketOutdatedError, TransitionNotAllowedError, SubjectForgottenError.
    """
    now = at or clock.now()
    ticket = await _seen(conn, number, seen)
    if subject is not None and not ticket.subject:
        raise SubjectForgottenError(field="subject")
    wanted = _allowed(policy.after_change(ticket.status, status or ticket.status))
    time = await business_time(conn)
    changed = replace(
        ticket,
        priority=priority or ticket.priority,
        subject=ticket.subject if subject is None else subject,
    )
    changed = _under(changed, wanted, now, time)
    changes = _differences(ticket, changed)
    if not changes:
        return ticket
    if any(one.is_public for one in changes):
        changed = replace(changed, updated_at=now)
    await _store(conn, changed, was=ticket)
    await noted(conn, ticket, changes, now)
    detail = {one.kind.value: one.after or "" for one in changes}
    await audit.append(conn, "ticket.change", f"ticket:{ticket.number}", detail=detail)
    return await reread(conn, ticket.ticket_id)


async def assign(
    conn: Connection,
    number: str,
    seen: int,
    assignee: UUID | Literal["me"] | None,
    *,
    at: datetime | None = None,
) -> Ticket:
    """Give a ticket to a colleague, or to nobody; of two who do at once, the second is told that it was changed.

    Raises TicketNotFoundError, TicketOutdatedError, AssigneeUnknownError.
    """
    now = at or clock.now()
    ticket = await _seen(conn, number, seen)
    me = person_of(conn.actor)
    role = None
    if isinstance(me, Staff) and assignee in ("me", me.account_id):
        assignee, role = me.account_id, me.role
    if assignee == "me":
        raise AssigneeUnknownError(field="assignee")
    if assignee == ticket.assignee:
        return ticket
    if not await queries.set_assignee(conn, ticket.ticket_id, assignee, ticket.version + 1, role):
        raise AssigneeUnknownError(field="assignee")
    before, after = (None if one is None else str(one) for one in (ticket.assignee, assignee))
    await noted(conn, ticket, [Change(EventKind.ASSIGNED, before, after)], now)
    detail = {"assignee": "nobody" if after is None else f"account:{after}"}
    await audit.append(conn, "ticket.assign", f"ticket:{ticket.number}", detail=detail)
    return await reread(conn, ticket.ticket_id)


async def archive(conn: Connection, number: str, *, at: datetime | None = None) -> None:
    """Take a ticket out of every view; the books keep it. A trigger lets managers only."""
    now = at or clock.now()
    ticket = await visible(conn, number, lock=True)
    await queries.archive(conn, ticket.ticket_id, now)
    await noted(conn, ticket, [Change(EventKind.ARCHIVED)], now)
    await audit.append(conn, "ticket.archive", f"ticket:{ticket.number}")


async def _seen(conn: Connection, number: str, seen: int) -> Ticket:
    """Return a ticket, locked; TicketOutdatedError where it is not as the caller saw it any more."""
    ticket = await visible(conn, number, lock=True)
    if ticket.version != seen:
        raise TicketOutdatedError(field="version")
    return ticket


def _under(ticket: Ticket, status: TicketStatus, now: datetime, time: policy.BusinessTime) -> Ticket:
    """Return a ticket under a status, its clock stopped or set by its priority."""
    timing = policy.with_status(ticket.timing, ticket.status, status, now, time)
    if timing.paused_at is None:
        timing = policy.with_due(timing, ticket.priority, time)
    return replace(ticket, status=status, timing=timing)


async def _store(conn: Connection, changed: Ticket, *, was: Ticket) -> None:
    """Store a changed ticket; what people may have made a change from gets another version."""
    differs = bool(_differences(was, changed))
    await queries.update_ticket(conn, replace(changed, version=was.version + differs), was=was)


def _differences(before: Ticket, after: Ticket) -> Sequence[Change]:
    changes: list[Change] = []
    if before.status is not after.status:
        changes.append(Change(EventKind.STATUS, before.status, after.status, is_public=True))
    if before.priority is not after.priority:
        changes.append(Change(EventKind.PRIORITY, before.priority, after.priority))
    if before.subject != after.subject:
        changes.append(Change(EventKind.SUBJECT, is_public=True))
    return changes

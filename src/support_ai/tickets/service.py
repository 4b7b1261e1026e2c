"""What is promised about tickets: opened once, seen by whom they concern, changed by one person at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from psycopg import errors

from support_ai.access.actor import Customer, Staff, person_of
from support_ai.audit import service as audit
from support_ai.conversations import queries as conversations
from support_ai.conversations.service import ConversationNotFoundError
from support_ai.core import clock
from support_ai.core.database import Connection
from support_ai.core.errors import ForbiddenError, NotFoundError, UnavailableError
from support_ai.core.live import publish
from support_ai.core.page import Page, is_storable, page_of
from support_ai.customers.service import CustomerNotFoundError
from support_ai.messaging.webhooks.announcing import announce
from support_ai.messaging.webhooks.events import Event
from support_ai.shop import documents
from support_ai.shop import service as shop
from support_ai.shop.hours import HOURS
from support_ai.tickets import comment_queries, policy, queries
from support_ai.tickets.comment_queries import Change
from support_ai.tickets.cursor import cursor_of, read_cursor
from support_ai.tickets.models import (
    Author,
    EventKind,
    Priority,
    Ticket,
    TicketDetails,
    TicketFilter,
    TicketSort,
)

# What colleagues' lists listen to; the number is the id of a ticket of which something is new.
TOPIC = "tickets"
_EVENTS_SHOWN = 100


class TicketNotFoundError(NotFoundError):
    """There is no ticket with this number that you can see."""

    code = "ticket_not_found"


class NoRecordError(ForbiddenError):
    """Tickets belong to customers: prove your e-mail address first, so that we know which one you are."""

    code = "tickets.open.no_customer_record"


class NotYoursToDecideError(ForbiddenError):
    """Customers open tickets about themselves; priorities and notes are for colleagues."""

    code = "tickets.open.not_yours_to_decide"


async def open_ticket(
    conn: Connection,
    subject: str,
    text: str,
    *,
    customer_id: str | None,
    order_number: str | None = None,
    order_numbers: Sequence[str] = (),
    conversation_id: UUID | None = None,
    priority: Priority = Priority.NORMAL,
    origin: Author | None = None,
    business_key: str | None = None,
    is_internal: bool = False,
    at: datetime | None = None,
) -> Ticket:
    """Open a ticket with its first comment, in the caller's transaction, and return it.

    With a `business_key` a second call changes nothing and returns the first call's ticket, whoever committed that. An
    internal text is for colleagues, and so is the whole ticket where there is no customer. Raises CustomerNotFoundError,
    ConversationNotFoundError, and for people's own acts NoRecordError and NotYoursToDecideError.
    """
    _check_own(conn, customer_id, priority, is_internal=is_internal)
    if conversation_id is not None:
        await _check_conversation(conn, conversation_id)
    now = at or clock.now()
    author = policy.author_of(conn.actor)
    timing = policy.begin(
        priority, now, await business_time(conn), answered=author is Author.COLLEAGUE and not is_internal
    )
    try:
        ticket_id = await queries.insert_ticket(
            conn,
            customer_id=customer_id,
            account_id=comment_queries.account_of(conn),
            conversation_id=conversation_id,
            subject=subject,
            priority=priority,
            origin=origin or author,
            business_key=business_key,
            timing=timing,
        )
    except errors.ForeignKeyViolation as error:
        _refuse_link(error)
    if ticket_id is None:
        return await _opened_before(conn, customer_id, business_key or "")
    await queries.insert_orders(
        conn, ticket_id, customer_id, [*([order_number] if order_number else []), *order_numbers]
    )
    await comment_queries.insert_comment(conn, ticket_id, customer_id, text, is_internal=is_internal, now=now)
    ticket = await reread(conn, ticket_id)
    opened = Change(EventKind.OPENED, is_public=True)
    await noted(conn, ticket, [opened], now)
    detail = {"origin": ticket.origin.value, "priority": priority.value}
    await audit.append(conn, "ticket.open", f"ticket:{ticket.number}", detail=detail)
    return ticket


def _check_own(conn: Connection, customer_id: str | None, priority: Priority, *, is_internal: bool) -> None:
    """Refuse what a customer may not decide."""
    person = person_of(conn.actor)
    if not isinstance(person, Customer):
        return
    if person.customer_id is None:
        raise NoRecordError
    if customer_id != person.customer_id or priority is not Priority.NORMAL or is_internal:
        raise NotYoursToDecideError


async def _check_conversation(conn: Connection, conversation_id: UUID) -> None:
    """Refuse a conversation that the caller cannot see; the system sees none, and names what it was told."""
    if person_of(conn.actor) is None:
        return
    if await conversations.read_key(conn, conversation_id) is None:
        raise ConversationNotFoundError(field="conversation_id")


def _refuse_link(error: errors.ForeignKeyViolation) -> NoReturn:
    match error.diag.constraint_name:
        case "tickets_customer_id_fkey":
            raise CustomerNotFoundError(field="customer_id") from error
        case "tickets_conversation_id_fkey":
            raise ConversationNotFoundError(field="conversation_id") from error
        case "tickets_person_fkey":
            # The key was forgotten in this moment, and the next try makes another.
            raise UnavailableError from error
        case _:
            raise error


async def _opened_before(conn: Connection, customer_id: str | None, business_key: str) -> Ticket:
    found = await queries.find_opened(conn, customer_id, business_key)
    ticket = None if found is None else await queries.read_ticket(conn, found, own=None)
    if ticket is None:
        raise TicketNotFoundError
    return ticket


async def business_time(conn: Connection) -> policy.BusinessTime:
    """Return what due times are reckoned with."""
    hours = (await documents.newest(conn, HOURS)).settings
    return policy.BusinessTime(hours, (await shop.settings(conn)).time_zone)


async def get_ticket(conn: Connection, number: str) -> TicketDetails:
    """Return a ticket with what the caller may read of it, noting when staff do; TicketNotFoundError where not visible."""
    ticket = await visible(conn, number)
    comments = await comment_queries.read_comments(conn, ticket.ticket_id)
    events = await comment_queries.read_events(conn, ticket.ticket_id, _EVENTS_SHOWN)
    if isinstance(person_of(conn.actor), Staff):
        await audit.append(conn, "ticket.read", f"ticket:{ticket.number}")
    return TicketDetails(ticket, comments, events)


async def list_tickets(
    conn: Connection,
    wanted: TicketFilter,
    sort: TicketSort = TicketSort.NEWEST,
    cursor: str | None = None,
    limit: int = 20,
) -> Page[Ticket]:
    """Return a page of the tickets that the caller may see."""
    scope = policy.scope_of_tickets(conn.actor)
    if scope.is_empty:
        return Page((), None)
    after = None if cursor is None else read_cursor(cursor, sort)
    rows = await queries.list_tickets(
        conn, wanted, own=scope.customer_id, sort=sort, after=after, limit=limit + 1
    )
    if isinstance(person_of(conn.actor), Staff):
        await audit.append(conn, "tickets.list", "tickets", detail={"rows": min(len(rows), limit)})
    return page_of(rows, limit, lambda row: cursor_of(row, sort))


async def visible(conn: Connection, number: str, *, lock: bool = False) -> Ticket:
    """Return the ticket, TicketNotFoundError where the caller may not see it or there is none: nobody can tell which."""
    scope = policy.scope_of_tickets(conn.actor)
    ticket_id = policy.ticket_id_of(number) if is_storable(number) else None
    if scope.is_empty or ticket_id is None:
        raise TicketNotFoundError
    ticket = await queries.read_ticket(conn, ticket_id, own=scope.customer_id, lock=lock)
    if ticket is None:
        raise TicketNotFoundError
    return ticket


async def reread(conn: Connection, ticket_id: int) -> Ticket:
    """Return a ticket of which the caller knows that it is there."""
    ticket = await queries.read_ticket(conn, ticket_id, own=None)
    if ticket is None:
        raise TicketNotFoundError
    return ticket


async def noted(conn: Connection, ticket: Ticket, changes: Sequence[Change], now: datetime) -> None:
    """Write changes into a ticket's history, and tell colleagues' lists and the shop's programs."""
    for change in changes:
        await comment_queries.insert_event(conn, ticket, change, now)
    await publish(conn, TOPIC, ticket.ticket_id)
    kinds = [change.kind for change in changes]
    await announce(
        conn,
        Event.TICKET_OPENED if EventKind.OPENED in kinds else Event.TICKET_UPDATED,
        f"ticket:{ticket.number}",
        order_number=next(iter(ticket.order_numbers), None),
        customer_id=ticket.customer_id,
        detail={"changes": "/".join(kind.value for kind in kinds), "status": ticket.status.value},
    )

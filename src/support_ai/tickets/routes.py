"""Tickets over REST: customers open, see and comment their own, colleagues work on all of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response, status

from support_ai.access.actor import Customer, Staff
from support_ai.access.permission import Permission
from support_ai.core import clock
from support_ai.core.caller import CurrentPerson, requires
from support_ai.core.errors import ForbiddenError
from support_ai.core.http import Tx
from support_ai.tickets import service, working
from support_ai.tickets.models import TicketFilter
from support_ai.tickets.schemas import (
    Assignment,
    CommentIn,
    TicketChange,
    TicketDetailsOut,
    TicketIn,
    TicketOut,
    TicketPage,
    TicketQuery,
)

router = APIRouter(prefix="/tickets", tags=["tickets"])
_Reading = Depends(requires(Permission.OWN_TICKETS_READ, Permission.TICKETS_READ))
_Opening = Depends(requires(Permission.OWN_TICKETS_OPEN, Permission.TICKETS_CREATE))
_Commenting = Depends(requires(Permission.OWN_TICKETS_COMMENT, Permission.TICKETS_WORK))
_Working = Depends(requires(Permission.TICKETS_WORK))
_Deleting = Depends(requires(Permission.TICKETS_DELETE))


class ColleaguesOnlyError(ForbiddenError):
    """Only colleagues look for tickets by priority, assignee or due time."""

    code = "tickets.list.colleagues_only"


@router.get("", dependencies=[_Reading])
async def list_tickets(
    conn: Tx, person: CurrentPerson, wanted: Annotated[TicketQuery, Query()]
) -> TicketPage:
    """List tickets, the newest or the next due first: a customer the own ones, staff all of them."""
    for_staff = isinstance(person, Staff)
    if not for_staff and wanted.asks_for_work:
        raise ColleaguesOnlyError
    chosen = TicketFilter(
        status=wanted.status,
        priority=wanted.priority,
        assignee=person.account_id if wanted.assignee == "me" else _account(wanted.assignee),
        unassigned=wanted.assignee == "nobody",
        overdue_at=clock.now() if wanted.overdue else None,
        customer_id=wanted.customer_id,
        order_number=wanted.order_number,
    )
    page = await service.list_tickets(conn, chosen, wanted.sort, wanted.cursor, wanted.limit)
    items = [TicketOut.of(one, for_staff=for_staff) for one in page.items]
    return TicketPage(items=items, next_cursor=page.next_cursor)


def _account(assignee: UUID | str | None) -> UUID | None:
    return assignee if isinstance(assignee, UUID) else None


@router.post("", dependencies=[_Opening], status_code=status.HTTP_201_CREATED)
async def open_ticket(sent: TicketIn, conn: Tx, person: CurrentPerson) -> TicketOut:
    """Open a ticket: a customer about themselves, a colleague about a customer or about the shop."""
    own = person.customer_id if isinstance(person, Customer) else None
    ticket = await service.open_ticket(
        conn,
        sent.subject,
        sent.text,
        customer_id=sent.customer_id or own,
        order_numbers=sent.order_numbers,
        conversation_id=sent.conversation_id,
        priority=sent.priority,
        is_internal=sent.is_internal,
    )
    return TicketOut.of(ticket, for_staff=isinstance(person, Staff))


@router.get("/{number}", dependencies=[_Reading])
async def get_ticket(number: str, conn: Tx, person: CurrentPerson) -> TicketDetailsOut:
    """Return one ticket with its comments and its history; somebody else's is not there."""
    found = await service.get_ticket(conn, number)
    return TicketDetailsOut.whole(found, for_staff=isinstance(person, Staff))


@router.post("/{number}/comments", dependencies=[_Commenting], status_code=status.HTTP_201_CREATED)
async def comment(number: str, sent: CommentIn, conn: Tx, person: CurrentPerson) -> TicketOut:
    """Write on a ticket, and return how it stands then."""
    ticket = await working.comment(conn, number, sent.text, is_internal=sent.is_internal)
    return TicketOut.of(ticket, for_staff=isinstance(person, Staff))


@router.patch("/{number}", dependencies=[_Working])
async def change_ticket(number: str, sent: TicketChange, conn: Tx) -> TicketOut:
    """Change status, priority or subject, unless somebody did meanwhile."""
    ticket = await working.change(
        conn, number, sent.version, status=sent.status, priority=sent.priority, subject=sent.subject
    )
    return TicketOut.of(ticket, for_staff=True)


@router.post("/{number}/assign", dependencies=[_Working])
async def assign_ticket(number: str, sent: Assignment, conn: Tx) -> TicketOut:
    """Give a ticket to a colleague or to nobody, unless somebody changed it meanwhile."""
    return TicketOut.of(await working.assign(conn, number, sent.version, sent.assignee), for_staff=True)


@router.delete(
    "/{number}",
    dependencies=[_Deleting],
    status_code=status.HTTP_204_NO_CONTENT,
    response_class=Response,
)
async def archive_ticket(number: str, conn: Tx) -> None:
    """Take a ticket out of every view; it stays in the books."""
    await working.archive(conn, number)

"""Tools about tickets, and the way to a person."""

import hashlib
from typing import Annotated

from pydantic import Field

from support_ai.access.actor import Customer
from support_ai.access.permission import Permission
from support_ai.agent.handing import IN_SANDBOX, PassedOn, pass_on
from support_ai.agent.tools.tool import Scene, Tool
from support_ai.conversations.models import HandOverReason
from support_ai.core.action import Arguments
from support_ai.core.database import Connection
from support_ai.core.page import Word
from support_ai.tickets import service as tickets
from support_ai.tickets.models import Author, Ticket, TicketDetails, TicketFilter

_EITHER = (Permission.OWN_TICKETS_READ, Permission.TICKETS_READ)
_LISTED = 20
_WORDS = frozenset({"subject", "text", "order_number", "order_numbers"})
Text = Annotated[str, Field(min_length=1, max_length=8000, pattern=r"^[^\x00]*\S[^\x00]*$")]
Subject = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]


class OpenTicket(Arguments):
    """What it is about, the text for whoever works on it, and the order that it concerns."""

    subject: Subject
    text: Text
    order_number: Word | None = None


class OpenTicketFor(OpenTicket):
    """And the customer whom it is for."""

    customer_id: Word | None = None


class GetTicket(Arguments):
    """A ticket's number; without one the newest of all."""

    ticket_number: Word | None = None


class HandOver(Arguments):
    """Why, in a few words for the colleagues."""

    reason: Annotated[str, Field(max_length=500)] = ""


async def _open_own(conn: Connection, scene: Scene, wanted: OpenTicket) -> Ticket:
    own = scene.person.customer_id if isinstance(scene.person, Customer) else None
    return await _open(conn, scene, wanted, own)


async def _open_for(conn: Connection, scene: Scene, wanted: OpenTicketFor) -> Ticket:
    return await _open(conn, scene, wanted, wanted.customer_id)


async def _open(conn: Connection, scene: Scene, wanted: OpenTicket, customer_id: str | None) -> Ticket:
    # The same words in the same conversation are one ticket, however often a turn is taken up again.
    return await tickets.open_ticket(
        conn,
        wanted.subject,
        wanted.text,
        customer_id=customer_id,
        order_number=wanted.order_number,
        conversation_id=scene.conversation_id if isinstance(scene.person, Customer) else None,
        origin=Author.ASSISTANT,
        business_key=f"conversation:{scene.conversation_id}:{scene.up_to}:{_fingerprint(wanted)}",
    )


def _fingerprint(wanted: OpenTicket) -> str:
    return hashlib.sha256(wanted.model_dump_json().encode()).hexdigest()[:16]


async def _get(conn: Connection, scene: Scene, wanted: GetTicket) -> tuple[Ticket | TicketDetails, ...]:
    del scene
    if wanted.ticket_number is not None:
        return (await tickets.get_ticket(conn, wanted.ticket_number),)
    return (await tickets.list_tickets(conn, TicketFilter(), limit=_LISTED)).items


async def _hand_over(conn: Connection, scene: Scene, wanted: HandOver) -> PassedOn:
    del wanted
    return await pass_on(conn, scene.conversation_id, HandOverReason.ASKED, scene.up_to, scene.now)


OPEN_TICKET = Tool(
    "open_ticket",
    "Open a ticket for the shop's people, about what cannot be settled here.",
    OpenTicket,
    (Permission.OWN_TICKETS_OPEN,),
    _open_own,
    needs_record=True,
    named=lambda ticket: f"ticket:{ticket.number}",
    subject="tickets",
    acts=True,
    words=_WORDS,
)
OPEN_TICKET_FOR = Tool(
    "open_ticket",
    "Open a ticket, for a customer where one is named.",
    OpenTicketFor,
    (Permission.TICKETS_CREATE,),
    _open_for,
    named=lambda ticket: f"ticket:{ticket.number}",
    subject="tickets",
    acts=True,
    words=_WORDS,
)
GET_TICKET = Tool(
    "get_ticket",
    "Return a ticket with its comments, or the newest tickets.",
    GetTicket,
    _EITHER,
    _get,
    needs_record=True,
    subject="tickets",
    typed=lambda wanted: ("ticket", wanted.ticket_number or ""),
)
HAND_OVER = Tool(
    "hand_over",
    "Put the conversation into the queue of the shop's people.",
    HandOver,
    (Permission.ASK,),
    _hand_over,
    subject="conversation",
    acts=True,
    in_sandbox=IN_SANDBOX,
)

"""The demo shop's tickets, as its people would have opened and worked on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from support_ai.access.actor import Customer, Person
from support_ai.core.database import Database
from support_ai.tickets import service, working
from support_ai.tickets.models import Priority, TicketStatus

_S = TicketStatus


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's comment, some hours after the ticket was opened; what is internal is a note."""

    hours: int
    who: str
    text: str
    is_internal: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket: who opened it how many hours ago, what was said, and how Emma left it."""

    who: str
    hours_ago: int
    subject: str
    text: str
    order: str | None = None
    customer_id: str | None = None
    priority: Priority = Priority.NORMAL
    said: tuple[Said, ...] = ()
    status: TicketStatus = _S.OPEN
    is_emmas: bool = False


STORIES = (
    Story(
        "rohan",
        400,
        "Size of the next T-shirt",
        "The last one runs small. Would you take L or XL at 1.85 m?",
        "ORD-123",
        said=(
            Said(3, "emma", "XL, if you like it loose; L fits close."),
            Said(5, "rohan", "XL it is, thank you!"),
        ),
        status=_S.SOLVED,
        is_emmas=True,
    ),
    Story(
        "rohan",
        70,
        "Left ear cup crackles",
        "The headphones crackle on the left as soon as I turn my head. Is that a warranty case?",
        "ORD-456",
        said=(
            Said(2, "emma", "Third one of this batch since March: ask purchasing.", is_internal=True),
            Said(4, "emma", "It is. Could you tell us the serial number? It stands inside the band."),
        ),
        status=_S.PENDING,
        is_emmas=True,
    ),
    Story(
        "michael",
        20,
        "Deliver after six, please",
        "Nobody is at home during the day. Can it come in the evening?",
        "ORD-999",
    ),
    Story(
        "emma",
        30,
        "Parcel back at the depot",
        "Called: the carrier found no name at the door. A second try is arranged.",
        "ORD-999",
        "CUST-456",
        Priority.HIGH,
        (Said(1, "emma", "Depot answers by phone only until noon.", is_internal=True),),
        _S.ON_HOLD,
        is_emmas=True,
    ),
    Story(
        "admin",
        6,
        "Return labels run out on Friday",
        "Order two more rolls for the packing table.",
        priority=Priority.LOW,
    ),
)


async def seed_tickets(database: Database, people: Mapping[str, Person], now: datetime) -> None:
    """Open the tickets that are not there yet, each in transactions of its people."""
    for number, story in enumerate(STORIES):
        await _tell(database, people, story, f"demo:{number}", now - timedelta(hours=story.hours_ago))


async def _tell(
    database: Database, people: Mapping[str, Person], story: Story, key: str, opened: datetime
) -> None:
    """Open one ticket and let everything happen to it; nothing where it was opened before."""
    who = people[story.who]
    async with database.transaction(who) as conn:
        ticket = await service.open_ticket(
            conn,
            story.subject,
            story.text,
            customer_id=who.customer_id if isinstance(who, Customer) else story.customer_id,
            order_number=story.order,
            priority=story.priority,
            business_key=key,
            at=opened,
        )
    if ticket.timing.opened_at != opened:
        return
    for said in story.said:
        async with database.transaction(people[said.who]) as conn:
            at = opened + timedelta(hours=said.hours)
            await working.comment(conn, ticket.number, said.text, is_internal=said.is_internal, at=at)
    async with database.transaction(people["emma"]) as conn:
        at = opened + timedelta(hours=6)
        if story.is_emmas:
            ticket = await working.assign(conn, ticket.number, ticket.version, "me", at=at)
        await working.change(conn, ticket.number, ticket.version, status=story.status, at=at)

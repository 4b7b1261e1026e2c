"""The way to a person: the colleagues' queue, or a ticket where the shop wants that while nobody works."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from support_ai.access.actor import Customer, person_of
from support_ai.conversations import service as conversations
from support_ai.conversations.models import HandledBy, HandOverReason
from support_ai.conversations.saying import next_steps_of
from support_ai.core.database import Connection
from support_ai.shop import behaviour_service
from support_ai.shop.behaviour_policy import opens_ticket
from support_ai.tickets import service as tickets
from support_ai.tickets.models import Author, Ticket

IN_SANDBOX = "In a preview nobody is called: here the conversation would go to a colleague."
_PASSED_ON = "I've passed this conversation on to a colleague."
_SUBJECT = "Somebody needs a person"
_TEXT = "They needed a person while nobody worked: the conversation tells what about."


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What happens next, in sentences, with the moments that they name; `is_new` unless colleagues had it before."""

    sentences: tuple[str, ...]
    is_new: bool
    opens_at: datetime | None = None
    answer_by: datetime | None = None
    ticket: str | None = None


async def pass_on(
    conn: Connection, conversation_id: UUID, reason: HandOverReason, up_to: int, now: datetime
) -> PassedOn:
    """Give a conversation to the colleagues and return what happens next; where they have it already nothing changes.

    While nobody works customers get a ticket instead where the shop wants that. Raises ConversationNotFoundError, and
    OwnConversationError for a colleague's own.
    """
    before = await next_steps_of(conn, conversation_id, at=now)
    is_free = before.handled_by is HandledBy.ASSISTANT
    person = person_of(conn.actor)
    customer_id = person.customer_id if isinstance(person, Customer) else None
    behaviour = await behaviour_service.behaviour_for(conn, draft=False)
    if is_free and customer_id is not None and opens_ticket(behaviour, is_open=before.is_open):
        key = f"hand_over:{conversation_id}:{up_to}"
        ticket = await _open(conn, customer_id, conversation_id, key, now)
        said = _of_ticket(ticket, before.opening)
        return PassedOn(said, is_new=True, opens_at=before.opens_at, ticket=ticket.number)
    after = await conversations.hand_over(conn, conversation_id, reason, at=now)
    lines = (_PASSED_ON, *after.sentences) if is_free else after.sentences
    return PassedOn(lines, is_free, after.opens_at, after.answer_by)


async def _open(conn: Connection, customer_id: str, conversation_id: UUID, key: str, now: datetime) -> Ticket:
    return await tickets.open_ticket(
        conn,
        _SUBJECT,
        _TEXT,
        customer_id=customer_id,
        conversation_id=conversation_id,
        origin=Author.ASSISTANT,
        business_key=key,
        at=now,
    )


def _of_ticket(ticket: Ticket, opening: str) -> tuple[str, ...]:
    return (
        f"I have opened ticket {ticket.number} for our colleagues, who read this conversation with it.",
        *([opening] if opening else []),
        "You can go on asking me meanwhile.",
    )

"""Messages whose words are kept by nobody, and what a person said before."""

import json
from uuid import UUID, uuid4

from support_ai.access.actor import Person
from support_ai.conversations import queries
from support_ai.conversations.identification_queries import mark_one_answered
from support_ai.conversations.models import HandledBy, Received, Speaker
from support_ai.conversations.service import ConversationNotFoundError, receive
from support_ai.core.database import Connection


async def receive_answered(
    conn: Connection,
    person: Person,
    conversation_id: UUID | None,
    client_message_id: str | None,
    *,
    text: str,
    answer: str,
) -> Received:
    """Store a message together with its answer, so that no turn ever sees it; a repeat changes nothing.

    `text` stands for what was said. While a colleague owns the conversation the assistant is silent.
    """
    received = await receive(conn, person, text, conversation_id, client_message_id)
    if received.is_repeat:
        return received
    owned = await queries.read_own(conn, received.conversation_id, person)
    if owned is None:
        raise ConversationNotFoundError
    if owned[0] is HandledBy.COLLEAGUE:
        return received
    message_id = uuid4()
    await queries.insert_message(
        conn,
        received.conversation_id,
        owned[1],
        speaker=Speaker.ASSISTANT,
        content=json.dumps({"text": answer, "cards": [], "sources": []}),
        message_id=message_id,
    )
    await mark_one_answered(conn, received.conversation_id, received.sequence, message_id)
    return received


async def said_between(
    conn: Connection, person: Person, conversation_id: UUID, first: int, last: int
) -> str | None:
    """Return what a person said from one sequence number to another, a line for each message; None for nothing."""
    owned = await queries.read_own(conn, conversation_id, person)
    if owned is None:
        return None
    messages = await queries.read_messages(
        conn, conversation_id, owned[1], after=first - 1, limit=last - first + 1
    )
    texts = [str(json.loads(one.content)["text"]) for one in messages if one.speaker is Speaker.PERSON]
    return "\n".join(texts) or None

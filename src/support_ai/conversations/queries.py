"""The SQL of conversations and messages."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

from psycopg import errors
from psycopg.rows import TupleRow

from support_ai.access.actor import Customer, Person, Staff, Visitor
from support_ai.conversations.models import HandledBy, Message, Speaker
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection, person_key
from support_ai.core.errors import UnavailableError


def key_name(person: Person) -> str:
    """Return whose key seals what this person says."""
    return f"visitor:{person.visitor_id}" if isinstance(person, Visitor) else f"account:{person.account_id}"


def customer_of(person: Person) -> str | None:
    """Return the customer record that somebody has proven to be theirs."""
    return person.customer_id if isinstance(person, Customer) else None


async def insert_conversation(conn: Connection, conversation_id: UUID, person: Person) -> SealingKey:
    """Begin a conversation and return the key of its texts; UnavailableError where that key was forgotten just now."""
    key = await person_key(conn, key_name(person))
    values = (
        conversation_id,
        key_name(person),
        customer_of(person),
        None if isinstance(person, Visitor) else person.account_id,
        person.visitor_id if isinstance(person, Visitor) else None,
        isinstance(person, Staff),
    )
    try:
        await conn.execute(
            "insert into conversations (conversation_id, person, customer_id, account_id, visitor_id, is_of_staff)"
            " values (%s, %s, %s, %s, %s, %s)",
            values,
        )
    except errors.ForeignKeyViolation as error:
        # The key was forgotten in this moment, and the next try makes another.
        if error.diag.constraint_name == "conversations_person_fkey":
            raise UnavailableError from error
        raise
    return key


async def read_own(
    conn: Connection, conversation_id: UUID, person: Person, *, lock: bool = False
) -> tuple[HandledBy, SealingKey, str | None] | None:
    """Return who answers one of the person's own conversations, its key, and the customer; None where it is not theirs."""
    found = (
        "select c.handled_by, k.sealed_key, c.customer_id from conversations c join person_keys k using (person)"
        " where c.conversation_id = %s and c.person = %s and c.archived_at is null"
    )
    cursor = await conn.execute(
        f"{found} for update of c" if lock else found, (conversation_id, key_name(person))
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    return HandledBy(row[0]), conn.keys.person_key(key_name(person), bytes(row[1])), row[2]


async def find_repeat(
    conn: Connection, person: str, client_message_id: str
) -> tuple[UUID, int, HandledBy] | None:
    """Return where a message of this client id was stored before."""
    cursor = await conn.execute(
        "select m.conversation_id, m.sequence, c.handled_by from messages m join conversations c using (conversation_id)"
        " where m.person = %s and m.client_message_id = %s",
        (person, client_message_id),
    )
    row = await cursor.fetchone()
    return None if row is None else (row[0], row[1], HandledBy(row[2]))


_INSERT = """
    with next as (
        update conversations set last_sequence = last_sequence + 1, updated_at = now()
        where conversation_id = %(conversation)s
        returning last_sequence, person, account_id, visitor_id, is_of_staff
    ), said as (
        insert into messages (conversation_id, sequence, message_id, person, account_id, visitor_id, is_of_staff,
                              speaker, client_message_id, body)
        select %(conversation)s, last_sequence, %(message)s, person, account_id, visitor_id, is_of_staff, %(speaker)s,
               %(client)s, %(body)s
        from next
    )
    select last_sequence, pg_notify('support_ai', 'conversation:' || %(conversation)s || ' ' || last_sequence)
    from next
"""


@asynccontextmanager
async def unless_repeated(conn: Connection) -> AsyncGenerator[None]:
    """Undo the block, and go on behind it, where it stored a client's message id a second time."""
    try:
        async with conn.transaction():
            yield
    except errors.UniqueViolation as error:
        if error.diag.constraint_name != "messages_once":
            raise


async def insert_message(
    conn: Connection,
    conversation_id: UUID,
    key: SealingKey,
    *,
    speaker: Speaker,
    content: str,
    client_message_id: str | None = None,
    message_id: UUID | None = None,
) -> int:
    """Add a message under the next sequence number, tell listeners, and return the number."""
    identifier = message_id or uuid4()
    values = {
        "conversation": conversation_id,
        "message": identifier,
        "speaker": speaker.value,
        "client": client_message_id,
        "body": key.seal("messages", "body", str(identifier), content),
    }
    row = await (await conn.execute(_INSERT, values)).fetchone()
    if row is None:
        raise UnavailableError
    return int(row[0])


_MESSAGE = (
    "select sequence, message_id, speaker, body, created_at, client_message_id,"
    " speaker = 'person' and answered_by is null as waits from messages where conversation_id = %(conversation)s"
)
_FOR_TURN = (
    f"({_MESSAGE} and sequence > %(after)s) union"
    f" ({_MESSAGE} and speaker = 'person' and answered_by is null order by sequence limit %(waiting)s)"
    " order by sequence"
)


async def read_messages(
    conn: Connection, conversation_id: UUID, key: SealingKey, *, after: int, limit: int
) -> list[Message]:
    """Return messages after a sequence number, in order."""
    cursor = await conn.execute(
        f"{_MESSAGE} and sequence > %(after)s order by sequence limit %(limit)s",
        {"conversation": conversation_id, "after": after, "limit": limit},
    )
    return [_message(conversation_id, key, row) for row in await cursor.fetchall()]


async def read_newest_of_colleagues(
    conn: Connection, conversation_id: UUID, key: SealingKey, limit: int
) -> list[Message]:
    """Return the newest of what colleagues, and the program of them, said, the last first."""
    cursor = await conn.execute(
        f"{_MESSAGE} and speaker in ('colleague', 'notice') order by sequence desc limit %(limit)s",
        {"conversation": conversation_id, "limit": limit},
    )
    return [_message(conversation_id, key, row) for row in await cursor.fetchall()]


async def read_for_turn(
    conn: Connection, conversation_id: UUID, key: SealingKey, *, after: int, waiting: int
) -> list[tuple[Message, bool]]:
    """Return the newest messages and the oldest that wait for an answer, in order, each with whether it waits."""
    values = {"conversation": conversation_id, "after": after, "waiting": waiting}
    rows = await (await conn.execute(_FOR_TURN, values)).fetchall()
    return [(_message(conversation_id, key, row), bool(row[6])) for row in rows]


def _message(conversation_id: UUID, key: SealingKey, row: TupleRow) -> Message:
    content = key.open("messages", "body", str(row[1]), bytes(row[3]))
    return Message(conversation_id, row[0], row[1], Speaker(row[2]), content, row[4], row[5])


async def mark_answered(conn: Connection, conversation_id: UUID, message_id: UUID) -> None:
    """Mark whatever waits in a conversation as answered by a message."""
    await conn.execute(
        "update messages set answered_by = %s"
        " where conversation_id = %s and speaker = 'person' and answered_by is null",
        (message_id, conversation_id),
    )


async def read_answer(
    conn: Connection, conversation_id: UUID, sequence: int, key: SealingKey
) -> Message | None:
    """Return the message that answered another; None while there is none."""
    cursor = await conn.execute(
        "select a.sequence, a.message_id, a.speaker, a.body, a.created_at from messages m"
        " join messages a on a.message_id = m.answered_by where m.conversation_id = %s and m.sequence = %s",
        (conversation_id, sequence),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    content = key.open("messages", "body", str(row[1]), bytes(row[3]))
    return Message(conversation_id, row[0], row[1], Speaker(row[2]), content, row[4])


async def read_key(
    conn: Connection, conversation_id: UUID, *, lock: bool = False
) -> tuple[SealingKey, HandledBy, UUID | None] | None:
    """Return the key of a conversation that the caller may see, who answers it, and the colleague.

    With `lock` nobody else changes who answers until the transaction ends.
    """
    found = (
        "select c.person, k.sealed_key, c.handled_by, c.assigned_to from conversations c"
        " join person_keys k using (person) where c.conversation_id = %s and c.archived_at is null"
    )
    statement = f"{found} for update of c" if lock else found
    cursor = await conn.execute(statement, (conversation_id,))
    row = await cursor.fetchone()
    if row is None:
        return None
    return conn.keys.person_key(row[0], bytes(row[1])), HandledBy(row[2]), row[3]

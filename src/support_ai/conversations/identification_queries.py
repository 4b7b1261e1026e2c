"""The SQL of how far a conversation is in finding out who speaks, and of the messages that no turn answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from support_ai.access.actor import Person
from support_ai.conversations.queries import key_name
from support_ai.core.database import Connection


class Stage(StrEnum):
    """How far it is: not begun or given up, asked for an address or a number, a code sent, proven."""

    NONE = "none"
    ASKED = "asked"
    SENT = "sent"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Identification:
    """How far one conversation is, which messages wait for an answer, and up to which one codes were asked for."""

    stage: Stage = Stage.NONE
    question: tuple[int, int] | None = None
    asked_up_to: int = 0


async def read(conn: Connection, conversation_id: UUID, person: Person) -> Identification:
    """Return how far one of a person's conversations is."""
    cursor = await conn.execute(
        "select stage, question_from, question_to, asked_up_to from identifications"
        " where conversation_id = %s and person = %s",
        (conversation_id, key_name(person)),
    )
    row = await cursor.fetchone()
    if row is None:
        return Identification()
    question = None if row[1] is None else (int(row[1]), int(row[2]))
    return Identification(Stage(row[0]), question, int(row[3]))


async def keep(
    conn: Connection, conversation_id: UUID, person: Person, found: Identification, now: datetime
) -> None:
    """Store how far a conversation is."""
    first, last = found.question or (None, None)
    await conn.execute(
        "insert into identifications as i (conversation_id, person, stage, question_from, question_to, asked_up_to,"
        " changed_at) values (%s, %s, %s, %s, %s, %s, %s)"
        " on conflict (conversation_id, person) do update set stage = excluded.stage,"
        " question_from = excluded.question_from, question_to = excluded.question_to,"
        " asked_up_to = greatest(i.asked_up_to, excluded.asked_up_to), changed_at = excluded.changed_at",
        (conversation_id, key_name(person), found.stage.value, first, last, found.asked_up_to, now),
    )


async def was_sent_lately(conn: Connection, person: Person, since: datetime) -> bool:
    """Tell whether a code was sent for any of the person's conversations that went on since."""
    cursor = await conn.execute(
        "select exists (select from identifications where person = %s and asked_up_to > 0 and changed_at > %s)",
        (key_name(person), since),
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def conversations_of(conn: Connection, person: Person) -> list[UUID]:
    """Return the conversations in which a person was asked who they are."""
    cursor = await conn.execute(
        "select conversation_id from identifications where person = %s", (key_name(person),)
    )
    return [row[0] for row in await cursor.fetchall()]


async def mark_one_answered(conn: Connection, conversation_id: UUID, sequence: int, message_id: UUID) -> None:
    """Mark one message as answered by another, whatever else waits in its conversation."""
    await conn.execute(
        "update messages set answered_by = %s where conversation_id = %s and sequence = %s",
        (message_id, conversation_id, sequence),
    )

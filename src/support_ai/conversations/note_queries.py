"""The SQL of what goes along with a conversation: why it was handed over, and what colleagues note for each other."""

import json
from dataclasses import asdict, replace
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from support_ai.access.actor import Staff
from support_ai.conversations.models import HandOver, HandOverReason, Note, Summary
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection

_SUMMARY = TypeAdapter(Summary)


async def insert_hand_over(
    conn: Connection, conversation_id: UUID, key: SealingKey, summary: Summary, by: UUID | None
) -> UUID:
    """Write down why a conversation was given to colleagues, as the caller's act, and return its id."""
    hand_over_id = uuid4()
    sealed = key.seal("hand_overs", "summary", str(hand_over_id), json.dumps(asdict(summary)))
    await conn.execute(
        "insert into hand_overs (hand_over_id, conversation_id, person, is_of_staff, reason, account_id, summary)"
        " select %s, conversation_id, person, is_of_staff, %s, %s, %s from conversations where conversation_id = %s",
        (hand_over_id, summary.reason.value, by, sealed, conversation_id),
    )
    return hand_over_id


async def read_hand_overs(
    conn: Connection, conversation_id: UUID, key: SealingKey, limit: int
) -> list[HandOver]:
    """Return the newest hand-overs that the caller may read, the oldest of them first."""
    cursor = await conn.execute(
        "select hand_over_id, reason, summary, account_id, created_at from hand_overs where conversation_id = %s"
        " order by created_at desc, hand_over_id limit %s",
        (conversation_id, limit),
    )
    found: list[HandOver] = []
    for number, reason, sealed, by, at in reversed(await cursor.fetchall()):
        summary = _SUMMARY.validate_json(key.open("hand_overs", "summary", str(number), bytes(sealed)))
        why = HandOverReason(reason)
        found.append(HandOver(number, why, replace(summary, reason=why), by, at))
    return found


async def insert_note(
    conn: Connection, conversation_id: UUID, key: SealingKey, colleague: Staff, text: str
) -> UUID:
    """Add what a colleague notes, tell their lists, and return its id."""
    note_id = uuid4()
    body = key.seal(
        "conversation_notes", "body", str(note_id), json.dumps({"text": text, "name": colleague.name})
    )
    await conn.execute(
        "with noted as (insert into conversation_notes"
        " (note_id, conversation_id, person, is_of_staff, account_id, body)"
        " select %s, conversation_id, person, is_of_staff, %s, %s from conversations where conversation_id = %s),"
        " told as (insert into queue_events (conversation_id, person, is_of_staff, kind)"
        " select conversation_id, person, is_of_staff, 'noted' from conversations where conversation_id = %s)"
        " select pg_notify('support_ai', 'queue 1')",
        (note_id, colleague.account_id, body, conversation_id, conversation_id),
    )
    return note_id


async def count_notes(conn: Connection, conversation_id: UUID) -> int:
    """Return how many notes a conversation has."""
    cursor = await conn.execute(
        "select count(*) from conversation_notes where conversation_id = %s", (conversation_id,)
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def read_notes(conn: Connection, conversation_id: UUID, key: SealingKey) -> list[Note]:
    """Return the notes that the caller may read, the oldest first."""
    cursor = await conn.execute(
        "select note_id, account_id, body, created_at from conversation_notes where conversation_id = %s"
        " order by created_at, note_id",
        (conversation_id,),
    )
    found: list[Note] = []
    for number, account_id, body, at in await cursor.fetchall():
        said = json.loads(key.open("conversation_notes", "body", str(number), bytes(body)))
        found.append(Note(number, account_id, said["name"], said["text"], at))
    return found

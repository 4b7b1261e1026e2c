"""The SQL of who answers a conversation, and of the lists of them. What is archived is in none."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import errors
from psycopg.rows import TupleRow

from support_ai.access.role import Role
from support_ai.conversations.models import (
    Abandoned,
    Conversation,
    HandledBy,
    HandOverReason,
    Preview,
    Queued,
    Speaker,
)
from support_ai.conversations.summary import shortened, words_of
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection

_STAFF = (Role.SUPPORT_AGENT, Role.ADMIN, Role.OWNER)
_PREVIEW_LETTERS = 160
_SELECT: LiteralString = (
    "select c.conversation_id, c.handled_by, c.assigned_to, c.customer_id, c.last_sequence, c.queued_at, c.created_at,"
    " c.updated_at"
)
_OWN: LiteralString = f"""{_SELECT} from conversations c
    where c.person = %(own)s and c.archived_at is null
    and (%(before)s::timestamptz is null or c.updated_at < %(before)s) order by c.updated_at desc limit %(limit)s
"""
# Those that wait come first, by how long; then those that colleagues have.
_QUEUE: LiteralString = """
    , u.name, h.reason, c.person, k.sealed_key, m.message_id, m.speaker, m.body, m.created_at
    from conversations c
    join person_keys k using (person)
    left join customers u on u.customer_id = c.customer_id
    left join lateral (
        select reason from hand_overs h where h.conversation_id = c.conversation_id order by h.created_at desc limit 1
    ) h on true
    left join lateral (
        select message_id, speaker, body, created_at from messages m
        where m.conversation_id = c.conversation_id and m.speaker <> 'notice' order by m.sequence desc limit 1
    ) m on true
    where c.handled_by in ('waiting', 'colleague') and c.archived_at is null and not c.is_of_staff
    and (%(handled_by)s::text is null or c.handled_by = %(handled_by)s)
    and (%(assignee)s::uuid is null or c.assigned_to = %(assignee)s)
    and (%(after_id)s::uuid is null or ((c.handled_by <> 'waiting'), c.queued_at, c.conversation_id)
        > (%(after_taken)s, %(after_at)s::timestamptz, %(after_id)s))
    order by (c.handled_by <> 'waiting'), c.queued_at, c.conversation_id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the queue ends: whether its last conversation is taken, since when it stands there, its id."""

    is_taken: bool
    at: datetime
    conversation_id: UUID


async def read_conversation(conn: Connection, conversation_id: UUID) -> Conversation | None:
    """Return a conversation that the caller may see."""
    cursor = await conn.execute(
        f"{_SELECT} from conversations c where c.conversation_id = %s and c.archived_at is null",
        (conversation_id,),
    )
    row = await cursor.fetchone()
    return None if row is None else _conversation(row)


async def lock_own_account(conn: Connection, account_id: UUID) -> None:
    """Let nobody disable the colleague who acts until the transaction ends.

    Their account comes before the conversation, in the order in which disabling them takes both.
    """
    await conn.execute("select from accounts where account_id = %s for share", (account_id,))


async def set_handled_by(conn: Connection, conversation_id: UUID, handled_by: HandledBy) -> None:
    """Let the assistant, the queue or nobody answer; triggers tell listeners."""
    await conn.execute(
        "update conversations set handled_by = %s, assigned_to = null, assigned_role = null, updated_at = now()"
        " where conversation_id = %s",
        (handled_by.value, conversation_id),
    )


async def assign(conn: Connection, conversation_id: UUID, assignee: UUID, role: Role | None) -> bool:
    """Let a colleague answer, and return whether there is one who acts and may.

    Accounts are not everybody's to read: the foreign key tells who answers, as each role that a colleague may have.
    """
    for tried in _STAFF if role is None else (role,):
        try:
            async with conn.transaction():
                await conn.execute(
                    "update conversations set handled_by = 'colleague', assigned_to = %s, assigned_role = %s,"
                    " updated_at = now() where conversation_id = %s",
                    (assignee, tried.value, conversation_id),
                )
        except errors.ForeignKeyViolation as error:
            if error.diag.constraint_name != "conversations_assigned_to_fkey":
                raise
        else:
            return True
    return False


async def read_waiting(conn: Connection, conversation_id: UUID) -> Abandoned | None:
    """Return whose conversation it is, where something in it waits for an answer."""
    cursor = await conn.execute(
        "select conversation_id, account_id, visitor_id from conversations c where conversation_id = %s and exists ("
        "select from messages m where m.conversation_id = c.conversation_id and m.speaker = 'person'"
        " and m.answered_by is null)",
        (conversation_id,),
    )
    row = await cursor.fetchone()
    return None if row is None else Abandoned(*row)


async def set_customer(conn: Connection, conversation_id: UUID, customer_id: str) -> None:
    """Note whose record a conversation belongs to, once its person has proven that."""
    await conn.execute(
        "update conversations set customer_id = %(customer)s where conversation_id = %(conversation)s"
        " and customer_id is distinct from %(customer)s",
        {"customer": customer_id, "conversation": conversation_id},
    )


async def archive(conn: Connection, conversation_id: UUID, now: datetime) -> None:
    """Take a conversation out of every view."""
    await conn.execute(
        "update conversations set archived_at = %s where conversation_id = %s", (now, conversation_id)
    )


async def count_before(conn: Connection, conversation_id: UUID) -> int:
    """Return how many conversations wait for longer than one that waits."""
    cursor = await conn.execute(
        "select count(*) from conversations c join conversations own on own.conversation_id = %s"
        " where c.handled_by = 'waiting' and c.archived_at is null and not c.is_of_staff"
        " and own.handled_by = 'waiting'"
        " and (c.queued_at, c.conversation_id) < (own.queued_at, own.conversation_id)",
        (conversation_id,),
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def list_own(conn: Connection, own: str, before: datetime | None, limit: int) -> list[Conversation]:
    """Return a person's own conversations, the last spoken first."""
    cursor = await conn.execute(_OWN, {"own": own, "before": before, "limit": limit})
    return [_conversation(row) for row in await cursor.fetchall()]


async def list_queue(
    conn: Connection,
    *,
    handled_by: HandledBy | None,
    assignee: UUID | None,
    after: Place | None,
    limit: int,
) -> list[Queued]:
    """Return the queue after a place in it; row security shows it to colleagues only."""
    values = {
        "handled_by": handled_by,
        "assignee": assignee,
        "after_taken": after and after.is_taken,
        "after_at": after and after.at,
        "after_id": after and after.conversation_id,
        "limit": limit,
    }
    keys: dict[str, SealingKey] = {}
    cursor = await conn.execute(f"{_SELECT}{_QUEUE}", values)
    return [_queued(conn, keys, row) for row in await cursor.fetchall()]


def _conversation(row: TupleRow) -> Conversation:
    return Conversation(row[0], HandledBy(row[1]), *row[2:8])


def _queued(conn: Connection, keys: dict[str, SealingKey], row: TupleRow) -> Queued:
    name, reason, person, sealed_key, message_id, speaker, body, at = row[8:]
    preview = None
    if message_id is not None:
        if person not in keys:
            keys[person] = conn.keys.person_key(person, bytes(sealed_key))
        said = words_of(json.loads(keys[person].open("messages", "body", str(message_id), bytes(body))))
        preview = Preview(Speaker(speaker), shortened(said, _PREVIEW_LETTERS), at)
    return Queued(_conversation(row), name, None if reason is None else HandOverReason(reason), preview)

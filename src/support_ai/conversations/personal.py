"""The SQL that forgets conversations, and that reads a person's own for their export."""

from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import errors

from support_ai.access.actor import Person
from support_ai.conversations.models import HandledBy
from support_ai.conversations.queries import key_name
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection, forget_person_keys

_OLD = """
    delete from conversations where conversation_id in (
        select conversation_id from conversations
        where updated_at < %(before)s and (visitor_id is not null) = %(visitors)s
        order by updated_at limit %(limit)s
    ) returning person
"""
# Every text of colleagues' own conversations: what was said, and what the assistant noted for its next turn.
_OF_COLLEAGUES = """
    select m.conversation_id, m.person, k.sealed_key, 'messages', 'body', m.message_id::text, m.body
    from messages m join person_keys k using (person) where m.is_of_staff
    union all
    select c.conversation_id, c.person, k.sealed_key, 'conversations', 'memory', c.conversation_id::text, c.memory
    from conversations c join person_keys k using (person) where c.is_of_staff and c.memory is not null
"""
_ROWS_AT_ONCE = 500


async def forget_conversations(
    conn: Connection, *, before: datetime, visitors: bool, limit: int
) -> tuple[int, list[str]]:
    """Remove the oldest conversations in which nothing was said since, and return how many, and whose they were."""
    cursor = await conn.execute(_OLD, {"before": before, "visitors": visitors, "limit": limit})
    persons = [row[0] for row in await cursor.fetchall()]
    return len(persons), sorted(set(persons))


async def lock_conversations(conn: Connection, persons: Collection[str]) -> None:
    """Let no turn begin or end in these persons' conversations until the transaction ends."""
    await conn.execute(
        "select from conversations where person = any (%s) order by conversation_id for update",
        (list(persons),),
    )


async def texts_of_colleagues(conn: Connection) -> AsyncGenerator[tuple[UUID, str]]:
    """Yield every text of colleagues' own conversations, a JSON value, with its conversation."""
    keys: dict[str, SealingKey] = {}
    async with conn.cursor(name="texts_of_colleagues") as cursor:
        cursor.itersize = _ROWS_AT_ONCE
        await cursor.execute(_OF_COLLEAGUES)
        async for conversation_id, person, sealed_key, table, column, row, sealed in cursor:
            if person not in keys:
                keys[person] = conn.keys.person_key(person, bytes(sealed_key))
            yield conversation_id, keys[person].open(table, column, row, bytes(sealed))


async def remove_conversations(conn: Connection, conversations: Collection[UUID]) -> int:
    """Remove conversations with everything in them, and return how many there were."""
    removed = await conn.execute(
        "delete from conversations where conversation_id = any (%s)", (list(conversations),)
    )
    return removed.rowcount


async def forget_unused_keys(conn: Connection, persons: list[str]) -> int:
    """Destroy the keys of those of these persons who have no conversation any more; return how many."""
    cursor = await conn.execute(
        "select p.person from unnest(%s::text[]) as p (person)"
        " where not exists (select from conversations c where c.person = p.person)",
        (persons,),
    )
    count = 0
    for (person,) in await cursor.fetchall():
        try:
            async with conn.transaction():
                count += await forget_person_keys(conn, [person])
        except errors.ForeignKeyViolation:
            # They began a conversation in this moment.
            continue
    return count


@dataclass(frozen=True, slots=True)
class OwnConversation:
    """One of a person's conversations, without its messages; `memory` is what the assistant noted for its next turn."""

    conversation_id: UUID
    handled_by: HandledBy
    created_at: datetime
    updated_at: datetime
    memory: str | None


async def own_conversations(
    conn: Connection, person: Person, *, after: UUID | None, limit: int
) -> list[tuple[OwnConversation, SealingKey]]:
    """Return a person's conversations in the order of their ids, each with the key of its texts."""
    cursor = await conn.execute(
        "select c.conversation_id, c.handled_by, c.created_at, c.updated_at, c.memory, k.sealed_key"
        " from conversations c join person_keys k using (person)"
        " where c.person = %(person)s and (%(after)s::uuid is null or c.conversation_id > %(after)s)"
        " order by c.conversation_id limit %(limit)s",
        {"person": key_name(person), "after": after, "limit": limit},
    )
    found: list[tuple[OwnConversation, SealingKey]] = []
    for number, handled_by, created_at, updated_at, sealed, sealed_key in await cursor.fetchall():
        key = conn.keys.person_key(key_name(person), bytes(sealed_key))
        memory = None if sealed is None else key.open("conversations", "memory", str(number), bytes(sealed))
        one = OwnConversation(number, HandledBy(handled_by), created_at, updated_at, memory)
        found.append((one, key))
    return found

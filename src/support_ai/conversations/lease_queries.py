"""The SQL of turns: who holds a conversation until when, and what waits for an answer."""

from datetime import datetime
from uuid import UUID

from support_ai.conversations.models import Abandoned, HandledBy
from support_ai.core.database import Connection


async def take_lease(
    conn: Connection, conversation_id: UUID, holder: UUID, now: datetime, until: datetime
) -> tuple[HandledBy, str, bytes, bytes | None, int] | None:
    """Take the conversation for one turn; None where another turn holds it."""
    cursor = await conn.execute(
        "update conversations c set lease_holder = %(holder)s, lease_until = %(until)s from person_keys k"
        " where c.conversation_id = %(conversation)s and k.person = c.person and c.archived_at is null"
        " and (c.lease_until is null or c.lease_until < %(now)s or c.lease_holder = %(holder)s)"
        " returning c.handled_by, c.person, k.sealed_key, c.memory, c.last_sequence",
        {"holder": holder, "until": until, "conversation": conversation_id, "now": now},
    )
    row = await cursor.fetchone()
    return None if row is None else (HandledBy(row[0]), row[1], bytes(row[2]), row[3], row[4])


async def hold_lease(conn: Connection, conversation_id: UUID, holder: UUID, until: datetime) -> bool:
    """Hold the conversation for longer; False where another turn has it, or it was given to somebody."""
    cursor = await conn.execute(
        "update conversations set lease_until = %s"
        " where conversation_id = %s and lease_holder = %s and lease_until is not null",
        (until, conversation_id, holder),
    )
    return cursor.rowcount == 1


async def release_lease(conn: Connection, conversation_id: UUID, holder: UUID) -> None:
    """Give the conversation back."""
    await conn.execute(
        "update conversations set lease_until = null where conversation_id = %s and lease_holder = %s",
        (conversation_id, holder),
    )


async def finish_turn(
    conn: Connection,
    conversation_id: UUID,
    *,
    message_id: UUID,
    up_to: int,
    memory: bytes,
    holder: UUID,
) -> int | None:
    """Mark what waited up to a sequence number as answered, keep the memory, end the lease, and return the last number.

    None where the lease was lost, or a colleague took over or closed it: nothing is changed then.
    """
    cursor = await conn.execute(
        "with held as (update conversations set memory = %(memory)s, lease_until = null where conversation_id = %(conversation)s"
        " and lease_holder = %(holder)s and handled_by in ('assistant', 'waiting') and archived_at is null"
        " returning last_sequence),"
        " marked as (update messages set answered_by = %(message)s where conversation_id = %(conversation)s"
        " and sequence <= %(up_to)s and speaker = 'person' and answered_by is null and exists (select from held)"
        " returning 1)"
        " select last_sequence from held where exists (select from marked)",
        {
            "memory": memory,
            "conversation": conversation_id,
            "holder": holder,
            "message": message_id,
            "up_to": up_to,
        },
    )
    row = await cursor.fetchone()
    return None if row is None else int(row[0])


async def read_abandoned(
    conn: Connection, *, now: datetime, since: datetime, before: datetime, limit: int
) -> list[Abandoned]:
    """Return conversations with a message of some time that nobody answered and no turn holds, the oldest first."""
    cursor = await conn.execute(
        "select conversation_id, c.account_id, c.visitor_id from conversations c join messages m using (conversation_id)"
        " where m.speaker = 'person' and m.answered_by is null and m.created_at between %(since)s and %(before)s"
        " and c.handled_by in ('assistant', 'waiting') and c.archived_at is null and (c.lease_until is null or c.lease_until < %(now)s)"
        " group by conversation_id, c.account_id, c.visitor_id order by min(m.created_at) limit %(limit)s",
        {"now": now, "since": since, "before": before, "limit": limit},
    )
    return [Abandoned(*row) for row in await cursor.fetchall()]


async def is_owed(conn: Connection, conversation_id: UUID) -> bool:
    """Tell whether the assistant has yet to answer a message of a conversation that the caller may see."""
    cursor = await conn.execute(
        "select from conversations c where c.conversation_id = %s and c.archived_at is null"
        " and c.handled_by in ('assistant', 'waiting') and exists (select from messages m"
        " where m.conversation_id = c.conversation_id and m.speaker = 'person' and m.answered_by is null)",
        (conversation_id,),
    )
    return await cursor.fetchone() is not None

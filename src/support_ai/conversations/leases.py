"""A turn's hold on a conversation: taken, held while a brain thinks, given back with the answer, and taken up by others."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from support_ai.conversations import lease_queries, policy, queries
from support_ai.conversations.models import Abandoned, Posted, Speaker, Unanswered
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection

# A process that died holds a conversation for no longer than this; one that lives says so this often.
LEASE = timedelta(seconds=15)
HELD_EVERY = timedelta(seconds=5)
_HISTORY = 24
# So many messages are answered together at most, the oldest first.
_AT_ONCE = 40
# A message that waits longer than this without a turn has lost its process; after a day nobody waits any more.
_PATIENCE = timedelta(seconds=15)
_FORGOTTEN = timedelta(days=1)
_RESUMED = 100


async def begin_turn(
    conn: Connection, conversation_id: UUID, holder: UUID, now: datetime
) -> tuple[Unanswered, SealingKey] | None:
    """Take the conversation's lease and return what waits for an answer; None where there is nothing to do."""
    taken = await lease_queries.take_lease(conn, conversation_id, holder, now, now + LEASE)
    if taken is None:
        return None
    handled_by, person, sealed_key, memory, last = taken
    key = conn.keys.person_key(person, sealed_key)
    rows = await queries.read_for_turn(
        conn, conversation_id, key, after=max(0, last - _HISTORY), waiting=_AT_ONCE
    )
    waiting = tuple(message for message, waits in rows if waits)[:_AT_ONCE]
    if not waiting or not policy.assistant_may_speak(handled_by):
        await lease_queries.release_lease(conn, conversation_id, holder)
        return None
    before = tuple(message for message, waits in rows if not waits)[-_HISTORY:]
    opened = (
        None if memory is None else key.open("conversations", "memory", str(conversation_id), bytes(memory))
    )
    return Unanswered(waiting[-1].sequence, waiting, before, opened), key


async def hold_turn(conn: Connection, conversation_id: UUID, holder: UUID, now: datetime) -> bool:
    """Keep the conversation's lease for a turn that still thinks; False where it was lost."""
    return await lease_queries.hold_lease(conn, conversation_id, holder, now + LEASE)


async def post(
    conn: Connection,
    conversation_id: UUID,
    key: SealingKey,
    holder: UUID,
    *,
    content: str,
    memory: str,
    up_to: int,
) -> Posted | None:
    """Store the assistant's answer to everything that waited up to a sequence number.

    None where a colleague took over or closed it meanwhile: nothing is said then.
    """
    message_id = uuid4()
    sealed = key.seal("conversations", "memory", str(conversation_id), memory)
    last = await lease_queries.finish_turn(
        conn, conversation_id, message_id=message_id, up_to=up_to, memory=sealed, holder=holder
    )
    if last is None:
        return None
    sequence = await queries.insert_message(
        conn,
        conversation_id,
        key,
        speaker=Speaker.ASSISTANT,
        content=content,
        message_id=message_id,
    )
    return Posted(message_id, sequence, up_to, last)


async def abandoned(conn: Connection, now: datetime) -> list[Abandoned]:
    """Return the conversations whose turn ended with its process, so that another one takes them up."""
    return await lease_queries.read_abandoned(
        conn, now=now, since=now - _FORGOTTEN, before=now - _PATIENCE, limit=_RESUMED
    )


async def is_owed(conn: Connection, conversation_id: UUID) -> bool:
    """Tell whether the assistant has yet to answer something; whether a turn does so already is not asked."""
    return await lease_queries.is_owed(conn, conversation_id)

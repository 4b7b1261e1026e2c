"""What is promised about conversations: what was received is kept, once; a colleague is never talked over."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from support_ai.access.actor import Person, Staff, person_of
from support_ai.access.permission import Permission, permits
from support_ai.audit import service as audit
from support_ai.conversations import file_queries, files, policy, queries, state_queries
from support_ai.conversations.file_queries import StoredFile
from support_ai.conversations.masking import Masked, mask
from support_ai.conversations.models import (
    Conversation,
    HandledBy,
    HandOverReason,
    Message,
    News,
    Notice,
    Received,
    Speaker,
)
from support_ai.conversations.next_steps import Next
from support_ai.conversations.saying import next_steps_of, say_notice, write_hand_over
from support_ai.conversations.visible import ConversationNotFoundError, visible
from support_ai.core import clock
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError


class RepeatElsewhereError(ConflictError):
    """This client_message_id was used for another conversation."""

    code = "client_message_id_used"


async def receive(
    conn: Connection,
    person: Person,
    text: str,
    conversation_id: UUID | None,
    client_message_id: str | None,
    *,
    file_ids: Sequence[UUID] = (),
) -> Received:
    """Store a message of a person; once the caller commits it cannot be lost. A repeat changes nothing.

    Card numbers and passwords are masked before anything is kept; `was_masked` says so. Without `conversation_id` a
    conversation begins; somebody else's is ConversationNotFoundError. Files were uploaded there before, or it is
    FileUnsendableError.
    """
    masked = mask(text)
    if client_message_id is None:
        return await _store(conn, person, masked, conversation_id, client_message_id=None, file_ids=file_ids)
    repeat = await queries.find_repeat(conn, queries.key_name(person), client_message_id)
    if repeat is None:
        async with queries.unless_repeated(conn):
            return await _store(
                conn, person, masked, conversation_id, client_message_id=client_message_id, file_ids=file_ids
            )
        # The same message was stored by somebody else between the look and the insert; that one is committed now.
        repeat = await queries.find_repeat(conn, queries.key_name(person), client_message_id)
    if repeat is None or conversation_id not in (None, repeat[0]):
        raise RepeatElsewhereError(field="client_message_id")
    return Received(repeat[0], repeat[1], repeat[2], is_repeat=True, was_masked=masked.was_masked)


async def _store(
    conn: Connection,
    person: Person,
    masked: Masked,
    conversation_id: UUID | None,
    *,
    client_message_id: str | None,
    file_ids: Sequence[UUID],
) -> Received:
    """Insert a message; it may violate the rule that each client id is stored once."""
    handled_by = HandledBy.ASSISTANT
    if conversation_id is None:
        conversation_id = uuid4()
        key = await queries.insert_conversation(conn, conversation_id, person)
    else:
        locked = await queries.read_own(conn, conversation_id, person, lock=True)
        if locked is None:
            raise ConversationNotFoundError
        before, key, customer_id = locked
        handled_by = policy.after_message(before)
        if handled_by is not before:
            await state_queries.set_handled_by(conn, conversation_id, handled_by)
        proven = queries.customer_of(person)
        if proven is not None and proven != customer_id:
            await state_queries.set_customer(conn, conversation_id, proven)
    said_with = await files.take(conn, person, conversation_id, key, file_ids)
    message_id = uuid4()
    sequence = await queries.insert_message(
        conn,
        conversation_id,
        key,
        speaker=Speaker.PERSON,
        content=content_of(masked, said_with),
        client_message_id=client_message_id,
        message_id=message_id,
    )
    if said_with:
        await file_queries.say(conn, conversation_id, message_id, file_ids)
    subject = f"conversation:{conversation_id}"
    await audit.append(conn, "message.receive", subject, detail={"sequence": sequence})
    return Received(conversation_id, sequence, handled_by, is_repeat=False, was_masked=masked.was_masked)


def content_of(masked: Masked, said_with: Sequence[StoredFile] = ()) -> str:
    """Return what is stored of a person's message: its text, what was put out of sight in it, and its files."""
    secrets = {"masked": masked.secrets} if masked.secrets else {}
    return json.dumps({"text": masked.text} | secrets | files.content_of(said_with))


async def find_answer(
    conn: Connection, conversation_id: UUID, sequence: int
) -> tuple[Message | None, HandledBy]:
    """Return the answer to a message, None while there is none, and who answers the conversation."""
    found = await queries.read_key(conn, conversation_id)
    if found is None:
        raise ConversationNotFoundError
    key, handled_by, _ = found
    return await queries.read_answer(conn, conversation_id, sequence, key), handled_by


async def history(conn: Connection, conversation_id: UUID, after: int, limit: int) -> list[Message]:
    """Return messages after a sequence number; ConversationNotFoundError where the caller may not see it."""
    found = await queries.read_key(conn, conversation_id)
    if found is None:
        raise ConversationNotFoundError
    if isinstance(conn.actor, Staff):
        await audit.append(conn, "conversation.read", f"conversation:{conversation_id}")
    return await queries.read_messages(conn, conversation_id, found[0], after=after, limit=limit)


async def get_conversation(conn: Connection, conversation_id: UUID) -> Conversation:
    """Return a conversation without what was said; ConversationNotFoundError where the caller may not see it."""
    return (await visible(conn, conversation_id)).conversation


async def follow(conn: Connection, person: Person, conversation_id: UUID, after: int, limit: int) -> News:
    """Return what is new in a conversation: people follow their own, colleagues those of customers and visitors.

    What a colleague begins to read of somebody else's is written down by `note_following`.
    """
    own = await queries.read_own(conn, conversation_id, person)
    if own is not None:
        messages = await queries.read_messages(conn, conversation_id, own[1], after=after, limit=limit)
        return News(messages, own[0], None, is_own=True)
    if not permits(person, Permission.CONVERSATIONS_ANSWER):
        raise ConversationNotFoundError
    found = await queries.read_key(conn, conversation_id)
    if found is None:
        raise ConversationNotFoundError
    key, handled_by, assignee = found
    messages = await queries.read_messages(conn, conversation_id, key, after=after, limit=limit)
    return News(messages, handled_by, assignee, is_own=False)


async def note_following(conn: Connection, conversation_id: UUID) -> None:
    """Write down that a colleague follows somebody's conversation from now on."""
    await audit.append(conn, "conversation.follow", f"conversation:{conversation_id}")


async def list_own(
    conn: Connection, person: Person, before: datetime | None, limit: int
) -> list[Conversation]:
    """Return the person's own conversations, the last spoken first."""
    return await state_queries.list_own(conn, queries.key_name(person), before, limit)


async def count_before(conn: Connection, conversation_id: UUID) -> int:
    """Return how many conversations wait for longer than this one, none where it does not wait."""
    return await state_queries.count_before(conn, conversation_id)


async def hand_over(
    conn: Connection,
    conversation_id: UUID,
    reason: HandOverReason = HandOverReason.ASKED,
    *,
    orders: Sequence[str] = (),
    tried: Sequence[str] = (),
    at: datetime | None = None,
) -> Next:
    """Put a conversation into the colleagues' queue with a summary of it, and return what happens next.

    `orders` and `tried` go into the summary beside what was shown. Where colleagues have it already nothing changes. Raises
    ConversationNotFoundError, and OwnConversationError for a colleague's own.
    """
    now = at or clock.now()
    found = await visible(conn, conversation_id, lock=True)
    if found.is_own and isinstance(person_of(conn.actor), Staff):
        raise policy.OwnConversationError
    before = found.conversation.handled_by
    if policy.after_hand_over(before) is not before:
        await state_queries.set_handled_by(conn, conversation_id, policy.after_hand_over(before))
        await write_hand_over(conn, found, reason, now, orders=orders, tried=tried)
        detail = {"reason": reason.value}
        await audit.append(conn, "conversation.hand_over", f"conversation:{conversation_id}", detail=detail)
    return await next_steps_of(conn, conversation_id, at=now)


async def hold(conn: Connection, conversation_id: UUID) -> None:
    """Lock a conversation that the caller may see until their transaction ends."""
    await queries.read_key(conn, conversation_id, lock=True)


async def note_outcome(conn: Connection, conversation_id: UUID, text: str) -> bool:
    """Let the program say something in a conversation, such as what became of a request, in the caller's transaction.

    False, and nothing is said, where the caller cannot see it: a colleague's own conversation is nobody else's.
    """
    found = await queries.read_key(conn, conversation_id, lock=True)
    if found is None:
        return False
    await say_notice(conn, conversation_id, found[0], Notice.OUTCOME, text=text, name=None)
    await audit.append(conn, "conversation.notice", f"conversation:{conversation_id}")
    return True

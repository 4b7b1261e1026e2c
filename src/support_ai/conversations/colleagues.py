"""What colleagues do with a conversation of a customer or a visitor. Each act is decided under the row's lock."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from support_ai.access.actor import Staff
from support_ai.access.role import MANAGER_ROLES
from support_ai.audit import service as audit
from support_ai.conversations import file_queries, files, mailing, note_queries, queries, state_queries
from support_ai.conversations.models import (
    Abandoned,
    Conversation,
    HandledBy,
    HandOver,
    HandOverReason,
    Note,
    Notice,
    Queued,
    Speaker,
)
from support_ai.conversations.policy import REFUSALS, Act, Decision, OwnConversationError, decide
from support_ai.conversations.saying import Handing, called, say_notice, sentence_of, write_hand_over
from support_ai.conversations.state_queries import Place
from support_ai.conversations.visible import Visible, visible
from support_ai.core import clock
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, InvalidError
from support_ai.core.page import CursorInvalidError, Page, decode_cursor, encode_cursor, page_of
from support_ai.customers import queries as customers

MOST_NOTES = 300
_HAND_OVERS_SHOWN = 20


class ColleagueUnknownError(InvalidError):
    """There is no colleague with this account who answers conversations."""

    code = "no_such_colleague"


class TooManyNotesError(ConflictError):
    """There is no room for more notes on this conversation: open a ticket that names it."""

    code = "too_many_notes"


@dataclass(frozen=True, slots=True)
class Folder:
    """What goes along with a conversation, for colleagues; `name` is the customer's, where there is a record."""

    conversation: Conversation
    name: str | None
    notes: tuple[Note, ...]
    hand_overs: tuple[HandOver, ...]


async def queue(
    conn: Connection,
    *,
    handled_by: HandledBy | None = None,
    assignee: UUID | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> Page[Queued]:
    """Return a page of the queue: those that wait first, by how long, then those that colleagues have."""
    after = None if cursor is None else _place(cursor)
    rows = await state_queries.list_queue(
        conn, handled_by=handled_by, assignee=assignee, after=after, limit=limit + 1
    )
    await audit.append(conn, "conversations.list", "conversations", detail={"rows": min(len(rows), limit)})
    return page_of(rows, limit, _cursor_of)


def _place(cursor: str) -> Place:
    is_taken, at, number = decode_cursor(cursor, (int, str, str))
    try:
        moment = datetime.fromisoformat(str(at)).astimezone(UTC)
        return Place(bool(is_taken), moment, UUID(str(number)))
    except (ValueError, OverflowError) as error:
        raise CursorInvalidError(field="cursor") from error


def _cursor_of(row: Queued) -> str:
    one = row.conversation
    at = one.queued_at or one.updated_at
    return encode_cursor(
        int(one.handled_by is not HandledBy.WAITING), at.isoformat(), str(one.conversation_id)
    )


async def folder(conn: Connection, conversation_id: UUID) -> Folder | None:
    """Return what goes along with a conversation; None for one's own, ConversationNotFoundError where there is none."""
    found = await visible(conn, conversation_id)
    if found.is_own:
        return None
    notes = await note_queries.read_notes(conn, conversation_id, found.key)
    hand_overs = await note_queries.read_hand_overs(conn, conversation_id, found.key, _HAND_OVERS_SHOWN)
    customer_id = found.conversation.customer_id
    profile = None if customer_id is None else await customers.read_profile(conn, customer_id)
    return Folder(
        found.conversation, None if profile is None else profile.name, tuple(notes), tuple(hand_overs)
    )


async def take(conn: Connection, person: Staff, conversation_id: UUID) -> None:
    """Let a colleague own a conversation: from now on the assistant is silent. Of two at once, one does."""
    found, decided = await _decided(conn, person, conversation_id, Act.TAKE)
    if _changes(found, decided):
        await _assign(conn, person, conversation_id, person.account_id)
        await _announce(conn, person, found, Notice.JOINED)
    await audit.append(conn, "conversation.take", f"conversation:{conversation_id}")


async def reply(
    conn: Connection, person: Staff, conversation_id: UUID, text: str, file_ids: Sequence[UUID] = ()
) -> int:
    """Say something as a colleague, which answers whatever waits; NotYoursError unless they took the conversation.

    Files were uploaded there by them before, or it is FileUnsendableError.
    """
    found, _ = await _decided(conn, person, conversation_id, Act.REPLY)
    said_with = await files.take(conn, person, conversation_id, found.key, file_ids)
    content = json.dumps({"text": text, "name": called(person)} | files.content_of(said_with))
    message_id = uuid4()
    sequence = await queries.insert_message(
        conn, conversation_id, found.key, speaker=Speaker.COLLEAGUE, content=content, message_id=message_id
    )
    if said_with:
        await file_queries.say(conn, conversation_id, message_id, file_ids)
    await queries.mark_answered(conn, conversation_id, message_id)
    await audit.append(conn, "conversation.reply", f"conversation:{conversation_id}")
    return sequence


async def note(conn: Connection, person: Staff, conversation_id: UUID, text: str) -> UUID:
    """Note something that colleagues read and nobody else, and return its id; TooManyNotesError beyond 300."""
    found = await visible(conn, conversation_id, lock=True)
    if found.is_own:
        raise OwnConversationError
    if await note_queries.count_notes(conn, conversation_id) >= MOST_NOTES:
        raise TooManyNotesError
    note_id = await note_queries.insert_note(conn, conversation_id, found.key, person, text)
    await audit.append(conn, "conversation.note", f"conversation:{conversation_id}")
    return note_id


async def transfer(
    conn: Connection, person: Staff, conversation_id: UUID, to: UUID | None, *, at: datetime | None = None
) -> None:
    """Give a conversation to a colleague who acts, or with None back to the queue; ColleagueUnknownError otherwise."""
    found, decided = await _decided(conn, person, conversation_id, Act.TRANSFER, to=to)
    if _changes(found, decided):
        if to is None:
            await state_queries.set_handled_by(conn, conversation_id, HandledBy.WAITING)
            await write_hand_over(conn, found, HandOverReason.PASSED_ON, at or clock.now())
        else:
            await _assign(conn, person, conversation_id, to)
        is_taken = to == person.account_id
        await _announce(conn, person, found, Notice.JOINED if is_taken else Notice.PASSED_ON)
    detail = {"to": "queue" if to is None else f"account:{to}"}
    await audit.append(conn, "conversation.transfer", f"conversation:{conversation_id}", detail=detail)


async def release(conn: Connection, person: Staff, conversation_id: UUID) -> Abandoned | None:
    """Give a conversation back to the assistant, and return whose it is where something in it still waits for an answer."""
    found, decided = await _decided(conn, person, conversation_id, Act.RELEASE)
    if _changes(found, decided):
        await state_queries.set_handled_by(conn, conversation_id, HandledBy.ASSISTANT)
        await _announce(conn, person, found, Notice.RETURNED)
    await audit.append(conn, "conversation.release", f"conversation:{conversation_id}")
    return await state_queries.read_waiting(conn, conversation_id)


async def close(conn: Connection, person: Staff, conversation_id: UUID) -> None:
    """Close a conversation: what waits is answered by that, and the next message of its person opens it again."""
    found, decided = await _decided(conn, person, conversation_id, Act.CLOSE)
    if _changes(found, decided):
        await state_queries.set_handled_by(conn, conversation_id, HandledBy.CLOSED)
        message_id = await _announce(conn, person, found, Notice.CLOSED)
        await queries.mark_answered(conn, conversation_id, message_id)
        await mailing.ask_for_rating(conn, conversation_id)
    await audit.append(conn, "conversation.close", f"conversation:{conversation_id}")


async def archive(conn: Connection, conversation_id: UUID, *, at: datetime | None = None) -> None:
    """Take a conversation out of every view; the books keep it. A trigger lets managers only."""
    found = await visible(conn, conversation_id, lock=True)
    if found.is_own:
        raise OwnConversationError
    await state_queries.archive(conn, conversation_id, at or clock.now())
    await audit.append(conn, "conversation.archive", f"conversation:{conversation_id}")


async def _decided(
    conn: Connection, person: Staff, conversation_id: UUID, act: Act, to: UUID | None = None
) -> tuple[Visible, Decision]:
    """Return a locked conversation and what follows from an act; ConversationNotFoundError, and the errors of the rules."""
    found = await visible(conn, conversation_id, lock=True)
    decided = decide(act, found.standing, person.account_id, is_manager=person.role in MANAGER_ROLES, to=to)
    if decided.refused_by is not None:
        raise REFUSALS[decided.refused_by]
    return found, decided


def _changes(found: Visible, decided: Decision) -> bool:
    one = found.conversation
    return (one.handled_by, one.assigned_to) != (decided.handled_by, decided.assignee)


async def _assign(conn: Connection, person: Staff, conversation_id: UUID, to: UUID) -> None:
    role = person.role if to == person.account_id else None
    if not await state_queries.assign(conn, conversation_id, to, role):
        raise ColleagueUnknownError(field="account_id")


async def _announce(conn: Connection, person: Staff, found: Visible, notice: Handing) -> UUID:
    name, number = called(person), found.conversation.conversation_id
    return await say_notice(conn, number, found.key, notice, text=sentence_of(notice, name), name=name)

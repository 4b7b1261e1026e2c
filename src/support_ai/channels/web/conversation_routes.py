"""Conversations over REST, for whoever may see them: people their own, colleagues those of customers and visitors."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from support_ai.access.actor import Person, Staff
from support_ai.access.permission import Permission, permits
from support_ai.actions.conversation_queries import open_in_conversation
from support_ai.channels.inbound import Inbox
from support_ai.channels.web import schemas
from support_ai.channels.web.after_schemas import RatingOut
from support_ai.channels.web.conversation_schemas import (
    ConversationDetailOut,
    ConversationOut,
    ConversationPage,
    ConversationQuery,
    FolderOut,
    NextOut,
)
from support_ai.channels.web.wire import message_out
from support_ai.conversations import colleagues
from support_ai.conversations import service as conversations
from support_ai.conversations.rating import rating_of
from support_ai.conversations.saying import next_steps_of
from support_ai.core.caller import Anyone, anyone, known, requires
from support_ai.core.database import Connection, Database
from support_ai.core.http import Tx
from support_ai.core.page import MAX_LIMIT, CursorInvalidError, decode_cursor, encode_cursor

router = APIRouter(tags=["chat"])
_SHOWN = 100


def _moment(cursor: str) -> datetime:
    try:
        return datetime.fromisoformat(str(decode_cursor(cursor, (str,))[0])).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CursorInvalidError(field="cursor") from error


@router.get("/conversations")
async def list_conversations(
    person: Anyone, conn: Tx, wanted: Annotated[ConversationQuery, Query()]
) -> ConversationPage:
    """List the own conversations; colleagues see with `queue` those that wait for them, the longest first."""
    person = known(person)
    if wanted.queue and isinstance(person, Staff) and permits(person, Permission.CONVERSATIONS_ANSWER):
        return await _queue(conn, person, wanted)
    limit = wanted.limit
    before = _moment(wanted.cursor) if wanted.cursor else None
    rows = await conversations.list_own(conn, person, before, limit + 1)
    following = encode_cursor(rows[limit - 1].updated_at.isoformat()) if len(rows) > limit else None
    return ConversationPage(items=[ConversationOut.of(row) for row in rows[:limit]], next_cursor=following)


async def _queue(conn: Connection, person: Staff, wanted: ConversationQuery) -> ConversationPage:
    page = await colleagues.queue(
        conn,
        handled_by=wanted.handled_by,
        assignee=person.account_id if wanted.mine else None,
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    items = [ConversationOut.queued(row, person.account_id) for row in page.items]
    return ConversationPage(items=items, next_cursor=page.next_cursor)


@router.get("/conversations/{conversation_id}")
async def get_conversation(conversation_id: UUID, person: Anyone, request: Request) -> ConversationDetailOut:
    """Return a conversation with what happens next and its newest messages; colleagues get what goes along with it."""
    person = known(person)
    inbox: Inbox = request.app.state.inbox
    database: Database = request.app.state.database
    # Counted before, by itself: nobody holds two connections at once.
    ahead = await inbox.ahead(conversation_id)
    async with database.transaction(person, read_only=not isinstance(person, Staff)) as conn:
        return await _detail(conn, person, conversation_id, ahead)


async def _detail(
    conn: Connection, person: Person, conversation_id: UUID, ahead: int
) -> ConversationDetailOut:
    one = await conversations.get_conversation(conn, conversation_id)
    rows = await conversations.history(conn, conversation_id, max(0, one.last_sequence - _SHOWN), _SHOWN)
    following = await next_steps_of(conn, conversation_id, ahead=ahead)
    rated = await rating_of(conn, conversation_id)
    work = None
    if isinstance(person, Staff):
        found = await colleagues.folder(conn, conversation_id)
        proposals = await open_in_conversation(conn, conversation_id)
        work = None if found is None else FolderOut.of(found, proposals, person.account_id)
    return ConversationDetailOut(
        conversation_id=one.conversation_id,
        handled_by=one.handled_by,
        last_sequence=one.last_sequence,
        created_at=one.created_at,
        updated_at=one.updated_at,
        next=NextOut.of(following),
        rating=None if rated is None else RatingOut.of(rated),
        messages=[message_out(row) for row in rows],
        work=work,
    )


@router.get("/conversations/{conversation_id}/messages", dependencies=[Depends(anyone)])
async def history(
    conversation_id: UUID,
    conn: Tx,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = MAX_LIMIT,
) -> schemas.Messages:
    """Read a conversation after a sequence number."""
    rows = await conversations.history(conn, conversation_id, after, limit)
    return schemas.Messages(items=[message_out(row) for row in rows])


# With its kind in the address, `DELETE /conversations/events` is 405 and no conversation with a wrong number.
@router.delete(
    "/conversations/{conversation_id:uuid}",
    dependencies=[Depends(requires(Permission.CONVERSATIONS_DELETE))],
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
)
async def archive_conversation(conversation_id: UUID, conn: Tx) -> None:
    """Take a conversation out of every view; it stays in the books."""
    await colleagues.archive(conn, conversation_id)

"""The chat over HTTP, and the conversations that it leaves."""

from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from support_ai.access.actor import Person, describe
from support_ai.access.permission import Permission
from support_ai.channels.inbound import Inbound, Inbox
from support_ai.channels.web import schemas
from support_ai.channels.web.stream import begin_stream
from support_ai.channels.web.wire import chat_reply, message_out
from support_ai.conversations import service as conversations
from support_ai.core.caller import Anyone, CurrentStaff, Public, anyone, bearer_token, know, requires
from support_ai.core.counting import caller_key, count_message
from support_ai.core.errors import InvalidError, UnauthenticatedError
from support_ai.core.http import Tx
from support_ai.core.page import MAX_LIMIT, CursorInvalidError, PageQuery, decode_cursor, encode_cursor
from support_ai.identity.authenticator import SessionAuthenticator
from support_ai.identity.cookies import RefreshCookie
from support_ai.identity.models import SignedIn
from support_ai.identity.routes import Device

router = APIRouter(tags=["chat"])
_Answering = Depends(requires(Permission.CONVERSATIONS_ANSWER))


class TokensDifferError(InvalidError):
    """The token of the body and the one of the header are not the same."""

    code = "tokens_differ"


async def _caller(request: Request, sent: schemas.ChatMessage) -> tuple[Person, str | None]:
    """Prove who chats; somebody without a token becomes a new visitor and gets one."""
    header = bearer_token(request)
    if header is not None and sent.token is not None and header != sent.token:
        raise TokensDifferError(field="token")
    authenticator: SessionAuthenticator = request.app.state.authenticator
    token = header or sent.token
    visitor_token = None
    if token is None:
        person, visitor_token = authenticator.new_visitor()
    else:
        person = await authenticator.authenticate(token)
    await know(request, person)
    # Somebody new is somebody else each time; their address is not.
    key = describe(person) if visitor_token is None else caller_key(request.scope)
    await count_message(request.app.state, key)
    return person, visitor_token


@router.post("/chat", dependencies=[Public], response_model=schemas.ChatReply)
async def chat(sent: schemas.ChatMessage, request: Request, device: Device) -> Response:
    """Say something and get the answer, as JSON or, with `Accept: text/event-stream`, as it comes.

    A one-time code that the assistant asked for signs in: the answer then holds a session, and its cookie comes along.
    """
    person, visitor_token = await _caller(request, sent)
    inbox: Inbox = request.app.state.inbox
    inbound = Inbound(sent.message, sent.conversation_id, sent.client_message_id, device)
    if "text/event-stream" in request.headers.get("accept", ""):
        events, signed_in = await begin_stream(inbox, person, inbound, visitor_token)
        stream = StreamingResponse(
            events,
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
        return _with_cookie(request, stream, signed_in)
    reply = await inbox.ask(person, inbound)
    answer = Response(
        chat_reply(reply, visitor_token).model_dump_json(),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
    return _with_cookie(request, answer, reply.signed_in)


def _with_cookie(request: Request, answer: Response, signed_in: SignedIn | None) -> Response:
    if signed_in is not None:
        RefreshCookie(request, answer).give(signed_in)
    return answer


class QueueQuery(PageQuery):
    """Which conversations to list."""

    queue: bool = False


def _moment(cursor: str) -> datetime:
    try:
        return datetime.fromisoformat(str(decode_cursor(cursor, (str,))[0])).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CursorInvalidError(field="cursor") from error


@router.get("/conversations")
async def list_conversations(
    person: Anyone, conn: Tx, wanted: Annotated[QueueQuery, Query()]
) -> schemas.ConversationPage:
    """List the own conversations; colleagues see with `queue` those that wait for them."""
    if person is None:
        raise UnauthenticatedError
    limit = wanted.limit
    before = _moment(wanted.cursor) if wanted.cursor else None
    rows = await conversations.list_conversations(
        conn, person, queue=wanted.queue, before=before, limit=limit + 1
    )
    following = encode_cursor(rows[limit - 1].updated_at.isoformat()) if len(rows) > limit else None
    items = [schemas.ConversationOut(**asdict(row)) for row in rows[:limit]]
    return schemas.ConversationPage(items=items, next_cursor=following)


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


@router.post(
    "/conversations/{conversation_id}/take", dependencies=[_Answering], status_code=HTTPStatus.NO_CONTENT
)
async def take(conversation_id: UUID, person: CurrentStaff, conn: Tx) -> None:
    """Own a conversation: the assistant is silent from now on."""
    await conversations.take(conn, person, conversation_id)


@router.post(
    "/conversations/{conversation_id}/reply", dependencies=[_Answering], status_code=HTTPStatus.CREATED
)
async def reply(
    conversation_id: UUID, sent: schemas.ReplyIn, person: CurrentStaff, conn: Tx
) -> dict[str, int]:
    """Answer as a colleague."""
    return {"sequence": await conversations.reply(conn, person, conversation_id, sent.message)}


@router.post(
    "/conversations/{conversation_id}/release", dependencies=[_Answering], status_code=HTTPStatus.NO_CONTENT
)
async def release(conversation_id: UUID, person: CurrentStaff, conn: Tx) -> None:
    """Give a conversation back to the assistant."""
    await conversations.release(conn, person, conversation_id)

"""The chat over HTTP."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from support_ai.access.actor import Person, describe
from support_ai.channels.inbound import Inbound, Inbox
from support_ai.channels.web import schemas
from support_ai.channels.web.stream import begin_stream
from support_ai.channels.web.wire import chat_reply
from support_ai.core.caller import Public, bearer_token, know
from support_ai.core.counting import caller_key, count_message
from support_ai.core.errors import InvalidError
from support_ai.identity.authenticator import SessionAuthenticator
from support_ai.identity.cookies import RefreshCookie
from support_ai.identity.models import SignedIn
from support_ai.identity.routes import Device

router = APIRouter(tags=["chat"])


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
    inbound = Inbound(sent.message, sent.conversation_id, sent.client_message_id, device, sent.file_ids)
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

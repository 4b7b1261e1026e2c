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
async def chat(sent: schemas.ChatMessage, request: Request) -> Response:
    """Say something and get the answer, as JSON or, with `Accept: text/event-stream`, as it comes."""
    person, visitor_token = await _caller(request, sent)
    inbox: Inbox = request.app.state.inbox
    inbound = Inbound(sent.message, sent.conversation_id, sent.client_message_id)
    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(
            await begin_stream(inbox, person, inbound, visitor_token),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
    reply = chat_reply(await inbox.ask(person, inbound), visitor_token)
    return Response(
        reply.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"}
    )

"""The chat live: one socket, one conversation."""

import asyncio
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, WebSocket, status
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from support_ai.access.actor import Person, Visitor, describe
from support_ai.channels.inbound import Inbox
from support_ai.channels.models import Accepted, Inbound
from support_ai.channels.web import schemas
from support_ai.channels.web.followed import Followed
from support_ai.channels.web.frames import Frames, of_frame
from support_ai.channels.web.keystrokes import Keystrokes
from support_ai.channels.web.proven import Proven
from support_ai.channels.web.socket_bounds import OpenSockets, Pace, TooManySocketsError
from support_ai.channels.web.wire import session_out
from support_ai.core.caller import SOCKET_PROTOCOL, TicketHolder
from support_ai.core.counting import caller_key, count_message
from support_ai.core.errors import AppError, UnauthenticatedError
from support_ai.identity.models import SignedIn
from support_ai.identity.user_agent import device_of

router = APIRouter()
_SESSION_ENDED = 4401
_log = structlog.get_logger(__name__)


@router.websocket("/ws/chat")
async def chat(
    socket: WebSocket,
    person: TicketHolder,
    conversation_id: UUID | None = None,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> None:
    """Chat live; `after` is the last sequence number already seen of `conversation_id`."""
    await socket.accept(subprotocol=SOCKET_PROTOCOL)
    sockets: OpenSockets = socket.app.state.sockets
    try:
        with sockets.hold(describe(person), caller_key(socket.scope)):
            await ChatSocket(socket, person, conversation_id, after).serve()
    except TooManySocketsError as error:
        await Frames(socket).complain(error)
        await socket.close(status.WS_1013_TRY_AGAIN_LATER)


class ChatSocket:
    """One open socket: a task that reads what the person says, one that sends what is new, one that proves them anew."""

    def __init__(self, socket: WebSocket, person: Person, conversation_id: UUID | None, after: int) -> None:
        """Take the proven person and where they stopped reading."""
        state = socket.app.state
        self._socket = socket
        self._begins_in = conversation_id
        self._inbox: Inbox = state.inbox
        self._frames = Frames(socket)
        self._proven = Proven(person, state.authenticator, self._inbox.live)
        self._followed = Followed(self._frames, self._proven, state, after=after)
        self._keystrokes = Keystrokes(state)
        self._device = device_of(socket.headers.get("user-agent", ""))

    async def serve(self) -> None:
        """Serve until either side ends it."""
        if self._begins_in is not None:
            self._followed.follow(self._begins_in)
        self._proven.watch()
        work = (self._read, self._followed.keep_sending, self._proven.keep_proving)
        tasks = [asyncio.create_task(one()) for one in work]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._proven.close()
            self._followed.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._keystrokes.end(self._proven.person)
        # Once nothing is sent any more: whatever ended the session ended it for what was under way too.
        await self._end(next(iter(done)).exception())

    async def _end(self, reason: BaseException | None) -> None:
        """Close with the code that says why."""
        match reason:
            case None | WebSocketDisconnect():
                return
            case UnauthenticatedError():
                code = _SESSION_ENDED
            case AppError():
                await self._frames.complain(reason)
                code = status.WS_1008_POLICY_VIOLATION
            case TimeoutError():
                code = status.WS_1013_TRY_AGAIN_LATER
            case _:
                _log.error("socket.failed", kind=type(reason).__name__, exc_info=reason)
                code = status.WS_1011_INTERNAL_ERROR
        await self._socket.close(code)

    async def _read(self) -> None:
        """Take in what the person says; what is wrong with it is said, and ends nothing. Too many frames end it."""
        pace = Pace()
        while True:
            frame = await self._socket.receive()
            if frame["type"] == "websocket.disconnect":
                return
            pace.count()
            try:
                await self._take(frame.get("text") or "")
            except ValidationError as error:
                await self._frames.complain(of_frame(error))
            except UnauthenticatedError:
                raise
            except AppError as error:
                await self._frames.complain(error)

    async def _take(self, text: str) -> None:
        sent = schemas.SOCKET_FRAME.validate_json(text)
        match sent:
            case schemas.SocketPing():
                await self._frames.send("pong")
            case schemas.SocketTyping(is_typing=is_typing):
                followed = self._followed.conversation_id
                # Nobody else is in a conversation that has not begun.
                if followed is not None:
                    await self._keystrokes.tell(self._proven.person, followed, is_typing=is_typing)
            case schemas.SocketMessage():
                await self._take_message(sent)

    async def _take_message(self, sent: schemas.SocketMessage) -> None:
        proven, followed = self._proven, self._followed
        await proven.still(is_use=True)
        await count_message(self._socket.app.state, describe(proven.person))
        inbound = Inbound(
            sent.message, followed.conversation_id, sent.client_message_id, self._device, sent.file_ids
        )
        kept = self._follow_new if followed.conversation_id is None else _unheard
        async with proven.proving:
            accepted = await self._inbox.accept(proven.person, inbound, kept)
            if accepted.signed_in is not None and not isinstance(proven.person, Visitor):
                proven.person = accepted.person
        if accepted.signed_in is not None:
            await self._become(accepted, accepted.signed_in)
        elif kept == self._follow_new:
            await self._send_conversation(accepted.received.conversation_id)

    def _follow_new(self, accepted: Accepted) -> None:
        if accepted.signed_in is None:
            self._followed.follow(accepted.received.conversation_id)

    async def _become(self, accepted: Accepted, signed_in: SignedIn) -> None:
        """Go on as the person whom a code has proven, in their conversation; the session is told here and nowhere else."""
        followed, conversation_id = self._followed, accepted.received.conversation_id
        is_other = conversation_id != followed.conversation_id
        if is_other and followed.conversation_id is not None:
            # What stands in the place of the code is confirmed before its thread is left.
            await followed.send_stored()
        async with followed.sending:
            if is_other:
                self._proven.person = accepted.person
                self._proven.watch()
                followed.begin_anew(conversation_id)
            await self._frames.send("session", session_out(signed_in).model_dump())
            await self._send_conversation(conversation_id)

    async def _send_conversation(self, conversation_id: UUID) -> None:
        await self._frames.send("conversation", {"conversation_id": str(conversation_id)})


def _unheard(_accepted: Accepted) -> None:
    """Follow on as before."""

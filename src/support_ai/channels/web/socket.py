"""The chat live: one socket, one conversation.

Whatever is stored has a sequence number: whoever comes back with the last one they saw misses nothing and sees nothing
twice. The sentences of a running turn come before its answer, and may be dropped.
"""

import asyncio
from collections import deque
from contextlib import ExitStack, suppress
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, WebSocket, status
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from support_ai.access.actor import Person, Visitor, describe
from support_ai.agent.brain import Event
from support_ai.agent.turn import Answered
from support_ai.channels.inbound import Inbox
from support_ai.channels.models import Accepted, Inbound
from support_ai.channels.web import schemas
from support_ai.channels.web.wire import message_out, session_out, told
from support_ai.conversations import service as conversations
from support_ai.conversations.models import HandledBy, Speaker
from support_ai.conversations.saying import next_steps_of
from support_ai.core.caller import SOCKET_PROTOCOL, TicketHolder
from support_ai.core.counting import count_message
from support_ai.core.database import Database
from support_ai.core.errors import AppError, UnauthenticatedError, UnavailableError
from support_ai.core.http import of_validation
from support_ai.identity.authenticator import SessionAuthenticator, account_topic
from support_ai.identity.models import SignedIn
from support_ai.identity.user_agent import device_of

router = APIRouter()
_PAGE = 100
_KEPT_EVENTS = 256
_SLOW_SECONDS = 20
_SESSION_ENDED = 4401
# Time-outs tell nobody: an open socket looks after them.
_PROVE_AGAIN_SECONDS = 30
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
    await ChatSocket(socket, person, conversation_id, after).serve()


class ChatSocket:
    """One open socket: a task that reads what the person says, one that sends what is new, one that proves them anew."""

    def __init__(self, socket: WebSocket, person: Person, conversation_id: UUID | None, after: int) -> None:
        """Take the proven person and where they stopped reading."""
        self._socket = socket
        self._person = person
        self._conversation_id = conversation_id
        self._after = after
        self._inbox: Inbox = socket.app.state.inbox
        self._database: Database = socket.app.state.database
        self._authenticator: SessionAuthenticator = socket.app.state.authenticator
        self._device = device_of(socket.headers.get("user-agent", ""))
        self._told: deque[Event] = deque(maxlen=_KEPT_EVENTS)
        self._woken = asyncio.Event()
        self._is_stale = True
        self._handled_by: HandledBy | None = None
        self._subscriptions = ExitStack()
        self._followed = ExitStack()
        self._doubted = asyncio.Event()
        # While a code is tried nobody asks whether the session of before still lives: another one may replace it.
        self._proving = asyncio.Lock()
        # Whose conversation is sent, and which, changes between two events only.
        self._sending = asyncio.Lock()

    async def serve(self) -> None:
        """Serve until either side ends it."""
        if self._conversation_id is not None:
            self._follow(self._conversation_id)
        self._watch()
        tasks = [asyncio.create_task(work()) for work in (self._read, self._write, self._prove)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._subscriptions.close()
            self._followed.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
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
                await self._send(_complaint(reason))
                code = status.WS_1008_POLICY_VIOLATION
            case TimeoutError():
                code = status.WS_1013_TRY_AGAIN_LATER
            case _:
                _log.error("socket.failed", kind=type(reason).__name__, exc_info=reason)
                code = status.WS_1011_INTERNAL_ERROR
        await self._socket.close(code)

    def _watch(self) -> None:
        """Hear of whatever ends the session of somebody signed in."""
        if not isinstance(self._person, Visitor):
            topic = account_topic(self._person.account_id)
            self._subscriptions.enter_context(self._inbox.live.subscribe(topic, self._doubt))
            # What changed between the ticket and this line was told to nobody.
            self._doubted.set()

    def _follow(self, conversation_id: UUID) -> None:
        """Hear of everything new in the conversation from here on, and of no other."""
        self._followed.close()
        self._conversation_id = conversation_id
        self._followed.enter_context(
            self._inbox.live.subscribe(f"conversation:{conversation_id}", self._hear_number)
        )
        self._followed.enter_context(self._inbox.turns.listen(conversation_id, self._hear_event))
        self._hear_number(0)

    def _hear_number(self, _number: int) -> None:
        self._is_stale = True
        self._woken.set()

    def _doubt(self, _number: int) -> None:
        self._doubted.set()

    async def _prove(self) -> None:
        """Prove the person anew, at once when their account or a session of it changed, and every half minute.

        A task of its own: whoever does not read what is sent keeps no ended session open.
        """
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_PROVE_AGAIN_SECONDS):
                    await self._doubted.wait()
            self._doubted.clear()
            try:
                await self._still()
            except UnavailableError:
                # Without a database nothing is read or sent either; it is asked again until it answers.
                self._doubted.set()
                await asyncio.sleep(1)

    async def _still(self, *, is_use: bool = False) -> None:
        async with self._proving:
            self._person = await self._authenticator.still(self._person, is_use=is_use)

    def _hear_event(self, event: Event | Answered) -> None:
        if not isinstance(event, Answered):
            self._told.append(event)
            self._woken.set()

    async def _read(self) -> None:
        """Take in what the person says; what is wrong with it is said, and ends nothing."""
        while True:
            frame = await self._socket.receive()
            if frame["type"] == "websocket.disconnect":
                return
            try:
                await self._take(frame.get("text") or "")
            except ValidationError as error:
                await self._send(_complaint(_of_frame(error)))
            except UnauthenticatedError:
                raise
            except AppError as error:
                await self._send(_complaint(error))

    async def _take(self, text: str) -> None:
        sent = schemas.SOCKET_FRAME.validate_json(text)
        if isinstance(sent, schemas.SocketPing):
            await self._send({"type": "pong"})
            return
        await self._still(is_use=True)
        await count_message(self._socket.app.state, describe(self._person))
        inbound = Inbound(sent.message, self._conversation_id, sent.client_message_id, self._device)
        kept = self._follow_new if self._conversation_id is None else _unheard
        async with self._proving:
            accepted = await self._inbox.accept(self._person, inbound, kept)
            if accepted.signed_in is not None and not isinstance(self._person, Visitor):
                self._person = accepted.person
        if accepted.signed_in is not None:
            await self._become(accepted, accepted.signed_in)
        elif kept == self._follow_new:
            await self._send_conversation(accepted.received.conversation_id)

    def _follow_new(self, accepted: Accepted) -> None:
        if accepted.signed_in is None:
            self._follow(accepted.received.conversation_id)

    async def _become(self, accepted: Accepted, signed_in: SignedIn) -> None:
        """Go on as the person whom a code has proven, in their conversation; the session is told here and nowhere else."""
        is_other = accepted.received.conversation_id != self._conversation_id
        if is_other and self._conversation_id is not None:
            # What stands in the place of the code is confirmed before its thread is left.
            await self._send_stored()
        async with self._sending:
            if is_other:
                self._person, self._after, self._handled_by = accepted.person, 0, None
                self._told.clear()
                self._watch()
                self._follow(accepted.received.conversation_id)
            await self._send({"type": "session", **session_out(signed_in).model_dump()})
            await self._send_conversation(accepted.received.conversation_id)

    async def _send_conversation(self, conversation_id: UUID) -> None:
        await self._send({"type": "conversation", "conversation_id": str(conversation_id)})

    async def _write(self) -> None:
        """Send what is new: sentences as they leave the guard, then whatever is stored, in order."""
        while True:
            await self._send_told()
            if self._is_stale and self._conversation_id is not None:
                self._is_stale = False
                await self._send_stored()
            await self._woken.wait()
            self._woken.clear()

    async def _send_told(self) -> None:
        """Send what left the guard so far."""
        while self._told:
            line = told(self._told.popleft())
            if line is not None:
                await self._send({"type": line[0], **line[1]})

    async def _send_stored(self) -> None:
        """Send what is stored of the conversation, and was not sent yet."""
        await self._still()
        async with self._sending:
            while self._conversation_id is not None:
                async with self._database.transaction(self._person, read_only=True) as conn:
                    rows, handled_by = await conversations.follow(
                        conn, self._person, self._conversation_id, self._after, _PAGE
                    )
                    changed = handled_by is not self._handled_by
                    following = await next_steps_of(conn, self._conversation_id) if changed else None
                if following is not None:
                    self._handled_by = handled_by
                    await self._send(
                        {"type": "handled_by", "handled_by": handled_by.value, "next": following.text}
                    )
                for row in rows:
                    if row.speaker is Speaker.ASSISTANT:
                        # Its sentences come before the whole, also where it was stored meanwhile.
                        await self._send_told()
                    await self._send({"type": "message", **message_out(row).model_dump(mode="json")})
                    self._after = row.sequence
                if len(rows) < _PAGE:
                    return

    async def _send(self, content: dict[str, object]) -> None:
        """Send one event; a reader who does not read is cut."""
        async with asyncio.timeout(_SLOW_SECONDS):
            await self._socket.send_json(content)


def _unheard(_accepted: Accepted) -> None:
    """Follow on as before."""


def _of_frame(error: ValidationError) -> AppError:
    """Name the wrong field of a frame; pydantic puts the frame's type before it."""
    return of_validation([{**found, "loc": found["loc"][1:]} for found in error.errors()])


def _complaint(error: AppError) -> dict[str, object]:
    return {"type": "error", "code": error.code, "detail": error.message, "field": error.field}

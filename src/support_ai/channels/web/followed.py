"""The conversation that a socket follows: what is new in it is sent once, in order.

Whatever is stored has a sequence number: whoever comes back with the last one they saw misses nothing and sees nothing
twice. The sentences of a running turn come before its answer, and may be dropped.
"""

import asyncio
from collections import deque
from contextlib import suppress
from uuid import UUID

from starlette.datastructures import State

from support_ai.access.actor import Person, Staff
from support_ai.agent.brain import Event
from support_ai.agent.turn import Answered
from support_ai.channels.inbound import Inbox
from support_ai.channels.web.frames import Frames
from support_ai.channels.web.owed import Owed
from support_ai.channels.web.proven import Proven
from support_ai.channels.web.signs import Signs
from support_ai.channels.web.wire import message_out, told
from support_ai.conversations import leases
from support_ai.conversations import service as conversations
from support_ai.conversations.attendance import Side
from support_ai.conversations.models import HandledBy, Message, News, Speaker
from support_ai.conversations.next_steps import Next
from support_ai.conversations.saying import next_steps_of
from support_ai.core.database import Database
from support_ai.core.hearing import Subscription, close_all

_PAGE = 100
_KEPT_EVENTS = 256


class Followed:
    """Sends what is new in one conversation, which may be another one later."""

    def __init__(self, frames: Frames, proven: Proven, state: State, *, after: int) -> None:
        """Take where to send, to whom, the application's state, and the last sequence number that they have seen."""
        self.conversation_id: UUID | None = None
        # Whose conversation is sent, and which, changes between two frames only.
        self.sending = asyncio.Lock()
        self._frames = frames
        self._proven = proven
        self._inbox: Inbox = state.inbox
        self._database: Database = state.database
        self._after = after
        self._signs = Signs(frames, state.database, self._inbox.live, state.presence, self._wake)
        self._owed = Owed()
        self._told: deque[Event] = deque(maxlen=_KEPT_EVENTS)
        self._woken = asyncio.Event()
        self._is_stale = True
        self._handled_by: HandledBy | None = None
        # Whether it is written down that a colleague reads somebody's conversation.
        self._is_noted = False
        self._heard: list[Subscription] = []

    def follow(self, conversation_id: UUID) -> None:
        """Hear of everything new in the conversation from here on, and of no other."""
        self.close()
        self.conversation_id = conversation_id
        live, turns = self._inbox.live, self._inbox.turns
        self._heard = [
            live.subscribe(f"conversation:{conversation_id}", self._hear_number),
            turns.listen(conversation_id, self._hear_event),
        ]
        self._signs.follow(conversation_id)
        self._hear_number(0)

    def begin_anew(self, conversation_id: UUID) -> None:
        """Follow another conversation from its first message on."""
        self._after, self._handled_by = 0, None
        self._told.clear()
        self.follow(conversation_id)

    def close(self) -> None:
        """Hear of nothing any more."""
        self._signs.close()
        close_all(self._heard)

    def _wake(self) -> None:
        self._woken.set()

    def _hear_number(self, _number: int) -> None:
        self._is_stale = True
        self._woken.set()

    def _hear_event(self, event: Event | Answered) -> None:
        if not isinstance(event, Answered):
            self._told.append(event)
            self._woken.set()

    async def keep_sending(self) -> None:
        """Send what is new, once it is known that they may see it: what is stored, sentences as they leave the guard, signs."""
        while True:
            self._woken.clear()
            if self._is_stale and self.conversation_id is not None:
                self._is_stale = False
                await self.send_stored()
            await self._send_told()
            await self._signs.send(self._proven.person)
            self._see_to_it()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._owed.until(self._signs.seconds)):
                    await self._woken.wait()

    def _see_to_it(self) -> None:
        """Begin the turn that owes an answer, where no other process works on it: the one that did may have died."""
        if self._owed.take_due() and self.conversation_id is not None:
            self._inbox.turns.start(self.conversation_id, self._proven.person)

    async def _send_told(self) -> None:
        """Send what left the guard so far."""
        while self._told:
            line = told(self._told.popleft())
            if line is not None:
                await self._frames.send(*line)

    async def send_stored(self) -> None:
        """Send what is stored of the conversation, and was not sent yet."""
        await self._proven.still()
        async with self.sending:
            while self.conversation_id is not None:
                news, following, is_owed = await self._read(self._proven.person, self.conversation_id)
                self._signs.see(self._proven.person, news)
                self._owed.see(news, is_owed=is_owed)
                if following is not None:
                    self._handled_by = news.handled_by
                    content: dict[str, object] = {"handled_by": news.handled_by.value, "next": following.text}
                    await self._frames.send("handled_by", content)
                for row in news.messages:
                    await self._send_message(row)
                if len(news.messages) < _PAGE:
                    return

    async def _read(self, person: Person, conversation_id: UUID) -> tuple[News, Next | None, bool | None]:
        """Return what is new, and where who answers changed, what happens next and whether an answer is owed."""
        read_only = self._is_noted or not isinstance(person, Staff)
        async with self._database.transaction(person, read_only=read_only) as conn:
            news = await conversations.follow(conn, person, conversation_id, self._after, _PAGE)
            changed = news.handled_by is not self._handled_by
            following = await next_steps_of(conn, conversation_id) if changed else None
            is_owed = await leases.is_owed(conn, conversation_id) if changed and news.is_own else None
            if not (news.is_own or self._is_noted):
                await conversations.note_following(conn, conversation_id)
        self._is_noted = True
        return news, following, is_owed

    async def _send_message(self, message: Message) -> None:
        match message.speaker:
            case Speaker.ASSISTANT:
                # Its sentences come before the whole, also where it was stored meanwhile.
                await self._send_told()
            case Speaker.COLLEAGUE:
                await self._signs.stop(Side.COLLEAGUE)
            case Speaker.PERSON:
                await self._signs.stop(Side.PERSON)
            case Speaker.NOTICE:
                pass
        await self._frames.send("message", message_out(message).model_dump(mode="json"))
        self._after = message.sequence

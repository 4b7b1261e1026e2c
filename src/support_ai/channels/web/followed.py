"""The conversation that a socket follows: what is new in it is sent once, in order.

Whatever is stored has a sequence number: whoever comes back with the last one they saw misses nothing and sees nothing
twice. The sentences of a running turn come before its answer, and may be dropped.
"""

import asyncio
from collections import deque
from contextlib import ExitStack
from uuid import UUID

from support_ai.agent.brain import Event
from support_ai.agent.turn import Answered
from support_ai.channels.inbound import Inbox
from support_ai.channels.web.frames import Frames
from support_ai.channels.web.proven import Proven
from support_ai.channels.web.wire import message_out, told
from support_ai.conversations import service as conversations
from support_ai.conversations.models import HandledBy, Speaker
from support_ai.conversations.saying import next_steps_of
from support_ai.core.database import Database

_PAGE = 100
_KEPT_EVENTS = 256


class Followed:
    """Sends what is new in one conversation, which may be another one later."""

    def __init__(
        self, frames: Frames, proven: Proven, inbox: Inbox, database: Database, *, after: int
    ) -> None:
        """Take where to send, to whom, and the last sequence number that they have seen."""
        self.conversation_id: UUID | None = None
        # Whose conversation is sent, and which, changes between two frames only.
        self.sending = asyncio.Lock()
        self._frames = frames
        self._proven = proven
        self._inbox = inbox
        self._database = database
        self._after = after
        self._told: deque[Event] = deque(maxlen=_KEPT_EVENTS)
        self._woken = asyncio.Event()
        self._is_stale = True
        self._handled_by: HandledBy | None = None
        self._heard = ExitStack()

    def follow(self, conversation_id: UUID) -> None:
        """Hear of everything new in the conversation from here on, and of no other."""
        self.close()
        self.conversation_id = conversation_id
        live, turns = self._inbox.live, self._inbox.turns
        self._heard.enter_context(live.subscribe(f"conversation:{conversation_id}", self._hear_number))
        self._heard.enter_context(turns.listen(conversation_id, self._hear_event))
        self._hear_number(0)

    def begin_anew(self, conversation_id: UUID) -> None:
        """Follow another conversation from its first message on."""
        self._after, self._handled_by = 0, None
        self._told.clear()
        self.follow(conversation_id)

    def close(self) -> None:
        """Hear of nothing any more."""
        self._heard.close()

    def _hear_number(self, _number: int) -> None:
        self._is_stale = True
        self._woken.set()

    def _hear_event(self, event: Event | Answered) -> None:
        if not isinstance(event, Answered):
            self._told.append(event)
            self._woken.set()

    async def keep_sending(self) -> None:
        """Send what is new: sentences as they leave the guard, then whatever is stored, in order."""
        while True:
            await self._send_told()
            if self._is_stale and self.conversation_id is not None:
                self._is_stale = False
                await self.send_stored()
            await self._woken.wait()
            self._woken.clear()

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
                person = self._proven.person
                async with self._database.transaction(person, read_only=True) as conn:
                    rows, handled_by = await conversations.follow(
                        conn, person, self.conversation_id, self._after, _PAGE
                    )
                    changed = handled_by is not self._handled_by
                    following = await next_steps_of(conn, self.conversation_id) if changed else None
                if following is not None:
                    self._handled_by = handled_by
                    await self._frames.send(
                        "handled_by", {"handled_by": handled_by.value, "next": following.text}
                    )
                for row in rows:
                    if row.speaker is Speaker.ASSISTANT:
                        # Its sentences come before the whole, also where it was stored meanwhile.
                        await self._send_told()
                    await self._frames.send("message", message_out(row).model_dump(mode="json"))
                    self._after = row.sequence
                if len(rows) < _PAGE:
                    return

"""What a socket tells of the others in its conversation: who is connected, and who types, until they stop or say no more."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from uuid import UUID

from support_ai.access.actor import Person, Staff
from support_ai.channels.web.frames import Frames
from support_ai.channels.web.keystrokes import SIGNS, typing_topic
from support_ai.channels.web.presence import Presence
from support_ai.conversations import attendance
from support_ai.conversations.attendance import Side
from support_ai.conversations.models import HandledBy, News
from support_ai.core.database import Database
from support_ai.core.live import Live

# Whoever types says so again sooner than this.
_TYPES_SECONDS = 8.0
# Whoever loads their page anew is back sooner than this, and was never gone.
_GONE_SECONDS = 5.0


class Signs:
    """The signs of one followed conversation; `wake` is called when there may be something to send."""

    def __init__(
        self, frames: Frames, database: Database, live: Live, presence: Presence, wake: Callable[[], None]
    ) -> None:
        """Take where they come from, and where they go."""
        self._frames = frames
        self._database = database
        self._live = live
        self._presence = presence
        self._wake = wake
        self._heard = ExitStack()
        self._attending = ExitStack()
        self._forget()

    def _forget(self) -> None:
        self._conversation_id: UUID | None = None
        # As what this socket attends: nothing for a colleague who only reads.
        self._own: Side | None = None
        self._is_own = False
        self._handled_by: HandledBy | None = None
        self._types_until: dict[Side, float] = {}
        self._told_types: set[Side] = set()
        self._told_here: dict[str, object] | None = None
        self._left_at: dict[Side, float] = {}

    def follow(self, conversation_id: UUID) -> None:
        """Hear of the signs of a conversation, and of no other; nothing is sent before `see` was told what may be seen."""
        self.close()
        self._conversation_id = conversation_id
        self._heard.enter_context(self._live.subscribe(typing_topic(conversation_id), self._hear_typing))
        self._heard.enter_context(self._presence.follow(conversation_id, self._wake))

    def close(self) -> None:
        """Hear of nothing any more, and attend nothing."""
        self._attending.close()
        self._heard.close()
        self._forget()

    def _hear_typing(self, number: int) -> None:
        if number not in SIGNS:
            return
        side, is_typing = SIGNS[number]
        self._types_until[side] = time.monotonic() + _TYPES_SECONDS if is_typing else 0.0
        self._wake()

    def see(self, person: Person, news: News) -> None:
        """Take what the person may see of the conversation now, and attend it as what they are in it."""
        if self._conversation_id is None:
            return
        self._handled_by, self._is_own = news.handled_by, news.is_own
        own = Side.PERSON if news.is_own else None
        if isinstance(person, Staff) and person.account_id == news.assigned_to:
            own = Side.COLLEAGUE
        if own is not self._own:
            self._attending.close()
            self._own = own
            if own is not None:
                self._attending.enter_context(self._presence.attend(self._conversation_id, own))
        if self._told_here is None:
            # Until something else is told, nobody else is here.
            self._told_here = {side.value: side is own for side in Side}

    async def stop(self, side: Side) -> None:
        """Say that a side does not type any more: its message is there."""
        self._types_until.pop(side, None)
        if side in self._told_types:
            self._told_types.discard(side)
            await self._send_typing(side, is_typing=False, name=None)

    async def send(self, person: Person) -> None:
        """Send what changed."""
        if self._conversation_id is None or self._told_here is None:
            return
        now = time.monotonic()
        has_colleague = self._handled_by is HandledBy.COLLEAGUE
        here = self._here(self._presence.here(self._conversation_id), self._told_here, now)
        found: dict[str, object] = {
            Side.PERSON.value: Side.PERSON in here,
            Side.COLLEAGUE.value: has_colleague and Side.COLLEAGUE in here,
        }
        if found != self._told_here:
            self._told_here = found
            await self._frames.send("presence", found)
        for side in Side:
            may_be_told = not self._is_own if side is Side.PERSON else has_colleague
            types = may_be_told and side is not self._own and self._types_until.get(side, 0.0) > now
            if types and side not in self._told_types:
                await self._begin(person, side, self._conversation_id)
            elif not types and side in self._told_types:
                await self.stop(side)

    def _here(self, connected: frozenset[Side], told: dict[str, object], now: float) -> frozenset[Side]:
        """Return who counts as here: whoever was told of and left a moment ago still does."""
        for side in Side:
            if side in connected or not told[side.value]:
                self._left_at.pop(side, None)
            else:
                self._left_at.setdefault(side, now)
        staying = (side for side, left in self._left_at.items() if now < left + _GONE_SECONDS)
        return connected.union(staying)

    async def _begin(self, person: Person, side: Side, conversation_id: UUID) -> None:
        name = None
        if side is Side.COLLEAGUE:
            async with self._database.transaction(person, read_only=True) as conn:
                working = await attendance.at_work(conn, conversation_id)
            if working is None:
                return
            name = working.name
        self._told_types.add(side)
        await self._send_typing(side, is_typing=True, name=name)

    async def _send_typing(self, side: Side, *, is_typing: bool, name: str | None) -> None:
        await self._frames.send("typing", {"speaker": side.value, "is_typing": is_typing, "name": name})

    @property
    def seconds(self) -> float | None:
        """Return after how many seconds something ends by itself; None where nothing does."""
        ends = [self._types_until.get(side, 0.0) for side in self._told_types]
        ends += [left + _GONE_SECONDS for left in self._left_at.values()]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

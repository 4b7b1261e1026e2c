"""Who is connected to which conversation, across processes: kept in memory, and told on by NOTIFY with numbers only.

A process tells the others of each change of its own sockets, and asks them when it begins to follow a conversation. It
gives a sign of life every ten seconds; what a process said that gave none for thirty is forgotten.
"""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

import psycopg

from support_ai.access.actor import Reason, System
from support_ai.conversations.attendance import Side
from support_ai.core.database import Database
from support_ai.core.errors import UnavailableError
from support_ai.core.hearing import Subscription
from support_ai.core.live import Live, publish

_PROCESSES = "processes"
_ALIVE_SECONDS = 10.0
_GONE_SECONDS = 30.0
_AGAIN_SECONDS = 1.0
_PROCESS_BITS = 40
# What the last digits of a number say: which sides are here, and whether an answer is wanted.
_BITS = {Side.PERSON: 1, Side.COLLEAGUE: 2}
_ASKS = 4
Hear = Callable[[], None]


@dataclass(slots=True)
class _Attended:
    """One conversation with sockets here: how many of each side, those of other processes, and who wants to know."""

    subscription: Subscription
    own: Counter[Side] = field(default_factory=Counter[Side])
    others: dict[int, frozenset[Side]] = field(default_factory=dict[int, frozenset[Side]])
    hearers: list[Hear] = field(default_factory=list[Hear])

    @property
    def sides(self) -> frozenset[Side]:
        """Return the sides that have a socket here."""
        return frozenset(+self.own)


class Presence:
    """What one process knows of who is connected."""

    def __init__(self, database: Database, live: Live, *, alive_seconds: float = _ALIVE_SECONDS) -> None:
        """Take what it stands on; `run` must run for other processes to hear anything."""
        self._database = database
        self._live = live
        self._alive_seconds = alive_seconds
        self._process = secrets.randbits(_PROCESS_BITS) + 1
        self._attended: dict[UUID, _Attended] = {}
        self._heard_at: dict[int, float] = {}
        self._outbox: dict[UUID, int] = {}
        self._woken = asyncio.Event()

    def here(self, conversation_id: UUID) -> frozenset[Side]:
        """Return which sides of a followed conversation are connected, to whatever process."""
        found = self._attended.get(conversation_id)
        return frozenset() if found is None else found.sides.union(*found.others.values())

    def follow(self, conversation_id: UUID, hear: Hear) -> Subscription:
        """Call `hear` whenever who is connected to a conversation may have changed."""
        found = self._attended.get(conversation_id)
        if found is None:
            heard = self._live.subscribe(f"presence:{conversation_id}", partial(self._hear, conversation_id))
            found = self._attended[conversation_id] = _Attended(heard)
            self._tell(conversation_id, asks=True)
        found.hearers.append(hear)
        return Subscription(partial(self._leave, conversation_id, found, hear))

    def _leave(self, conversation_id: UUID, found: _Attended, hear: Hear) -> None:
        found.hearers.remove(hear)
        if not found.hearers:
            found.subscription.close()
            del self._attended[conversation_id]

    def attend(self, conversation_id: UUID, side: Side) -> Subscription:
        """Count a socket of a side until it is closed, before what `follow` has given is."""
        found = self._attended[conversation_id]
        self._count(conversation_id, found, side, 1)
        return Subscription(partial(self._count, conversation_id, found, side, -1))

    def _count(self, conversation_id: UUID, found: _Attended, side: Side, more: int) -> None:
        before = found.sides
        found.own[side] += more
        if found.sides != before:
            self._tell(conversation_id)
            _wake(found)

    def _tell(self, conversation_id: UUID, *, asks: bool = False) -> None:
        found = self._attended[conversation_id]
        said = sum(_BITS[side] for side in found.sides)
        asked = _ASKS if asks else self._outbox.get(conversation_id, 0) & _ASKS
        self._outbox[conversation_id] = said | asked
        self._woken.set()

    def _hear(self, conversation_id: UUID, number: int) -> None:
        found = self._attended[conversation_id]
        if number == 0:
            # Something may have been missed.
            self._tell(conversation_id, asks=True)
            return
        process, said = divmod(number, 2 * _ASKS)
        if process == self._process:
            return
        self._heard_at[process] = time.monotonic()
        before = self.here(conversation_id)
        found.others[process] = frozenset(side for side, bit in _BITS.items() if said & bit)
        if self.here(conversation_id) != before:
            _wake(found)
        if said & _ASKS and found.sides:
            self._tell(conversation_id)

    def _hear_process(self, process: int) -> None:
        if process in self._heard_at:
            self._heard_at[process] = time.monotonic()

    async def run(self) -> None:
        """Tell the others what is new, and that this process lives, until cancelled; then what is left to tell."""
        try:
            with self._live.subscribe(_PROCESSES, self._hear_process):
                while True:
                    self._woken.clear()
                    try:
                        await self._publish()
                    except (UnavailableError, psycopg.Error):
                        await asyncio.sleep(_AGAIN_SECONDS)
                        self._woken.set()
                    self._forget_gone()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._alive_seconds):
                            await self._woken.wait()
        finally:
            with suppress(UnavailableError, psycopg.Error):
                await self._publish()

    async def _publish(self) -> None:
        attends = any(found.sides for found in self._attended.values())
        if not self._outbox and not attends:
            return
        outbox, self._outbox = self._outbox, {}
        try:
            async with self._database.transaction(System(Reason.PRESENCE), read_only=True) as conn:
                for conversation_id, said in outbox.items():
                    number = self._process * 2 * _ASKS + said
                    await publish(conn, f"presence:{conversation_id}", number)
                if attends:
                    await publish(conn, _PROCESSES, self._process)
        except (UnavailableError, psycopg.Error):
            self._outbox = outbox | self._outbox
            raise

    def _forget_gone(self) -> None:
        """Forget what processes said that give no sign of life any more."""
        limit = time.monotonic() - self._alive_seconds * (_GONE_SECONDS / _ALIVE_SECONDS)
        gone = {process for process, at in self._heard_at.items() if at < limit}
        for process in gone:
            del self._heard_at[process]
        for found in self._attended.values():
            if any(found.others.pop(process, None) for process in gone):
                _wake(found)


def _wake(found: _Attended) -> None:
    for hear in tuple(found.hearers):
        hear()

"""The colleagues' queue live, as server-sent events: each change once, by an id that resumes after it.

Whoever listens is proven anew before anything is sent, at once when their account or a session of it changed, and at every
heartbeat: what ends a session ends its feeds.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import ExitStack, suppress
from uuid import UUID

import psycopg

from support_ai.access.actor import Person, Staff
from support_ai.access.permission import Permission, permits
from support_ai.channels.web.conversation_schemas import QueueEvents
from support_ai.conversations import queue_events
from support_ai.conversations.queue_events import Heard, Position
from support_ai.core import clock
from support_ai.core.database import Database
from support_ai.core.errors import AppError, ForbiddenError, TooManyError
from support_ai.core.live import Live
from support_ai.identity.authenticator import SessionAuthenticator, account_topic

MOST = 500
MOST_OF_ONE = 10
_EVENTS_AT_ONCE = 50
_HEARTBEAT_SECONDS = 15
# How soon it is looked again where a transaction that began before an event still runs.
_PENDING_SECONDS = 0.2
_RETRY_MILLISECONDS = 2000


class TooManyFeedsError(TooManyError):
    """Too many feeds are open: close one."""

    code = "too_many_feeds"


class Feeds:
    """The open feeds of this process, so many at most, and of one colleague."""

    def __init__(self, database: Database, live: Live, authenticator: SessionAuthenticator) -> None:
        """Take what they stand on."""
        self._database = database
        self._live = live
        self._authenticator = authenticator
        self._open: Counter[UUID] = Counter()

    @property
    def count(self) -> int:
        """Return how many are open."""
        return self._open.total()

    async def read(self, person: Staff, after: Position | None) -> Heard:
        """Return what is new after a place."""
        async with self._database.transaction(person, read_only=True) as conn:
            return await queue_events.read_events(conn, after, clock.now(), _EVENTS_AT_ONCE)

    def open(self, person: Staff, after: Position | None) -> AsyncGenerator[bytes]:
        """Return the events after a place, and then those that come; TooManyFeedsError beyond the bounds."""
        if self.count >= MOST or self._open[person.account_id] >= MOST_OF_ONE:
            raise TooManyFeedsError
        return self._tell(person, after)

    async def _tell(self, person: Staff, after: Position | None) -> AsyncGenerator[bytes]:
        self._open[person.account_id] += 1
        try:
            with ExitStack() as listening, suppress(AppError, psycopg.OperationalError):
                woken = asyncio.Event()
                for topic in (queue_events.TOPIC, account_topic(person.account_id)):
                    listening.enter_context(self._live.subscribe(topic, lambda _: woken.set()))
                yield f"retry: {_RETRY_MILLISECONDS}\n\n".encode()
                position = after
                while True:
                    woken.clear()
                    person = await self._still(person)
                    heard = await self.read(person, position)
                    yield _told(heard, is_news=heard.position != position)
                    position = heard.position
                    await _wait(woken, heard)
        finally:
            self._open[person.account_id] -= 1
            self._open += Counter()

    async def _still(self, person: Staff) -> Staff:
        """Return the colleague as they are now; an AppError where they may not listen any more."""
        now: Person = await self._authenticator.still(person)
        if not isinstance(now, Staff) or not permits(now, Permission.CONVERSATIONS_ANSWER):
            raise ForbiddenError
        return now


async def _wait(woken: asyncio.Event, heard: Heard) -> None:
    if len(heard.events) == _EVENTS_AT_ONCE:
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(_PENDING_SECONDS if heard.is_pending else _HEARTBEAT_SECONDS):
            await woken.wait()


def _told(heard: Heard, *, is_news: bool) -> bytes:
    """Return what was heard as events; where nothing was, a sign of life."""
    if not is_news:
        return b": still here\n\n"
    lines: list[str] = []
    for event in QueueEvents.of(heard).items:
        content = json.dumps(event.model_dump(mode="json"))
        lines.append(f"id: {event.id}\nevent: conversation\ndata: {content}\n\n")
    if heard.must_reread:
        lines.append(f"id: {heard.position}\nevent: reset\ndata: {{}}\n\n")
    # An id alone is kept by whoever listens, though nothing happened yet.
    return "".join(lines or [f"id: {heard.position}\n\n"]).encode()

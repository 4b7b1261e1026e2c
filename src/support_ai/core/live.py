"""Live events across processes: LISTEN and NOTIFY carry a topic and a number, never content."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import psycopg
import structlog

from support_ai.core.database import Connection, Database

_CHANNEL = "support_ai"
_QUEUE = 256
_log = structlog.get_logger(__name__)


async def publish(connection: Connection, topic: str, number: int) -> None:
    """Tell every process, once the caller's transaction commits, that `topic` reached `number`."""
    await connection.execute("select pg_notify(%s, %s)", (_CHANNEL, f"{topic} {number}"))


class Live:
    """The listening end: one connection per process, any number of subscribers."""

    def __init__(self, database: Database) -> None:
        """Take the database; `run` must run for subscribers to hear anything."""
        self._database = database
        self.listening = asyncio.Event()
        self._queues: defaultdict[str, set[asyncio.Queue[int]]] = defaultdict(set)

    async def run(self) -> None:
        """Listen until cancelled; after a lost connection every subscriber is woken, because it may have missed one."""
        while True:
            try:
                connection = await self._database.listen(_CHANNEL)
            except psycopg.OperationalError:
                await asyncio.sleep(1)
                continue
            self.listening.set()
            try:
                async for notification in connection.notifies():
                    topic, _, number = notification.payload.rpartition(" ")
                    self._wake(topic, int(number))
            except psycopg.OperationalError:
                _log.warning("live.connection_lost")
                for topic in list(self._queues):
                    self._wake(topic, 0)
            finally:
                self.listening.clear()
                await connection.close()

    def _wake(self, topic: str, number: int) -> None:
        for queue in self._queues.get(topic, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(number)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncGenerator[asyncio.Queue[int]]:
        """Give a queue of numbers of one topic; 0 means that some may have been missed: read again."""
        queue: asyncio.Queue[int] = asyncio.Queue(_QUEUE)
        self._queues[topic].add(queue)
        try:
            yield queue
        finally:
            self._queues[topic].discard(queue)
            if not self._queues[topic]:
                del self._queues[topic]

"""Live events across processes: LISTEN and NOTIFY carry a topic and a number, never content."""

import asyncio
from collections.abc import Callable

import psycopg
import structlog

from support_ai.core.database import Connection, Database
from support_ai.core.hearing import Hearing, Subscription

_CHANNEL = "support_ai"
Hear = Callable[[int], None]
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
        self._hearing = Hearing[str, int]()

    async def run(self) -> None:
        """Listen until cancelled; once a lost connection is replaced every subscriber is woken, as it may have missed one."""
        while True:
            try:
                connection = await self._database.listen(_CHANNEL)
            except psycopg.OperationalError:
                await asyncio.sleep(1)
                continue
            self.listening.set()
            # What was published while nobody listened is found by reading again.
            self._wake_all()
            try:
                async for notification in connection.notifies():
                    topic, _, number = notification.payload.rpartition(" ")
                    self._hearing.tell(topic, int(number))
            except psycopg.OperationalError:
                _log.warning("live.connection_lost")
            finally:
                self.listening.clear()
                await connection.close()

    def _wake_all(self) -> None:
        for topic in self._hearing.topics:
            self._hearing.tell(topic, 0)

    def subscribe(self, topic: str, hear: Hear) -> Subscription:
        """Call `hear` with each number of one topic; 0 means that some may have been missed: read again."""
        return self._hearing.subscribe(topic, hear)

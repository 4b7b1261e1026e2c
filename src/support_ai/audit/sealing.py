"""The sealer: it follows the acts in batches and appends each entry to the chain of its stream.

It holds up nobody: an act commits without it, and it takes only what no running transaction can still come before.
Several processes may run one; whoever holds the lock seals. Killed at any moment it leaves whole batches.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import groupby
from operator import itemgetter

import psycopg
import structlog

from support_ai.audit import seal_queries as queries
from support_ai.audit.chain import first, link
from support_ai.audit.exporting import HeadExport
from support_ai.core import telemetry

# So few that hashing a batch (5 ms) holds up the requests of the same process as little as a request does.
BATCH = 500
_EVERY_SECONDS = 1.0
_LAST_SECONDS = 10.0
# Somebody who holds a transaction or the sealer's lock open stops the seals: nobody must do that unnoticed.
_BEHIND_SECONDS = 60.0
_STREAM = 2
_log = structlog.get_logger(__name__)


def seal_batch(conn: queries.Connection, limit: int = BATCH) -> int:
    """Seal the next entries, all or none, and return how many; 0 too where another process seals now."""
    with conn.transaction():
        if not queries.try_lock(conn):
            return 0
        position, is_ours = queries.read_position(conn)
        batch = queries.read_batch(conn, position, limit, is_ours=is_ours)
        if not batch and not is_ours:
            # All that the dump brought along is sealed; what this server wrote begins at lower transactions again.
            batch = queries.read_batch(conn, queries.START, limit, is_ours=True)
        if batch:
            queries.insert_seals(conn, _seals(conn, batch))
    return len(batch)


def _seals(conn: queries.Connection, batch: list[tuple[str, ...]]) -> list[tuple[str, int, int, str, bytes]]:
    """Return the seals of a batch in its order."""
    ends = {
        head.stream: (head.sequence, head.hash)
        for head in queries.read_heads(conn, sorted({columns[_STREAM] for columns in batch}))
    }
    seals: list[tuple[str, int, int, str, bytes]] = []
    for stream, entries in groupby(batch, itemgetter(_STREAM)):
        sequence, previous = ends.get(stream) or (0, first(stream))
        for columns in entries:
            sequence, previous = sequence + 1, link(previous, columns)
            seals.append((stream, sequence, int(columns[0]), columns[1], previous))
        ends[stream] = sequence, previous
    return seals


class Sealer:
    """Seals about once a second, and hands the signed heads out."""

    def __init__(
        self,
        url: str,
        heads: HeadExport | None = None,
        *,
        every: float = _EVERY_SECONDS,
        behind: float = _BEHIND_SECONDS,
    ) -> None:
        """Take the address of the sealer's role; `every`, and after how long waiting entries are told, in seconds."""
        self._url = url
        self._heads = heads
        self._every = every
        self._behind = behind
        self._tells_again = 0.0
        self._conn: queries.Connection | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Seal until the block ends, and then once more what it left, heads included."""
        stopping = asyncio.Event()
        task = asyncio.create_task(self._run(stopping), name="audit sealer")
        try:
            yield
        finally:
            stopping.set()
            await task

    async def _run(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            await self._pass(_LAST_SECONDS, is_last=False)
            try:
                async with asyncio.timeout(self._every):
                    await stopping.wait()
            except TimeoutError:
                continue
        await self._pass(_LAST_SECONDS, is_last=True)
        if self._conn is not None:
            await asyncio.to_thread(self._conn.close)

    async def _pass(self, seconds: float, *, is_last: bool) -> None:
        """Seal what waits, for so long at most; what fails is logged and tried again at the next pass."""
        try:
            if self._conn is None:
                self._conn = await asyncio.to_thread(queries.connect, self._url)
            ends = time.monotonic() + seconds
            while await asyncio.to_thread(seal_batch, self._conn) == BATCH and time.monotonic() < ends:
                continue
            self._tell_behind(await asyncio.to_thread(queries.seconds_behind, self._conn))
            if self._heads is not None and (is_last or self._heads.is_due()):
                heads = await asyncio.to_thread(self._heads.collect, self._conn)
                await self._heads.hand_out(heads)
        except psycopg.Error as error:
            _log.warning("audit.not_sealed", kind=type(error).__name__, sqlstate=error.sqlstate)
            if self._conn is not None:
                self._conn.close()
                self._conn = None
        except Exception:  # noqa: BLE001 - the edge of a job: logged with its traceback, tried again
            _log.exception("audit.sealer_failed")

    def _tell_behind(self, seconds: float) -> None:
        """Say, as often as it is worth, that entries wait: until they are sealed a change of them cannot be told."""
        telemetry.AUDIT_BEHIND.set(seconds)
        now = time.monotonic()
        if seconds > self._behind and now >= self._tells_again:
            self._tells_again = now + self._behind
            _log.critical("audit.behind", seconds=round(seconds))

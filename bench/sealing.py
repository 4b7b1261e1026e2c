"""The audit log: how fast it is sealed, whether sealing keeps up, and what it costs those who commit meanwhile."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from typing import LiteralString
from uuid import UUID

import psycopg

from bench.databases import Place, own_database
from support_ai.access.actor import Customer
from support_ai.audit import seal_queries
from support_ai.audit import service as audit
from support_ai.audit.sealing import Sealer, seal_batch
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.stored import Stored

RATE = 2_000
PAIRS = 7
WRITERS = 8
_ROWS_EACH = 10
_LOOK_SECONDS = 0.1
_ACTOR = Customer(UUID(int=1), UUID(int=2), "CUST-1", verified=True)
_FILL: LiteralString = """
    insert into support_ai.audit_entries (actor, role, action, subject, outcome, request_id, stream, detail)
    select 'account:' || gen_random_uuid(), 'customer', 'order.read', 'order:ORD-' || n, 'done', md5(n::text),
           (array['orders', 'identity', 'conversations', 'refusals'])[n %% 4 + 1], jsonb_build_object('rows', n)
    from generate_series(1, %s) n
"""
_OLDEST: LiteralString = """
    select coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float, count(*)
    from support_ai.audit_entries e
    where entry_id > coalesce((select max(entry_id) from support_ai.audit_seals), 0)
"""

_CONNECTED: LiteralString = """
    select count(*) > 0 from pg_stat_activity where usename = 'support_ai_sealer' and datname = current_database()
"""
_SEALED: LiteralString = """
    select not exists (
        select from support_ai.audit_entries e
        where not exists (select from support_ai.audit_seals s where s.entry_id = e.entry_id))
"""


@dataclass(frozen=True, slots=True)
class SealingFigures:
    """Entries a second that were sealed at once; waits for a seal while so many rows a second came; commits a second.

    `ages` are seconds that the oldest unsealed entry had waited, looked at ten times a second; `drained` those until all
    was sealed afterwards. The commits are those of paired runs.
    """

    rate: float
    written: float
    ages: Sequence[float]
    drained: float
    with_sealer: Sequence[float]
    without: Sequence[float]


async def measure_sealing(
    stored: Stored, owner_url: str, *, entries: int, seconds: float, pair_seconds: float
) -> SealingFigures:
    """Measure all three, each in a database of its own."""
    print(f"Sealing {entries:,} entries …", flush=True)
    async with own_database(stored, owner_url, "bench_sealing") as place:
        rate = await asyncio.to_thread(_seal_at_once, place, entries)
    print(f"Sealing behind {RATE:,} rows a second …", flush=True)
    async with own_database(stored, owner_url, "bench_keeping_up") as place:
        written, ages, drained = await _keep_up(place, stored.keys, seconds)
    above: list[float] = []
    below: list[float] = []
    async with own_database(stored, owner_url, "bench_commits") as place:
        await _commits(place, stored.keys, pair_seconds, is_sealed=True)
        for number in range(PAIRS):
            print(f"Commits with and without the sealer, pair {number + 1} of {PAIRS} …", flush=True)
            for is_sealed in (True, False) if number % 2 else (False, True):
                found = await _commits(place, stored.keys, pair_seconds, is_sealed=is_sealed)
                (above if is_sealed else below).append(found)
    return SealingFigures(rate, written, ages, drained, above, below)


def _seal_at_once(place: Place, entries: int) -> float:
    with psycopg.connect(place.owner, autocommit=True) as owner:
        owner.execute(_FILL, (entries,))
        owner.execute("vacuum (analyze) support_ai.audit_entries")
    sealed = 0
    with seal_queries.connect(place.sealer) as conn:
        began = time.perf_counter()
        while count := seal_batch(conn):
            sealed += count
        took = time.perf_counter() - began
    assert sealed == entries, f"{sealed} of {entries} were sealed"
    return sealed / took


def _seal(url: str, stopping: Event) -> None:
    """Run the sealer as the worker's process does."""

    async def run() -> None:
        async with Sealer(url).running():
            await asyncio.to_thread(stopping.wait)

    asyncio.run(run())


@asynccontextmanager
async def _sealing(place: Place) -> AsyncGenerator[None]:
    """Seal in a process of its own, as long as the block runs."""
    context = get_context("spawn")
    stopping = context.Event()
    process = context.Process(target=_seal, args=(place.sealer, stopping))
    process.start()
    try:
        await _until(place, _CONNECTED)
        yield
    finally:
        stopping.set()
        await asyncio.to_thread(process.join)


async def _until(place: Place, question: LiteralString) -> None:
    """Wait until the database says yes."""
    async with await psycopg.AsyncConnection.connect(place.owner, autocommit=True) as owner:
        while await (await owner.execute(question)).fetchone() != (True,):  # noqa: ASYNC110 - only the database knows
            await asyncio.sleep(0.02)


async def _write(database: Database, rows: int) -> None:
    async with database.transaction(_ACTOR) as conn:
        for number in range(rows):
            await audit.append(conn, "order.read", f"order:ORD-{number}", detail={"rows": number})


async def _keep_up(place: Place, keys: Keyring, seconds: float) -> tuple[float, list[float], float]:
    """Write at the rate; return rows a second that were written, waits in between, and seconds until all was sealed."""
    database = await Database.open(place.application, keys, connections=WRITERS)
    ages: list[float] = []
    transactions = int(seconds * RATE / _ROWS_EACH)
    async with _sealing(place):
        began = time.perf_counter()
        ended = asyncio.Event()
        looking = asyncio.create_task(_look(place, ended, ages))
        pending: set[asyncio.Task[None]] = set()
        for number in range(transactions):
            await asyncio.sleep(max(0.0, began + number * _ROWS_EACH / RATE - time.perf_counter()))
            task = asyncio.create_task(_write(database, _ROWS_EACH))
            pending.add(task)
            task.add_done_callback(pending.discard)
        await asyncio.gather(*pending)
        took = time.perf_counter() - began
        ended.set()
        await looking
        stopped = time.perf_counter()
        await _until(place, _SEALED)
        drained = time.perf_counter() - stopped
    await database.close()
    return transactions * _ROWS_EACH / took, ages, drained


async def _look(place: Place, ended: asyncio.Event, ages: list[float]) -> None:
    async with await psycopg.AsyncConnection.connect(place.owner, autocommit=True) as owner:
        while not ended.is_set():
            row = await (await owner.execute(_OLDEST)).fetchone()
            ages.append(float(row[0]) if row else 0.0)
            await asyncio.sleep(_LOOK_SECONDS)


async def _commits(place: Place, keys: Keyring, seconds: float, *, is_sealed: bool) -> float:
    """Return commits a second of so many writers, one entry to a transaction."""
    database = await Database.open(place.application, keys, connections=WRITERS)
    try:
        if not is_sealed:
            return await _count_commits(database, seconds)
        async with _sealing(place):
            return await _count_commits(database, seconds)
    finally:
        await database.close()


async def _count_commits(database: Database, seconds: float) -> float:
    began, count = time.perf_counter(), 0

    async def write() -> None:
        nonlocal count
        while time.perf_counter() < began + seconds:
            await _write(database, 1)
            count += 1

    await asyncio.gather(*(write() for _ in range(WRITERS)))
    return count / (time.perf_counter() - began)

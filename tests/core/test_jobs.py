"""Jobs run if and only if their transaction commits, and again when their worker died."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import psycopg
import pytest

from support_ai.access.actor import Reason, System
from support_ai.core.database import Database
from support_ai.core.jobs import JobId, Worker, enqueue
from support_ai.core.live import Live, publish
from tests.conftest import Addresses


async def test_a_job_runs_after_its_commit_and_never_after_a_rollback(
    database: Database, addresses: Addresses
) -> None:
    ran: asyncio.Queue[JobId] = asyncio.Queue()

    async def note(ids: Mapping[str, JobId]) -> None:
        ran.put_nowait(ids["number"])

    with pytest.raises(RuntimeError):
        async with database.transaction(System(Reason.JOB)) as connection:
            await enqueue(connection, "note", number=1)
            raise RuntimeError
    async with database.transaction(System(Reason.JOB)) as connection:
        await enqueue(connection, "note", number=2)
    async with Worker(addresses.application, {"note": note}, []).running():
        assert await asyncio.wait_for(ran.get(), 10) == 2
    assert ran.empty()


async def test_a_second_waiting_job_of_one_queueing_lock_is_not_enqueued(database: Database) -> None:
    async with database.transaction(System(Reason.JOB)) as connection:
        assert await enqueue(connection, "note", queueing_lock="one", number=1)
        assert not await enqueue(connection, "note", queueing_lock="one", number=2)
        cursor = await connection.execute("select count(*) from jobs.procrastinate_jobs")
        assert await cursor.fetchone() == (1,)


async def test_J5_a_job_whose_worker_died_is_taken_up_again(database: Database, addresses: Addresses) -> None:
    ran = asyncio.Event()

    async def note(ids: Mapping[str, JobId]) -> None:
        ran.set()

    async with database.transaction(System(Reason.JOB)) as connection:
        await enqueue(connection, "note", number=1)
    with psycopg.connect(addresses.owner, autocommit=True) as owner:
        owner.execute("set search_path = jobs")
        owner.execute(
            "with dead as (insert into jobs.procrastinate_workers (last_heartbeat)"
            " values (now() - interval '5 minutes') returning id)"
            " update jobs.procrastinate_jobs set status = 'doing', worker_id = (select id from dead)"
        )
    worker = Worker(addresses.application, {"note": note}, [])
    async with worker.running():
        await asyncio.sleep(0.5)
        await worker.retry_stalled()
        await asyncio.wait_for(ran.wait(), 15)


async def test_live_events_reach_every_subscriber_after_the_commit(database: Database) -> None:
    live = Live(database)
    listening = asyncio.create_task(live.run())
    try:
        first: asyncio.Queue[int] = asyncio.Queue()
        second: asyncio.Queue[int] = asyncio.Queue()
        with (
            live.subscribe("conversation:1", first.put_nowait),
            live.subscribe("conversation:1", second.put_nowait),
        ):
            await asyncio.wait_for(live.listening.wait(), 10)
            with pytest.raises(RuntimeError):
                async with database.transaction(System(Reason.JOB)) as connection:
                    await publish(connection, "conversation:1", 1)
                    raise RuntimeError
            async with database.transaction(System(Reason.JOB)) as connection:
                await publish(connection, "conversation:1", 2)
                await publish(connection, "conversation:2", 9)
            # 0: read again, for what may have been missed before it listened.
            assert [await asyncio.wait_for(first.get(), 10) for _ in range(2)] == [0, 2]
            assert [await asyncio.wait_for(second.get(), 10) for _ in range(2)] == [0, 2]
            assert first.empty()
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening

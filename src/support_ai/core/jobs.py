"""Work for later, enqueued in the caller's own transaction: it runs if and only if that commits.

Arguments are ids only. A job may run twice when a worker dies, so every job is harmless to repeat.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import procrastinate
import procrastinate.worker
import structlog
from procrastinate import JobContext
from psycopg import errors
from psycopg.types.json import Jsonb

from support_ai.core.database import Connection

JobId = int | str
Task = Callable[[Mapping[str, JobId]], Awaitable[None]]
DEFAULT_QUEUE = "default"
# What waits for other people's servers has a queue of its own, so that a code that somebody waits for never stands
# behind it.
WEBHOOK_QUEUE = "webhooks"
QUEUES = (DEFAULT_QUEUE, WEBHOOK_QUEUE)
_DEFER = """
    select procrastinate_defer_jobs_v1(
        array[row(%(queue)s, %(name)s, 0, %(lock)s, %(queueing_lock)s, %(args)s, %(run_at)s)
              ::procrastinate_job_to_defer_v1])
"""
_log = structlog.get_logger(__name__)


async def enqueue(
    connection: Connection,
    name: str,
    *,
    lock: str | None = None,
    queueing_lock: str | None = None,
    run_at: datetime | None = None,
    queue: str = DEFAULT_QUEUE,
    **ids: JobId,
) -> bool:
    """Enqueue the job `name` in the caller's transaction.

    Jobs with one `lock` run one at a time, in order. With a `queueing_lock` a second one that waits already is not
    enqueued again: False is returned then. Jobs of one `queue` wait for each other and for no other queue's.
    """
    arguments = {
        "queue": queue,
        "name": name,
        "lock": lock,
        "queueing_lock": queueing_lock,
        "args": Jsonb(ids),
        "run_at": run_at,
    }
    if queueing_lock is None:
        await connection.execute(_DEFER, arguments)
        return True
    try:
        async with connection.transaction():
            await connection.execute(_DEFER, arguments)
    except errors.UniqueViolation:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task that runs by the clock, `cron` in five fields."""

    name: str
    cron: str
    task: Callable[[], Awaitable[None]]


class Worker:
    """Runs jobs until it is cancelled, and takes up again those whose worker died."""

    def __init__(
        self, url: str, tasks: Mapping[str, Task], periodic: list[Periodic], *, concurrency: int = 4
    ) -> None:
        """Take the tasks by name; a job of an unknown name stays and is logged. Each queue runs as many jobs at once."""
        self._concurrency = concurrency
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=url,
                min_size=1,
                max_size=len(QUEUES) * (concurrency + 2),
                kwargs={"options": "-c search_path=jobs,public", "application_name": "support-ai worker"},
            )
        )
        retry = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=3)
        for name, task in tasks.items():
            self._app.task(name=name, retry=retry, pass_context=False)(_runner(name, task))
        for entry in periodic:
            self._add_periodic(entry)
        self._add_periodic(Periodic("retry_stalled_jobs", "* * * * *", self.retry_stalled))

    def _add_periodic(self, entry: Periodic) -> None:
        async def run(context: JobContext, timestamp: int) -> None:
            del context, timestamp
            await entry.task()

        task = self._app.task(name=entry.name, queueing_lock=entry.name, pass_context=True)(run)
        self._app.periodic(cron=entry.cron)(task)

    async def retry_stalled(self) -> None:
        """Put jobs back whose worker gave no sign of life for 30 seconds."""
        for job in await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
            _log.warning("job.stalled", job_id=job.id, task=job.task_name)
            await self._app.job_manager.retry_job(job)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Run jobs until the block ends; those that run then get 20 seconds to end."""
        async with self._app.open_async():
            workers = [self._worker(queue) for queue in QUEUES]
            running = [asyncio.create_task(one.run(), name="worker") for one in workers]
            # A stop before its first step would be forgotten.
            await asyncio.sleep(0)
            try:
                yield
            finally:
                # Told to stop, not cancelled: a cancellation that comes while it registers itself can be lost.
                for one in workers:
                    one.stop()
                for error in await asyncio.gather(*running, return_exceptions=True):
                    if isinstance(error, Exception):
                        _log.error("worker.failed", kind=type(error).__name__, exc_info=error)

    def _worker(self, queue: str) -> procrastinate.worker.Worker:
        return procrastinate.worker.Worker(
            self._app,
            queues=[queue],
            concurrency=self._concurrency,
            install_signal_handlers=False,
            fetch_job_polling_interval=5.0,
            shutdown_graceful_timeout=20.0,
            delete_jobs="successful",
        )


def _runner(name: str, task: Task) -> Callable[..., Awaitable[None]]:
    async def run(**ids: JobId) -> None:
        try:
            await task(ids)
        except Exception:
            _log.exception("job.failed", task=name)
            raise

    return run

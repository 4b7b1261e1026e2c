"""Opens every resource once, in order, and closes them in reverse."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from psycopg.conninfo import make_conninfo

from support_ai.config import Settings
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.core.embedded import EmbeddedPostgres
from support_ai.core.live import Live
from support_ai.core.migrations import migrate

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept: the keys, and the database that they open."""

    settings: Settings
    keys: Keyring
    database: Database


@dataclass(frozen=True, slots=True)
class Resources(Stored):
    """Everything that a serving process holds."""

    live: Live


@asynccontextmanager
async def open_stored(settings: Settings) -> AsyncGenerator[Stored]:
    """Open keys and database, started and migrated where needed; all that a command needs."""
    async with AsyncExitStack() as stack:
        keys = await asyncio.to_thread(Keyring.in_directory, settings.data_dir / "keys")
        if settings.database_url is None:
            server = EmbeddedPostgres(settings.data_dir)
            owner_url = await asyncio.to_thread(server.start)
            stack.push_async_callback(asyncio.to_thread, server.stop)
        else:
            owner_url = settings.database_url.get_secret_value()
        password = keys.derive("database role of the application").hex()
        ran = await asyncio.to_thread(migrate, owner_url, app_password=password)
        if ran:
            _log.info("database.migrated", migrations=ran)
        url = make_conninfo(owner_url, user="support_ai_app", password=password)
        database = await Database.open(url, keys, connections=settings.database_connections)
        stack.push_async_callback(database.close)
        yield Stored(settings, keys, database)


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncGenerator[Resources]:
    """Open everything that a serving process needs."""
    async with open_stored(settings) as stored, AsyncExitStack() as stack:
        live = Live(stored.database)
        stack.push_async_callback(_cancel, asyncio.create_task(live.run(), name="live"))
        yield Resources(stored.settings, stored.keys, stored.database, live)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

"""The whole program in this process, opened anew on a copy of a database for each conversation."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx

from support_ai.app import create_app
from support_ai.bootstrap import Resources, Thought, open_serving
from support_ai.config import Settings
from support_ai.core.clock import Clock, now
from support_ai.core.database import Database
from support_ai.core.errors import AppError
from support_ai.evals.databases import Databases
from support_ai.evals.outbox import Outbox
from support_ai.evals.script import DataSet
from support_ai.identity.passwords import Passwords
from support_ai.identity.service import Identity
from support_ai.identity.tokens import TokenRing
from support_ai.shop.security import CodeChannel
from support_ai.stored import Stored

_CONNECTIONS = 6
_LIFE = timedelta(minutes=15)


class NotOnStageError(AppError):
    """The application was started by somebody else than the stage."""

    code = "not_on_stage"


@dataclass(frozen=True, slots=True)
class Open:
    """The running program: a client without a token, what it holds, what it sent."""

    client: httpx.AsyncClient
    resources: Resources
    outbox: Outbox


def clock_of(data: DataSet) -> Clock:
    """Return the clock of a shop whose day begins now, where the data set has one."""
    if data.day is None:
        return now
    ahead = data.day - now()
    return lambda: now() + ahead


def stage_settings(settings: Settings, databases: Databases) -> Settings:
    """Return the settings of local mode, in which nothing goes out and nothing is counted; the rest as it was set."""
    changed: dict[str, object] = {
        "data_dir": databases.home,
        "database_url": None,
        "public_url": "http://localhost:8000",
        "rate_limits": False,
        "rate_limit_url": None,
        "audit_heads": None,
        "worker": True,
        "database_connections": _CONNECTIONS,
    }
    return settings.model_copy(update=changed)


class Stage:
    """One application that plays conversations, one after the other, each on a copy of its own."""

    def __init__(self, settings: Settings, databases: Databases, thought: Thought) -> None:
        """Take the settings of `stage_settings`, where databases are made, and what thinks."""
        self._settings = settings
        self._databases = databases
        self._thought = thought
        self._next: tuple[Stored, Outbox] | None = None
        self._app = create_app(settings, self._opener)

    @asynccontextmanager
    async def _opener(self, _settings: Settings) -> AsyncGenerator[Resources]:
        if self._next is None:
            raise NotOnStageError
        stored, outbox = self._next
        async with open_serving(stored, self._thought, outbox.senders()) as resources:
            yield resources

    @asynccontextmanager
    async def on(self, template: str, clock: Clock) -> AsyncGenerator[Open]:
        """Open the program on a fresh copy, at the clock's time; afterwards the copy is gone."""
        databases = self._databases
        async with AsyncExitStack() as stack:
            name = await asyncio.to_thread(databases.copy, template)
            stack.push_async_callback(asyncio.to_thread, databases.drop, name)
            database = await Database.open(
                databases.address(name), databases.keys, connections=self._settings.database_connections
            )
            stack.push_async_callback(database.close)
            outbox = Outbox()
            self._next = (self._stored(database, clock), outbox)
            await stack.enter_async_context(self._app.router.lifespan_context(self._app))
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url=self._settings.public_url, timeout=None)  # noqa: S113 - who plays has a time-out for the turn
            await stack.enter_async_context(client)
            yield Open(client, self._app.state.resources, outbox)

    def _stored(self, database: Database, clock: Clock) -> Stored:
        identity = Identity(
            database,
            TokenRing.in_directory(self._databases.home / "keys"),
            Passwords(),
            _LIFE,
            clock,
            channels=frozenset(CodeChannel),
            second_factor_required=False,
        )
        return Stored(self._settings, self._databases.keys, database, identity)

"""Opens what is kept, and is all that most commands need: the keys, and the database that they open."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from psycopg.conninfo import make_conninfo

from support_ai.audit.seal_queries import SEALER
from support_ai.config import Settings
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.core.embedded import EmbeddedPostgres
from support_ai.core.errors import AppError
from support_ai.core.migrations import migrate
from support_ai.identity.passwords import Passwords
from support_ai.identity.service import Identity
from support_ai.identity.tokens import TokenRing
from support_ai.messaging.opening import channels_of

_log = structlog.get_logger(__name__)


class StrongRoleError(AppError):
    """The database role support_ai_app owns tables or is a superuser: row security would not bind it. Take that away."""

    code = "strong_role"


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept: the keys, and the database that they open."""

    settings: Settings
    keys: Keyring
    database: Database
    identity: Identity


@asynccontextmanager
async def open_stored(settings: Settings, *, second_factor_required: bool = True) -> AsyncGenerator[Stored]:
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
        ran = await asyncio.to_thread(
            migrate, owner_url, app_password=password, sealer_password=sealer_password(keys)
        )
        if ran:
            _log.info("database.migrated", migrations=ran)
        url = make_conninfo(owner_url, user="support_ai_app", password=password)
        database = await Database.open(url, keys, connections=settings.database_connections)
        stack.push_async_callback(database.close)
        if await database.outranks_row_security():
            raise StrongRoleError
        ring = await asyncio.to_thread(TokenRing.in_directory, settings.data_dir / "keys")
        life = timedelta(minutes=settings.access_token_minutes)
        identity = Identity(
            database,
            ring,
            Passwords(),
            life,
            channels=channels_of(settings),
            second_factor_required=second_factor_required,
        )
        yield Stored(settings, keys, database, identity)


def sealer_password(keys: Keyring) -> str:
    """Return the password of the audit sealer's database role."""
    return keys.derive("database role of the audit sealer").hex()


def sealer_url(stored: Stored) -> str:
    """Return the database's address for the audit sealer's role."""
    return make_conninfo(stored.database.url, user=SEALER, password=sealer_password(stored.keys))

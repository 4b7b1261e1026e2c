"""Databases of their own on the server that is measured, migrated and empty, dropped at the end."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from support_ai.audit.seal_queries import SEALER
from support_ai.core.migrations import migrate
from support_ai.stored import Stored, sealer_password


@dataclass(frozen=True, slots=True)
class Place:
    """A database's addresses, for each role that asks it."""

    owner: str
    application: str
    sealer: str


@asynccontextmanager
async def own_database(stored: Stored, owner_url: str, name: str) -> AsyncGenerator[Place]:
    """Give a migrated database."""
    identifier = sql.Identifier(name)
    async with await psycopg.AsyncConnection.connect(owner_url, autocommit=True) as connection:
        await connection.execute(sql.SQL("create database {} template template0").format(identifier))
        try:
            yield await _migrated(stored, make_conninfo(owner_url, dbname=name))
        finally:
            await connection.execute(sql.SQL("drop database {} with (force)").format(identifier))


async def _migrated(stored: Stored, owner: str) -> Place:
    told = conninfo_to_dict(stored.database.url)
    user, password, sealing = str(told["user"]), str(told["password"]), sealer_password(stored.keys)
    await asyncio.to_thread(migrate, owner, app_password=password, sealer_password=sealing)
    return Place(
        owner,
        make_conninfo(owner, user=user, password=password),
        make_conninfo(owner, user=SEALER, password=sealing),
    )

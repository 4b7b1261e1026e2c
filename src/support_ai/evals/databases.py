"""A server for evaluations alone: filled databases, and a copy of one for each conversation.

It is never the shop's own: making a shop's database changes the passwords of the server's roles.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from support_ai.core.crypto import Keyring
from support_ai.core.embedded import EmbeddedPostgres
from support_ai.core.errors import AppError
from support_ai.core.migrations import migrate
from support_ai.stored import sealer_password

_APPLICATION = "support_ai_app"
_PREFIX = "support_ai_eval_"


class ShopRunsThereError(AppError):
    """A shop is served from this server, and would lose its passwords: name a server without one, or none at all."""

    code = "shop_runs_there"


class NoDatabasesError(AppError):
    """The role of this server's address may not create databases."""

    code = "no_databases"


@dataclass(frozen=True, slots=True)
class Databases:
    """Makes, copies and drops databases; `home` holds the keys that open what is stored in them."""

    url: str
    home: Path
    keys: Keyring
    password: str

    @classmethod
    def at(cls, url: str, home: Path) -> "Databases":
        """Take a server's address, of a role that may create databases, and make keys of their own."""
        keys = Keyring.in_directory(home / "keys")
        return cls(url, home, keys, keys.derive("database role of the application").hex())

    def address(self, name: str) -> str:
        """Return where the application finds a database."""
        return make_conninfo(self.url, dbname=name, user=_APPLICATION, password=self.password)

    def make(self) -> str:
        """Make a migrated, empty database and return its name."""
        name = self.copy("template0")
        migrate(
            make_conninfo(self.url, dbname=name),
            app_password=self.password,
            sealer_password=sealer_password(self.keys),
        )
        return name

    def copy(self, template: str) -> str:
        """Make a copy of a database that nobody is connected to, and return its name."""
        name = f"{_PREFIX}{uuid4().hex}"
        made = sql.SQL("create database {} template {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(made)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, and whoever is connected to it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )


@asynccontextmanager
async def own_server() -> AsyncGenerator[Databases]:
    """Start a server in a folder that is removed afterwards; what it stores need not survive a power cut."""
    with tempfile.TemporaryDirectory(prefix="support-ai-eval-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103 - what runs the database as root is another user
        home = Path(folder) / "data"
        server = EmbeddedPostgres(home)
        url = await asyncio.to_thread(server.start)
        try:
            await asyncio.to_thread(_hurry, url)
            yield await asyncio.to_thread(Databases.at, url, home)
        finally:
            await asyncio.to_thread(server.stop)


@asynccontextmanager
async def given_server(url: str) -> AsyncGenerator[Databases]:
    """Use a server that serves no shop; ShopRunsThereError and NoDatabasesError say what hinders."""
    await asyncio.to_thread(_check, url)
    with tempfile.TemporaryDirectory(prefix="support-ai-eval-", ignore_cleanup_errors=True) as folder:
        yield await asyncio.to_thread(Databases.at, url, Path(folder))


def _hurry(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("alter system set fsync = off")
        connection.execute("alter system set full_page_writes = off")
        connection.execute("alter system set synchronous_commit = off")
        connection.execute("select pg_reload_conf()")


def _check(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        busy = connection.execute(
            "select exists (select from pg_stat_activity where usename = %s and datname not like %s)",
            (_APPLICATION, f"{_PREFIX}%"),
        ).fetchone()
        may = connection.execute(
            "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
        ).fetchone()
    if busy == (True,):
        raise ShopRunsThereError
    if may != (True,):
        raise NoDatabasesError

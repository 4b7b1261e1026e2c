"""Numbered SQL files, each run once and never changed afterwards, under one advisory lock."""

import re
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import LiteralString, cast

import psycopg
from procrastinate.schema import SchemaManager
from psycopg import sql
from psycopg.rows import TupleRow

from support_ai.core.errors import AppError

DIRECTORY = Path(__file__).parent.parent / "migrations"
LOCK = 0x5350_4149
_ROLE_TRIES = 10
Connection = psycopg.Connection[TupleRow]
_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")


class MigrationChangedError(AppError):
    """A migration that already ran was changed afterwards: restore it, and write a new one instead."""

    code = "migration_changed"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its name, its statements and the SHA-256 of them."""

    name: str
    statements: str
    checksum: str


def read_migrations(directory: Path = DIRECTORY) -> list[Migration]:
    """Return the files in the order of their numbers; ValueError where two share a number."""
    found: dict[str, Migration] = {}
    for path in sorted(directory.glob("*.sql")):
        match = _NAME.match(path.name)
        if match is None or match[1] in found:
            message = f"{path.name}: migrations are named 0001_words.sql, each with its own number"
            raise ValueError(message)
        text = path.read_text(encoding="utf-8")
        found[match[1]] = Migration(path.stem, text, sha256(text.encode()).hexdigest())
    return list(found.values())


def migrate(
    url: str, *, app_password: str, sealer_password: str | None = None, directory: Path = DIRECTORY
) -> list[str]:
    """Bring the database up to date as its migrating role and return the names that ran.

    Each file is a transaction of its own; several processes may call this at once, on one database or on several of a
    server. The application's role gets `app_password`, that of the audit log's sealer `sealer_password`, if any.
    """
    with psycopg.connect(url, autocommit=True, application_name="support-ai migrate") as connection:
        # Nothing is touched before the lock is held: of two processes that make one schema, one fails.
        connection.execute("set lock_timeout = '120s'")
        connection.execute("select pg_advisory_lock(%s)", (LOCK,))
        connection.execute("set lock_timeout = '5s'")
        connection.execute("create schema if not exists support_ai")
        connection.execute("create schema if not exists jobs")
        connection.execute("set search_path = support_ai, public")
        ran = _run_new(connection, read_migrations(directory))
        _prepare_jobs(connection)
        _admit(connection, "support_ai_app", app_password)
        if sealer_password is not None:
            _admit(connection, "support_ai_sealer", sealer_password)
    return ran


def _run_new(connection: Connection, migrations: list[Migration]) -> list[str]:
    """Run the migrations that did not run yet; MigrationChangedError names one that is another now."""
    connection.execute(
        "create table if not exists migrations"
        " (name text primary key, checksum text not null, ran_at timestamptz not null default now())"
    )
    done = dict(connection.execute("select name, checksum from migrations").fetchall())
    ran: list[str] = []
    for migration in migrations:
        if migration.name in done:
            if done[migration.name] != migration.checksum:
                message = f"{migration.name}: {MigrationChangedError().message}"
                raise MigrationChangedError(message)
            continue
        with connection.transaction():
            # The files are ours and part of the package: the one place where SQL is read from a file.
            connection.execute(cast("LiteralString", migration.statements))
            connection.execute(
                "insert into migrations (name, checksum) values (%s, %s)",
                (migration.name, migration.checksum),
            )
        ran.append(migration.name)
    return ran


def _admit(connection: Connection, role: str, password: str) -> None:
    """Let a role sign in with this password.

    Roles belong to the whole server, which no lock of one database guards: where the migration of another one changes
    the role in the same moment, PostgreSQL refuses ("tuple concurrently updated"), and the next try succeeds.
    """
    statement = sql.SQL("alter role {} login password {}").format(sql.Identifier(role), sql.Literal(password))
    for attempt in range(1, _ROLE_TRIES + 1):
        try:
            connection.execute(statement)
        except psycopg.errors.InternalError_:
            if attempt == _ROLE_TRIES:
                raise
            time.sleep(0.05 * attempt)
        else:
            return


def _prepare_jobs(connection: Connection) -> None:
    """Install procrastinate's own schema beside ours, and let the application's role use it."""
    exists = connection.execute("select to_regclass('jobs.procrastinate_jobs') is not null").fetchone()
    if exists == (True,):
        return
    with connection.transaction():
        connection.execute("set local search_path = jobs, public")
        connection.execute(SchemaManager.get_schema())
        connection.execute("grant usage on schema jobs to support_ai_app")
        connection.execute(
            "grant select, insert, update, delete on all tables in schema jobs to support_ai_app;"
            "grant usage on all sequences in schema jobs to support_ai_app"
        )
        connection.execute("analyze jobs.procrastinate_jobs")

"""How many SQL statements a turn needs, counted in PostgreSQL's own log."""

import asyncio
import re
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psycopg

_T = TypeVar("_T")
_SETTLE_SECONDS = 1
_APPLICATION = "support-ai"
_LOGGED = re.compile(r"^([^|\t\n]*)\|\w+:\s+(.*(?:\n\t.*)*)", re.MULTILINE)
_STATEMENT = re.compile(r"(?:statement|execute [^:]*):\s+(.*)", re.DOTALL)
_BEGINS = re.compile(r"(?:begin|start transaction)\b", re.IGNORECASE)
_ENDS = re.compile(r"(?:commit|rollback(?!\s+to\b))\b", re.IGNORECASE)
_SAVEPOINT = re.compile(r"(?:savepoint|release|rollback)\b", re.IGNORECASE)
_SETS_ACTOR = "set_config('app.role'"


@dataclass(frozen=True, slots=True)
class Statements:
    """What was run: statements that ask or change something, savepoints among them, and transactions."""

    asking: int
    savepoints: int
    transactions: int


async def count_statements(owner_url: str, log: Path, work: Awaitable[_T]) -> tuple[_T, Statements]:
    """Do the work while PostgreSQL logs every statement, and return its result and what the program ran."""
    async with await psycopg.AsyncConnection.connect(owner_url, autocommit=True) as connection:
        await connection.execute("alter system set log_statement = 'all'")
        await connection.execute("alter system set log_line_prefix = '%a|'")
        await _reload(connection)
        start = _size(log)
        try:
            result = await work
            await asyncio.sleep(_SETTLE_SECONDS)
            written = _read_from(log, start)
        finally:
            await connection.execute("alter system reset log_statement")
            await connection.execute("alter system reset log_line_prefix")
            await _reload(connection)
    return result, read_statements(written)


async def _reload(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
    await connection.execute("select pg_reload_conf()")
    await asyncio.sleep(_SETTLE_SECONDS)


def _size(log: Path) -> int:
    return log.stat().st_size


def _read_from(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        return file.read().decode(errors="replace")


def read_statements(log: str) -> Statements:
    """Count what the program's own connections ran; the actor's set_config counts as part of its transaction."""
    ours = [message for application, message in _LOGGED.findall(log) if application == _APPLICATION]
    found = [match[1] for message in ours if (match := _STATEMENT.match(message))]
    asking = [text for text in found if not (_BEGINS.match(text) or _ENDS.match(text) or _SETS_ACTOR in text)]
    return Statements(
        len(asking),
        sum(bool(_SAVEPOINT.match(text)) for text in asking),
        sum(bool(_BEGINS.match(text)) for text in found),
    )

"""Rows of a file on their way into the tables: copied into a temporary table, checked and merged as sets.

Every staged row begins with `line_no` (where it stood in its file), `group_key` (the record it belongs to) and
`digest` (equal for equal contents). A table that can be changed here forgets a row's digest at the change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import LiteralString

from support_ai.core.database import Connection
from support_ai.core.money import EXPONENTS

StagedRow = tuple[object, ...]
_FACTORS = """
    create temp table if not exists currency_factors (currency text primary key, factor bigint not null)
    on commit drop
"""


@dataclass(frozen=True, slots=True)
class Merge:
    """How the rows of one kind of file become rows of a table; all of it SQL on `staged`.

    `prepare` completes staged rows, `problems` selects (line_no, field, reason) of those that cannot stay, `changed`
    selects (line_no, group_key, digest) of those whose row was changed here; then `update` and `insert` run.
    """

    columns: LiteralString
    names: LiteralString
    prepare: tuple[LiteralString, ...]
    problems: tuple[LiteralString, ...]
    changed: LiteralString | None
    writes: tuple[LiteralString, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one row of a file was not taken."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangedHere:
    """A staged row whose stored row was changed here since it was imported."""

    line: int
    group_key: str
    digest: bytes


async def stage(conn: Connection, merge: Merge, rows: Iterable[StagedRow]) -> int:
    """Copy the rows into a fresh temporary table and return how many there were."""
    await conn.execute("drop table if exists pg_temp.staged")
    columns: LiteralString = f'line_no bigint not null, group_key text collate "C" not null, digest bytea not null, {merge.columns}'
    await conn.execute(f"create temp table staged ({columns}) on commit drop")
    count = 0
    names: LiteralString = f"line_no, group_key, digest, {merge.names}"
    async with conn.cursor().copy(f"copy pg_temp.staged ({names}) from stdin") as copy:
        for row in rows:
            await copy.write_row(row)
            count += 1
    await conn.execute("create index on pg_temp.staged (line_no)")
    await conn.execute("analyze pg_temp.staged")
    return count


async def stage_factors(conn: Connection) -> None:
    """Tell PostgreSQL, for this transaction, how many minor units each unusual currency has."""
    await conn.execute(_FACTORS)
    async with conn.cursor().copy("copy pg_temp.currency_factors from stdin") as copy:
        for currency, places in EXPONENTS.items():
            await copy.write_row((currency, 10**places))


async def find_problems(conn: Connection, merge: Merge) -> list[Problem]:
    """Complete the staged rows, and take out and return those that cannot stay."""
    for statement in merge.prepare:
        await conn.execute(statement)
    found: dict[int, Problem] = {}
    for statement in merge.problems:
        cursor = await conn.execute(statement)
        for line, field, reason in await cursor.fetchall():
            found.setdefault(line, Problem(line, field, reason))
        await remove(conn, list(found))
    return list(found.values())


async def find_changed(conn: Connection, merge: Merge) -> list[ChangedHere]:
    """Return the staged rows whose stored row was changed here."""
    if merge.changed is None:
        return []
    cursor = await conn.execute(merge.changed)
    return [ChangedHere(line, group, bytes(digest)) for line, group, digest in await cursor.fetchall()]


async def remove(conn: Connection, lines: Sequence[int]) -> None:
    """Take rows out of the staged ones."""
    if lines:
        await conn.execute("delete from pg_temp.staged where line_no = any(%s)", (list(lines),))


async def write(conn: Connection, merge: Merge) -> int:
    """Merge what is staged and return how many rows were added or changed; the last two writes are the table's own."""
    counts = [(await conn.execute(statement)).rowcount for statement in merge.writes]
    return sum(counts[-2:])


def repeated(key: LiteralString, field: LiteralString) -> LiteralString:
    """Return the statement that finds rows whose key stood in the file before."""
    return f"""
        select line_no, '{field}', 'repeats line ' || first_line from (
            select line_no, first_value(line_no) over same as first_line
            from pg_temp.staged window same as (partition by {key} order by line_no)
        ) numbered where line_no <> first_line
    """  # noqa: S608 - parts are constants, as LiteralString proves

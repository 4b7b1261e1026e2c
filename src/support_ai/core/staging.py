"""Rows of a file on their way into the tables: copied into a temporary table, checked and merged as sets.

Every staged row begins with `line_no` (where it stood in its file), `group_key` (the record it belongs to) and
`digest` (equal for equal contents). A table that can be changed here forgets a row's digest at the change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from support_ai.core.database import Connection
from support_ai.core.money import EXPONENTS

StagedRow = tuple[object, ...]
# The largest amount, and the largest price times quantity, in minor units: thousands of such lines can be summed as
# a bigint, and every one is exact in a browser's number. The tables hold the same bound.
MOST_MINOR_SQL: LiteralString = "100000000000000"
MOST_MINOR = int(MOST_MINOR_SQL)
_FACTORS = """
    create temp table if not exists currency_factors (currency text primary key, factor bigint not null)
    on commit drop
"""


@dataclass(frozen=True, slots=True)
class Merge:
    """How the rows of one kind of file become rows of a table; all of it SQL on `staged`.

    `prepare` completes staged rows, `problems` selects (line_no, field, reason) of those that cannot stay, `changed`
    selects (line_no, group_key, digest) of those whose row was changed here, `erased` (line_no, group_key) of those that
    say who somebody is that was erased here; then `update` and `insert` run. `table` is where they go, and `same` tells
    the stored row `t` of a staged row `s`.
    """

    columns: LiteralString
    names: LiteralString
    prepare: tuple[LiteralString, ...]
    problems: tuple[LiteralString, ...]
    changed: LiteralString | None
    writes: tuple[LiteralString, ...]
    erased: LiteralString | None = None
    table: LiteralString = ""
    same: LiteralString = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one row of a file was not taken; `group_key` is there where the row could be read."""

    line: int
    field: str
    reason: str
    group_key: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedHere:
    """A staged row whose stored row was changed here since it was imported."""

    line: int
    group_key: str
    digest: bytes


async def begin(conn: Connection, merge: Merge) -> None:
    """Make the temporary table, which ends with the transaction."""
    columns: LiteralString = f'line_no bigint not null, group_key text collate "C" not null, digest bytea not null, {merge.columns}'
    await conn.execute(f"create temp table staged ({columns}) on commit drop")


async def stage(conn: Connection, merge: Merge, rows: Iterable[StagedRow]) -> int:
    """Copy rows into the temporary table and return how many there were."""
    count = 0
    names: LiteralString = f"line_no, group_key, digest, {merge.names}"
    async with conn.cursor().copy(f"copy pg_temp.staged ({names}) from stdin") as copy:
        for row in rows:
            await copy.write_row(row)
            count += 1
    return count


async def settle(conn: Connection) -> None:
    """Prepare the staged rows, of which there are all now, for being asked about."""
    await conn.execute("create index on pg_temp.staged (line_no)")
    # How many rows there are is all that the planner needs to know.
    await conn.execute("analyze pg_temp.staged (line_no)")


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
    problems: list[Problem] = []
    for statement in merge.problems:
        cursor = await conn.execute(statement)
        found = {line: (field, reason) for line, field, reason in await cursor.fetchall()}
        removed = await remove(conn, list(found))
        problems += [Problem(line, *found[line], key) for line, key in removed]
    return problems


async def refuse(conn: Connection, keys: Sequence[str], field: str, reason: str) -> list[Problem]:
    """Take out and return the staged rows of these records."""
    cursor = await conn.execute(
        "delete from pg_temp.staged where group_key = any(%s) returning line_no, group_key", (list(keys),)
    )
    return [Problem(line, field, reason, key) for line, key in await cursor.fetchall()]


async def find_changed(conn: Connection, merge: Merge) -> list[ChangedHere]:
    """Return the staged rows whose stored row was changed here."""
    if merge.changed is None:
        return []
    cursor = await conn.execute(merge.changed)
    return [ChangedHere(line, group, bytes(digest)) for line, group, digest in await cursor.fetchall()]


async def remove(conn: Connection, lines: Sequence[int]) -> list[tuple[int, str]]:
    """Take rows out of the staged ones and return their lines and records."""
    if not lines:
        return []
    cursor = await conn.execute(
        "delete from pg_temp.staged where line_no = any(%s) returning line_no, group_key", (list(lines),)
    )
    return [(line, key) for line, key in await cursor.fetchall()]


async def write(conn: Connection, merge: Merge) -> int:
    """Merge what is staged and return how many rows were added or changed; the last two writes are the table's own."""
    counts = [(await conn.execute(statement)).rowcount for statement in merge.writes]
    return sum(counts[-2:])


async def restage(conn: Connection, merge: Merge, row: StagedRow) -> None:
    """Give a staged row, which its number names, another digest and other values."""
    names = ["digest", *merge.names.split(", ")]
    line, _key, *values = row
    setting = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in names)
    statement = sql.SQL("update pg_temp.staged set {} where line_no = %s").format(setting)
    await conn.execute(statement, (*values, line))


async def claim(conn: Connection, merge: Merge) -> None:
    """Let what is staged be written over rows that were changed here, too."""
    statement: LiteralString = f"update {merge.table} t set digest = '' from pg_temp.staged s where {merge.same} and t.digest is null"  # noqa: S608 - parts are constants, as LiteralString proves
    await conn.execute(statement)


async def release(conn: Connection, merge: Merge, lines: Sequence[int]) -> None:
    """Remember of these staged rows that their stored rows were changed here."""
    if lines:
        statement: LiteralString = f"update {merge.table} t set digest = null from pg_temp.staged s where {merge.same} and s.line_no = any(%s)"  # noqa: S608 - parts are constants, as LiteralString proves
        await conn.execute(statement, (list(lines),))


async def end(conn: Connection) -> None:
    """Remove the temporary table, so that the same transaction can merge another kind of rows."""
    await conn.execute("drop table pg_temp.staged")


def repeated(key: LiteralString, field: LiteralString) -> LiteralString:
    """Return the statement that finds rows whose key stood in the file before."""
    return f"""
        select line_no, '{field}', 'repeats line ' || first_line from (
            select line_no, first_value(line_no) over same as first_line
            from pg_temp.staged window same as (partition by {key} order by line_no)
        ) numbered where line_no <> first_line
    """  # noqa: S608 - parts are constants, as LiteralString proves


def numbered(table: LiteralString, same: LiteralString) -> tuple[LiteralString, LiteralString]:
    """Return the statements that give a line to staged rows without one.

    It is that of the stored row with the same ordinal among those that are equal in the columns `same` and that no
    staged row names by its line; otherwise the next free one. The columns are compared as one record, in which, unlike
    in a join of the columns, a missing value equals a missing value.
    """
    return (
        f"""
        with incoming as (
            select line_no, order_id, row({same}) as same,
                   row_number() over (partition by order_id, row({same}) order by line_no) as ordinal
            from pg_temp.staged where line is null
        ), stored as (
            select t.order_id, row({same}) as same, t.line,
                   row_number() over (partition by t.order_id, row({same}) order by t.line) as ordinal
            from {table} t where t.order_id in (select order_id from incoming)
                and not exists (select from pg_temp.staged s where s.order_id = t.order_id and s.line = t.line)
        )
        update pg_temp.staged s set line = stored.line
        from incoming join stored using (order_id, same, ordinal) where s.line_no = incoming.line_no
        """,  # noqa: S608 - parts are constants, as LiteralString proves
        f"""
        with incoming as (
            select line_no, order_id, row_number() over (partition by order_id order by line_no) as ordinal
            from pg_temp.staged where line is null
        ), taken as (
            select order_id, max(line) as line from (
                select order_id, line from {table} where order_id in (select order_id from incoming)
                union all select order_id, line from pg_temp.staged where line is not null
            ) lines group by order_id
        )
        update pg_temp.staged s set line = coalesce(taken.line, 0) + incoming.ordinal
        from incoming left join taken using (order_id) where s.line_no = incoming.line_no
        """,  # noqa: S608 - parts are constants, as LiteralString proves
    )

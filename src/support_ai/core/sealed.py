"""Columns that hold envelopes of the key ring, declared beside the SQL of their tables, and sealed anew from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg import sql

from support_ai.core.crypto import SealBrokenError
from support_ai.core.database import Connection
from support_ai.core.errors import UnavailableError


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One column of envelopes: its table, the columns of the table's key, itself, and the SQL of the row's name.

    The row's name is the text that an envelope is bound to, beside table and column. An empty value is no envelope.
    """

    table: LiteralString
    keys: tuple[LiteralString, ...]
    column: LiteralString
    row: LiteralString

    @property
    def name(self) -> str:
        """Return what people read."""
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one column that were sealed anew, those that no key opens, and where the next batch begins."""

    resealed: int
    broken: int
    last: tuple[object, ...] | None


PERSON_KEYS = SealedColumn("person_keys", ("person",), "sealed_key", "person")
_OLD: LiteralString = "{column} <> '' and substring({column} from 1 for 4) <> %s"


async def count_old(conn: Connection, column: SealedColumn) -> int:
    """Return how many envelopes of a column were made with another key than the newest."""
    statement = _named("select count(*) from {table} where " + _OLD, column)  # noqa: S608 - parts are constants, as LiteralString proves
    cursor = await conn.execute(statement, (conn.keys.newest_id,))
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def reseal(conn: Connection, column: SealedColumn, after: Sequence[object] | None, limit: int) -> Batch:
    """Seal the next envelopes of other keys with the newest, in the order of the table's key.

    Rows that somebody holds are passed over: waiting for no one, it cannot be part of a deadlock.
    """
    found: LiteralString = "select {row}, {column}, {keys} from {table} where " + _OLD  # noqa: S608 - parts are constants, as LiteralString proves
    values: list[object] = [conn.keys.newest_id]
    if after is not None:
        found += " and ({keys}) > ({places})"
        values += after
    found += " order by {keys} limit %s for no key update skip locked"
    rows = await (await conn.execute(_named(found, column), [*values, limit])).fetchall()
    changed: list[tuple[object, ...]] = []
    for name, envelope, *key in rows:
        try:
            text = conn.keys.open(column.table, column.column, name, envelope)
        except SealBrokenError:
            continue
        changed.append((conn.keys.seal(column.table, column.column, name, text), *key))
    if changed:
        statement = _named("update {table} set {column} = %s where ({keys}) = ({places})", column)
        await conn.cursor().executemany(statement, changed)
    return Batch(len(changed), len(rows) - len(changed), tuple(rows[-1][2:]) if rows else None)


def _named(statement: LiteralString, column: SealedColumn) -> sql.Composed:
    """Return the statement with the column's names in it."""
    return sql.SQL(statement).format(
        table=sql.Identifier(column.table),
        column=sql.Identifier(column.column),
        keys=sql.SQL(", ").join(sql.Identifier(column.table, key) for key in column.keys),
        places=sql.SQL(", ").join([sql.SQL("%s")] * len(column.keys)),
        row=sql.SQL(column.row),
    )


async def now(conn: Connection) -> datetime:
    """Return the present time of the database's clock."""
    row = await (await conn.execute("select clock_timestamp()")).fetchone()
    if row is None:
        raise UnavailableError
    return row[0]


async def count_transactions_before(conn: Connection, moment: datetime) -> int:
    """Return how many other transactions of the application run that began before a moment."""
    cursor = await conn.execute(
        "select count(*) from pg_stat_activity where datname = current_database() and usename = current_user"
        " and pid <> pg_backend_pid() and xact_start < %s",
        (moment,),
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])

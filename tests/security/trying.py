"""Tries statements as somebody, each in a savepoint, and tells what PostgreSQL said."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import errors, sql

from support_ai.core.database import Connection
from tests.conftest import Addresses

REFUSED = "refused"


async def attempt(
    conn: Connection, statement: sql.SQL | sql.Composed, values: Sequence[object] = ()
) -> str | int:
    """Return how many rows a statement touched, REFUSED where row security or a grant forbade it, else the error."""
    try:
        async with conn.transaction(force_rollback=True):
            return (await conn.execute(statement, values)).rowcount
    except errors.InsufficientPrivilege:
        return REFUSED
    except psycopg.Error as error:
        return type(error).__name__


def insertable_columns(addresses: Addresses, table: str) -> list[str]:
    """Return the columns of a table that the application may give in an insertion."""
    found = (
        "select attname from pg_attribute where attrelid = %(table)s::regclass and attnum > 0 and not attisdropped"
        " and attgenerated = '' and has_column_privilege('support_ai_app', attrelid, attnum, 'insert') order by attnum"
    )
    with psycopg.connect(addresses.owner) as connection:
        rows = connection.execute(found, {"table": f"support_ai.{table}"}).fetchall()
    return [row[0] for row in rows]


def rows_of(
    addresses: Addresses, table: str, condition: str, values: Sequence[object]
) -> list[dict[str, Any]]:
    """Return whole rows as JSON, as the tables' owner sees them."""
    statement = f"select to_jsonb(t) from support_ai.{table} t where {condition}"
    with psycopg.connect(addresses.owner) as connection:
        return [row[0] for row in connection.execute(statement.encode(), values).fetchall()]


def insertion(table: str, columns: list[str]) -> sql.Composed:
    """Return the statement that inserts a row given as JSON."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL(
        "insert into {table} ({names}) overriding system value"
        " select {names} from jsonb_populate_record(null::{table}, %s)"
    ).format(table=sql.Identifier(table), names=names)

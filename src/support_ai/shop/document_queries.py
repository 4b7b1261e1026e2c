"""The SQL of versioned documents of settings."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from support_ai.core.database import Connection


@dataclass(frozen=True, slots=True)
class Row:
    """One stored version; the database says when it was made."""

    version: int
    settings: dict[str, object]
    changed_at: datetime | None
    changed_by: str


async def read(conn: Connection, name: str, limit: int) -> list[Row]:
    """Return the versions of a document, the newest first."""
    cursor = await conn.execute(
        "select version, settings, changed_at, changed_by from shop_documents where name = %s"
        " order by version desc limit %s",
        (name, limit),
    )
    return [Row(*row) for row in await cursor.fetchall()]


async def find(conn: Connection, name: str, version: int) -> Row | None:
    """Return one version of a document."""
    cursor = await conn.execute(
        "select version, settings, changed_at, changed_by from shop_documents where name = %s and version = %s",
        (name, version),
    )
    row = await cursor.fetchone()
    return None if row is None else Row(*row)


async def read_newest_text(conn: Connection, name: str) -> str | None:
    """Return the newest settings of a document as JSON text."""
    cursor = await conn.execute(
        "select settings::text from shop_documents where name = %s order by version desc limit 1", (name,)
    )
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def insert(conn: Connection, name: str, row: Row) -> bool:
    """Add a version; False where somebody else added the same number."""
    cursor = await conn.execute(
        "insert into shop_documents (name, version, settings, changed_by) values (%s, %s, %s, %s)"
        " on conflict do nothing",
        (name, row.version, Jsonb(row.settings), row.changed_by),
    )
    return cursor.rowcount == 1

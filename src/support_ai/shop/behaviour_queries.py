"""The SQL of the draft of the assistant's settings: one row or none."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from support_ai.core.database import Connection


@dataclass(frozen=True, slots=True)
class DraftRow:
    """The draft as it is stored."""

    version: int
    made_from: int
    settings: object
    changed_at: datetime
    changed_by: str


async def read_draft(conn: Connection) -> DraftRow | None:
    """Return the draft."""
    cursor = await conn.execute(
        "select version, made_from, settings, changed_at, changed_by from assistant_draft"
    )
    row = await cursor.fetchone()
    return None if row is None else DraftRow(*row)


async def read_draft_text(conn: Connection) -> str | None:
    """Return the draft's settings as JSON text."""
    row = await (await conn.execute("select settings::text from assistant_draft")).fetchone()
    return None if row is None else row[0]


async def insert_draft(conn: Connection, made_from: int, settings: object, changed_by: str) -> bool:
    """Begin the draft; False where there is one."""
    cursor = await conn.execute(
        "insert into assistant_draft (made_from, settings, changed_by) values (%s, %s, %s) on conflict do nothing",
        (made_from, Jsonb(settings), changed_by),
    )
    return cursor.rowcount == 1


async def update_draft(
    conn: Connection, version: int, made_from: int, settings: object, changed_by: str
) -> bool:
    """Replace one version of the draft by the next; False where that is not the one there is."""
    cursor = await conn.execute(
        "update assistant_draft set version = default, made_from = %s, settings = %s, changed_by = %s,"
        " changed_at = now() where version = %s",
        (made_from, Jsonb(settings), changed_by, version),
    )
    return cursor.rowcount == 1


async def take_draft(conn: Connection, version: int) -> DraftRow | None:
    """Remove one version of the draft and return it; None where that is not the one there is."""
    cursor = await conn.execute(
        "delete from assistant_draft where version = %s"
        " returning version, made_from, settings, changed_at, changed_by",
        (version,),
    )
    row = await cursor.fetchone()
    return None if row is None else DraftRow(*row)

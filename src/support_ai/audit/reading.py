"""Reading the audit log, which row security opens to admins and owners; what they read is written into it."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

from support_ai.access.actor import Staff
from support_ai.audit import queries
from support_ai.audit.models import Entry, EntryFilter
from support_ai.audit.service import append
from support_ai.core.database import Connection, Database
from support_ai.core.page import CursorInvalidError, Page, decode_cursor, encode_cursor, page_of

_ROWS_AT_ONCE = 1000


async def list_entries(
    conn: Connection, wanted: EntryFilter, cursor: str | None = None, limit: int = 20
) -> Page[Entry]:
    """Return a page of the entries that match, the newest first; entries that are added move none of them."""
    before = None if cursor is None else _place(cursor)
    rows = await queries.list_entries(conn, wanted, before=before, limit=limit + 1)
    await append(conn, "audit.list", "audit", detail={"rows": min(len(rows), limit), "by": wanted.names()})
    return page_of(rows, limit, lambda row: encode_cursor(row.at.isoformat(), row.entry_id))


def _place(cursor: str) -> tuple[str, int]:
    at, entry_id = decode_cursor(cursor, (str, int))
    try:
        return datetime.fromisoformat(str(at)).astimezone(UTC).isoformat(), int(entry_id or 0)
    except (ValueError, OverflowError) as error:
        raise CursorInvalidError(field="cursor") from error


async def export_entries(
    database: Database, person: Staff, wanted: EntryFilter
) -> AsyncGenerator[list[Entry]]:
    """Yield every entry that matches, the newest first, a thousand at a time.

    Each thousand is a transaction of its own, so that none stays open while somebody reads slowly; the first one
    holds the entry that tells of the export.
    """
    before: tuple[str, int] | None = None
    while True:
        async with database.transaction(person) as conn:
            if before is None:
                await append(conn, "audit.export", "audit", detail={"by": wanted.names()})
            rows = await queries.list_entries(conn, wanted, before=before, limit=_ROWS_AT_ONCE)
        yield rows
        if len(rows) < _ROWS_AT_ONCE:
            return
        before = rows[-1].at.isoformat(), rows[-1].entry_id

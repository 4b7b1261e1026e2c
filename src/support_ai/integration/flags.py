"""Rows of the ledger that came from outside and break a rule of ours: what a manager looks through."""

from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.page import Page, decode_cursor, encode_cursor, page_of
from support_ai.orders.fact_queries import FlaggedRow, list_flagged


async def flagged(conn: Connection, cursor: str | None, limit: int) -> Page[FlaggedRow]:
    """Return a page of them, the newest first; whoever reads it is written down."""
    before = decode_cursor(cursor, (int,))[0] if cursor else None
    rows = await list_flagged(conn, before=before if isinstance(before, int) else None, limit=limit + 1)
    await audit.append(conn, "payments.list_flags", "payments", detail={"rows": min(len(rows), limit)})
    return page_of(rows, limit, lambda row: encode_cursor(row.payment_id))

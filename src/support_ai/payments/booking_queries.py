"""The SQL that adds to the ledger. Nothing here changes a row of it."""

from uuid import UUID

from support_ai.core.action import Direction
from support_ai.core.database import Connection
from support_ai.core.sealed import SealedColumn
from support_ai.payments.models import AdjustmentKind, Part, Posting

SEALED = (SealedColumn("adjustments", ("adjustment_id",), "reason", "proposal_id::text"),)


async def next_line(conn: Connection, order_id: int) -> int:
    """Return the next free line of an order's ledger."""
    cursor = await conn.execute(
        "select coalesce(max(line), 0) + 1 from payments where order_id = %s", (order_id,)
    )
    row = await cursor.fetchone()
    return 1 if row is None else int(row[0])


async def insert_row(conn: Connection, posting: Posting, part: Part, *, line: int, key: str) -> None:
    """Add a row; its business key says for whose yes, so that it is never booked twice."""
    books, act = posting.books, posting.act
    await conn.execute(
        "insert into payments (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, at,"
        " business_key, cause, of_line, proposal_id, booked_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            books.order_id,
            books.customer_id,
            line,
            "payment" if part.direction is Direction.CHARGE else "refund",
            part.amount_minor,
            books.currency,
            None if part.method is None else part.method.payment_method_id,
            act.now,
            key,
            posting.cause,
            part.of_line,
            act.proposal_id,
            act.now,
        ),
    )


async def insert_entry(conn: Connection, posting: Posting, method_id: str, amount: int, *, key: str) -> None:
    """Add an entry of a balance."""
    await conn.execute(
        "insert into balance_entries (customer_id, payment_method_id, amount_minor, currency, origin, business_key,"
        " proposal_id, booked_at) values (%s, %s, %s, %s, 'shop', %s, %s, %s)",
        (
            posting.books.customer_id,
            method_id,
            amount,
            posting.books.currency,
            key,
            posting.act.proposal_id,
            posting.act.now,
        ),
    )


async def insert_transfer(
    conn: Connection, posting: Posting, transfer_id: UUID, direction: Direction, *, line: int
) -> None:
    """Add what has to be moved outside for a row of the ledger."""
    now = posting.act.now
    await conn.execute(
        "insert into transfers (transfer_id, order_id, customer_id, line, direction, due_at, created_at, changed_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            transfer_id,
            posting.books.order_id,
            posting.books.customer_id,
            line,
            "in" if direction is Direction.CHARGE else "out",
            posting.due_at,
            now,
            now,
        ),
    )


async def insert_adjustment(
    conn: Connection, posting: Posting, kind: AdjustmentKind, amount: int, reason: str
) -> int:
    """Add what the shop gave, its reason sealed, and return its number."""
    books, act = posting.books, posting.act
    sealed = conn.keys.seal("adjustments", "reason", str(act.proposal_id), reason)
    cursor = await conn.execute(
        "insert into adjustments (order_id, customer_id, kind, amount_minor, currency, reason, proposal_id, at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s) returning adjustment_id",
        (books.order_id, books.customer_id, kind, amount, books.currency, sealed, act.proposal_id, act.now),
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])

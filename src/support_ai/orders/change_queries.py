"""The SQL that changes orders, and reads what only a change needs to know."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from support_ai.core.database import Connection
from support_ai.orders.facts import Return
from support_ai.orders.models import OrderItem, OrderStatus


async def lock_order(conn: Connection, key: str, *, own: str | None) -> bool:
    """Hold an order's row until the transaction ends; False where there is none that the caller may change."""
    only = "" if own is None else " and customer_id = %(own)s"
    cursor = await conn.execute(
        f"select from orders where order_key = %(key)s and archived_at is null{only} for update",
        {"key": key, "own": own},
    )
    return cursor.rowcount == 1


async def hold_order(conn: Connection, order_id: int, customer_id: str) -> str:
    """Hold an order's row until the transaction ends, and return its number; archived orders are in the books too."""
    cursor = await conn.execute(
        "select number from orders where order_id = %s and customer_id = %s for update",
        (order_id, customer_id),
    )
    row = await cursor.fetchone()
    return "" if row is None else str(row[0])


async def set_status(
    conn: Connection, order_id: int, status: OrderStatus, *, cancel_reason: str | None = None
) -> None:
    """Set an order's status."""
    await conn.execute(
        "update orders set status = %s, cancel_reason = coalesce(%s, cancel_reason) where order_id = %s",
        (status, cancel_reason, order_id),
    )


async def set_address(conn: Connection, order_id: int, sealed: bytes) -> None:
    """Set where an order goes."""
    await conn.execute("update orders set address = %s where order_id = %s", (sealed, order_id))


async def archive(conn: Connection, order_id: int, at: datetime) -> None:
    """Take an order out of every view; the books keep it."""
    await conn.execute("update orders set archived_at = %s where order_id = %s", (at, order_id))


async def write_line(
    conn: Connection, order_id: int, customer_id: str, item: OrderItem, options: str
) -> None:
    """Store a line of an order in place of the one with its number, or as a new one."""
    await conn.execute(
        "insert into order_items (order_id, customer_id, line, item_id, product_id, name, options, quantity,"
        " unit_price_minor, discount_minor) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " on conflict (order_id, line, customer_id) do update set item_id = excluded.item_id, product_id = excluded.product_id,"
        " name = excluded.name, options = excluded.options, quantity = excluded.quantity,"
        " unit_price_minor = excluded.unit_price_minor, discount_minor = excluded.discount_minor",
        (
            order_id,
            customer_id,
            item.line,
            item.item_id,
            item.product_id,
            item.name,
            options,
            item.quantity,
            item.unit_price_minor,
            item.discount_minor,
        ),
    )


async def insert_return(
    conn: Connection,
    order_id: int,
    customer_id: str,
    request: Return,
    *,
    new_prices: Sequence[int],
    proposal_id: UUID,
) -> int:
    """Add a return or an exchange on the next free line, and return its number."""
    cursor = await conn.execute(
        "insert into order_returns (order_id, customer_id, line, kind, status, item_ids, item_lines, new_item_ids,"
        " new_prices_minor, payment_method_id, amount_minor, reason, requested_at, changed_at, is_limited, proposal_id)"
        " select %(order)s, %(customer)s, coalesce(max(line), 0) + 1, %(kind)s, %(status)s, %(items)s, %(lines)s,"
        " %(new)s, %(prices)s, %(method)s, %(amount)s, %(reason)s, %(at)s, %(at)s, %(limited)s, %(proposal)s"
        " from order_returns where order_id = %(order)s returning return_id",
        {
            "order": order_id,
            "customer": customer_id,
            "kind": request.kind,
            "status": request.status,
            "items": list(request.item_ids),
            "lines": list(request.item_lines),
            "new": list(request.new_item_ids),
            "prices": list(new_prices),
            "method": request.payment_method_id,
            "amount": request.amount_minor,
            "reason": request.reason,
            "at": request.requested_at,
            "limited": request.is_limited,
            "proposal": proposal_id,
        },
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def set_return_status(conn: Connection, return_id: int, status: str, at: datetime) -> None:
    """Set how far a return or an exchange came."""
    await conn.execute(
        "update order_returns set status = %s, changed_at = %s where return_id = %s", (status, at, return_id)
    )


async def order_of_return(conn: Connection, return_id: int) -> str | None:
    """Return the number of the order that a return or an exchange belongs to, where the caller may see it."""
    cursor = await conn.execute(
        "select o.number from order_returns r join orders o using (customer_id, order_id)"
        " where r.return_id = %s and o.archived_at is null",
        (return_id,),
    )
    row = await cursor.fetchone()
    return None if row is None else str(row[0])

"""The SQL of what a customer's export tells beside their orders, and that erases where these went."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from support_ai.core.database import Connection
from support_ai.customers.contact import open_address, seal_address
from support_ai.customers.models import Address


@dataclass(frozen=True, slots=True)
class ReturnData:
    """A return or an exchange; the amount is what the customer gets, negative what they owe."""

    line: int
    kind: str
    status: str
    item_ids: tuple[str, ...]
    new_item_ids: tuple[str, ...]
    payment_method_id: str | None
    amount_minor: int
    requested_at: datetime | None


async def returns_of(
    conn: Connection, customer_id: str, orders: Collection[int]
) -> dict[int, list[ReturnData]]:
    """Return the returns and exchanges of some of a customer's orders, by the order's id."""
    cursor = await conn.execute(
        "select order_id, line, kind, status, item_ids, new_item_ids, payment_method_id, amount_minor, requested_at"
        " from order_returns where customer_id = %s and order_id = any (%s) order by order_id, line",
        (customer_id, list(orders)),
    )
    found: dict[int, list[ReturnData]] = {}
    for order, line, kind, status, items, new_items, *rest in await cursor.fetchall():
        found.setdefault(order, []).append(
            ReturnData(line, kind, status, tuple(items), tuple(new_items), *rest)
        )
    return found


async def lock_orders(conn: Connection, customer_id: str) -> None:
    """Hold a customer's orders as whoever changes them does, one after the other by number."""
    await conn.execute(
        "select from orders where customer_id = %s order by order_key for update", (customer_id,)
    )


async def places_of(conn: Connection, customer_id: str) -> set[str]:
    """Return the streets that a customer's orders went to, and their tracking numbers."""
    cursor = await conn.execute(
        "select order_key, address from orders where customer_id = %s", (customer_id,)
    )
    rows = await cursor.fetchall()
    found = {open_address(conn.keys, "orders", key, sealed).address1 for key, sealed in rows if sealed}
    cursor = await conn.execute(
        "select tracking_number from shipments where customer_id = %s", (customer_id,)
    )
    return found | {row[0] for row in await cursor.fetchall()}


async def erase_orders(conn: Connection, customer_id: str) -> int:
    """Blank the addresses and tracking numbers of a customer's orders; items and amounts stay. Return how many orders."""
    cursor = await conn.execute(
        "select order_id, order_key from orders where customer_id = %s", (customer_id,)
    )
    orders = await cursor.fetchall()
    await conn.cursor().executemany(
        "update orders set address = %s where order_id = %s",
        [(seal_address(conn.keys, "orders", key, Address()), order) for order, key in orders],
    )
    await conn.execute("update shipments set tracking_number = '' where customer_id = %s", (customer_id,))
    return len(orders)

"""The SQL that reads orders, each question in one statement.

Whoever sees their own orders only is also named in the condition: row security alone would read the whole table.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, LiteralString

from support_ai.catalog.options import read_options
from support_ai.core.database import Connection
from support_ai.core.money import Money
from support_ai.core.sealed import SealedColumn
from support_ai.customers.contact import open_address
from support_ai.customers.queries import METHODS_OF_OWNER, NAME_OF_OWNER, methods_of_owner
from support_ai.orders.facts import Return
from support_ai.orders.models import (
    Order,
    OrderFilter,
    OrderItem,
    OrderStatus,
    OrderSummary,
    ReturnKind,
    Shipment,
)
from support_ai.orders.policy import total
from support_ai.payments.models import Method
from support_ai.payments.queries import BALANCES_OF_OWNER, LEDGER_OF_ORDER, aware, methods_of, payments_of

SEALED = (SealedColumn("orders", ("order_id",), "address", "order_key"),)

_COLUMNS = f"""
    o.order_id, o.number, o.customer_id, {NAME_OF_OWNER}, o.status, o.placed_at, o.currency, o.address,
           o.order_key, o.shipping_minor, o.tax_minor, o.discount_minor,
           (select coalesce(json_agg(json_build_array(i.line, i.item_id, i.product_id, i.name, i.options, i.quantity,
                        i.unit_price_minor, i.discount_minor) order by i.line), '[]')
            from order_items i where i.order_id = o.order_id and i.customer_id = o.customer_id),
           (select coalesce(json_agg(json_build_array(s.line, s.carrier, s.tracking_number, s.status, s.shipped_at,
                        s.estimated_delivery, s.delivered_at) order by s.line), '[]')
            from shipments s where s.order_id = o.order_id and s.customer_id = o.customer_id),
           {LEDGER_OF_ORDER}
"""  # noqa: S608 - parts are constants, as LiteralString proves
_NAMED = "from orders o where o.order_key = %(order_key)s and o.archived_at is null"
_RETURNS = """
    (select coalesce(json_agg(json_build_array(r.return_id, r.line, r.kind, r.status, r.item_ids, r.item_lines,
                r.new_item_ids, r.payment_method_id, r.amount_minor, r.reason, r.requested_at, r.is_limited)
                order by r.line), '[]')
     from order_returns r where r.order_id = o.order_id and r.customer_id = o.customer_id)
"""
# A numeric, which no sum overflows. A discount takes off an order at most what the order costs.
TOTAL_MINOR = """
    greatest(0, (select coalesce(sum(i.quantity * i.unit_price_minor - i.discount_minor), 0)
      from order_items i where i.order_id = o.order_id and i.customer_id = o.customer_id)
     + o.shipping_minor + o.tax_minor - o.discount_minor)
"""
_SUMMARY = f"""
    select o.order_id, o.number, o.customer_id, {NAME_OF_OWNER}, o.status, o.placed_at, o.currency, {TOTAL_MINOR},
           (select json_build_array(max(s.estimated_delivery), max(s.delivered_at))
            from shipments s where s.order_id = o.order_id and s.customer_id = o.customer_id)
    from orders o
"""  # noqa: S608 - parts are constants, as LiteralString proves
_CONDITIONS: Mapping[str, LiteralString] = {
    "own": "o.customer_id = %(own)s",
    "customer_id": "o.customer_id = %(customer_id)s",
    "status": "o.status = %(status)s",
    "placed_from": "o.listed_at >= %(placed_from)s",
    "placed_to": "o.listed_at < %(placed_to)s and o.listed_at > '-infinity'",
    "listed_at": "(o.listed_at, o.order_id) < (%(listed_at)s, %(order_id)s)",
}


async def read_order(conn: Connection, key: str, *, own: str | None) -> Order | None:
    """Return the order with this key; `own` also demands that it is this customer's."""
    only = "" if own is None else " and o.customer_id = %(own)s"
    cursor = await conn.execute(f"select {_COLUMNS} {_NAMED}{only}", {"order_key": key, "own": own})
    row = await cursor.fetchone()
    return None if row is None else _order(conn, row)


async def read_with_surroundings(
    conn: Connection, key: str, *, own: str | None
) -> tuple[Order, tuple[Return, ...], Mapping[str, Method]] | None:
    """Return the order with its returns and its customer's own payment methods, in one statement."""
    only = "" if own is None else " and o.customer_id = %(own)s"
    statement = f"select {_COLUMNS}, {_RETURNS}, {METHODS_OF_OWNER}, {BALANCES_OF_OWNER} {_NAMED}{only}"
    cursor = await conn.execute(statement, {"order_key": key, "own": own})
    row = await cursor.fetchone()
    if row is None:
        return None
    *columns, returns, methods, lying = row
    order = _order(conn, tuple(columns))
    owned = methods_of_owner(conn, order.customer_id, methods)
    return order, tuple(_return(one) for one in returns), methods_of(owned, lying)


async def read_owner(conn: Connection, key: str) -> str | None:
    """Return the customer of the order with this key."""
    cursor = await conn.execute(f"select o.customer_id {_NAMED}", {"order_key": key})
    row = await cursor.fetchone()
    return None if row is None else str(row[0])


async def owners_of_digits(conn: Connection, digits: str) -> list[str]:
    """Return the customers of the first two orders whose digits are these."""
    cursor = await conn.execute(
        "select o.customer_id from orders o where o.order_digits = %(digits)s and o.order_digits <> ''"
        " and o.archived_at is null limit 2",
        {"digits": digits},
    )
    return [str(row[0]) for row in await cursor.fetchall()]


async def numbers_of_digits(conn: Connection, digits: str, *, own: str | None) -> list[str]:
    """Return the first two numbers whose digits are these: two are as ambiguous as many."""
    only = "" if own is None else " and o.customer_id = %(own)s"
    statement = f"select o.number from orders o where o.order_digits = %(digits)s and o.archived_at is null{only} limit 2"  # noqa: S608 - parts are constants, as LiteralString proves
    cursor = await conn.execute(statement, {"digits": digits, "own": own})
    return [row[0] for row in await cursor.fetchall()]


async def list_orders(
    conn: Connection,
    wanted: OrderFilter,
    *,
    own: str | None,
    before: tuple[str, int] | None,
    limit: int,
) -> list[OrderSummary]:
    """Return orders, the newest first; `before` is the time and the id of the last one already seen."""
    conditions, values = _where(wanted, own)
    if before is not None:
        conditions.append(_CONDITIONS["listed_at"])
        values |= {"listed_at": before[0], "order_id": before[1]}
    where = f"where {' and '.join(conditions)}"
    values["limit"] = limit
    cursor = await conn.execute(
        f"{_SUMMARY} {where} order by o.listed_at desc, o.order_id desc limit %(limit)s", values
    )
    return [_summary(row) for row in await cursor.fetchall()]


async def sum_orders(
    conn: Connection, wanted: OrderFilter, *, own: str | None
) -> tuple[int, tuple[Money, ...]]:
    """Return how many orders there are, and their totals by currency."""
    conditions, values = _where(wanted, own)
    where = f"where {' and '.join(conditions)}"
    statement = f"""
        select o.currency, count(*), sum({TOTAL_MINOR}) from orders o {where}
        group by o.currency order by o.currency
    """  # noqa: S608 - parts are constants, as LiteralString proves
    cursor = await conn.execute(statement, values)
    rows = await cursor.fetchall()
    return sum(row[1] for row in rows), tuple(Money(int(row[2]), row[0]) for row in rows)


def _where(wanted: OrderFilter, own: str | None) -> tuple[list[LiteralString], dict[str, object]]:
    given: dict[str, object] = {
        "own": own,
        "customer_id": wanted.customer_id,
        "status": wanted.status,
        "placed_from": wanted.placed_from,
        "placed_to": wanted.placed_to,
    }
    values = {name: value for name, value in given.items() if value is not None}
    return ["o.archived_at is null", *(_CONDITIONS[name] for name in values)], values


def _order(conn: Connection, row: tuple[Any, ...]) -> Order:
    items = tuple(
        OrderItem(line, item, product, name, read_options(options), quantity, price, discount)
        for line, item, product, name, options, quantity, price, discount in row[12]
    )
    subtotal = sum(item.quantity * item.unit_price_minor - item.discount_minor for item in items)
    costs = total(subtotal_minor=subtotal, shipping_minor=row[9], tax_minor=row[10], discount_minor=row[11])
    return Order(
        order_id=row[0],
        number=row[1],
        customer_id=row[2],
        customer_name=row[3],
        status=OrderStatus(row[4]),
        placed_at=_utc(row[5]),
        currency=row[6],
        items=items,
        shipments=tuple(_shipment(shipment) for shipment in row[13]),
        payments=payments_of(row[14]),
        address=open_address(conn.keys, "orders", row[8], row[7]),
        subtotal_minor=subtotal,
        shipping_minor=row[9],
        tax_minor=row[10],
        discount_minor=row[11],
        total_minor=costs,
    )


def _return(row: list[Any]) -> Return:
    number, line, kind, status, items, lines, new_items, method, amount, reason, requested_at, is_limited = (
        row
    )
    return Return(
        return_id=number,
        line=line,
        kind=ReturnKind(kind),
        status=status,
        item_ids=tuple(items),
        item_lines=tuple(lines),
        new_item_ids=tuple(new_items),
        payment_method_id=method,
        amount_minor=amount,
        reason=reason,
        requested_at=aware(requested_at),
        is_limited=is_limited,
    )


def _shipment(row: list[Any]) -> Shipment:
    line, carrier, tracking_number, status, shipped_at, estimated_delivery, delivered_at = row
    return Shipment(
        line,
        carrier,
        tracking_number,
        status,
        aware(shipped_at),
        aware(estimated_delivery),
        aware(delivered_at),
    )


def _summary(row: tuple[Any, ...]) -> OrderSummary:
    return OrderSummary(
        order_id=row[0],
        number=row[1],
        customer_id=row[2],
        customer_name=row[3],
        status=OrderStatus(row[4]),
        placed_at=_utc(row[5]),
        currency=row[6],
        total_minor=int(row[7]),
        estimated_delivery=aware(row[8][0]),
        delivered_at=aware(row[8][1]),
    )


def _utc(time: datetime | None) -> datetime | None:
    return None if time is None else time.astimezone(UTC)

"""The SQL that reads what a change of rules may concern: open orders, without what no rule asks about."""

from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from typing import Any, LiteralString
from zoneinfo import ZoneInfo

from support_ai.core.database import Connection
from support_ai.customers.models import Address
from support_ai.orders.facts import Facts
from support_ai.orders.models import Order, OrderStatus, Shipment
from support_ai.payments.models import Method
from support_ai.payments.policy import Wallet
from support_ai.payments.queries import LEDGER_OF_ORDER, payments_of
from support_ai.shop.rules import ShopRules

_NO_METHODS: Mapping[str, Method] = {}
_OPEN: LiteralString = f"""
    select o.order_id, o.number, o.customer_id, o.status, o.placed_at, o.currency,
           (select max(s.delivered_at) from shipments s
            where s.order_id = o.order_id and s.customer_id = o.customer_id),
           {LEDGER_OF_ORDER}
    from orders o where o.archived_at is null and o.status not in ('cancelled', 'returned', 'exchanged')
    order by o.listed_at desc, o.order_id desc limit %s
"""  # noqa: S608 - parts are constants, as LiteralString proves


async def open_orders(
    conn: Connection, rules: ShopRules, zone: ZoneInfo, now: datetime, limit: int
) -> AsyncGenerator[Facts]:
    """Yield the newest open orders with what the rules on them ask about: status, days and payments."""
    async with conn.cursor("open_orders") as cursor:
        await cursor.execute(_OPEN, (limit,))
        async for row in cursor:
            order = _order(row)
            wallet = Wallet(order.payments, _NO_METHODS, order.currency)
            yield Facts(order, (), wallet, rules, zone, now)


def _order(row: tuple[Any, ...]) -> Order:
    number, name, customer, status, placed_at, currency, delivered_at, ledger = row
    parcels = () if delivered_at is None else (Shipment(1, "", "", "", None, None, delivered_at),)
    return Order(
        order_id=number,
        number=name,
        customer_id=customer,
        customer_name="",
        status=OrderStatus(status),
        placed_at=placed_at,
        currency=currency,
        items=(),
        shipments=parcels,
        payments=payments_of(ledger),
        address=Address(),
        subtotal_minor=0,
        shipping_minor=0,
        tax_minor=0,
        discount_minor=0,
        total_minor=0,
    )

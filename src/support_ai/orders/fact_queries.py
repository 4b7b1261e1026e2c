"""The SQL of what the shop's back end says of orders: their rows held, their books, and its rows that break a rule of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from support_ai.core.database import Connection
from support_ai.orders.models import OrderStatus
from support_ai.orders.queries import TOTAL_MINOR
from support_ai.payments.models import PaymentKind

_BOOKS = f"""
    select o.order_key, o.order_id, o.customer_id, o.currency, o.status,
        case when exists (select from order_items i where i.order_id = o.order_id) then {TOTAL_MINOR} end
    from orders o where o.order_key = any (%s)
"""  # noqa: S608 - parts are constants, as LiteralString proves


@dataclass(frozen=True, slots=True)
class OrderBooks:
    """Whose books an order has, and what it costs: None where its items are not known."""

    order_id: int
    customer_id: str
    currency: str
    status: OrderStatus
    total_minor: int | None


@dataclass(frozen=True, slots=True)
class FlaggedRow:
    """A row of the ledger that came from outside and breaks a rule of ours: `flag` is the rule's id."""

    payment_id: int
    order_number: str
    customer_id: str
    line: int
    kind: PaymentKind
    amount_minor: int
    currency: str
    payment_method_id: str | None
    at: datetime | None
    external_id: str
    flag: str
    booked_at: datetime


async def lock_orders(conn: Connection, keys: Sequence[str]) -> None:
    """Hold the rows of these orders until the transaction ends, always in the same order."""
    await conn.execute(
        "select from orders where order_key = any (%s) order by order_key for update", (list(keys),)
    )


async def agreed_addresses(conn: Connection, keys: Sequence[str]) -> frozenset[str]:
    """Return which of these orders go where somebody here chose."""
    cursor = await conn.execute(
        "select order_key from orders where order_key = any (%s) and address_agreed", (list(keys),)
    )
    return frozenset(row[0] for row in await cursor.fetchall())


async def overrule_addresses(conn: Connection, keys: Sequence[str]) -> None:
    """Forget of these orders that somebody here chose where they go."""
    await conn.execute(
        "update orders set address_agreed = false where order_key = any (%s) and address_agreed",
        (list(keys),),
    )


async def books_of(conn: Connection, keys: Sequence[str]) -> dict[str, OrderBooks]:
    """Return the books of these orders by their key."""
    cursor = await conn.execute(_BOOKS, (list(keys),))
    return {
        key: OrderBooks(
            number, customer, currency, OrderStatus(status), None if whole is None else int(whole)
        )
        for key, number, customer, currency, status, whole in await cursor.fetchall()
    }


async def list_flagged(conn: Connection, *, before: int | None, limit: int) -> list[FlaggedRow]:
    """Return rows that break a rule of ours, the newest first."""
    cursor = await conn.execute(
        "select p.payment_id, o.number, p.customer_id, p.line, p.kind, p.amount_minor, p.currency,"
        " p.payment_method_id, p.at, substr(p.business_key, length('external:') + 1), p.flag, p.booked_at"
        " from payments p join orders o on o.order_id = p.order_id"
        " where p.flag is not null and (%(before)s::bigint is null or p.payment_id < %(before)s)"
        " order by p.payment_id desc limit %(limit)s",
        {"before": before, "limit": limit},
    )
    return [
        FlaggedRow(number, order, customer, line, PaymentKind(kind), *rest)
        for number, order, customer, line, kind, *rest in await cursor.fetchall()
    ]

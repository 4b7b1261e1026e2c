"""The facts of a change, read as whoever asks: what is not visible is not there, what is not permitted is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from support_ai.access.actor import Customer, person_of
from support_ai.access.permission import Permission, permits
from support_ai.catalog import service as catalog
from support_ai.core.database import Connection
from support_ai.core.errors import ForbiddenError, NotFoundError
from support_ai.customers import queries as customers
from support_ai.orders import change_queries, queries
from support_ai.orders.facts import Facts, Offer
from support_ai.orders.models import Order
from support_ai.orders.policy import order_key
from support_ai.orders.service import OrderNotFoundError, find_order
from support_ai.payments.models import Method
from support_ai.payments.policy import Wallet
from support_ai.payments.queries import balances
from support_ai.shop import documents
from support_ai.shop import service as shop
from support_ai.shop.rules import RULES


class ReturnNotFoundError(NotFoundError):
    """There is no return or exchange with this number that you can see."""

    code = "return_not_found"


async def facts_of(
    conn: Connection,
    number: str,
    now: datetime,
    *,
    own: Permission | None,
    others: Permission | None,
    locked: bool,
) -> Facts:
    """Return what decides about an order; `locked` holds its row, so that nothing of it changes meanwhile.

    Raises OrderNotFoundError where the caller sees no such order, ForbiddenError where they may look only.
    """
    order = await find_order(conn, number)
    if order is None:
        raise OrderNotFoundError
    check_permission(conn, own=own, others=others)
    if locked:
        order = await _lock(conn, order)
    rules = (await documents.newest(conn, RULES)).settings
    zone = (await shop.settings(conn)).time_zone
    returns = await change_queries.read_returns(conn, order.order_id, order.customer_id)
    wallet = Wallet(order.payments, await methods_of(conn, order.customer_id), order.currency)
    return Facts(order, returns, wallet, rules, zone, now)


def check_permission(conn: Connection, *, own: Permission | None, others: Permission | None) -> None:
    """Let customers in by one permission and colleagues by the other; ForbiddenError otherwise."""
    needed = own if isinstance(person_of(conn.actor), Customer) else others
    if needed is None or not permits(conn.actor, needed):
        raise ForbiddenError(rule=needed or others or own)


async def _lock(conn: Connection, order: Order) -> Order:
    """Hold the order's row and read it again: it may have changed while somebody else held it."""
    key = order_key(order.number)
    held = await change_queries.lock_order(conn, key, own=order.customer_id)
    again = await queries.read_order(conn, key, own=order.customer_id) if held else None
    if again is None:
        raise OrderNotFoundError
    return again


async def methods_of(conn: Connection, customer_id: str) -> Mapping[str, Method]:
    """Return a customer's own payment methods, with what lies on them."""
    kinds = await customers.method_types(conn, customer_id)
    lying = await balances(conn, customer_id)
    return {method: Method(method, kind, *lying.get(method, (0, None))) for method, kind in kinds.items()}


async def offers_of(conn: Connection, item_ids: Sequence[str]) -> Mapping[str, Offer]:
    """Return the variants with these ids, those that the shop sells."""
    return {
        found.item_id: Offer(
            found.item_id,
            found.product_id,
            found.product_name,
            found.options,
            found.price_minor,
            found.currency,
            found.available,
        )
        for found in await catalog.variants(conn, item_ids)
    }


async def number_of_return(conn: Connection, return_id: int) -> str:
    """Return the number of the order that a return or an exchange belongs to; ReturnNotFoundError where not visible."""
    number = await change_queries.order_of_return(conn, return_id)
    if number is None:
        raise ReturnNotFoundError
    return number

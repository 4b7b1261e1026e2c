"""The facts of a change, read as whoever asks: what is not visible is not there, what is not permitted is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from support_ai.access.actor import Customer, person_of
from support_ai.access.permission import Permission, permits
from support_ai.catalog import service as catalog
from support_ai.core.database import Connection
from support_ai.core.errors import ForbiddenError, NotFoundError
from support_ai.core.page import is_storable
from support_ai.orders import change_queries, queries
from support_ai.orders.facts import Facts, Offer
from support_ai.orders.policy import order_key, scope_of_orders
from support_ai.orders.service import OrderNotFoundError
from support_ai.payments.policy import Wallet
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
    scope, key = scope_of_orders(conn.actor), order_key(number)
    if scope.is_empty or not key or not is_storable(key):
        raise OrderNotFoundError
    if locked:
        # Before it is read: it may change while somebody else holds it.
        await change_queries.lock_order(conn, key, own=scope.customer_id)
    found = await queries.read_with_surroundings(conn, key, own=scope.customer_id)
    if found is None:
        raise OrderNotFoundError
    check_permission(conn, own=own, others=others)
    order, returns, methods = found
    rules = (await documents.newest(conn, RULES)).settings
    zone = (await shop.settings(conn)).time_zone
    return Facts(order, returns, Wallet(order.payments, methods, order.currency), rules, zone, now)


def check_permission(conn: Connection, *, own: Permission | None, others: Permission | None) -> None:
    """Let customers in by one permission and colleagues by the other; ForbiddenError otherwise."""
    needed = own if isinstance(person_of(conn.actor), Customer) else others
    if needed is None or not permits(conn.actor, needed):
        raise ForbiddenError(rule=needed or others or own)


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

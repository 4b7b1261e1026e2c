"""Tools about orders and what was booked for them."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AwareDatetime, Field

from support_ai.access.permission import Permission
from support_ai.agent.tools.tool import Scene, Tool
from support_ai.core.action import Arguments
from support_ai.core.database import Connection
from support_ai.core.page import WHOLE, Word
from support_ai.orders import booked, service
from support_ai.orders.booked_models import BookedFilter, Refund, ReturnSummary
from support_ai.orders.models import DaySummary, Order, OrderFilter, OrderStatus, OrderSummary
from support_ai.orders.policy import order_key

_EITHER = (Permission.OWN_ORDERS_READ, Permission.ORDERS_READ)
_BOOKED = 100
Limit = Annotated[int, Field(ge=1, le=50), WHOLE]


class GetOrder(Arguments):
    """An order's number, as people write it."""

    order_number: Word


class ListOrders(Arguments):
    """How many of the newest orders."""

    limit: Limit = 20


class SearchOrders(Arguments):
    """Orders placed in some time, its end not part of it; and only those of one status or one customer."""

    placed_from: AwareDatetime
    placed_to: AwareDatetime
    status: OrderStatus | None = None
    customer_id: Word | None = None
    limit: Limit = 20


class RefundStatus(Arguments):
    """Of which order; of all where none is named."""

    order_number: Word | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """What goes back, or came back, and the returns and exchanges that it is for; the newest first."""

    refunds: tuple[Refund, ...]
    returns: tuple[ReturnSummary, ...]


async def _get_order(conn: Connection, scene: Scene, wanted: GetOrder) -> Order:
    del scene
    return await service.get_order_named(conn, wanted.order_number)


async def _list_orders(conn: Connection, scene: Scene, wanted: ListOrders) -> tuple[OrderSummary, ...]:
    del scene
    return await service.latest_orders(conn, wanted.limit)


async def _search_orders(conn: Connection, scene: Scene, wanted: SearchOrders) -> DaySummary:
    del scene
    chosen = OrderFilter(wanted.status, wanted.customer_id, wanted.placed_from, wanted.placed_to)
    return await service.orders_matching(conn, chosen, wanted.limit)


async def _refund_status(conn: Connection, scene: Scene, wanted: RefundStatus) -> Booked:
    del scene
    key = None
    if wanted.order_number is not None:
        key = order_key((await service.get_order_named(conn, wanted.order_number)).number)
    chosen = BookedFilter(order_key=key)
    refunds = await booked.list_refunds(conn, chosen, None, _BOOKED)
    returns = await booked.list_returns(conn, chosen, None, _BOOKED)
    return Booked(refunds.items, returns.items)


GET_ORDER = Tool(
    "get_order",
    "Return one order: status, items, amounts, parcels, payments, address.",
    GetOrder,
    _EITHER,
    _get_order,
    needs_record=True,
    named=lambda order: f"order:{order.number}",
    typed=lambda wanted: ("order", wanted.order_number),
)
LIST_ORDERS = Tool(
    "list_orders",
    "Return the newest orders, a customer's own.",
    ListOrders,
    _EITHER,
    _list_orders,
    needs_record=True,
    subject="orders",
)
SEARCH_ORDERS = Tool(
    "search_orders",
    "Return the orders placed in some time: how many, their totals, the newest of them.",
    SearchOrders,
    (Permission.ORDERS_READ,),
    _search_orders,
    subject="orders",
)
REFUND_STATUS = Tool(
    "refund_status",
    "Return what goes back to the customer and where it is, and how far returns and exchanges are.",
    RefundStatus,
    _EITHER,
    _refund_status,
    needs_record=True,
    subject="refunds",
    typed=lambda wanted: ("order", wanted.order_number or ""),
)

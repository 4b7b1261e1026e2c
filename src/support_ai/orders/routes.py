"""Reading orders over REST; changing them is an action."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from support_ai.access.permission import Permission
from support_ai.core.caller import requires
from support_ai.core.http import Tx
from support_ai.core.page import Moment, Page, PageQuery, Word
from support_ai.orders import service
from support_ai.orders.models import Order, OrderFilter, OrderStatus, OrderSummary

router = APIRouter(
    prefix="/orders",
    tags=["orders"],
    dependencies=[Depends(requires(Permission.OWN_ORDERS_READ, Permission.ORDERS_READ))],
)


class OrderQuery(PageQuery):
    """Which orders to list; everything given must hold. `placed_to` itself is not part of the time."""

    status: OrderStatus | None = None
    customer_id: Word | None = None
    placed_from: Moment | None = None
    placed_to: Moment | None = None


@router.get("")
async def list_orders(conn: Tx, wanted: Annotated[OrderQuery, Query()]) -> Page[OrderSummary]:
    """List orders, the newest first: a customer the own ones, staff all of them."""
    chosen = OrderFilter(wanted.status, wanted.customer_id, wanted.placed_from, wanted.placed_to)
    return await service.list_orders(conn, chosen, wanted.cursor, wanted.limit)


@router.get("/{number:path}")
async def get_order(conn: Tx, number: str) -> Order:
    """Return one order; somebody else's is not there."""
    return await service.get_order(conn, number)

"""Reading orders over REST; changing them is an action."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from support_ai.access.permission import Permission
from support_ai.core.caller import requires
from support_ai.core.clock import now
from support_ai.core.http import Tx
from support_ai.core.page import Moment, Page, PageQuery, Word
from support_ai.orders import rule_preview, service
from support_ai.orders.models import Order, OrderFilter, OrderStatus, OrderSummary
from support_ai.orders.paths import ORDER_NUMBER
from support_ai.orders.rule_preview import RuleEffects
from support_ai.shop.rules import ShopRules

router = APIRouter(
    prefix="/orders",
    tags=["orders"],
    dependencies=[Depends(requires(Permission.OWN_ORDERS_READ, Permission.ORDERS_READ))],
)

rules = APIRouter(
    prefix="/shop/rules", tags=["orders"], dependencies=[Depends(requires(Permission.RULES_CONFIGURE))]
)


class RulesIn(BaseModel):
    """The rules as they might be, whole."""

    model_config = ConfigDict(extra="forbid")

    settings: ShopRules


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


@rules.post("/preview")
async def preview_rules(sent: RulesIn, conn: Tx) -> RuleEffects:
    """Return which open orders other rules would concern, and how; nothing changes."""
    return await rule_preview.preview_rules(conn, sent.settings, now())


@router.get(f"/{{number:{ORDER_NUMBER}}}")
async def get_order(conn: Tx, number: str) -> Order:
    """Return one order; somebody else's is not there."""
    return await service.get_order(conn, number)

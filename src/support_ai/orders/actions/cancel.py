"""Cancelling an order: `cancel_order`."""

from datetime import datetime

from support_ai.access.permission import Permission
from support_ai.core.action import Act, Arguments, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.page import Word
from support_ai.core.rule import granted
from support_ai.orders import change_queries
from support_ai.orders.actions.order_action import OrderAction, status_change
from support_ai.orders.models import OrderStatus
from support_ai.orders.policy import CancelPlan, plan_cancel
from support_ai.payments.models import Cause


class CancelBody(Arguments):
    """Why: one of the shop's reasons."""

    reason: Word


class CancelArguments(CancelBody):
    """Which order, and why."""

    number: Word


class CancelOrder(OrderAction[CancelPlan]):
    """Cancel a pending order as a whole; every payment goes back to its method."""

    name = "cancel_order"
    routes = ("POST /orders/{number}/cancel",)
    noted = "order.cancel"
    body, arguments = CancelBody, CancelArguments
    own, others = Permission.OWN_ORDERS_CANCEL, Permission.ORDERS_ACT_FOR_CUSTOMER

    async def decide(
        self, conn: Connection, arguments: CancelArguments, now: datetime, *, locked: bool
    ) -> CancelPlan:
        """Return what goes back, or raise the rule that forbids it."""
        return granted(
            plan_cancel(await self.read(conn, arguments.number, now, locked=locked), arguments.reason)
        )

    def preview(self, plan: CancelPlan) -> Preview:
        """Say what goes back where."""
        facts, back = plan.facts, sum(part.amount_minor for part in plan.parts)
        money = f" and pay back {facts.money(back)}" if back else ""
        sentence = f"Cancel order {facts.number} ({plan.reason}){money}."
        return self.shown(
            facts,
            sentence,
            plan.parts,
            amount_minor=back,
            changes=status_change(facts, OrderStatus.CANCELLED),
        )

    async def commit(self, conn: Connection, plan: CancelPlan, act: Act) -> Result:
        """Set the status and book every refund."""
        order = plan.facts.order.order_id
        await change_queries.set_status(conn, order, OrderStatus.CANCELLED, cancel_reason=plan.reason)
        return await self.move(conn, plan.facts, plan.parts, Cause.CANCEL, act)

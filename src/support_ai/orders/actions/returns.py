"""Sending back what was delivered: `return_items`."""

from datetime import datetime

from support_ai.access.actor import Staff, person_of
from support_ai.access.permission import Permission
from support_ai.core.action import Act, Arguments, Payout, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.page import Word
from support_ai.core.rule import granted
from support_ai.orders import change_queries
from support_ai.orders.actions.items import described
from support_ai.orders.actions.order_action import ItemIds, OrderAction, status_change
from support_ai.orders.facts import Return, ReturnStatus
from support_ai.orders.models import OrderStatus, ReturnKind
from support_ai.orders.return_policy import ReturnPlan, plan_return
from support_ai.shop.limits import LimitKind


class ReturnBody(Arguments):
    """Which items, where their money goes (nothing: back the way it came), and why, if the customer says so."""

    item_ids: ItemIds
    payment_method_id: Word | None = None
    reason: Word | None = None


class ReturnArguments(ReturnBody):
    """Of which order."""

    number: Word


class ReturnItems(OrderAction[ReturnPlan]):
    """Ask to send delivered items back; the money moves once they came."""

    name = "return_items"
    routes = ("POST /orders/{number}/returns",)
    noted = "return.request"
    body, arguments = ReturnBody, ReturnArguments
    own, others = Permission.OWN_ORDERS_RETURN, Permission.RETURNS_CREATE

    async def decide(
        self, conn: Connection, arguments: ReturnArguments, now: datetime, *, locked: bool
    ) -> ReturnPlan:
        """Return what the items pay and where that goes, or raise the rule that forbids it."""
        facts = await self.read(conn, arguments.number, now, locked=locked)
        return granted(plan_return(facts, arguments.item_ids, arguments.payment_method_id, arguments.reason))

    def preview(self, plan: ReturnPlan) -> Preview:
        """Say what goes back and what that pays."""
        facts = plan.facts
        named = ", ".join(described(piece.item.name, piece.item.options) for piece in plan.pieces)
        sentence = (
            f"Return {named} of order {facts.number}; {facts.money(plan.amount_minor)} are paid back"
            " once it has arrived."
        )
        return self.shown(
            facts,
            sentence,
            plan.parts,
            amount_minor=plan.amount_minor,
            is_once=True,
            changes=status_change(facts, OrderStatus.RETURN_REQUESTED),
        )

    def payout(self, plan: ReturnPlan) -> Payout:
        """Return what will be paid: whoever asks for it is held to their limit now."""
        return Payout(LimitKind.REFUND, plan.amount_minor, plan.facts.order.currency)

    async def commit(self, conn: Connection, plan: ReturnPlan, act: Act) -> Result:
        """Store the request and set the order's status."""
        order = plan.facts.order
        request = Return(
            return_id=0,
            line=0,
            kind=ReturnKind.RETURN,
            status=ReturnStatus.REQUESTED,
            item_ids=tuple(piece.item.item_id for piece in plan.pieces),
            item_lines=tuple(piece.item.line for piece in plan.pieces),
            new_item_ids=(),
            payment_method_id=plan.method_id,
            amount_minor=plan.amount_minor,
            reason=plan.reason,
            requested_at=act.now,
            is_limited=isinstance(person_of(conn.actor), Staff),
        )
        number = await change_queries.insert_return(
            conn, order.order_id, order.customer_id, request, new_prices=(), proposal_id=act.proposal_id
        )
        await change_queries.set_status(conn, order.order_id, OrderStatus.RETURN_REQUESTED)
        return {"return_id": number}

"""Exchanging what was delivered: `exchange_items`."""

from datetime import datetime

from support_ai.access.permission import Permission
from support_ai.core.action import Act, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.page import Word
from support_ai.core.rule import granted
from support_ai.orders import change_queries
from support_ai.orders.actions.items import ItemsBody, difference, in_words
from support_ai.orders.actions.order_action import OrderAction, status_change
from support_ai.orders.changing import offers_of
from support_ai.orders.facts import Return, ReturnStatus
from support_ai.orders.models import OrderStatus, ReturnKind
from support_ai.orders.return_policy import ExchangePlan, plan_exchange


class ExchangeBody(ItemsBody):
    """Which items give way to which, what the difference goes to or comes from, and why, if the customer says so."""

    reason: Word | None = None


class ExchangeArguments(ExchangeBody):
    """Of which order."""

    number: Word


class ExchangeItems(OrderAction[ExchangePlan]):
    """Ask to exchange delivered items for as many of the same product; the difference is settled once they are replaced."""

    name = "exchange_items"
    routes = ("POST /orders/{number}/exchanges",)
    noted = "exchange.request"
    body, arguments = ExchangeBody, ExchangeArguments
    own, others = Permission.OWN_ORDERS_EXCHANGE, Permission.RETURNS_CREATE

    async def decide(
        self, conn: Connection, arguments: ExchangeArguments, now: datetime, *, locked: bool
    ) -> ExchangePlan:
        """Return what is exchanged and what that costs, or raise the rule that forbids it."""
        facts = await self.read(conn, arguments.number, now, locked=locked)
        offers = await offers_of(conn, arguments.new_item_ids)
        pairs = (arguments.item_ids, arguments.new_item_ids)
        return granted(plan_exchange(facts, pairs, offers, arguments.payment_method_id, arguments.reason))

    def preview(self, plan: ExchangePlan) -> Preview:
        """Say what is exchanged for what, and who owes whom."""
        facts = plan.facts
        sentence = (
            f"Exchange in order {facts.number}: {in_words(plan.replacements)};"
            f" {difference(facts, plan.owed_minor)} once it is replaced."
        )
        return self.shown(
            facts,
            sentence,
            plan.parts,
            amount_minor=-plan.owed_minor,
            is_once=True,
            changes=status_change(facts, OrderStatus.EXCHANGE_REQUESTED),
        )

    async def commit(self, conn: Connection, plan: ExchangePlan, act: Act) -> Result:
        """Store the request and set the order's status."""
        order = plan.facts.order
        request = Return(
            return_id=0,
            line=0,
            kind=ReturnKind.EXCHANGE,
            status=ReturnStatus.REQUESTED,
            item_ids=tuple(one.piece.item.item_id for one in plan.replacements),
            item_lines=tuple(one.piece.item.line for one in plan.replacements),
            new_item_ids=tuple(one.offer.item_id for one in plan.replacements),
            payment_method_id=plan.method_id,
            amount_minor=-plan.owed_minor,
            reason=plan.reason,
            requested_at=act.now,
            is_limited=False,
        )
        number = await change_queries.insert_return(
            conn,
            order.order_id,
            order.customer_id,
            request,
            new_prices=[one.offer.price_minor for one in plan.replacements],
            proposal_id=act.proposal_id,
        )
        await change_queries.set_status(conn, order.order_id, OrderStatus.EXCHANGE_REQUESTED)
        return {"return_id": number}

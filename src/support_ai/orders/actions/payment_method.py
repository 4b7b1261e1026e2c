"""Paying an order with something else: `change_order_payment`."""

from datetime import datetime

from support_ai.access.permission import Permission
from support_ai.core.action import Act, Arguments, Direction, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.page import Word
from support_ai.core.rule import granted
from support_ai.orders.actions.order_action import OrderAction
from support_ai.orders.policy import PaymentMethodPlan, plan_payment_method
from support_ai.payments.models import Cause


class PaymentMethodBody(Arguments):
    """One of the customer's own payment methods."""

    payment_method_id: Word


class PaymentMethodArguments(PaymentMethodBody):
    """Which order, and what pays it."""

    number: Word


class ChangeOrderPayment(OrderAction[PaymentMethodPlan]):
    """Pay a pending order that has exactly one payment with another method; the old one gets its money back."""

    name = "change_order_payment"
    routes = ("POST /orders/{number}/payment-method",)
    noted = "order.change_payment_method"
    body, arguments = PaymentMethodBody, PaymentMethodArguments
    own, others = Permission.OWN_ORDERS_CHANGE, Permission.ORDERS_ACT_FOR_CUSTOMER

    async def decide(
        self, conn: Connection, arguments: PaymentMethodArguments, now: datetime, *, locked: bool
    ) -> PaymentMethodPlan:
        """Return what is charged and what goes back, or raise the rule that forbids it."""
        facts = await self.read(conn, arguments.number, now, locked=locked)
        return granted(plan_payment_method(facts, arguments.payment_method_id))

    def preview(self, plan: PaymentMethodPlan) -> Preview:
        """Say what is charged and what goes back."""
        facts = plan.facts
        charged = sum(part.amount_minor for part in plan.parts if part.direction is Direction.CHARGE)
        name = facts.wallet.methods[plan.method_id].name
        sentence = (
            f"Pay order {facts.number} with {name} instead: {facts.money(charged)} are charged there"
            " and paid back to the old method."
        )
        return self.shown(facts, sentence, plan.parts)

    async def commit(self, conn: Connection, plan: PaymentMethodPlan, act: Act) -> Result:
        """Book the new payment and the refund of the old one."""
        return await self.move(conn, plan.facts, plan.parts, Cause.PAYMENT_METHOD, act)

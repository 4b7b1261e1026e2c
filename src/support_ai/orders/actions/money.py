"""Money that colleagues give: `refund_order` and `adjust_order`."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, assert_never

from pydantic import Field

from support_ai.access.permission import Permission
from support_ai.core.action import Act, Arguments, Direction, Movement, Payout, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.page import WHOLE, Word
from support_ai.core.rule import granted
from support_ai.core.staging import MOST_MINOR
from support_ai.customers.service import store_credit
from support_ai.orders.actions.order_action import OrderAction
from support_ai.orders.facts import Facts
from support_ai.payments.booking import credit, note_adjustment
from support_ai.payments.models import STORE_CREDIT, AdjustmentKind, Cause, Part, Posting
from support_ai.payments.policy import may_credit, plan_adjusted_shipping, plan_refund
from support_ai.shop.limits import LimitKind

# Minor units of the order's currency.
Amount = Annotated[int, Field(ge=1, le=MOST_MINOR), WHOLE]


class RefundBody(Arguments):
    """How much, in minor units of the order's currency; where to (nothing: back the way it came); and why."""

    amount: Amount
    payment_method_id: Word | None = None
    reason: Word


class RefundArguments(RefundBody):
    """Of which order."""

    number: Word


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """What is paid back."""

    facts: Facts
    amount_minor: int
    parts: tuple[Part, ...]


class RefundOrder(OrderAction[RefundPlan]):
    """Pay back some of what was paid for an order."""

    name = "refund_order"
    routes = ("POST /orders/{number}/refunds",)
    noted = "refund.create"
    body, arguments = RefundBody, RefundArguments
    own, others = None, Permission.REFUNDS_CREATE

    async def decide(
        self, conn: Connection, arguments: RefundArguments, now: datetime, *, locked: bool
    ) -> RefundPlan:
        """Return what goes where, or raise the rule that forbids it."""
        facts = await self.read(conn, arguments.number, now, locked=locked)
        parts = granted(plan_refund(facts.wallet, arguments.amount, arguments.payment_method_id))
        return RefundPlan(facts, arguments.amount, parts)

    def preview(self, plan: RefundPlan) -> Preview:
        """Say what goes where."""
        sentence = f"Refund {plan.facts.money(plan.amount_minor)} of order {plan.facts.number}."
        return self.shown(plan.facts, sentence, plan.parts, amount_minor=plan.amount_minor)

    def payout(self, plan: RefundPlan) -> Payout:
        """Return what is paid back."""
        return Payout(LimitKind.REFUND, plan.amount_minor, plan.facts.order.currency)

    async def commit(self, conn: Connection, plan: RefundPlan, act: Act) -> Result:
        """Book it."""
        return await self.move(conn, plan.facts, plan.parts, Cause.REFUND, act)


class AdjustmentBody(Arguments):
    """What kind of gift, how much in minor units of the order's currency, and why."""

    kind: AdjustmentKind
    amount: Amount
    reason: Word


class AdjustmentArguments(AdjustmentBody):
    """Of which order."""

    number: Word


@dataclass(frozen=True, slots=True)
class AdjustmentPlan:
    """What is given: credit, or some of what was paid."""

    facts: Facts
    kind: AdjustmentKind
    amount_minor: int
    reason: str
    parts: tuple[Part, ...]


class AdjustOrder(OrderAction[AdjustmentPlan]):
    """Give a customer credit, a lower price, or their shipping back."""

    name = "adjust_order"
    routes = ("POST /orders/{number}/adjustments",)
    noted = "adjustment.create"
    body, arguments = AdjustmentBody, AdjustmentArguments
    own, others = None, Permission.ADJUSTMENTS_CREATE

    async def decide(
        self, conn: Connection, arguments: AdjustmentArguments, now: datetime, *, locked: bool
    ) -> AdjustmentPlan:
        """Return what is given, or raise the rule that forbids it."""
        facts = await self.read(conn, arguments.number, now, locked=locked)
        amount = arguments.amount
        match arguments.kind:
            case AdjustmentKind.GOODWILL_CREDIT:
                parts = granted(may_credit(facts.wallet))
            case AdjustmentKind.PRICE_CORRECTION:
                parts = granted(plan_refund(facts.wallet, amount, None))
            case AdjustmentKind.SHIPPING:
                parts = granted(plan_adjusted_shipping(facts.wallet, facts.order.shipping_minor, amount))
            case _:
                assert_never(arguments.kind)
        return AdjustmentPlan(facts, arguments.kind, amount, arguments.reason, parts)

    def preview(self, plan: AdjustmentPlan) -> Preview:
        """Say what is given."""
        facts, given = plan.facts, plan.kind.value.replace("_", " ")
        sentence = f"Give {facts.money(plan.amount_minor)} for order {facts.number}: {given}."
        shown = self.shown(facts, sentence, plan.parts, amount_minor=plan.amount_minor)
        if plan.kind is not AdjustmentKind.GOODWILL_CREDIT:
            return shown
        currency = facts.order.currency
        moved = Movement(
            Direction.CREDIT, plan.amount_minor, currency, STORE_CREDIT, "voucher", 0, 0, "store credit"
        )
        return replace(shown, movements=(moved,))

    def payout(self, plan: AdjustmentPlan) -> Payout:
        """Return what is given."""
        return Payout(LimitKind.ADJUSTMENT, plan.amount_minor, plan.facts.order.currency)

    async def commit(self, conn: Connection, plan: AdjustmentPlan, act: Act) -> Result:
        """Book it, and keep what it was for."""
        facts = plan.facts
        due_at = act.now + timedelta(hours=facts.shop.hand_over_hours)
        posting = Posting(facts.books, Cause.REFUND, act, due_at)
        number = await note_adjustment(conn, posting, plan.kind, plan.amount_minor, plan.reason)
        if plan.kind is AdjustmentKind.GOODWILL_CREDIT:
            await store_credit(conn, facts.order.customer_id, STORE_CREDIT)
            await credit(conn, posting, STORE_CREDIT, plan.amount_minor)
            return {"adjustment_id": number}
        moved = await self.move(conn, facts, plan.parts, Cause(plan.kind.value), act)
        return {"adjustment_id": number, **moved}

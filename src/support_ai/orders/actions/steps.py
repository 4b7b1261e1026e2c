"""How a return or an exchange goes on: `set_return_status` by colleagues, `withdraw_return` by whoever asked for it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from support_ai.access.permission import Permission
from support_ai.core.action import Act, Arguments, Direction, Payout, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.rule import granted
from support_ai.orders import change_queries
from support_ai.orders.actions.order_action import OrderAction
from support_ai.orders.changing import ReturnNotFoundError, check_permission, number_of_return
from support_ai.orders.facts import Facts, Return, ReturnStatus
from support_ai.orders.models import ReturnKind
from support_ai.orders.return_policy import StepPlan, plan_step, plan_withdrawal
from support_ai.payments.models import Cause
from support_ai.shop.limits import LimitKind

# It stands in a path, where every number is text.
ReturnId = Annotated[int, Field(ge=1, le=2**53 - 1)]


class StepBody(Arguments):
    """What it becomes."""

    status: ReturnStatus


class StepArguments(StepBody):
    """Which return or exchange."""

    return_id: ReturnId


class WithdrawArguments(Arguments):
    """Which return or exchange."""

    return_id: ReturnId


class _Step(OrderAction[StepPlan]):
    async def request(
        self, conn: Connection, return_id: int, now: datetime, *, locked: bool
    ) -> tuple[Facts, Return]:
        """Return the order's facts and the one that is meant."""
        number = await number_of_return(conn, return_id)
        check_permission(conn, own=self.own, others=self.others)
        facts = await self.read(conn, number, now, locked=locked)
        found = next((one for one in facts.returns if one.return_id == return_id), None)
        if found is None:
            raise ReturnNotFoundError
        return facts, found

    def preview(self, plan: StepPlan) -> Preview:
        """Say how it goes on, and what money moves with it."""
        kind, back = plan.request.kind.value, _back(plan)
        sentence = f"Set the {kind} of order {plan.facts.number} to {plan.wanted.value.replace('_', ' ')}."
        changes = {kind: (plan.request.status, plan.wanted.value)}
        if plan.after is not None:
            changes["status"] = (plan.facts.order.status.value, plan.after.value)
        return self.shown(plan.facts, sentence, plan.parts, amount_minor=back, changes=changes)

    async def commit(self, conn: Connection, plan: StepPlan, act: Act) -> Result:
        """Set both statuses and move the money."""
        await change_queries.set_return_status(conn, plan.request.return_id, plan.wanted, act.now)
        if plan.after is not None:
            await change_queries.set_status(conn, plan.facts.order.order_id, plan.after)
        cause = Cause.RETURN if plan.request.kind is ReturnKind.RETURN else Cause.EXCHANGE
        moved = await self.move(conn, plan.facts, plan.parts, cause, act)
        return {"return_id": plan.request.return_id, "status": plan.wanted.value, **moved}


class SetReturnStatus(_Step):
    """Bring a return or an exchange one step further; its money moves when it is refunded or replaced."""

    name = "set_return_status"
    routes = ("POST /returns/{return_id}/status",)
    noted = "return.set_status"
    body, arguments = StepBody, StepArguments
    own, others = None, Permission.RETURNS_CREATE

    async def decide(
        self, conn: Connection, arguments: StepArguments, now: datetime, *, locked: bool
    ) -> StepPlan:
        """Return the step with its money, or raise the rule that forbids it."""
        facts, request = await self.request(conn, arguments.return_id, now, locked=locked)
        return granted(plan_step(facts, request, arguments.status))

    def payout(self, plan: StepPlan) -> Payout | None:
        """Return what is paid back, unless whoever asked for the return was held to their limit then."""
        if plan.request.is_limited or plan.wanted is not ReturnStatus.REFUNDED:
            return None
        return Payout(LimitKind.REFUND, _back(plan), plan.facts.order.currency)


class WithdrawReturn(_Step):
    """Undo a request, as long as nobody acted on it."""

    name = "withdraw_return"
    routes = ("POST /returns/{return_id}/withdraw",)
    noted = "return.withdraw"
    body, arguments = None, WithdrawArguments
    own, others = Permission.OWN_ORDERS_RETURN, Permission.ORDERS_ACT_FOR_CUSTOMER

    async def decide(
        self, conn: Connection, arguments: WithdrawArguments, now: datetime, *, locked: bool
    ) -> StepPlan:
        """Return the end of the request, or raise the rule that forbids it."""
        facts, request = await self.request(conn, arguments.return_id, now, locked=locked)
        return granted(plan_withdrawal(facts, request))


def _back(plan: StepPlan) -> int:
    return sum(
        part.amount_minor if part.direction is Direction.REFUND else -part.amount_minor for part in plan.parts
    )

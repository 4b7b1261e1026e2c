"""What colleagues set by hand: `set_order_status`, `archive_order`."""

from dataclasses import dataclass
from datetime import datetime

from support_ai.access.permission import Permission
from support_ai.core.action import Act, Arguments, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.page import Word
from support_ai.core.rule import granted
from support_ai.orders import change_queries
from support_ai.orders.actions.order_action import OrderAction, status_change
from support_ai.orders.facts import Facts
from support_ai.orders.models import OrderStatus
from support_ai.orders.policy import StatusPlan, plan_status


class StatusBody(Arguments):
    """What the order becomes."""

    status: OrderStatus


class StatusArguments(StatusBody):
    """Which order."""

    number: Word


class SetOrderStatus(OrderAction[StatusPlan]):
    """Say that an order is processed, shipped or delivered."""

    name = "set_order_status"
    routes = ("POST /orders/{number}/status",)
    noted = "order.set_status"
    body, arguments = StatusBody, StatusArguments
    own, others = None, Permission.ORDER_STATUS_CHANGE

    async def decide(
        self, conn: Connection, arguments: StatusArguments, now: datetime, *, locked: bool
    ) -> StatusPlan:
        """Return the status, or raise the rule that forbids it."""
        facts = await self.read(conn, arguments.number, now, locked=locked)
        return granted(plan_status(facts, arguments.status))

    def preview(self, plan: StatusPlan) -> Preview:
        """Say what the order becomes."""
        sentence = f"Set order {plan.facts.number} to {plan.wanted.value.replace('_', ' ')}."
        return self.shown(plan.facts, sentence, changes=status_change(plan.facts, plan.wanted))

    async def commit(self, conn: Connection, plan: StatusPlan, act: Act) -> Result:
        """Set the status."""
        del act
        await change_queries.set_status(conn, plan.facts.order.order_id, plan.wanted)
        return {"status": plan.wanted.value}


class ArchiveArguments(Arguments):
    """Which order."""

    number: Word


@dataclass(frozen=True, slots=True)
class ArchivePlan:
    """The order leaves every view."""

    facts: Facts


class ArchiveOrder(OrderAction[ArchivePlan]):
    """Take an order out of every view; the books keep it."""

    name = "archive_order"
    routes = ("DELETE /orders/{number}",)
    noted = "order.archive"
    body, arguments = None, ArchiveArguments
    own, others = None, Permission.ORDERS_DELETE

    async def decide(
        self, conn: Connection, arguments: ArchiveArguments, now: datetime, *, locked: bool
    ) -> ArchivePlan:
        """Return the order."""
        return ArchivePlan(await self.read(conn, arguments.number, now, locked=locked))

    def preview(self, plan: ArchivePlan) -> Preview:
        """Say that it goes."""
        return self.shown(
            plan.facts, f"Delete order {plan.facts.number}: it leaves every view, and stays in the books."
        )

    async def commit(self, conn: Connection, plan: ArchivePlan, act: Act) -> Result:
        """Archive it."""
        await change_queries.archive(conn, plan.facts.order.order_id, act.now)
        return {}

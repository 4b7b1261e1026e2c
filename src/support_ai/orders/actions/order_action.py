"""What the actions on orders have in common: whom they are for, and how their money is told and booked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Generic, Protocol, TypeVar

from pydantic import Field

from support_ai.access.permission import Permission
from support_ai.core.action import Act, Arguments, Payout, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.page import Word
from support_ai.orders.changing import facts_of
from support_ai.orders.facts import Facts
from support_ai.payments.booking import book
from support_ai.payments.models import Cause, Part, Posting
from support_ai.payments.policy import movements

ItemIds = Annotated[list[Word], Field(min_length=1, max_length=500)]


class HasFacts(Protocol):
    """A plan about an order."""

    @property
    def facts(self) -> Facts:
        """The order with everything that decided."""
        ...


P = TypeVar("P", bound=HasFacts)


class OrderAction(Generic[P]):
    """An action on one order, named by its number."""

    name: ClassVar[str]
    routes: ClassVar[tuple[str, ...]]
    # What the audit log calls it.
    noted: ClassVar[str]
    body: ClassVar[type[Arguments] | None]
    arguments: ClassVar[type[Arguments]]
    own: ClassVar[Permission | None] = None
    others: ClassVar[Permission | None] = None

    async def read(self, conn: Connection, number: str, now: datetime, *, locked: bool) -> Facts:
        """Return what decides, as far as the caller may do this with the order."""
        return await facts_of(conn, number, now, own=self.own, others=self.others, locked=locked)

    def whose(self, plan: P) -> str:
        """Return the customer whose order it is."""
        return plan.facts.order.customer_id

    def payout(self, plan: P) -> Payout | None:
        """Return nothing: what goes back the way it came is under no limit."""
        del plan
        return None

    def shown(
        self,
        facts: Facts,
        sentence: str,
        parts: Sequence[Part] = (),
        *,
        amount_minor: int = 0,
        is_once: bool = False,
        changes: dict[str, tuple[str, str]] | None = None,
    ) -> Preview:
        """Return a preview about the order."""
        return Preview(
            self.name,
            f"order:{facts.number}",
            sentence,
            amount_minor,
            facts.order.currency,
            movements(parts, facts.order.currency, facts.shop),
            is_once and facts.shop.asks_whether_that_is_all,
            changes or {},
        )

    async def move(
        self, conn: Connection, facts: Facts, parts: Sequence[Part], cause: Cause, act: Act
    ) -> Result:
        """Book the money of a plan, and return the lines of the ledger."""
        due_at = act.now + timedelta(hours=facts.shop.hand_over_hours)
        lines = await book(conn, Posting(facts.books, cause, act, due_at), parts)
        return {"ledger_lines": ",".join(map(str, lines))} if lines else {}


def status_change(facts: Facts, after: str) -> dict[str, tuple[str, str]]:
    """Return the status before and after as a fact of a preview."""
    return {"status": (facts.order.status.value, after)}

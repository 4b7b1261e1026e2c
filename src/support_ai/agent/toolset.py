"""The only door from a brain to the shop: each call is a transaction of the person's own, counted, written down, timed."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import structlog

from support_ai.access.actor import Assistant, Customer, Person
from support_ai.access.permission import Permission, permits
from support_ai.agent.brain import Refusal, Tool
from support_ai.agent.grounds import Grounds
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.conversations import service as conversations
from support_ai.core import telemetry
from support_ai.core.database import Connection, Database
from support_ai.core.embedder import Embedder
from support_ai.core.errors import AppError
from support_ai.customers import service as customers
from support_ai.customers.models import CustomerFilter, CustomerProfile, CustomerSummary
from support_ai.knowledge import service as knowledge
from support_ai.knowledge.models import Passage
from support_ai.orders import service as orders
from support_ai.orders.models import DaySummary, Order, OrderFilter, OrderSummary
from support_ai.shop import service as shop

_MAX_CALLS = 8
_TYPED = 200
_T = TypeVar("_T")
_log = structlog.get_logger(__name__)

# Which permission offers a tool; a customer's tools need a proven customer record besides.
_NEEDS: dict[Tool, tuple[Permission, ...]] = {
    Tool.GET_CUSTOMER: (Permission.OWN_ORDERS_READ, Permission.CUSTOMERS_READ),
    Tool.GET_ORDER: (Permission.OWN_ORDERS_READ, Permission.ORDERS_READ),
    Tool.LIST_ORDERS: (Permission.OWN_ORDERS_READ, Permission.ORDERS_READ),
    Tool.SEARCH_KNOWLEDGE: (Permission.READ_POLICIES,),
    Tool.SEARCH_ORDERS: (Permission.ORDERS_READ,),
    Tool.SEARCH_CUSTOMERS: (Permission.CUSTOMERS_READ,),
    Tool.HAND_OVER: (Permission.ASK,),
}


class TooManyCallsError(AppError):
    """This took too many steps."""

    code = "too_many_calls"


class NotOfferedError(AppError):
    """This is not permitted for you."""

    code = "not_offered"


def offered_to(person: Person) -> frozenset[Tool]:
    """Return the tools of a person: by role, and for customers by a proven record."""
    offered = {tool for tool, needs in _NEEDS.items() if any(permits(person, one) for one in needs)}
    if isinstance(person, Customer) and person.customer_id is None:
        offered -= {Tool.GET_CUSTOMER, Tool.GET_ORDER, Tool.LIST_ORDERS}
    return frozenset(offered)


class Toolset:
    """The tools of one turn; `grounds` is everything that they returned."""

    def __init__(self, database: Database, embedder: Embedder, person: Person, conversation_id: UUID) -> None:
        """Take the person whose rights count."""
        self._database = database
        self._embedder = embedder
        self._person = person
        self._conversation_id = conversation_id
        self._calls = 0
        self.offered = offered_to(person)
        self.grounds = Grounds()

    async def _call(
        self,
        tool: Tool,
        subject: str,
        work: Callable[[Connection], Awaitable[_T]],
        *,
        name: Callable[[_T], str] | None = None,
    ) -> _T | Refusal:
        """Run one call as the person; what goes wrong becomes a refusal with its rule.

        The audit log names what was found by `name`, and what was not by `subject`.
        """
        began = time.perf_counter()
        actor, action = Assistant(self._person), f"tool.{tool.value}"
        outcome = Outcome.DONE
        try:
            self._admit(tool)
            async with self._database.transaction(actor) as conn:
                value = await work(conn)
                await audit.append(conn, action, subject if name is None else name(value))
            self.grounds.learn(value)
        except AppError as error:
            outcome = Outcome.REFUSED
            await audit.refused(self._database, actor, action, subject, error.rule)
            return Refusal(error.code, error.message)
        except Exception as error:  # noqa: BLE001 - the edge of a tool call: a refusal; the log has the traceback
            outcome = Outcome.FAILED
            _log.exception("tool.failed", tool=tool.value)
            await audit.failed(self._database, actor, action, subject, type(error).__name__)
            return Refusal("failed", "Something went wrong on our side. Please try again in a moment.")
        finally:
            telemetry.TOOL_SECONDS.labels(tool.value, outcome.value).observe(time.perf_counter() - began)
        return value

    def _unfound(self, kind: str, typed: str) -> str:
        """Return how the audit log calls what somebody typed: it may be anything, so only equal things look equal."""
        readable = typed[:_TYPED].encode(errors="replace").decode()
        return f"{kind}:typed:{self._database.keys.blind('audit.typed', readable)[:6].hex()}"

    def _admit(self, tool: Tool) -> None:
        self._calls += 1
        if self._calls > _MAX_CALLS:
            raise TooManyCallsError
        if tool not in self.offered:
            raise NotOfferedError

    async def get_customer(self) -> CustomerProfile | Refusal:
        """Return the signed-in customer's own record."""
        own = self._person.customer_id if isinstance(self._person, Customer) else None
        return await self._call(
            Tool.GET_CUSTOMER, f"customer:{own}", lambda conn: customers.get_customer(conn, own or "")
        )

    async def get_other_customer(self, customer_id: str) -> CustomerProfile | Refusal:
        """Return the record of any customer; for colleagues, who are not offered anything like it for themselves."""

        async def work(conn: Connection) -> CustomerProfile:
            if not permits(self._person, Permission.CUSTOMERS_READ):
                raise NotOfferedError
            return await customers.get_customer(conn, customer_id)

        return await self._call(
            Tool.GET_CUSTOMER,
            self._unfound("customer", customer_id),
            work,
            name=lambda customer: f"customer:{customer.customer_id}",
        )

    async def get_order(self, order_number: str) -> Order | Refusal:
        """Return one order that the person may see."""
        return await self._call(
            Tool.GET_ORDER,
            self._unfound("order", order_number),
            lambda conn: orders.get_order_named(conn, order_number),
            name=lambda order: f"order:{order.number}",
        )

    async def list_orders(self, limit: int) -> tuple[OrderSummary, ...] | Refusal:
        """Return the newest orders that the person may see."""
        return await self._call(Tool.LIST_ORDERS, "orders", lambda conn: orders.latest_orders(conn, limit))

    async def search_knowledge(self, query: str) -> tuple[Passage, ...] | Refusal:
        """Return the passages that answer a question."""
        vector = await self._embedder.embed_async(query)
        return await self._call(
            Tool.SEARCH_KNOWLEDGE, "knowledge", lambda conn: knowledge.search(conn, query, vector)
        )

    async def search_orders(self, wanted: OrderFilter, limit: int) -> DaySummary | Refusal:
        """Return count, totals and the newest of the orders of some time."""

        async def work(conn: Connection) -> DaySummary:
            if wanted.placed_from is None or wanted.placed_to is None:
                raise NotOfferedError
            return await orders.orders_between(conn, wanted.placed_from, wanted.placed_to, limit)

        found = await self._call(Tool.SEARCH_ORDERS, "orders", work)
        if not isinstance(found, Refusal):
            self.grounds.learn(wanted)
        return found

    async def search_customers(
        self, wanted: CustomerFilter, limit: int
    ) -> tuple[CustomerSummary, ...] | Refusal:
        """Return customers that match."""

        async def work(conn: Connection) -> tuple[CustomerSummary, ...]:
            region = (await shop.settings(conn)).default_region
            return (await customers.list_customers(conn, wanted, None, limit, region=region)).items

        return await self._call(Tool.SEARCH_CUSTOMERS, "customers", work)

    async def hand_over(self, reason: str) -> bool | Refusal:
        """Put the conversation into the colleagues' queue."""
        del reason

        async def work(conn: Connection) -> bool:
            await conversations.hand_over(conn, self._conversation_id)
            return True

        waits = await self._call(Tool.HAND_OVER, f"conversation:{self._conversation_id}", work)
        if waits is True:
            self.grounds.did(Tool.HAND_OVER.value)
        return waits

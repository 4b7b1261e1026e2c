"""Sending an order elsewhere: `change_order_address`."""

from datetime import datetime

from support_ai.access.permission import Permission
from support_ai.core.action import Act, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.page import Word
from support_ai.core.rule import granted
from support_ai.customers.addresses import AddressBody, address_change, in_one_line
from support_ai.customers.contact import seal_address
from support_ai.orders import change_queries
from support_ai.orders.actions.order_action import OrderAction
from support_ai.orders.policy import AddressPlan, order_key, plan_address


class AddressArguments(AddressBody):
    """Which order, and where it goes."""

    number: Word


class ChangeOrderAddress(OrderAction[AddressPlan]):
    """Send a pending order to another address."""

    name = "change_order_address"
    routes = ("POST /orders/{number}/address",)
    noted = "order.change_address"
    body, arguments = AddressBody, AddressArguments
    own, others = Permission.OWN_ORDERS_CHANGE, Permission.ORDERS_ACT_FOR_CUSTOMER

    async def decide(
        self, conn: Connection, arguments: AddressArguments, now: datetime, *, locked: bool
    ) -> AddressPlan:
        """Return the new address, or raise the rule that forbids it."""
        facts = await self.read(conn, arguments.number, now, locked=locked)
        return granted(plan_address(facts, arguments.address()))

    def preview(self, plan: AddressPlan) -> Preview:
        """Say where the order will go."""
        sentence = f"Send order {plan.facts.number} to {in_one_line(plan.address)}."
        return self.shown(
            plan.facts, sentence, changes=address_change(plan.facts.order.address, plan.address)
        )

    async def commit(self, conn: Connection, plan: AddressPlan, act: Act) -> Result:
        """Store the address, sealed."""
        del act
        sealed = seal_address(conn.keys, "orders", order_key(plan.facts.number), plan.address)
        await change_queries.set_address(conn, plan.facts.order.order_id, sealed)
        return {}

"""Moving house: `change_customer_address`."""

from dataclasses import dataclass
from datetime import datetime

from support_ai.access.actor import Customer, person_of
from support_ai.access.permission import Permission, permits
from support_ai.core.action import Act, Payout, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.errors import ForbiddenError
from support_ai.core.page import Word
from support_ai.customers import queries, service
from support_ai.customers.addresses import AddressBody, address_change, in_one_line
from support_ai.customers.models import Address, CustomerProfile


class CustomerAddressArguments(AddressBody):
    """The new address, and whose it is: nobody named is the caller."""

    customer_id: Word | None = None


@dataclass(frozen=True, slots=True)
class CustomerAddressPlan:
    """A customer lives elsewhere now."""

    customer: CustomerProfile
    address: Address


class ChangeCustomerAddress:
    """Change where a customer lives; orders that are under way keep their address."""

    name = "change_customer_address"
    noted = "customer.change_address"
    routes = ("PUT /me/address", "PUT /customers/{customer_id}/address")
    body, arguments = AddressBody, CustomerAddressArguments
    own, others = Permission.OWN_PROFILE_CHANGE, Permission.ORDERS_ACT_FOR_CUSTOMER

    async def decide(
        self, conn: Connection, arguments: CustomerAddressArguments, now: datetime, *, locked: bool
    ) -> CustomerAddressPlan:
        """Return the new address; CustomerNotFoundError where the caller sees no such customer."""
        del now
        person = person_of(conn.actor)
        customer_id = arguments.customer_id or (person.customer_id if isinstance(person, Customer) else None)
        found = None if customer_id is None else await service.find_customer(conn, customer_id)
        if found is None:
            raise service.CustomerNotFoundError
        if not permits(conn.actor, self.own if isinstance(person, Customer) else self.others):
            raise ForbiddenError(rule=self.others)
        if locked:
            found = await queries.read_profile(conn, found.customer_id, locked=True) or found
        return CustomerAddressPlan(found, arguments.address())

    def preview(self, plan: CustomerAddressPlan) -> Preview:
        """Say where the customer will live."""
        return Preview(
            self.name,
            f"customer:{plan.customer.customer_id}",
            f"Change the address to {in_one_line(plan.address)}.",
            changes=address_change(plan.customer.address, plan.address),
        )

    def whose(self, plan: CustomerAddressPlan) -> str:
        """Return the customer."""
        return plan.customer.customer_id

    def payout(self, plan: CustomerAddressPlan) -> Payout | None:
        """Return nothing."""
        del plan
        return None

    async def commit(self, conn: Connection, plan: CustomerAddressPlan, act: Act) -> Result:
        """Store the contact anew, sealed, and what finds the customer by name and postal code."""
        del act
        await service.move(conn, plan.customer, plan.address)
        return {}

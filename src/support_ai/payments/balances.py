"""What lies on a customer's gift cards and as credit of the shop."""

from support_ai.access.actor import Customer, Staff, person_of
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.customers.service import CustomerNotFoundError, find_customer
from support_ai.payments import queries
from support_ai.payments.models import Balance


async def own_balances(conn: Connection) -> list[Balance]:
    """Return the caller's own balances; CustomerNotFoundError for whoever has no customer record."""
    person = person_of(conn.actor)
    if not isinstance(person, Customer) or person.customer_id is None:
        raise CustomerNotFoundError
    return await queries.read_balances(conn, person.customer_id)


async def balances_of(conn: Connection, customer_id: str) -> list[Balance]:
    """Return a customer's balances; CustomerNotFoundError where the caller sees no such customer."""
    found = await find_customer(conn, customer_id)
    if found is None:
        raise CustomerNotFoundError
    if isinstance(person_of(conn.actor), Staff):
        await audit.append(conn, "balances.read", f"customer:{found.customer_id}")
    return await queries.read_balances(conn, found.customer_id)

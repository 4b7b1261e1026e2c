"""The SQL that erases a customer: the number stays for the books, and nothing that says who it was."""

from dataclasses import dataclass
from datetime import datetime

from support_ai.core.database import Connection
from support_ai.customers.contact import open_contact, seal_contact, seal_method
from support_ai.customers.models import Address, Contact

# What is read where the name stood.
ERASED_NAME = "Erased"


@dataclass(frozen=True, slots=True)
class Known:
    """What erasing a customer begins with: name, how they were reached, and when they were erased before."""

    name: str
    contact: Contact
    erased_at: datetime | None


async def lock_customer(conn: Connection, customer_id: str) -> Known | None:
    """Return a customer, whom nobody else changes or refers to anew until the transaction ends; None where there is none."""
    cursor = await conn.execute(
        "select name, contact, erased_at from customers where customer_id = %s for update", (customer_id,)
    )
    row = await cursor.fetchone()
    return None if row is None else Known(row[0], open_contact(conn.keys, customer_id, row[1]), row[2])


async def read_erased_at(conn: Connection, customer_id: str) -> tuple[bool, datetime | None]:
    """Return whether there is such a customer, and when they were erased."""
    cursor = await conn.execute("select erased_at from customers where customer_id = %s", (customer_id,))
    row = await cursor.fetchone()
    return (False, None) if row is None else (True, row[0])


async def erase_customer(conn: Connection, customer_id: str, now: datetime) -> int:
    """Blank a customer and their payment methods, and return how many methods there were."""
    nothing = seal_contact(conn.keys, customer_id, Contact("", "", Address()))
    await conn.execute(
        "update customers set name = %s, name_key = '', last_name_key = '', contact = %s, email_index = null,"
        " phone_index = null, name_postal_index = null, erased_at = coalesce(erased_at, %s) where customer_id = %s",
        (ERASED_NAME, nothing, now, customer_id),
    )
    cursor = await conn.execute(
        "select payment_method_id from payment_methods where customer_id = %s", (customer_id,)
    )
    methods = [row[0] for row in await cursor.fetchall()]
    await conn.cursor().executemany(
        "update payment_methods set details = %s where customer_id = %s and payment_method_id = %s",
        [(seal_method(conn.keys, customer_id, method, "", ""), customer_id, method) for method in methods],
    )
    return len(methods)

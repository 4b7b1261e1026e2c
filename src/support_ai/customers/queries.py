"""The SQL that reads customers and their payment methods."""

from collections.abc import Sequence
from typing import LiteralString

from support_ai.core.database import Connection
from support_ai.core.sealed import SealedColumn
from support_ai.customers.contact import open_contact, open_method
from support_ai.customers.models import (
    Contact,
    CustomerProfile,
    CustomerSummary,
    PaymentMethod,
    PaymentMethodType,
)

_METHODS: LiteralString = (
    "coalesce(json_agg(json_build_array(m.payment_method_id, m.type, encode(m.details, 'hex'))"
    " order by m.payment_method_id), '[]')"
)
# For statements of packages above: the name that belongs to a row `o` with a customer_id.
NAME_OF_OWNER = "(select c.name from customers c where c.customer_id = o.customer_id)"
# And that customer's own payment methods, as a list that `methods_of_owner` reads.
METHODS_OF_OWNER = f"""
    (select {_METHODS} from payment_methods m where m.customer_id = o.customer_id)
"""  # noqa: S608 - parts are constants, as LiteralString proves
# The payment method of a row `p` with a customer_id, to be joined.
METHOD_OF_PAYMENT: LiteralString = (
    "payment_methods m on m.customer_id = p.customer_id and m.payment_method_id = p.payment_method_id"
)
_BEYOND_EVERY_LETTER = "\U0010ffff"
SEALED = (
    SealedColumn("customers", ("customer_id",), "contact", "customer_id"),
    SealedColumn(
        "payment_methods",
        ("customer_id", "payment_method_id"),
        "details",
        "customer_id || E'\\x1f' || payment_method_id",
    ),
)

_PROFILE = f"""
    select c.customer_id, c.name, c.contact,
           (select {_METHODS} from payment_methods m where m.customer_id = c.customer_id)
    from customers c where c.customer_id = %s
"""  # noqa: S608 - parts are constants, as LiteralString proves


async def read_profile(conn: Connection, customer_id: str, *, locked: bool = False) -> CustomerProfile | None:
    """Return one customer with contact and payment methods, in one statement, the row held if `locked`."""
    lock: LiteralString = " for update" if locked else ""
    cursor = await conn.execute(f"{_PROFILE}{lock}", (customer_id,))
    row = await cursor.fetchone()
    if row is None:
        return None
    contact = open_contact(conn.keys, row[0], row[2])
    methods = methods_of_owner(conn, row[0], row[3])
    return CustomerProfile(row[0], row[1], contact.email, contact.phone, contact.address, methods)


def methods_of_owner(
    conn: Connection, customer_id: str, rows: Sequence[tuple[str, str, str]]
) -> tuple[PaymentMethod, ...]:
    """Return a customer's payment methods as `METHODS_OF_OWNER` selected them."""
    return tuple(
        PaymentMethod(
            method_id,
            PaymentMethodType(kind),
            *open_method(conn.keys, customer_id, method_id, bytes.fromhex(sealed)),
        )
        for method_id, kind, sealed in rows
    )


async def read_method(conn: Connection, customer_id: str, method_id: str) -> PaymentMethod | None:
    """Return one of a customer's own payment methods."""
    cursor = await conn.execute(
        "select type, details from payment_methods where customer_id = %s and payment_method_id = %s",
        (customer_id, method_id),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    brand, last_four = open_method(conn.keys, customer_id, method_id, row[1])
    return PaymentMethod(method_id, PaymentMethodType(row[0]), brand, last_four)


async def set_contact(
    conn: Connection, customer_id: str, sealed: bytes, name_postal_index: bytes | None
) -> None:
    """Store how a customer is reached."""
    await conn.execute(
        "update customers set contact = %s, name_postal_index = %s where customer_id = %s",
        (sealed, name_postal_index, customer_id),
    )


async def add_method(
    conn: Connection, customer_id: str, method_id: str, kind: PaymentMethodType, sealed: bytes
) -> None:
    """Add a payment method, unless the customer has it."""
    await conn.execute(
        "insert into payment_methods (customer_id, payment_method_id, type, details) values (%s, %s, %s, %s)"
        " on conflict do nothing",
        (customer_id, method_id, kind, sealed),
    )


async def read_by_phone(conn: Connection, index: bytes) -> list[str]:
    """Return the first two customers with this blind index of a phone number: two are as ambiguous as many."""
    cursor = await conn.execute("select customer_id from customers where phone_index = %s limit 2", (index,))
    return [row[0] for row in await cursor.fetchall()]


async def read_contacts_by_email(conn: Connection, index: bytes) -> list[tuple[str, Contact]]:
    """Return the first two customers with this blind index of an address, each with the opened contact."""
    cursor = await conn.execute(
        "select customer_id, contact from customers where email_index = %s order by customer_id limit 2",
        (index,),
    )
    return [(row[0], open_contact(conn.keys, row[0], row[1])) for row in await cursor.fetchall()]


async def list_customers(
    conn: Connection,
    *,
    customer_id: str | None,
    after: str | None,
    limit: int,
    name: str | None,
    indexes: dict[str, bytes],
) -> list[CustomerSummary]:
    """Return customers in the order of their ids, behind `after`; `indexes` are blind ones by column."""
    columns: dict[str, LiteralString] = {
        "email": "email_index = %(email)s",
        "phone": "phone_index = %(phone)s",
        "name_postal": "name_postal_index = %(name_postal)s",
    }
    conditions: list[LiteralString] = [columns[column] for column in indexes]
    values: dict[str, object] = {"limit": limit, **indexes}
    if customer_id is not None:
        conditions.append("customer_id = %(customer_id)s")
        values["customer_id"] = customer_id
    if after is not None:
        conditions.append("customer_id > %(after)s")
        values["after"] = after
    if name is not None:
        conditions.append(
            "(name_key >= %(name)s and name_key < %(name_end)s"
            " or last_name_key >= %(name)s and last_name_key < %(name_end)s)"
        )
        values |= {"name": name, "name_end": name + _BEYOND_EVERY_LETTER}
    where = f"where {' and '.join(conditions)}" if conditions else ""
    statement = f"select customer_id, name from customers {where} order by customer_id limit %(limit)s"  # noqa: S608 - parts are constants, as LiteralString proves
    cursor = await conn.execute(statement, values)
    return [CustomerSummary(row[0], row[1]) for row in await cursor.fetchall()]


async def types_of_methods(
    conn: Connection, customer_ids: Sequence[str]
) -> dict[tuple[str, str], PaymentMethodType]:
    """Return the payment methods of these customers with their types, by customer and method."""
    cursor = await conn.execute(
        "select customer_id, payment_method_id, type from payment_methods where customer_id = any (%s)",
        (list(customer_ids),),
    )
    return {(customer, method): PaymentMethodType(kind) for customer, method, kind in await cursor.fetchall()}

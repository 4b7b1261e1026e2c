"""What the shop knows about its customers, for whoever may know it."""

from support_ai.access.actor import Staff, person_of
from support_ai.access.permission import Permission
from support_ai.audit import service as audit
from support_ai.core.crypto import normalise_email, normalise_phone
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError
from support_ai.core.page import Page, decode_cursor, encode_cursor, page_of
from support_ai.customers import queries
from support_ai.customers.contact import (
    email_index,
    name_key,
    name_postal_index,
    phone_index,
    seal_contact,
    seal_method,
)
from support_ai.customers.models import (
    Address,
    Contact,
    CustomerFilter,
    CustomerProfile,
    CustomerSummary,
    PaymentMethodType,
)
from support_ai.customers.policy import Scope, scope_of
from support_ai.shop import service as shop


class CustomerNotFoundError(NotFoundError):
    """There is no customer with this number that you can see."""

    code = "customer_not_found"


async def find_customer(conn: Connection, customer_id: str) -> CustomerProfile | None:
    """Return the customer, None where the caller may not see them or there is none: nobody can tell which."""
    if not _scope(conn).includes(customer_id) or "\x00" in customer_id:
        return None
    return await queries.read_profile(conn, customer_id)


async def get_customer(conn: Connection, customer_id: str) -> CustomerProfile:
    """Return the customer, noting in the audit log when staff read it; CustomerNotFoundError where not visible."""
    found = await find_customer(conn, customer_id)
    if found is None:
        raise CustomerNotFoundError
    if isinstance(person_of(conn.actor), Staff):
        await audit.append(conn, "customer.read", f"customer:{found.customer_id}")
    return found


async def list_customers(
    conn: Connection,
    wanted: CustomerFilter,
    cursor: str | None = None,
    limit: int = 20,
    *,
    region: str = "US",
) -> Page[CustomerSummary]:
    """Return a page of the customers that the caller may see; a phone number is read in the region."""
    scope = _scope(conn)
    if scope.is_empty:
        return Page((), None)
    after = str(decode_cursor(cursor, (str,))[0]) if cursor else None
    indexes: dict[str, bytes] = {}
    if wanted.email is not None:
        indexes["email"] = email_index(conn.keys, wanted.email)
    if wanted.phone is not None:
        indexes["phone"] = phone_index(conn.keys, normalise_phone(wanted.phone, region) or "")
    name = None if wanted.name is None else name_key(wanted.name)
    if name is not None and wanted.postal_code is not None:
        indexes["name_postal"] = name_postal_index(conn.keys, name, wanted.postal_code)
        name = None
    rows = await queries.list_customers(
        conn, customer_id=scope.customer_id, after=after, limit=limit + 1, name=name, indexes=indexes
    )
    if isinstance(person_of(conn.actor), Staff):
        await audit.append(conn, "customers.list", "customers", detail={"rows": min(len(rows), limit)})
    return page_of(rows, limit, lambda row: encode_cursor(row.customer_id))


async def find_by_phone(conn: Connection, e164: str) -> str | None:
    """Return the one customer with this phone number; None also where several share it."""
    found = await queries.read_by_phone(conn, phone_index(conn.keys, e164))
    return found[0] if len(found) == 1 else None


async def destinations(conn: Connection, customer_id: str) -> dict[str, str]:
    """Return where messages reach a customer, by channel: `email` in its looked-up form, phones in E.164."""
    profile = await queries.read_profile(conn, customer_id)
    if profile is None:
        return {}
    region = (await shop.settings(conn)).default_region
    number = normalise_phone(profile.phone, region) if profile.phone else None
    found = {"email": profile.email, "sms": number, "whatsapp": number}
    return {channel: address for channel, address in found.items() if address}


async def find_by_email(conn: Connection, address: str) -> str | None:
    """Return the one customer with this e-mail address, written in whatever form; None also where several share it."""
    found = await with_email(conn, address)
    return found[0] if len(found) == 1 else None


async def with_email(conn: Connection, address: str) -> list[str]:
    """Return the customers whose stored address is this one, two at most: two are as ambiguous as many.

    The index only leads there; what counts is the address that the record's own envelope holds.
    """
    found = await queries.read_contacts_by_email(conn, email_index(conn.keys, address))
    meant = normalise_email(address)
    return [customer_id for customer_id, contact in found if normalise_email(contact.email) == meant]


async def move(conn: Connection, customer: CustomerProfile, address: Address) -> None:
    """Store another address of a customer, and what finds them by name and postal code."""
    keys, customer_id = conn.keys, customer.customer_id
    sealed = seal_contact(keys, customer_id, Contact(customer.email, customer.phone, address))
    index = name_postal_index(keys, customer.name, address.postal_code) if address.postal_code else None
    await queries.set_contact(conn, customer_id, sealed, index)


async def store_credit(conn: Connection, customer_id: str, method_id: str) -> None:
    """Make the payment method on which a customer's credit of the shop lies, unless it is there."""
    sealed = seal_method(conn.keys, customer_id, method_id, "Store credit", "")
    await queries.add_method(conn, customer_id, method_id, PaymentMethodType.VOUCHER, sealed)


def _scope(conn: Connection) -> Scope:
    return scope_of(conn.actor, own=Permission.OWN_PROFILE, everybody=Permission.CUSTOMERS_READ)

"""Tools about customers: for customers themselves, and for colleagues anybody."""

from dataclasses import dataclass

from support_ai.access.actor import Customer
from support_ai.access.permission import Permission
from support_ai.agent.tools.tool import Nothing, Scene, Tool
from support_ai.core.action import Arguments
from support_ai.core.database import Connection
from support_ai.core.page import Word
from support_ai.customers import service
from support_ai.customers.models import CustomerFilter, CustomerProfile, CustomerSummary
from support_ai.payments import balances
from support_ai.payments.models import Balance
from support_ai.shop import service as shop

_LISTED = 20
_STAFF = (Permission.CUSTOMERS_READ,)


class GetOtherCustomer(Arguments):
    """A customer's number."""

    customer_id: Word


class FindByEmail(Arguments):
    """An e-mail address."""

    email: Word


class FindByNameAndPostalCode(Arguments):
    """A name and a postal code."""

    name: Word
    postal_code: Word


class SearchCustomers(Arguments):
    """Whom to look for; everything given must hold. A name may be the beginning of the whole or the last name."""

    name: Word | None = None
    email: Word | None = None
    phone: Word | None = None
    postal_code: Word | None = None


Found = tuple[CustomerSummary, ...]


@dataclass(frozen=True, slots=True)
class CustomerRecord(CustomerProfile):
    """A customer's record with what lies on their gift cards and as credit."""

    balances: tuple[Balance, ...] = ()


async def _get_customer(conn: Connection, scene: Scene, wanted: Nothing) -> CustomerRecord:
    del wanted
    own = scene.person.customer_id if isinstance(scene.person, Customer) else None
    found = await service.get_customer(conn, own or "")
    return _record(found, await balances.own_balances(conn))


async def _get_other(conn: Connection, scene: Scene, wanted: GetOtherCustomer) -> CustomerRecord:
    del scene
    found = await service.get_customer(conn, wanted.customer_id)
    return _record(found, await balances.balances_of(conn, found.customer_id))


def _record(found: CustomerProfile, lying: list[Balance]) -> CustomerRecord:
    return CustomerRecord(
        found.customer_id,
        found.name,
        found.email,
        found.phone,
        found.address,
        found.payment_methods,
        tuple(lying),
    )


async def _search(conn: Connection, scene: Scene, wanted: SearchCustomers) -> Found:
    del scene
    chosen = CustomerFilter(wanted.name, wanted.email, wanted.phone, wanted.postal_code)
    return await _list(conn, chosen)


async def _by_email(conn: Connection, scene: Scene, wanted: FindByEmail) -> Found:
    del scene
    return await _list(conn, CustomerFilter(email=wanted.email))


async def _by_name(conn: Connection, scene: Scene, wanted: FindByNameAndPostalCode) -> Found:
    del scene
    return await _list(conn, CustomerFilter(name=wanted.name, postal_code=wanted.postal_code))


async def _list(conn: Connection, wanted: CustomerFilter) -> Found:
    region = (await shop.settings(conn)).default_region
    return (await service.list_customers(conn, wanted, None, _LISTED, region=region)).items


# Customers and colleagues each have their own of this name: a customer's takes nothing.
GET_CUSTOMER = Tool(
    "get_customer",
    "Return the customer's own record: name, contact, address, payment methods, what lies on gift cards.",
    Nothing,
    (Permission.OWN_ORDERS_READ,),
    _get_customer,
    needs_record=True,
    named=lambda customer: f"customer:{customer.customer_id}",
    subject="customer",
)
GET_OTHER_CUSTOMER = Tool(
    "get_customer",
    "Return a customer's record: name, contact, address, payment methods, what lies on gift cards.",
    GetOtherCustomer,
    _STAFF,
    _get_other,
    named=lambda customer: f"customer:{customer.customer_id}",
    typed=lambda wanted: ("customer", wanted.customer_id),
)
SEARCH_CUSTOMERS = Tool(
    "search_customers",
    "Return the customers that match by name, e-mail, phone or postal code.",
    SearchCustomers,
    _STAFF,
    _search,
    subject="customers",
)
FIND_CUSTOMER_BY_EMAIL = Tool(
    "find_customer_by_email",
    "Return the customers with an e-mail address.",
    FindByEmail,
    _STAFF,
    _by_email,
    subject="customers",
)
FIND_CUSTOMER_BY_NAME_ZIP = Tool(
    "find_customer_by_name_zip",
    "Return the customers with a name and a postal code.",
    FindByNameAndPostalCode,
    _STAFF,
    _by_name,
    subject="customers",
)

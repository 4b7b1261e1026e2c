"""Reading customers over REST: staff read all of them, a customer the own record."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from support_ai.access.permission import Permission
from support_ai.core.caller import CurrentPerson, requires
from support_ai.core.http import Tx
from support_ai.core.page import Page, PageQuery, Word
from support_ai.customers import service
from support_ai.customers.models import CustomerFilter, CustomerProfile, CustomerSummary
from support_ai.shop import service as shop

router = APIRouter(prefix="/customers", tags=["customers"])


class CustomerQuery(PageQuery):
    """Which customers to list; everything given must hold."""

    name: Word | None = None
    email: Word | None = None
    phone: Word | None = None
    postal_code: Word | None = None


@router.get("", dependencies=[Depends(requires(Permission.CUSTOMERS_READ))])
async def list_customers(conn: Tx, wanted: Annotated[CustomerQuery, Query()]) -> Page[CustomerSummary]:
    """List customers by their number, or find them by name, e-mail address or phone number."""
    region = (await shop.settings(conn)).default_region
    chosen = CustomerFilter(wanted.name, wanted.email, wanted.phone, wanted.postal_code)
    return await service.list_customers(conn, chosen, wanted.cursor, wanted.limit, region=region)


@router.get("/{customer_id}")
async def get_customer(conn: Tx, _person: CurrentPerson, customer_id: str) -> CustomerProfile:
    """Return one customer; somebody else's record is not there."""
    return await service.get_customer(conn, customer_id)

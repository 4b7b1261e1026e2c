from pathlib import Path

import pytest

from support_ai.access.actor import Reason, System
from support_ai.catalog.service import get_product, list_products
from support_ai.core.database import Database
from support_ai.customers.models import CustomerFilter
from support_ai.customers.service import (
    CustomerNotFoundError,
    find_by_email,
    find_customer,
    get_customer,
    list_customers,
)
from tests.conftest import Cast
from tests.shop_files import import_shop


@pytest.fixture(autouse=True)
async def _shop(database: Database, tmp_path: Path) -> None:
    assert (await import_shop(database, tmp_path / "shop")).is_clean


async def test_a_customer_reads_the_own_record_and_no_other(database: Database, cast: Cast) -> None:
    async with database.transaction(cast.rohan, read_only=True) as conn:
        profile = await get_customer(conn, "CUST-123")
        assert (profile.email, profile.phone) == ("Rohan@example.com", "+12025550123")
        assert [method.last_four for method in profile.payment_methods] == ["4242", ""]
        for other in ("CUST-456", "CUST-0", "\x00"):
            assert await find_customer(conn, other) is None
            with pytest.raises(CustomerNotFoundError):
                await get_customer(conn, other)
        assert [row.name for row in (await list_customers(conn, CustomerFilter())).items] == ["Rohan Mehta"]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (CustomerFilter(), ["Rohan Mehta", "Michael Chen", "Ana Chen"]),
        (CustomerFilter(name="CHEN"), ["Michael Chen", "Ana Chen"]),
        (CustomerFilter(name="michael c"), ["Michael Chen"]),
        (CustomerFilter(email=" ROHAN@example.com"), ["Rohan Mehta"]),
        (CustomerFilter(phone="(202) 555-0123"), ["Rohan Mehta"]),
        (CustomerFilter(name="Michael Chen", postal_code="62702"), ["Michael Chen"]),
        (CustomerFilter(name="Michael Chen", postal_code="1"), []),
    ],
)
async def test_staff_find_customers_by_name_address_and_number(
    database: Database, cast: Cast, wanted: CustomerFilter, names: list[str]
) -> None:
    async with database.transaction(cast.emma) as conn:
        assert [row.name for row in (await list_customers(conn, wanted)).items] == names


async def test_a_sign_in_finds_the_one_customer_with_an_address(database: Database, cast: Cast) -> None:
    async with database.transaction(System(Reason.SIGN_IN), read_only=True) as conn:
        assert await find_by_email(conn, "ROHAN@EXAMPLE.COM") == "CUST-123"
        assert await find_by_email(conn, "nobody@example.com") is None
    async with database.transaction(cast.visitor, read_only=True) as conn:
        assert await find_by_email(conn, "rohan@example.com") is None


async def test_everybody_reads_the_catalogue(database: Database, cast: Cast) -> None:
    async with database.transaction(cast.visitor, read_only=True) as conn:
        product = await get_product(conn, "P1")
        assert product.variants[1].options == (("color", "red;blue"), ("size", "a=b"))
        page = await list_products(conn, limit=1)
        rest = await list_products(conn, None, page.next_cursor, limit=1)
        assert [row.name for row in page.items + rest.items] == ["Headphones", "Lamp, small"]
        assert [row.product_id for row in (await list_products(conn, "LAMP")).items] == ["P2"]

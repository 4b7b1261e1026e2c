from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from support_ai.access.actor import Assistant, Customer
from support_ai.core.database import Database
from support_ai.core.money import Money
from support_ai.orders.models import OrderFilter, OrderStatus
from support_ai.orders.service import (
    OrderNotFoundError,
    find_order,
    get_order,
    get_order_named,
    latest_orders,
    list_orders,
    orders_between,
)
from tests.conftest import Addresses, Cast
from tests.shop_files import FILES, import_shop


@pytest.fixture(autouse=True)
async def _shop(database: Database, tmp_path: Path) -> None:
    assert (await import_shop(database, tmp_path / "shop")).is_clean


@pytest.mark.parametrize("number", ["ORD-123", "ord-123", "#Ord-123", " ORD-123 "])
async def test_an_order_is_found_in_any_case_with_or_without_its_mark(
    database: Database, cast: Cast, number: str
) -> None:
    async with database.transaction(cast.rohan, read_only=True) as conn:
        order = await get_order(conn, number)
    assert (order.number, order.customer_name, order.status) == ("ORD-123", "Rohan Mehta", "delivered")
    assert (order.subtotal_minor, order.total_minor) == (10990, 11790)
    assert [item.name for item in order.items] == ["Headphones", "Lamp, small"]
    assert order.items[0].options == (("color", "black"),)
    assert order.shipments[0].delivered_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert order.payments[0].amount_minor == 11790
    assert order.address.address1 == "1 Canary Street"


@pytest.mark.parametrize("number", ["ORD-999", "ORD-0", "", "#", "\x00", "' or 1=1 --"])
async def test_somebody_elses_order_is_not_there_like_one_that_does_not_exist(
    database: Database, cast: Cast, number: str
) -> None:
    for person in (cast.rohan, Assistant(cast.rohan), cast.visitor):
        async with database.transaction(person, read_only=True) as conn:
            assert await find_order(conn, number) is None
            with pytest.raises(OrderNotFoundError):
                await get_order(conn, number)


async def test_staff_read_any_order_and_the_audit_log_knows(
    database: Database, cast: Cast, addresses: Addresses
) -> None:
    for person in (cast.emma, cast.admin, cast.owner, Assistant(cast.emma)):
        async with database.transaction(person) as conn:
            assert (await get_order(conn, "ord-999")).customer_name == "Michael Chen"
    with psycopg.connect(addresses.owner) as connection:
        counted = connection.execute(
            "select count(*) from support_ai.audit_entries where action = 'order.read'"
        ).fetchone()
    assert counted == (4,)


async def test_a_list_holds_the_own_orders_newest_first_and_pages(database: Database, cast: Cast) -> None:
    async with database.transaction(cast.michael, read_only=True) as conn:
        first = await list_orders(conn, OrderFilter(), limit=1)
        second = await list_orders(conn, OrderFilter(), first.next_cursor, limit=1)
        assert [order.number for order in first.items + second.items] == ["ORD-999", "ORD-1"]
        assert second.next_cursor is None
        assert (await list_orders(conn, OrderFilter(customer_id="CUST-123"))).items == ()
    async with database.transaction(cast.emma) as conn:
        page = await list_orders(conn, OrderFilter(status=OrderStatus.PENDING))
        assert [order.number for order in page.items] == ["ORD-999", "ORD-1"]
        whole = await list_orders(conn, OrderFilter(), limit=3)
        rest = await list_orders(conn, OrderFilter(), whole.next_cursor, limit=3)
        assert [order.number for order in rest.items] == ["ORD-1"]


async def test_nobody_without_a_customer_record_sees_an_order(database: Database, cast: Cast) -> None:
    stranger = Customer(cast.rohan.account_id, cast.rohan.session_id, None)
    for person in (stranger, cast.visitor):
        async with database.transaction(person, read_only=True) as conn:
            assert await latest_orders(conn) == ()
            assert (await list_orders(conn, OrderFilter())).items == ()


async def test_a_day_has_count_and_totals_by_currency(database: Database, cast: Cast) -> None:
    async with database.transaction(cast.owner) as conn:
        day = await orders_between(conn, datetime(2026, 1, 3, tzinfo=UTC), datetime(2026, 1, 4, tzinfo=UTC))
    assert (day.count, day.totals) == (2, (Money(6990, "USD"),))
    assert [order.number for order in day.orders] == ["ORD-999", "#W456"]


async def test_rows_of_others_do_not_leak_through_any_table(database: Database, cast: Cast) -> None:
    tables = (
        "orders",
        "order_items",
        "shipments",
        "order_returns",
        "payments",
        "balance_entries",
        "payment_methods",
    )
    for table in tables:
        async with database.transaction(cast.michael, read_only=True) as conn:
            cursor = await conn.execute(f"select distinct customer_id from {table}".encode())
            assert await cursor.fetchall() in ([], [("CUST-456",)]), table
        async with database.transaction(cast.visitor, read_only=True) as conn:
            cursor = await conn.execute(f"select count(*) from {table}".encode())
            assert await cursor.fetchone() == (0,), table


async def test_bare_digits_mean_the_one_order_that_has_them(
    database: Database, cast: Cast, tmp_path: Path
) -> None:
    more = FILES["orders.csv"] + (
        "2024/001,CUST-123,pending,,USD,,,,,,,0,0,0\nA-77,CUST-123,pending,,USD,,,,,,,0,0,0\n"
        "B-77,CUST-123,pending,,USD,,,,,,,0,0,0\n"
    )
    await import_shop(database, tmp_path / "more", orders=more)
    async with database.transaction(cast.rohan) as conn:
        assert (await get_order_named(conn, "456")).number == "#W456"
        assert (await get_order_named(conn, "2024001")).number == "2024/001"
        assert (await get_order_named(conn, "2024/001")).number == "2024/001"
        for nothing in ("77", "999", "0", "٤٥٦", ""):
            with pytest.raises(OrderNotFoundError):
                await get_order_named(conn, nothing)
    async with database.transaction(cast.emma) as conn:
        assert (await get_order_named(conn, "999")).customer_name == "Michael Chen"


@pytest.mark.parametrize("name", ["emma", "rohan", "visitor"])
async def test_E5_only_managers_and_imports_change_what_the_shop_sells(
    database: Database, cast: Cast, name: str
) -> None:
    statements = (
        "update products set name = 'mine'",
        "update product_variants set price_minor = 0",
        "insert into products (product_id, name) values ('X', 'mine')",
    )
    for statement in statements:
        with pytest.raises(errors.InsufficientPrivilege):
            async with database.transaction(cast.people()[name]) as conn:
                await conn.execute(statement)
    async with database.transaction(cast.admin) as conn:
        await conn.execute("update products set name = 'Ours'")

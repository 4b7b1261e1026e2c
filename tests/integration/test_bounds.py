import random
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from support_ai.core.database import Database
from support_ai.core.money import Money
from support_ai.orders.models import OrderFilter
from support_ai.orders.service import get_order, list_orders, orders_between
from tests.conftest import Addresses, Cast
from tests.integration.reading import (
    ITEMS_HEAD,
    exported,
    import_file,
    owner_changes,
    sentences,
)
from tests.shop_files import FILES, import_shop

_CHINESE = random.Random(1)


def _characters(count: int) -> str:
    return "".join(chr(_CHINESE.randrange(0x4E00, 0x9FFF)) for _ in range(count))


@pytest.mark.parametrize("letters", ["中", "x", "é"])
async def test_names_and_ids_too_long_for_an_index_are_named_and_stop_nobody_elses(
    database: Database, tmp_path: Path, letters: str
) -> None:
    name, key = letters * (301 // len(letters.encode()) + 1), letters * (201 // len(letters.encode()) + 1)
    customers = FILES["customers.csv"] + f"CUST-L,{name},,,,,,,,\n{key},Al,,,,,,,,\n"
    methods = FILES["payment_methods.csv"] + f"{key},CUST-123,other,,,\n"
    products = FILES["products.csv"] + f"{key},Lamp,I8,,1.00,USD,true\nP8,Lamp,{key},,1.00,USD,true\n"
    orders = FILES["orders.csv"] + f"{key},CUST-123,pending,,USD,,,,,,,0,0,0\n"
    items = FILES["order_items.csv"] + f"ORD-1,2,{key},P,n,,1,1,0\nORD-1,3,I,{key},n,,1,1,0\n"
    report = await import_shop(
        database,
        tmp_path / "in",
        customers=customers,
        payment_methods=methods,
        products=products,
        orders=orders,
        order_items=items,
    )
    size = len(key.encode())
    assert sentences(report) == [
        f"customers.csv:5: name: takes {len(name.encode())} bytes; at most 300 are kept",
        f"customers.csv:6: customer_id: takes {size} bytes; at most 200 are kept",
        f"payment_methods.csv:5: payment_method_id: takes {size} bytes; at most 200 are kept",
        f"products.csv:5: product_id: takes {size} bytes; at most 200 are kept",
        f"products.csv:6: item_id: takes {size} bytes; at most 200 are kept",
        f"orders.csv:6: order_number: takes {size} bytes; at most 200 are kept",
        f"order_items.csv:7: item_id: takes {size} bytes; at most 200 are kept",
        f"order_items.csv:8: product_id: takes {size} bytes; at most 200 are kept",
    ]
    assert report.written == sum(content.count("\n") - 1 for content in FILES.values())


async def test_a_name_of_a_thousand_and_nine_hundred_characters_ends_no_import(
    database: Database, tmp_path: Path
) -> None:
    customers = FILES["customers.csv"] + f"CUST-L,{_characters(1900)},,,,,,,,\n"
    report = await import_shop(database, tmp_path / "in", customers=customers)
    assert sentences(report) == ["customers.csv:5: name: takes 5700 bytes; at most 300 are kept"]


async def test_the_longest_names_and_ids_fit_their_indexes(database: Database, tmp_path: Path) -> None:
    name, key, number = _characters(100), _characters(66), "ΐ" * 100
    customers = FILES["customers.csv"] + f"{key},{name},,,,,,,,\nCUST-G,{'ΐ' * 150},,,,,,,,\n"
    methods = FILES["payment_methods.csv"] + f"{_characters(66)},{key},other,,,\n"
    products = FILES["products.csv"] + f"{_characters(66)},{name},{_characters(66)},,1.00,USD,true\n"
    orders = FILES["orders.csv"] + f"{number},{key},pending,,USD,,,,,,,0,0,0\n"
    report = await import_shop(
        database,
        tmp_path / "in",
        customers=customers,
        payment_methods=methods,
        products=products,
        orders=orders,
    )
    assert sentences(report) == []
    assert number in [row["order_number"] for row in await exported(database, tmp_path / "o", "orders.csv")]


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ("1000001,1.00,0", "quantity: is larger than 1,000,000"),
        ("999999999,999999999999.00,0", "quantity: is larger than 1,000,000"),
        ("1000000,999999999999.00,0", "unit_price: times the quantity is more than can be kept"),
        ("3,0.10,0.31", "discount: is larger than the quantity times the unit price"),
        ("2,10.00,20.01", "discount: is larger than the quantity times the unit price"),
        ("0,10.00,0", "quantity: '0' is not a whole number from 1 on"),
    ],
)
async def test_a_line_that_cannot_be_summed_or_gives_money_away_is_refused(
    database: Database, tmp_path: Path, cast: Cast, values: str, complaint: str
) -> None:
    await import_shop(database, tmp_path / "in")
    report = await import_file(
        database, tmp_path / "more", "order_items.csv", f"{ITEMS_HEAD}#W456,2,I9,P9,Big,,{values}\n"
    )
    assert sentences(report) == [f"order_items.csv:2: {complaint}"]
    async with database.transaction(cast.emma) as conn:
        assert len((await list_orders(conn, OrderFilter())).items) == 4


async def test_the_largest_lines_can_be_summed(database: Database, tmp_path: Path, cast: Cast) -> None:
    await import_shop(database, tmp_path / "in")
    rows = "".join(f"#W456,{line},I9,P9,Big,,1000000,1000000.00,0\n" for line in range(2, 202))
    report = await import_file(database, tmp_path / "more", "order_items.csv", ITEMS_HEAD + rows)
    assert report.is_clean
    expected = 200 * 10**14 + 5000
    async with database.transaction(cast.emma) as conn:
        page = await list_orders(conn, OrderFilter(customer_id="CUST-123"))
        assert page.items[0].total_minor == (await get_order(conn, "W456")).total_minor == expected


async def test_the_tables_hold_the_same_bounds(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    changes = {
        "order_items set quantity = 1000001": "order_items_quantity_check",
        "order_items set discount_minor = quantity * unit_price_minor + 1": "order_items_discount",
        "order_items set unit_price_minor = 100000000000001": "order_items_worth",
        "orders set shipping_minor = 100000000000001": "orders_shipping_minor_check",
        "customers set name = repeat('x', 301)": "customers_name_check",
        "customers set customer_id = repeat('x', 201)": "customers_customer_id_check",
        "product_variants set price_minor = 100000000000001": "product_variants_price_minor_check",
        "payments set amount_minor = 100000000000001": "payments_amount_minor_check",
        "order_returns set amount_minor = -100000000000001": "order_returns_amount_minor_check",
    }
    for change, constraint in changes.items():
        with pytest.raises(psycopg.errors.CheckViolation) as caught:
            owner_changes(addresses, f"update {change}", setting="app.reason", value="import")
        assert caught.value.diag.constraint_name == constraint


async def test_a_discount_larger_than_the_order_never_makes_a_total_below_zero(
    database: Database, tmp_path: Path, cast: Cast
) -> None:
    orders = FILES["orders.csv"].replace(
        "Springfield,IL,62702,US,0.00,0.00,0.00", "x,IL,62702,US,0.00,0.00,99.00"
    )
    assert (await import_shop(database, tmp_path / "in", orders=orders)).is_clean
    async with database.transaction(cast.emma) as conn:
        order = await get_order(conn, "ORD-999")
        assert (order.subtotal_minor, order.discount_minor, order.total_minor) == (1990, 9900, 0)
        listed = await list_orders(conn, OrderFilter(customer_id="CUST-456"))
        assert listed.items[0].total_minor == 0
        day = await orders_between(conn, datetime(2026, 1, 3, tzinfo=UTC), datetime(2026, 1, 4, tzinfo=UTC))
        assert day.totals == (Money(5000, "USD"),)

"""Which stored row a row of a file is, and what a later file may change."""

import asyncio
import csv
import json
from pathlib import Path

import psycopg
import pytest

from support_ai.access.actor import Reason, System
from support_ai.core.database import Database
from support_ai.integration.service import import_directory
from support_ai.shop import service as shop
from tests.conftest import Addresses, Cast
from tests.integration.reading import (
    PAYMENTS_HEAD,
    RETURNS_HEAD,
    exported,
    import_file,
    owner_changes,
    owner_reads,
    sentences,
)
from tests.shop_files import FILES, PLACE, import_shop

SHIPMENTS_HEAD = "order_number,carrier,tracking_number,status,shipped_at,estimated_delivery,delivered_at\n"


async def test_returns_without_a_time_do_not_double(database: Database, tmp_path: Path) -> None:
    returns = (
        f"{RETURNS_HEAD}ORD-123,return,requested,I1,,card,45.00,\nORD-123,return,requested,I1,,card,45.00,\n"
    )
    first = await import_shop(database, tmp_path / "in", returns=returns)
    assert (first.is_clean, first.files[-1].written) == (True, 2)
    for _ in range(2):
        again = await import_directory(database, tmp_path / "in")
        assert (again.written, again.is_clean) == (0, True)
    later = await import_shop(
        database, tmp_path / "in", returns=returns.replace("requested,I1", "done,I1", 1)
    )
    assert (later.written, later.is_clean) == (1, True)
    rows = await exported(database, tmp_path / "out", "returns.csv")
    assert sorted(row["status"] for row in rows) == ["done", "requested"]
    back = await import_directory(database, tmp_path / "out")
    assert (back.written, back.is_clean) == (0, True)


async def test_shipments_without_carrier_number_or_line_do_not_double(
    database: Database, tmp_path: Path
) -> None:
    row = "ORD-999,,,shipped,,,\n"
    shipments = SHIPMENTS_HEAD + row + row + "ORD-999,UPS,,shipped,,,\n" + "ORD-999,,1Z,shipped,,,\n"
    assert (await import_shop(database, tmp_path / "in", shipments=shipments)).is_clean
    for _ in range(2):
        again = await import_directory(database, tmp_path / "in")
        assert (again.written, again.is_clean) == (0, True)
    delivered = shipments.replace("ORD-999,,1Z,shipped", "ORD-999,,1Z,delivered")
    assert (await import_shop(database, tmp_path / "in", shipments=delivered)).written == 1
    assert len(await exported(database, tmp_path / "out", "shipments.csv")) == 4


async def test_rows_with_and_without_a_line_may_be_mixed(database: Database, tmp_path: Path) -> None:
    row = "ORD-999,payment,5.00,card,2026-01-03T11:00:00Z"
    payments = f"{PAYMENTS_HEAD.strip()},line\n{row},1\n{row},\n{row},\n"
    assert (await import_shop(database, tmp_path / "in", payments=payments)).is_clean
    again = await import_directory(database, tmp_path / "in")
    assert (again.written, sentences(again)) == (0, [])
    lines = [row["line"] for row in await exported(database, tmp_path / "out", "payments.csv")]
    assert lines == ["1", "2", "3"]


@pytest.mark.parametrize("kept", ["order_items", "payments", "returns"])
async def test_the_books_of_an_order_never_change_their_currency(
    database: Database, tmp_path: Path, kept: str
) -> None:
    row = {
        "order_items": "ORD-1,1,I9,P9,Discontinued,,1,1200,0\n",
        "payments": "ORD-1,payment,1700,,,1\n",
        "returns": "ORD-1,return,requested,I9,,,1200,\n",
    }
    heads = {name: FILES[f"{name}.csv"].splitlines()[0] + "\n" for name in row}
    files = heads | {kept: heads[kept] + row[kept]}
    files["shipments"] = FILES["shipments.csv"].splitlines()[0] + "\n"
    wrong = FILES["orders.csv"].replace("ORD-1,CUST-456,pending,,JPY", "ORD-1,CUST-456,pending,,USD")
    assert (await import_shop(database, tmp_path / "in", orders=wrong, **files)).is_clean
    corrected = await import_shop(database, tmp_path / "in", **files)
    assert sentences(corrected) == [
        "orders.csv:5: currency: the order is booked in USD, and its books never change their currency",
        f"{kept}.csv:2: order_number: the order's own row names another currency than the one it is booked in",
    ]
    assert corrected.written == 0
    before = await exported(database, tmp_path / "out", f"{kept}.csv")
    assert [value for value in before[0].values() if value in ("1200.00", "1700.00")] != []
    back = await import_directory(database, tmp_path / "out")
    assert (back.written, back.is_clean) == (0, True)


async def test_amounts_of_another_currency_do_not_slip_in_behind_their_refused_order(
    database: Database, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    orders = FILES["orders.csv"].replace(
        "ORD-999,CUST-456,pending,2026-01-03T11:00:00Z,USD",
        "ORD-999,CUST-456,pending,2026-01-03T11:00:00Z,JPY",
    )
    items = FILES["order_items.csv"].replace(
        'ORD-999,1,I3,P2,"Lamp, small",,1,19.90,0.00', 'ORD-999,1,I3,P2,"Lamp, small",,1,1990,0'
    )
    report = await import_shop(database, tmp_path / "in", orders=orders, order_items=items)
    assert (report.written, [sentence.split(": ")[1] for sentence in sentences(report)]) == (
        0,
        ["currency", "order_number"],
    )
    stored = {
        row["order_number"]: row for row in await exported(database, tmp_path / "out", "order_items.csv")
    }
    assert stored["ORD-999"]["unit_price"] == "19.90"


async def test_an_order_without_books_may_be_given_another_currency(
    database: Database, tmp_path: Path
) -> None:
    head = f"order_number,customer_id,status,placed_at,currency,{PLACE},shipping\n"
    await import_shop(database, tmp_path / "in")
    await import_file(database, tmp_path / "new", "orders.csv", f"{head}N-1,CUST-9,pending,,USD,,,,,,,500\n")
    report = await import_file(
        database, tmp_path / "new", "orders.csv", f"{head}N-1,CUST-9,pending,,JPY,,,,,,,500\n"
    )
    assert (report.written, report.is_clean) == (1, True)
    order = (await exported(database, tmp_path / "out", "orders.csv"))[-1]
    assert (order["order_number"], order["currency"], order["shipping"]) == ("N-1", "JPY", "500")


async def test_a_balance_never_changes_its_currency(database: Database, cast: Cast, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "in")
    async with database.transaction(cast.owner) as conn:
        await shop.configure(conn, "Shop", "UTC", "JPY", "JP")
    methods = FILES["payment_methods.csv"].replace("25.00", "2500")
    report = await import_shop(database, tmp_path / "in", payment_methods=methods)
    assert sentences(report) == [
        "payment_methods.csv:3: balance: is kept in USD, and the shop's currency is now JPY"
    ]
    rows = await exported(database, tmp_path / "out", "payment_methods.csv")
    assert [row["balance"] for row in rows] == ["", "25.00", ""]


async def test_a_corrected_balance_counts_as_written(database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "in")
    methods = FILES["payment_methods.csv"].replace("25.00", "30.00")
    report = await import_shop(database, tmp_path / "in", payment_methods=methods)
    assert (report.written, report.files[1].unchanged, report.is_clean) == (1, 2, True)
    both = methods.replace("gift,CUST-123,gift_card,,,30.00", "gift,CUST-123,voucher,,,35.00")
    report = await import_shop(database, tmp_path / "in", payment_methods=both)
    assert (report.written, report.files[1].unchanged, report.is_clean) == (1, 2, True)
    rows = await exported(database, tmp_path / "out", "payment_methods.csv")
    assert [(row["type"], row["balance"]) for row in rows] == [
        ("credit_card", ""),
        ("voucher", "35.00"),
        ("paypal", ""),
    ]


async def test_two_imports_at_once_lose_no_row(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in", payments=FILES["payments.csv"].splitlines()[0] + "\n")
    imports: list[asyncio.Task[object]] = []
    waiting: list[tuple[object, ...]] = []
    with psycopg.connect(addresses.owner, options="-c search_path=support_ai") as holder:
        # Whoever wants to book has to wait, so that both have chosen their lines before either has booked.
        holder.execute("lock table payments in share mode")
        for name, amount in (("a", "10.00"), ("b", "20.00")):
            content = f"{PAYMENTS_HEAD}ORD-999,payment,{amount},card,2026-01-03T10:00:01Z\n"
            imports.append(
                asyncio.create_task(import_file(database, tmp_path / name, "payments.csv", content))
            )
        for _ in range(200):
            waiting = owner_reads(
                addresses,
                "select l.locktype from pg_locks l join pg_database d on d.oid = l.database"
                " where d.datname = current_database() and not l.granted order by 1",
            )
            if len(waiting) == 2:
                break
            await asyncio.sleep(0.05)
        # One waits for the ledger, the other one for its turn.
        assert waiting == [("advisory",), ("relation",)]
        async with database.transaction(System(Reason.EXPORT), read_only=True) as conn:
            assert await (await conn.execute("select count(*) from payments")).fetchone() == (0,)
    reports = await asyncio.gather(*imports)
    assert [getattr(report, "written", None) for report in reports] == [1, 1]
    rows = await exported(database, tmp_path / "out", "payments.csv")
    assert sorted((row["amount"], row["line"]) for row in rows) in (
        [("10.00", "1"), ("20.00", "2")],
        [("10.00", "2"), ("20.00", "1")],
    )


async def test_a_row_booked_here_meanwhile_is_no_reason_to_lose_the_files(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in", payments=FILES["payments.csv"].splitlines()[0] + "\n")
    content = f"{PAYMENTS_HEAD}ORD-999,payment,10.00,card,2026-01-03T10:00:01Z\n"
    with psycopg.connect(addresses.owner, options="-c search_path=support_ai") as booking:
        booking.execute(
            "insert into payments (order_id, customer_id, line, kind, amount_minor, currency, business_key)"
            " select order_id, customer_id, 1, 'refund', 500, currency, 'refund:1' from orders"
            " where order_key = 'ORD-999'"
        )
        importing = asyncio.create_task(import_file(database, tmp_path / "a", "payments.csv", content))
        for _ in range(100):
            if owner_reads(
                addresses, "select count(*) from pg_locks where not granted and locktype = 'transactionid'"
            ) != [(0,)]:
                break
            await asyncio.sleep(0.05)
    report = await importing
    assert (report.written, report.is_clean) == (1, True)
    rows = await exported(database, tmp_path / "out", "payments.csv")
    assert [(row["kind"], row["line"]) for row in rows] == [("refund", "1"), ("payment", "2")]


async def test_two_files_of_one_kind_are_merged_one_after_the_other(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    rows = list(csv.DictReader(FILES["customers.csv"].splitlines()))
    (tmp_path / "in" / "customers.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    moved = FILES["customers.csv"].replace("1 Canary Street", "2 Canary Street")
    reading = "select count(*) from pg_stat_activity where datname = current_database() and query like 'copy pg_temp.staged%' and state like 'idle in%'"
    with psycopg.connect(addresses.owner, options="-c search_path=support_ai") as holder:
        holder.execute("lock table customers in share mode")
        importing = asyncio.create_task(import_shop(database, tmp_path / "in", customers=moved))
        # The second file says what is stored while it is read, and no longer when its turn has come.
        for _ in range(200):
            if owner_reads(addresses, reading) == [(1,)]:
                break
            await asyncio.sleep(0.05)
    report = await importing
    assert [(file.file, file.written) for file in report.files[:2]] == [
        ("customers.csv", 1),
        ("customers.jsonl", 1),
    ]
    stored = await exported(database, tmp_path / "out", "customers.csv")
    assert stored[0]["address1"] == "1 Canary Street"


async def test_a_product_renamed_here_keeps_its_name(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    owner_changes(addresses, "update products set name = 'Headset' where product_id = 'P1'")
    report = await import_directory(database, tmp_path / "in")
    assert sentences(report) == [
        "products.csv:2: I1 was changed here since; the file's row is left aside",
        "products.csv:3: I2 was changed here since; the file's row is left aside",
    ]
    rows = await exported(database, tmp_path / "out", "products.csv")
    assert [row["product_name"] for row in rows] == ["Headset", "Headset", "Lamp, small"]
    back = await import_directory(database, tmp_path / "out")
    assert (back.written, back.is_clean) == (0, True)


async def test_what_was_changed_here_into_something_no_file_says_ends_no_import(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    owner_changes(addresses, "update shipments set status = '' where tracking_number = '1Z2'")
    report = await import_directory(database, tmp_path / "in")
    assert sentences(report) == ["shipments.csv:3: W456 was changed here since; the file's row is left aside"]

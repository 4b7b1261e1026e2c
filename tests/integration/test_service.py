import csv
import json
import re
from pathlib import Path

import psycopg
import pytest

from support_ai.core.database import Database
from support_ai.core.errors import UnavailableError
from support_ai.integration.models import ImportReport, NothingToImportError
from support_ai.integration.service import export_directory, import_directory
from tests.conftest import Addresses
from tests.shop_files import FILES, PLACE, import_shop, write_files

ORDERS_HEAD = f"order_number,customer_id,status,placed_at,currency,{PLACE}\n"
PLACE_OF_ROHAN = "1 Canary Street,,Springfield,IL,62701,US"


def _sentences(report: ImportReport) -> list[str]:
    return [sentence for file in report.files for sentence in file.sentences()]


def _change(addresses: Addresses, statement: str) -> None:
    with psycopg.connect(addresses.owner) as connection:
        connection.execute("set search_path = support_ai")
        connection.execute(statement.encode())


async def test_what_goes_in_comes_out_and_goes_in_again_unchanged(database: Database, tmp_path: Path) -> None:
    report = await import_shop(database, tmp_path / "in")
    assert _sentences(report) == []
    assert report.written == sum(content.count("\n") - 1 for content in FILES.values())
    again = await import_directory(database, tmp_path / "in")
    assert (again.written, again.is_clean) == (0, True)
    await export_directory(database, tmp_path / "out")
    for name, content in FILES.items():
        written = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert sorted(csv.reader(written.splitlines())) == sorted(csv.reader(content.splitlines())), name
    back = await import_directory(database, tmp_path / "out")
    assert (back.written, back.is_clean) == (0, True)


async def test_json_lines_say_the_same_as_csv(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "json"
    folder.mkdir()
    for name, content in FILES.items():
        rows = [json.dumps(row) for row in csv.DictReader(content.splitlines())]
        (folder / name.replace("csv", "jsonl")).write_text("\n".join(rows))
    assert (await import_directory(database, folder)).is_clean
    assert (await import_shop(database, tmp_path / "csv")).written == 0


async def test_contact_details_are_nowhere_in_the_tables(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    with psycopg.connect(addresses.owner) as connection:
        for table in ("customers", "orders", "payment_methods"):
            rows = connection.execute(f"select t::text from support_ai.{table} t".encode()).fetchall()
            # What the envelopes hold counts, and not the digits in which they happen to be printed.
            whole = re.sub(
                r"x((?:[0-9a-f]{2})+)", lambda found: bytes.fromhex(found[1]).decode("latin-1"), str(rows)
            )
            assert rows
            for canary in ("Canary", "rohan@example.com", "12025550123", "4242"):
                assert canary.lower() not in whole.lower(), table


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("X,CUST-123,flying,,USD,,,,,,", "status: 'flying' is none of"),
        ("X,CUST-0,pending,,USD,,,,,,", "customer_id: there is no customer CUST-0"),
        ("X,CUST-123,pending,yesterday,USD,,,,,,", "placed_at: 'yesterday' is not a time"),
        ("X,CUST-123,pending,0001-01-01T00:00:00+14:00,USD,,,,,,", "is not a time"),
        ("X,CUST-123,pending,,US$,,,,,,", "currency: 'US$' is no currency"),
        (",CUST-123,pending,,USD,,,,,,", "order_number: is empty"),
        ("X,CUST-123,pending", "row: has 3 values"),
        ("X,CUST-123,pending,,USD,a\x00b,,,,,", "row: address1 holds a NUL byte"),
        ('X,CUST-123,pending,,USD,"open,,,,,', "row: a quotation mark is opened and never closed"),
        ("ord-5,CUST-123,pending,,USD,,,,,,", "order_number: repeats line 2"),
    ],
)
async def test_a_bad_row_is_named_and_stops_nobody_elses(
    database: Database, tmp_path: Path, row: str, complaint: str
) -> None:
    good = f"{{}},CUST-123,pending,,USD,{PLACE_OF_ROHAN}\n"
    orders = ORDERS_HEAD + good.format("ORD-5") + row + "\n" + good.format("ORD-6")
    report = await import_shop(
        database, tmp_path / "in", orders=orders, order_items=FILES["order_items.csv"].splitlines()[0] + "\n"
    )
    of_orders = next(file for file in report.files if file.file == "orders.csv")
    assert (of_orders.rows, of_orders.written, len(of_orders.problems)) == (3, 2, 1)
    assert of_orders.sentences()[0].startswith("orders.csv:3: ")
    assert complaint in of_orders.sentences()[0]
    with (tmp_path / "in" / "rejects" / "orders.csv.rejects.csv").open(newline="") as file:
        kept = list(csv.DictReader(file))
    assert [line["rejected_line"] for line in kept] == ["3"]


async def test_bytes_that_are_no_text_are_named(database: Database, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "in")
    content = FILES["customers.csv"].encode().replace(b"Ana Chen", b"Ana \xff Chen")
    (folder / "customers.csv").write_bytes(content)
    report = await import_directory(database, folder)
    assert _sentences(report) == ["customers.csv:4: row: name is not valid UTF-8"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "orders.csv:1: file: the file is empty; its first line must name the columns"),
        ("order_number,status\nORD-1,pending\n", "orders.csv:1: customer_id: missing column customer_id"),
    ],
)
async def test_a_file_that_cannot_be_read_is_named_and_stops_no_other(
    database: Database, tmp_path: Path, content: str, complaint: str
) -> None:
    report = await import_shop(database, tmp_path / "in", orders=content)
    assert _sentences(report)[0].startswith(complaint)
    assert report.files[0].written == 3


async def test_an_empty_folder_is_said_to_be_one(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NothingToImportError):
        await import_directory(database, tmp_path)


async def test_a_database_that_is_gone_ends_the_import_with_its_own_error(
    database: Database, tmp_path: Path
) -> None:
    folder = write_files(tmp_path / "in")
    await database.close()
    with pytest.raises(UnavailableError):
        await import_directory(database, folder)


async def test_a_fault_in_one_file_leaves_the_files_before_it_and_begins_none_after_it(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    _change(addresses, "revoke update on payment_methods from support_ai_app")
    _change(addresses, "revoke insert on payment_methods from support_ai_app")
    customers = FILES["customers.csv"].replace("Ana Chen", "Anna Chen")
    methods = FILES["payment_methods.csv"] + "new,CUST-9,other,,,\n"
    orders = FILES["orders.csv"].replace("ORD-999,CUST-456,pending", "ORD-999,CUST-456,shipped")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await import_shop(
            database, tmp_path / "in", customers=customers, payment_methods=methods, orders=orders
        )
    await export_directory(database, tmp_path / "out")
    assert "Anna Chen" in (tmp_path / "out" / "customers.csv").read_text()
    assert "ORD-999,CUST-456,pending" in (tmp_path / "out" / "orders.csv").read_text()


async def test_amounts_more_exact_than_the_currency_are_refused(database: Database, tmp_path: Path) -> None:
    items = FILES["order_items.csv"].replace(
        "ORD-1,1,I9,P9,Discontinued,,1,1200,0", "ORD-1,1,I9,P9,Old,,1,12.5,0"
    )
    report = await import_shop(database, tmp_path / "in", order_items=items)
    assert _sentences(report) == ["order_items.csv:6: unit_price: has more decimals than JPY has"]


async def test_a_newer_file_changes_what_the_older_said(database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "in")
    shipments = FILES["shipments.csv"].replace("in_transit", "out_for_delivery")
    report = await import_shop(database, tmp_path / "in", shipments=shipments)
    assert (report.written, report.is_clean) == (1, True)


async def test_rows_without_a_line_are_matched_by_their_ordinal(database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "in")
    head, *rows = FILES["payments.csv"].splitlines()
    shorter = "\n".join([head.removesuffix(",line"), *(row.rpartition(",")[0] for row in rows)]) + "\n"
    report = await import_shop(database, tmp_path / "in", payments=shorter)
    assert (report.written, report.is_clean) == (0, True)
    one_more = shorter + "#W456,payment,25.00,gift,2026-01-03T10:00:01Z\n"
    assert (await import_shop(database, tmp_path / "in", payments=one_more)).written == 1
    assert (await import_shop(database, tmp_path / "in", payments=one_more)).written == 0


async def test_an_older_file_never_undoes_what_was_changed_here(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    _change(addresses, "update orders set status = 'cancelled' where order_key = 'ORD-999'")
    _change(
        addresses,
        "with asked as (insert into proposals (proposal_id, action, subject, customer_id, asked_by, asked_as, state,"
        " arguments, preview, digest, asked_at, expires_at, decided_at) values (gen_random_uuid(), 'change_payment',"
        " 'order:1', 'CUST-123', gen_random_uuid(), 'customer', 'committed', '', '', repeat('0', 64), now(), now(), now())"
        " returning proposal_id) insert into balance_entries (customer_id, payment_method_id, amount_minor, currency,"
        " origin, business_key, proposal_id)"
        " select 'CUST-123', 'gift', -500, 'USD', 'shop', 'order:1', proposal_id from asked",
    )
    report = await import_directory(database, tmp_path / "in")
    assert report.written == 0
    assert _sentences(report) == [
        "payment_methods.csv:3: CUST-123 was changed here since; the file's row is left aside",
        "orders.csv:4: ORD-999 was changed here since; the file's row is left aside",
    ]
    await export_directory(database, tmp_path / "out")
    assert "gift,CUST-123,gift_card,,,20.00" in (tmp_path / "out" / "payment_methods.csv").read_text()
    assert "ORD-999,CUST-456,cancelled" in (tmp_path / "out" / "orders.csv").read_text()
    back = await import_directory(database, tmp_path / "out")
    assert (back.written, back.is_clean) == (0, True)


async def test_a_booked_payment_is_never_rewritten(database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "in")
    report = await import_shop(
        database, tmp_path / "in", payments=FILES["payments.csv"].replace("117.90", "17.90")
    )
    assert report.written == 0
    assert _sentences(report) == [
        "payments.csv:2: ORD-123 was changed here since; the file's row is left aside"
    ]

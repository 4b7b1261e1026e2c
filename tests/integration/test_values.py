from pathlib import Path

from support_ai.core.database import Database
from support_ai.customers.service import find_by_email
from support_ai.integration.service import import_directory
from support_ai.shop import service as shop
from tests.conftest import Cast
from tests.integration.reading import (
    ITEMS_HEAD,
    ORDER_ROW,
    ORDERS_HEAD,
    PRODUCTS_HEAD,
    exported,
    import_file,
    sentences,
)
from tests.shop_files import FILES, import_shop


async def test_amounts_follow_the_decimals_of_their_currency(database: Database, tmp_path: Path) -> None:
    orders = f"{ORDERS_HEAD}Y,CUST-123,pending,,JPY,,,,,,\nK,CUST-123,pending,,KWD,,,,,,\nC,CUST-123,pending,,CLF,,,,,,\n"
    items = "Y,1,I,P,n,,3,1200.0,600\nK,1,I,P,n,,3,1.205,0.6\nC,1,I,P,n,,1,0.0001,0\nY,2,I,P,n,,1,0.5,0\nK,2,I,P,n,,1,1.2055,0\n"
    payments = "Y,payment,1200,,,1\nK,payment,12.345,,,1\nK,payment,0.0001,,,2\n"
    products = f"{PRODUCTS_HEAD}P,n,I1,,1200,JPY,true\nP,n,I2,,1.205,KWD,true\nP,n,I3,,1.5,JPY,true\n"
    report = await import_shop(
        database,
        tmp_path / "in",
        orders=orders,
        order_items=ITEMS_HEAD + items,
        payments=FILES["payments.csv"].splitlines()[0] + "\n" + payments,
        products=products,
        shipments=FILES["shipments.csv"].splitlines()[0] + "\n",
        returns=FILES["returns.csv"].splitlines()[0] + "\nK,return,done,I,,,-0.605,\n",
    )
    assert sentences(report) == [
        "products.csv:4: price: 1.5 has more decimals than JPY has.",
        "order_items.csv:5: unit_price: has more decimals than JPY has",
        "order_items.csv:6: unit_price: has more decimals than KWD has",
        "payments.csv:4: amount: has more decimals than KWD has",
    ]
    out = tmp_path / "out"
    lines = {row["order_number"]: row for row in await exported(database, out, "order_items.csv")}
    assert [(lines[key]["unit_price"], lines[key]["discount"]) for key in "YKC"] == [
        ("1200", "600"),
        ("1.205", "0.600"),
        ("0.0001", "0.0000"),
    ]
    assert [row["amount"] for row in await exported(database, out, "payments.csv")] == ["1200", "12.345"]
    assert [row["amount"] for row in await exported(database, out, "returns.csv")] == ["-0.605"]
    assert [row["price"] for row in await exported(database, out, "products.csv")] == ["1200", "1.205"]


async def test_an_amount_is_the_same_in_every_form(database: Database, tmp_path: Path) -> None:
    forms = {
        "7": "7.00",
        "007.5": "7.50",
        "7.500000": "7.50",
        "0": "0.00",
        "-0.00": "0.00",
        "": "0.00",
        " 1.0 ": "1.00",
    }
    await import_shop(database, tmp_path / "in")
    rows = [f"F-{number},CUST-9,pending,,USD,,,,,,,{form}\n" for number, form in enumerate(forms)]
    content = f"{ORDERS_HEAD.strip()},shipping\n" + "".join(rows)
    report = await import_file(database, tmp_path / "forms", "orders.csv", content)
    assert (report.written, sentences(report)) == (len(forms), [])
    stored = await exported(database, tmp_path / "out", "orders.csv")
    assert [row["shipping"] for row in stored[4:]] == list(forms.values())
    again = await import_directory(database, tmp_path / "out")
    assert (again.written, again.is_clean) == (0, True)


async def test_what_is_no_amount_is_refused(database: Database, tmp_path: Path) -> None:
    amounts = ("1,5", "$5", "5.", ".5", "1e3", "5.00001", "1234567890123", "-5", "NaN", "٥", "", "1" * 50)
    rows = "".join(f'P,n,I{number},,"{amount}",USD,true\n' for number, amount in enumerate(amounts))
    report = await import_file(database, tmp_path / "in", "products.csv", PRODUCTS_HEAD + rows)
    found = [(problem.line, problem.field) for problem in report.files[0].problems]
    assert found == [(line, "price") for line in range(2, len(amounts) + 2)]


async def test_options_come_out_as_they_went_in(database: Database, tmp_path: Path) -> None:
    forms = {
        "color=red\\;blue;size=a\\=b": "color=red\\;blue;size=a\\=b",
        "path=c:\\\\temp\\\\": "path=c:\\\\temp\\\\",
        "a\\=b=c;d=": "a\\=b=c;d=",
        " color = dark red ; size = L ": "color=dark red;size=L",
        "note=ends with a space\\ ": "note=ends with a space",
        "": "",
    }
    rows = "".join(f'P,n,I{number},"{form}",1.00,USD,true\n' for number, form in enumerate(forms))
    assert sentences(await import_file(database, tmp_path / "in", "products.csv", PRODUCTS_HEAD + rows)) == []
    stored = await exported(database, tmp_path / "out", "products.csv")
    assert [row["options"] for row in stored] == list(forms.values())
    again = await import_directory(database, tmp_path / "out")
    assert (again.written, again.is_clean) == (0, True)


async def test_what_is_no_list_of_options_is_refused(database: Database, tmp_path: Path) -> None:
    forms = ("red", "=red", "a=1;a=2", "a=1; a =2", "a=b=c", "a=b\\", "a=1;;b=2", " =1")
    rows = "".join(f"P,n,I{number},{form},1.00,USD,true\n" for number, form in enumerate(forms))
    report = await import_file(database, tmp_path / "in", "products.csv", PRODUCTS_HEAD + rows)
    found = [(problem.line, problem.field) for problem in report.files[0].problems]
    assert found == [(line, "options") for line in range(2, len(forms) + 2)]


async def test_a_time_without_an_offset_is_the_shops_own(
    database: Database, cast: Cast, tmp_path: Path
) -> None:
    times = {
        "2026-07-01T12:00:00+02:00": "2026-07-01T10:00:00Z",
        "2026-07-01T12:00:00Z": "2026-07-01T12:00:00Z",
        "2026-07-01T12:00:00.25-0330": "2026-07-01T15:30:00.250000Z",
        "2026-07-01 12:00:00": "2026-07-01T16:00:00Z",
        "2026-W27-3T12:00:00Z": "2026-07-01T12:00:00Z",
        "2026-01-01": "2026-01-01T05:00:00Z",
        "": "",
    }
    async with database.transaction(cast.owner) as conn:
        await shop.configure(conn, "Shop", "America/New_York", "USD", "US")
    await import_shop(database, tmp_path / "in")
    rows = "".join(f"T-{number},CUST-9,pending,{time},USD,,,,,,\n" for number, time in enumerate(times))
    report = await import_file(database, tmp_path / "times", "orders.csv", ORDERS_HEAD + rows)
    assert (report.written, sentences(report)) == (len(times), [])
    stored = await exported(database, tmp_path / "out", "orders.csv")
    assert [row["placed_at"] for row in stored[4:]] == list(times.values())


async def test_a_time_that_no_shop_has_seen_is_refused(database: Database, tmp_path: Path) -> None:
    times = (
        "0001-01-01T00:00:00Z",
        "1899-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z",
        "2026-02-30T00:00:00Z",
        "tomorrow",
        "1767225600",
    )
    await import_shop(database, tmp_path / "in")
    rows = "".join(f"T-{number},CUST-9,pending,{time},USD,,,,,,\n" for number, time in enumerate(times))
    report = await import_file(database, tmp_path / "times", "orders.csv", ORDERS_HEAD + rows)
    for line, (sentence, time) in enumerate(zip(sentences(report), times, strict=True), 2):
        assert sentence.startswith(f"orders.csv:{line}: placed_at: '{time}' is not a time")


async def test_rows_that_differ_only_in_where_their_values_end_are_not_the_same(
    database: Database, tmp_path: Path
) -> None:
    head = FILES["customers.csv"].splitlines()[0] + "\n"
    one = head + "C-1,A,,,x\x1fy,z,,,,\n"
    other = head + "C-1,A,,,x,y\x1fz,,,,\n"
    await import_file(database, tmp_path / "in", "customers.csv", one)
    assert (await import_file(database, tmp_path / "in", "customers.csv", other)).written == 1


async def test_numbers_that_differ_only_in_case_or_mark_are_one_order(
    database: Database, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    content = ORDERS_HEAD + "".join(ORDER_ROW.format(number) for number in ("X-1", "#x-1", " # X-1 ", "x-2"))
    report = await import_file(database, tmp_path / "more", "orders.csv", content)
    assert report.written == 2
    assert sentences(report) == [
        "orders.csv:3: order_number: repeats line 2",
        "orders.csv:4: order_number: repeats line 2",
    ]
    later = await import_file(
        database, tmp_path / "more", "orders.csv", ORDERS_HEAD + ORDER_ROW.format("#x-1")
    )
    assert (later.written, later.is_clean) == (1, True)
    numbers = [row["order_number"] for row in await exported(database, tmp_path / "out", "orders.csv")]
    assert numbers[-2:] == ["#x-1", "x-2"]


async def test_a_later_file_changes_an_e_mail_address_and_where_the_customer_is_found(
    database: Database, cast: Cast, tmp_path: Path
) -> None:
    await import_shop(database, tmp_path / "in")
    customers = FILES["customers.csv"].replace("Rohan@example.com", "rohan.new@example.com")
    report = await import_shop(database, tmp_path / "in", customers=customers)
    assert (report.written, report.is_clean) == (1, True)
    async with database.transaction(cast.emma) as conn:
        assert await find_by_email(conn, "ROHAN.new@example.com") == "CUST-123"
        assert await find_by_email(conn, "rohan@example.com") is None

import csv
import io
from pathlib import Path

from support_ai.core.database import Database
from support_ai.integration.service import import_directory
from tests.integration.reading import ORDER_ROW, ORDERS_HEAD, import_file, rejected, sentences
from tests.shop_files import FILES, import_shop

BAD = [
    "A,CUST-123,flying,,USD,1 Canary Street,,Springfield,IL,62701,US\n",
    "B,CUST-0,pending,,USD,,,,,,\n",
    "C,CUST-123,pending\n",
    'D,CUST-123,pending,,USD,"open,,,,,\n',
    "E,CUST-123,pending,,USD,a\x00b,,,,,\n",
    'F,CUST-123,flying,,USD,"two\nlines",,,,,\n',
    "G,CUST-123,pending,,USD,1 Canary Street,,Springfield,IL,62701,US,too,many\n",
    "ord-5,CUST-123,pending,,USD,,,,,,\n",
]


async def test_every_row_that_was_not_taken_is_kept_as_it_stood(database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "shop")
    content = ORDERS_HEAD + ORDER_ROW.format("ORD-5") + "".join(BAD) + ORDER_ROW.format("ORD-6")
    report = await import_file(database, tmp_path / "in", "orders.csv", content)
    assert (report.files[0].rows, report.written, len(report.files[0].problems)) == (10, 2, 8)
    kept = rejected(tmp_path / "in", "orders.csv")
    assert [row["rejected_row"] for row in kept] == BAD
    assert [int(row["rejected_line"]) for row in kept] == [3, 4, 5, 6, 7, 8, 10, 11]
    assert [problem.line for problem in report.files[0].problems] == [3, 4, 5, 6, 7, 8, 10, 11]
    assert kept[0]["rejected_field"] == "status"
    assert kept[1]["rejected_reason"] == "there is no customer CUST-0"
    assert (kept[0]["order_number"], kept[0]["address1"]) == ("A", "1 Canary Street")
    mode = (tmp_path / "in" / "rejects" / "orders.csv.rejects.csv").stat().st_mode
    assert mode & 0o077 == 0


async def test_rejected_rows_can_be_mended_and_imported_again(database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "shop")
    await import_file(database, tmp_path / "in", "orders.csv", ORDERS_HEAD + BAD[0] + BAD[1])
    kept = (tmp_path / "in" / "rejects" / "orders.csv.rejects.csv").read_text(encoding="utf-8")
    mended = kept.replace(",flying,", ",shipped,").replace(",CUST-0,", ",CUST-9,")
    report = await import_file(database, tmp_path / "mended", "orders.csv", mended)
    assert (report.written, sentences(report)) == (2, [])


async def test_rejected_json_lines_are_kept_with_every_field(database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "shop")
    rows = list(csv.DictReader(io.StringIO(FILES["returns.csv"])))
    lines = [
        str(rows[0] | {"order_number": "ORD-0"}).replace("'", '"') + "\n",
        str(rows[0] | {"amount": "much"}).replace("'", '"') + "\n",
        '{"order_number": "ORD-123"\n',
        '{"order_number": "ORD-123"}\n',
    ]
    report = await import_file(database, tmp_path / "in", "returns.jsonl", "".join(lines))
    assert len(sentences(report)) == 4
    kept = rejected(tmp_path / "in", "returns.jsonl")
    assert [row["rejected_row"] for row in kept] == lines
    assert (kept[1]["item_ids"], kept[1]["amount"]) == ("I1;I1", "much")
    kept[0] |= {"order_number": "ORD-999", "item_ids": "I3"}
    kept[1] |= {"amount": "20.00", "payment_method_id": "gift"}
    mended = io.StringIO()
    output = csv.DictWriter(mended, list(kept[0]))
    output.writeheader()
    output.writerows(kept[:2])
    again = await import_file(database, tmp_path / "mended", "returns.csv", mended.getvalue())
    assert (again.written, sentences(again)) == (2, [])


async def test_a_whole_file_that_was_not_taken_is_named_in_the_rejects(
    database: Database, tmp_path: Path
) -> None:
    report = await import_shop(database, tmp_path / "in", products="product_id\nP1\n")
    assert "products.csv:1: product_name: missing column" in "".join(sentences(report))
    (kept,) = rejected(tmp_path / "in", "products.csv")
    assert (kept["rejected_line"], kept["rejected_field"]) == ("1", "product_name")


async def test_a_folder_with_nothing_wrong_keeps_no_rejects(database: Database, tmp_path: Path) -> None:
    assert (await import_shop(database, tmp_path / "in")).is_clean
    assert not (tmp_path / "in" / "rejects").exists()
    assert (await import_directory(database, tmp_path / "in")).is_clean


async def test_where_rejects_cannot_be_kept_this_is_said_and_the_import_goes_on(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "rejects").write_text("a file, and no folder")
    customers = FILES["customers.csv"] + "CUST-X,,,,,,,,,\n"
    report = await import_shop(database, tmp_path / "in", customers=customers)
    assert sentences(report) == [
        "customers.csv:0: rejects: the rows that were not taken cannot be kept: File exists",
        "customers.csv:5: name: is empty",
    ]
    assert report.written == sum(content.count("\n") - 1 for content in FILES.values())

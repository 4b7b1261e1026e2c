import json
from pathlib import Path

import pytest

from support_ai.core.database import Database
from support_ai.integration.models import FileInvalidError
from support_ai.integration.records import Record, read_records
from tests.integration.reading import PRODUCTS_HEAD, exported, import_file, rejected, sentences
from tests.shop_files import FILES, import_shop

COLUMNS = ("id", "name", "note")


def _read(folder: Path, content: str | bytes, name: str = "things.csv") -> list[Record]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_records(folder / name, COLUMNS, ("extra",), lambda _position: None))


def _rows(folder: Path, content: str | bytes, name: str = "things.csv") -> list[list[str]]:
    records = _read(folder, content, name)
    assert [record.fault for record in records if record.fault] == []
    return [[record.values[column] for column in COLUMNS] for record in records]


async def test_an_inch_mark_inside_a_field_is_data_and_loses_no_row(
    database: Database, tmp_path: Path
) -> None:
    content = (
        f'{PRODUCTS_HEAD}P1,TV 55" black,I1,,50.00,USD,true\nP2,Lamp,I2,,19.90,USD,true\n'
        'P3,Sofa,I3,,19.90,USD,true\nP4,TV 65" black,I4,,19.90,USD,true\nP5,Desk,I5,,1.00,USD,true\n'
    )
    report = await import_file(database, tmp_path / "in", "products.csv", content)
    assert (report.files[0].rows, report.files[0].written, sentences(report)) == (5, 5, [])
    names = [row["product_name"] for row in await exported(database, tmp_path / "out", "products.csv")]
    assert names == ['TV 55" black', "Lamp", "Sofa", 'TV 65" black', "Desk"]
    again = await import_file(
        database, tmp_path / "in", "products.csv", (tmp_path / "out" / "products.csv").read_bytes()
    )
    assert (again.written, again.is_clean) == (0, True)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('1,TV 55",x', ["1", 'TV 55"', "x"]),
        ('1,5" by 7",x', ["1", '5" by 7"', "x"]),
        ('1, "quoted" later,x', ["1", ' "quoted" later', "x"]),
        ('1,"says ""no""",x', ["1", 'says "no"', "x"]),
        ('1,"a, b","c\nd"', ["1", "a, b", "c\nd"]),
        ('1,"a\r\n\r\nb",x', ["1", "a\r\n\r\nb", "x"]),
        ('1,"",x', ["1", "", "x"]),
    ],
)
def test_a_quotation_mark_opens_only_at_the_start_of_a_field(
    tmp_path: Path, line: str, cells: list[str]
) -> None:
    assert _rows(tmp_path, f"id,name,note\n{line}\n2,after,y\n") == [cells, ["2", "after", "y"]]


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ('1,"open,x', "a quotation mark is opened and never closed"),
        ('1,"closed" early,x', "is not CSV: ',' expected after '\"'"),
        ('1,"open,x\n2,"b",y', "is not CSV: ',' expected after '\"'"),
        ('1,"a,x\n2,b",y,w', "a quotation mark is opened and never closed"),
    ],
)
def test_a_broken_row_ends_with_its_first_line_and_gives_the_others_back(
    tmp_path: Path, broken: str, fault: str
) -> None:
    lines = broken.count("\n") + 1
    records = _read(tmp_path, f"id,name,note\n{broken}\n8,fine,z\n9,fine,z\n")
    assert (records[0].line, records[0].fault) == (2, fault)
    assert [record.line for record in records] == list(range(2, 2 + lines + 2))
    assert [dict(record.values) for record in records[-2:]] == [
        {"id": str(number), "name": "fine", "note": "z"} for number in (8, 9)
    ]


def test_every_line_of_a_file_full_of_open_quotation_marks_is_reported(tmp_path: Path) -> None:
    records = _read(tmp_path, "id,name,note\n" + '1,"open,x\n' * 601)
    assert sum(record.raw.count("\n") for record in records) == 601


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    content = "\n  \nid,name,note\n\n1,a,x\n   \n\t\n\r\n,,\n2,b,y\n\n"
    assert _rows(tmp_path, content) == [["1", "a", "x"], ["2", "b", "y"]]


@pytest.mark.parametrize(
    "head",
    [
        b"\xef\xbb\xbfid,name,note\n",
        b'\xef\xbb\xbf"id","name","note"\r\n',
        b'"id", name ,"note",\n',
        b"note,id,unknown,name\n",
    ],
)
def test_a_header_may_begin_with_a_mark_be_quoted_and_stand_in_any_order(tmp_path: Path, head: bytes) -> None:
    names = [cell.strip(' "\r\n') for cell in head.removeprefix(b"\xef\xbb\xbf").decode().split(",")]
    row = ",".join({"id": "1", "name": "a", "note": "x"}.get(name, "") for name in names)
    assert _rows(tmp_path, head + row.encode() + b"\n") == [["1", "a", "x"]]


@pytest.mark.parametrize("name", ["things.csv", "things.jsonl"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path, name: str, encoding: str) -> None:
    content = "id,name,note\n1,ä,x\n" if name.endswith("csv") else '{"id":1,"name":"ä","note":""}\n'
    with pytest.raises(FileInvalidError, match="UTF-16; save it as UTF-8"):
        _read(tmp_path, content.encode(encoding), name)


async def test_line_ends_of_old_machines_are_refused_and_stop_no_other_file(
    database: Database, tmp_path: Path
) -> None:
    report = await import_shop(database, tmp_path / "in", products=FILES["products.csv"].replace("\n", "\r"))
    assert sentences(report) == [
        "products.csv:1: file: the lines end with a bare carriage return; save it with line feeds"
    ]
    assert [file.written for file in report.files if file.file != "products.csv"] == [3, 3, 4, 5, 4, 2, 1]


@pytest.mark.parametrize(
    ("head", "complaint"),
    [
        ("id;name;note", "separated by commas"),
        ("id\tname\tnote", "separated by commas"),
        ('id,"name,note', "not CSV"),
        ("id,name,note,name", "a column stands there twice"),
        ("id,note", "missing column name"),
    ],
)
def test_a_header_that_cannot_be_read_is_said_to_be_so(tmp_path: Path, head: str, complaint: str) -> None:
    with pytest.raises(FileInvalidError, match=complaint):
        _read(tmp_path, f"{head}\n1,2,3\n")


@pytest.mark.parametrize("row", ["1,a", "1,a,x,y", "1,a,x,", "one"])
def test_a_row_with_too_few_or_too_many_values_is_named(tmp_path: Path, row: str) -> None:
    (record,) = _read(tmp_path, f"id,name,note\n{row}\n")
    count = row.count(",") + 1
    assert record.fault == f"has {count} values, the first line names 3 columns"
    assert record.raw == f"{row}\n"


def test_a_line_longer_than_any_row_takes_no_memory_and_stops_no_other(tmp_path: Path) -> None:
    records = _read(tmp_path, "id,name,note\n" + "x" * 3_000_000 + "\n1,a,x\n")
    assert [(record.line, record.fault is None) for record in records] == [(2, False), (3, True)]
    assert len(records[0].raw) < 300_000


def test_json_values_are_read_as_csv_would_write_them(tmp_path: Path) -> None:
    lines = [
        '{"id": 1e3, "name": true, "note": null, "other": {"a": [1]}}',
        '{"id": 1.50E+1, "name": false, "note": -0.25, "extra": 7}',
        '{"id": 12345678901234567890, "name": "é", "note": "a;b"}',
        '\t{"id": 2.5e-1, "name": "\\u00e9", "note": ""}  ',
    ]
    assert _rows(tmp_path, "\ufeff" + "\n\n".join(lines), "things.jsonl") == [
        ["1000", "true", ""],
        ["15.0", "false", "-0.25"],
        ["12345678901234567890", "é", "a;b"],
        ["0.25", "é", ""],
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"id": 1, "name": {"a": 1}, "note": ""}', "name is neither text nor a number"),
        ('{"id": 1, "name": ["a", "b"], "note": ""}', "name is neither text nor a number"),
        ('{"id": 1, "name": NaN, "note": ""}', "is not JSON"),
        ('{"id": 1, "name": "a"}', "note is missing"),
        ('{"id": 1, "name": "a\\u0000", "note": ""}', "name holds a NUL byte"),
        ('{"id": 1, "name": "a\\ud800", "note": ""}', "name is not valid UTF-8"),
        ('{"id": 1, "name": "a", "note": ""', "is not JSON"),
        ("[1, 2, 3]", "is not a JSON object"),
        ("[" * 100_000, "is not JSON"),
        ('{"id": 1, "id": 2, "name": "a", "note": ""}', "id stands there twice"),
    ],
)
def test_json_that_is_no_row_is_named_and_stops_no_other(tmp_path: Path, line: str, fault: str) -> None:
    first, second = _read(tmp_path, f'{line}\n{{"id": 9, "name": "fine", "note": ""}}\n', "things.jsonl")
    assert (first.line, first.fault, first.raw) == (1, fault, f"{line}\n")
    assert (second.fault, second.values["name"]) == (None, "fine")


@pytest.mark.parametrize("number", ["1e999999999", "1E99999999999999999999", "-1e-40"])
def test_a_number_with_a_huge_exponent_is_left_as_it_is(tmp_path: Path, number: str) -> None:
    (row,) = _rows(tmp_path, f'{{"id": {number}, "name": "a", "note": ""}}\n', "things.jsonl")
    assert row[0] == number


async def test_lists_of_json_are_lists_of_ids(database: Database, tmp_path: Path) -> None:
    await import_shop(database, tmp_path / "in")
    row = {
        "order_number": "ORD-999",
        "kind": "exchange",
        "status": "requested",
        "item_ids": ["I3"],
        "new_item_ids": ["I1", "I2"],
        "payment_method_id": None,
        "amount": -12.5,
        "requested_at": "2026-01-08T00:00:00Z",
    }
    bad = row | {"item_ids": ["I3;I1"]}
    nested = row | {"item_ids": [["I3"]]}
    content = "\n".join(json.dumps(one) for one in (row, bad, nested))
    report = await import_file(database, tmp_path / "json", "returns.jsonl", content)
    assert (report.files[0].rows, report.written) == (3, 1)
    assert sentences(report) == [
        "returns.jsonl:2: row: item_ids holds a part with `;`",
        "returns.jsonl:3: row: item_ids is neither text nor a number",
    ]
    kept = (await exported(database, tmp_path / "out", "returns.csv"))[-1]
    assert (kept["item_ids"], kept["new_item_ids"], kept["amount"]) == ("I3", "I1;I2", "-12.50")
    assert [
        json.loads(line["rejected_row"])["item_ids"] for line in rejected(tmp_path / "json", "returns.jsonl")
    ] == [
        ["I3;I1"],
        [["I3"]],
    ]

"""Import, then every change through REST, then export: the files show the changes and nothing else, and go round again."""

from collections import Counter
from pathlib import Path

import pytest

from support_ai.actions.registry import ACTIONS
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.integration.service import export_directory, import_directory
from tests.conftest import Addresses
from tests.integration.changing_shop import change_everything, files, lines
from tests.integration.facts import BackEnd, back_end
from tests.integration.reading import another_database, owner_changes, sentences
from tests.serving import Shop
from tests.shop_files import write_files

_ADDRESS = "1 Canary Street,,Springfield,IL,62701,US"
_MOVED = "9 New Street,,Springfield,IL,60601,US"
_BOUGHT = "CUST-123,{},2026-01-04T00:00:00Z,USD,{},5.00,0.00,0.00"


def _order(number: str, was: str, becomes: str, place: str = _ADDRESS) -> tuple[str, str]:
    before, after = _BOUGHT.format(was, _ADDRESS), _BOUGHT.format(becomes, place)
    return f"{number},{before}", f"{number},{after}"


# By file: lines that are not there any more, and those that came.
EXPECTED: dict[str, tuple[list[str], list[str]]] = {
    "customers": (
        [
            f"CUST-123,Rohan Mehta,Rohan@example.com,+12025550123,{_ADDRESS}",
            "CUST-456,Michael Chen,michael@example.com,,2 Elm Street,,Springfield,IL,62702,US",
        ],
        [
            f"CUST-123,Rohan Mehta,Rohan@example.com,+12025550123,{_MOVED}",
            "CUST-456,Michael Chen,michael@example.com,,5 Far Street,,Springfield,IL,62701,US",
        ],
    ),
    # 80 lay there; five came back for GIFTED, and METHOD took 55.
    "payment_methods": (
        ["gift,CUST-123,gift_card,,,80.00"],
        ["gift,CUST-123,gift_card,,,30.00", "store_credit,CUST-123,voucher,Store credit,,10.00"],
    ),
    "products": ([], []),
    "orders": tuple[list[str], list[str]](
        map(
            list,
            zip(
                _order("CANCEL", "pending", "cancelled"),
                _order("GIFTED", "pending", "cancelled"),
                _order("ADDRESS", "pending", "pending", _MOVED),
                _order("ITEMS", "pending", "pending_item_modified"),
                _order("STATUS", "pending", "processed"),
                _order("RETURN", "delivered", "returned"),
                _order("EXCHANGE", "delivered", "exchanged"),
                strict=True,
            ),
        )
    ),
    "order_items": (
        ["ITEMS,1,I1,P1,Headphones,color=black,1,50.00,0.00"],
        ["ITEMS,1,I2,P1,Headphones,color=red\\;blue;size=a\\=b,1,55.00,0.00"],
    ),
    "payments": (
        [],
        [
            "CANCEL,refund,55.00,card,<now>,2",
            "GIFTED,refund,5.00,gift,<now>,2",
            "METHOD,payment,55.00,gift,<now>,2",
            "METHOD,refund,55.00,card,<now>,3",
            "ITEMS,payment,5.00,card,<now>,2",
            "REFUND,refund,12.34,card,<now>,2",
            "ADJUST,refund,2.00,card,<now>,2",
            "ADJUST,refund,3.00,card,<now>,3",
            "RETURN,refund,50.00,card,<now>,2",
            "EXCHANGE,payment,5.00,card,<now>,2",
        ],
    ),
    "shipments": ([], []),
    "returns": (
        [],
        [
            "RETURN,return,closed,I1,,card,50.00,<now>",
            "WITHDRAW,exchange,withdrawn,I1,I2,card,-5.00,<now>",
            "EXCHANGE,exchange,closed,I1,I2,card,-5.00,<now>",
        ],
    ),
}
# The rows of the first files that say something else by now.
CONFLICTS = {
    ("customers", "CUST-123"),
    ("customers", "CUST-456"),
    ("payment_methods", "CUST-123"),
    *(
        ("orders", number)
        for number in ("CANCEL", "GIFTED", "ADDRESS", "ITEMS", "STATUS", "RETURN", "EXCHANGE")
    ),
    ("order_items", "ITEMS"),
}


@pytest.fixture
async def program(shop: Shop, database: Database, tmp_path: Path) -> BackEnd:
    """Give a program with a key, and the shop as the first files tell of it."""
    report = await import_directory(database, write_files(tmp_path / "first", **files()))
    assert sentences(report) == []
    return await back_end(shop)


def _changes(
    before: dict[str, Counter[str]], after: dict[str, Counter[str]]
) -> dict[str, tuple[list[str], list[str]]]:
    return {
        name: (
            sorted((before[name] - after[name]).elements()),
            sorted((after[name] - before[name]).elements()),
        )
        for name in before
    }


async def test_the_files_show_every_change_and_nothing_else_and_go_round(
    program: BackEnd, database: Database, keys: Keyring, tmp_path: Path
) -> None:
    await export_directory(database, tmp_path / "before")
    done = await change_everything(program)
    assert done == {route for action in ACTIONS.values() for route in action.routes}
    await export_directory(database, tmp_path / "after")
    found = _changes(lines(tmp_path / "before"), lines(tmp_path / "after"))
    assert found == {name: (sorted(gone), sorted(come)) for name, (gone, come) in EXPECTED.items()}

    again = await import_directory(database, tmp_path / "first")
    assert again.written == 0
    assert [problem for file in again.files for problem in file.problems] == []
    told = [
        (file.file.removesuffix(".csv"), conflict.key) for file in again.files for conflict in file.conflicts
    ]
    assert sorted(told) == sorted(CONFLICTS)
    await export_directory(database, tmp_path / "still")
    assert _contents(tmp_path / "still") == _contents(tmp_path / "after")

    back = await import_directory(database, tmp_path / "after")
    assert (back.written, sentences(back)) == (0, [])
    await _goes_round(keys, tmp_path / "after", tmp_path / "there")


async def test_what_was_taken_back_is_in_no_file_and_comes_back_by_none(
    program: BackEnd, database: Database, keys: Keyring, addresses: Addresses, tmp_path: Path
) -> None:
    await change_everything(program)
    owner_changes(
        addresses,
        "insert into payments (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, at,"
        " business_key, cause, of_line) select order_id, customer_id, 9, 'reversal', amount_minor, currency,"
        " payment_method_id, now(), 'reversal:2', 'reversal', 2 from payments where line = 2"
        " and order_id = (select order_id from orders where number = 'REFUND')",
    )
    await export_directory(database, tmp_path / "after")
    payments = lines(tmp_path / "after")["payments"]
    assert [line for line in payments if line.startswith("REFUND,")] == [
        "REFUND,payment,55.00,card,2026-01-04T00:00:01Z,1"
    ]
    for folder in ("first", "after"):
        report = await import_directory(database, tmp_path / folder)
        assert report.written == 0
        assert [file for file in report.files if file.problems] == []
    await _goes_round(keys, tmp_path / "after", tmp_path / "there")


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


async def _goes_round(keys: Keyring, first: Path, there: Path) -> None:
    """Import files into an empty shop, and export the same ones from it."""
    with another_database() as addresses:
        other = await Database.open(addresses.application, keys, connections=2)
        report = await import_directory(other, first)
        assert (sentences(report), report.written > 0) == ([], True)
        await export_directory(other, there)
        again = await import_directory(other, first)
        assert (again.written, sentences(again)) == (0, [])
        await other.close()
    assert _contents(there) == _contents(first)

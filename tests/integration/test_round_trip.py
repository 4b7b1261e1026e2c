from pathlib import Path

from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.integration.kinds import KINDS
from support_ai.integration.service import export_directory, import_directory
from tests.integration.reading import another_database, sentences
from tests.shop_files import FILES, write_files

AWKWARD = {
    "customers": FILES["customers.csv"]
    + '"C,1","Ann ""Nan"" O\'Brien",,,"line one\nline two","a\rb","c\r\nd",é,=1+1, x \n',
    "products": FILES["products.csv"] + 'P9,"Screen 24""",I9,size=24"\\\\,1.00,KWD,true\n',
    "orders": FILES["orders.csv"] + '"A/1, b",CUST-9,pending,,KWD,,,,,,,0.005,0.000,0.001\n',
    "order_items": FILES["order_items.csv"] + '"a/1, B",7,I9,P9,"Screen 24""",,3,0.005,0.015\n',
    "returns": FILES["returns.csv"]
    + "ORD-123,return,requested,I1;I1,,card,90.00,2026-01-08T00:00:00Z\nORD-999,exchange,done,I3,I1,,-30.10,\n",
}


async def _opened(url: str, keys: Keyring) -> Database:
    return await Database.open(url, keys, connections=2)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


async def test_an_export_imported_into_an_empty_shop_is_exported_the_same(
    database: Database, keys: Keyring, tmp_path: Path
) -> None:
    for number, files in enumerate(({}, AWKWARD)):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert sentences(await import_directory(database, write_files(folder / "in", **files))) == []
        await export_directory(database, folder / "out")
        with another_database() as addresses:
            second = await _opened(addresses.application, keys)
            report = await import_directory(second, folder / "out")
            assert (sentences(report), report.written > 0) == ([], True)
            await export_directory(second, folder / "again")
            await second.close()
        assert _contents(folder / "again") == _contents(folder / "out")
        back = await import_directory(database, folder / "again")
        assert (back.written, sentences(back)) == (0, [])


async def test_a_shop_without_rows_goes_out_and_comes_in(database: Database, tmp_path: Path) -> None:
    written = await export_directory(database, tmp_path / "out")
    assert written == {f"{kind.name}.csv": 0 for kind in KINDS}
    for kind in KINDS:
        content = (tmp_path / "out" / f"{kind.name}.csv").read_text(encoding="utf-8")
        assert content == ",".join(kind.columns + kind.optional) + "\n"
    report = await import_directory(database, tmp_path / "out")
    assert ([file.rows for file in report.files], report.is_clean) == ([0] * 8, True)

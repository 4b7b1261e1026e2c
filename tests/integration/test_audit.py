from pathlib import Path

from support_ai.core.database import Database
from support_ai.integration.service import export_directory
from tests.conftest import Addresses
from tests.integration.reading import owner_reads
from tests.shop_files import FILES, import_shop

ENTRIES = "select actor, action, subject, outcome, detail from audit_entries order by entry_id"


async def test_every_imported_file_leaves_an_entry(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    orders = FILES["orders.csv"] + "X,CUST-0,pending,,USD,,,,,,,0,0,0\n"
    await import_shop(database, tmp_path / "in", orders=orders, products="product_id\n")
    entries = owner_reads(addresses, ENTRIES)
    assert [entry[:4] for entry in entries] == [
        ("system:import", "import.file", f"file:{name}", "failed" if name == "products" else "done")
        for name in (
            "customers",
            "payment_methods",
            "products",
            "orders",
            "order_items",
            "payments",
            "shipments",
            "returns",
        )
    ]
    assert [entry[4] for entry in entries][2:4] == [
        {"rows": 0, "written": 0, "problems": 1, "conflicts": 0},
        {"rows": 5, "written": 4, "problems": 1, "conflicts": 0},
    ]


async def test_an_export_leaves_an_entry_before_it_begins(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    await export_directory(database, tmp_path / "out")
    assert owner_reads(addresses, ENTRIES) == [("system:export", "export.files", "shop", "done", {})]

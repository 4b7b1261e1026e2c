"""What the tests of import and export look at: complaints, exported rows, rows kept aside, another database."""

import csv
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from support_ai.core.database import Database
from support_ai.integration.models import ImportReport
from support_ai.integration.service import export_directory, import_directory
from tests.conftest import Addresses, of_application, of_database

ORDERS_HEAD = (
    "order_number,customer_id,status,placed_at,currency,address1,address2,city,state,postal_code,country\n"
)
ORDER_ROW = "{},CUST-123,pending,,USD,1 Canary Street,,Springfield,IL,62701,US\n"
PRODUCTS_HEAD = "product_id,product_name,item_id,options,price,currency,available\n"
PAYMENTS_HEAD = "order_number,kind,amount,payment_method_id,at\n"
ITEMS_HEAD = "order_number,line,item_id,product_id,name,options,quantity,unit_price,discount\n"
RETURNS_HEAD = "order_number,kind,status,item_ids,new_item_ids,payment_method_id,amount,requested_at\n"


def sentences(report: ImportReport) -> list[str]:
    """Return every complaint of an import."""
    return [sentence for file in report.files for sentence in file.sentences()]


def _write(folder: Path, name: str, content: str | bytes) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


async def import_file(database: Database, folder: Path, name: str, content: str | bytes) -> ImportReport:
    """Import one file by itself."""
    _write(folder, name, content)
    return await import_directory(database, folder)


async def exported(database: Database, folder: Path, name: str) -> list[dict[str, str]]:
    """Export everything and return the rows of one file."""
    await export_directory(database, folder)
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rejected(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows that an import kept aside."""
    with (folder / "rejects" / f"{name}.rejects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def owner_reads(addresses: Addresses, query: str) -> list[tuple[object, ...]]:
    """Return what the owner of the tables reads."""
    with psycopg.connect(addresses.owner, options="-c search_path=support_ai") as connection:
        return connection.execute(query.encode()).fetchall()


def owner_changes(
    addresses: Addresses, statement: str, *, setting: str = "app.role", value: str = "owner"
) -> None:
    """Change rows as if a manager had changed them here, or by another setting as an import would."""
    with psycopg.connect(addresses.owner, options="-c search_path=support_ai") as connection:
        connection.execute("select set_config(%s, %s, true)", (setting, value))
        connection.execute(statement.encode())


@contextmanager
def another_database() -> Generator[Addresses]:
    """Make a second empty, migrated database and drop it in the end."""
    server, name = os.environ["SUPPORT_AI_TEST_DATABASE_URL"], f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {} template template_empty").format(sql.Identifier(name)))
    owner = of_database(server, name)
    yield Addresses(owner, of_application(owner))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))

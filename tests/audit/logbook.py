"""A log of several streams to tamper with, and a hand that may do anything to it."""

import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from support_ai.access.actor import Customer, Reason, System, Visitor
from support_ai.audit import seal_queries
from support_ai.audit import service as audit
from support_ai.audit.exporting import HeadExport, HeadFile
from support_ai.audit.heads import Signer, read_public_key
from support_ai.audit.models import Finding, Head, Report
from support_ai.audit.sealing import BATCH, seal_batch
from support_ai.audit.verifying import Heads, verify
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.stored import sealer_password
from tests.conftest import Addresses

ROHAN = Customer(UUID(int=4, version=4), UUID(int=104, version=4), "CUST-123", verified=True)
VISITOR = Visitor(UUID(int=6, version=4))
ACTIONS = ("session.begin", "order.read", "tool.get_order", "shop.configure", "import.file")


def sealer_address(addresses: Addresses, keys: Keyring) -> str:
    """Return the database's address for the sealer's role."""
    return make_conninfo(addresses.application, user=seal_queries.SEALER, password=sealer_password(keys))


@contextmanager
def sealer(addresses: Addresses, keys: Keyring) -> Generator[seal_queries.Connection]:
    """Give a connection of the sealer's role."""
    with seal_queries.connect(sealer_address(addresses, keys)) as conn:
        yield conn


def seal_all(conn: seal_queries.Connection, count: int, limit: int = BATCH) -> None:
    """Seal exactly so many entries, which are all there are.

    Transactions of other databases of the server hold up the horizon, so that it may take a moment.
    """
    sealed, ends = 0, time.monotonic() + 20
    while sealed < count and time.monotonic() < ends:
        now = seal_batch(conn, limit)
        sealed += now
        if now == 0:
            time.sleep(0.01)
    assert sealed == count
    assert seal_batch(conn) == 0


async def write(database: Database, count: int) -> None:
    """Write so many entries, of several actors, into several streams, several to a transaction."""
    for number in range(0, count, 10):
        actor = (ROHAN, VISITOR, System(Reason.JOB))[number // 10 % 3]
        async with database.transaction(actor) as conn:
            for one in range(number, min(number + 10, count)):
                action = ACTIONS[one % len(ACTIONS)]
                await audit.append(conn, action, f"subject:{one}", detail={"number": one, "word": "é\n\x1b"})


def tamper(addresses: Addresses, statement: str, *values: object) -> int:
    """Run a statement as the superuser, past triggers and row security, and return how many rows it touched."""
    with psycopg.connect(addresses.owner, autocommit=True) as conn:
        conn.execute("set session_replication_role = replica")
        conn.execute("set search_path = support_ai, public")
        return conn.execute(statement.encode(), values).rowcount


def look(addresses: Addresses, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Return what a query of the superuser's says."""
    with psycopg.connect(addresses.owner, autocommit=True) as conn:
        conn.execute("set search_path = support_ai, public")
        return conn.execute(statement.encode(), values).fetchall()


def sealed_entries(addresses: Addresses) -> list[int]:
    """Return the entries that have a seal, in the order of the seals."""
    return [int(str(row[0])) for row in look(addresses, "select entry_id from audit_seals order by seal_id")]


async def until_sealed(addresses: Addresses, count: int) -> None:
    """Wait until there are so many seals."""
    for _ in range(2000):
        if len(sealed_entries(addresses)) >= count:
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"not {count} seals after twenty seconds")


def verified(conn: seal_queries.Connection, signer: Signer, heads: Path | None = None) -> Report:
    """Verify everything."""
    return verify(conn, Heads(heads, read_public_key(signer.public_key)), lambda _: None)


def only_finding(report: Report) -> Finding:
    """Return what was found where it is one thing."""
    assert len(report.findings) == 1, report.findings
    return report.findings[0]


async def export(conn: seal_queries.Connection, signer: Signer, file: Path) -> None:
    """Write the heads as they stand into a file."""
    exporting = HeadExport(signer, HeadFile(file))
    await exporting.hand_out(exporting.collect(conn))


def write_line(file: Path, signer: Signer, stream: str, sequence: int, digest: bytes) -> None:
    """Append a head of one's own making."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(signer.line(Head(stream, sequence, digest), datetime.now(UTC)))


def entry_of(addresses: Addresses, stream: str, sequence: int) -> int:
    """Return the entry of a seal."""
    found = look(
        addresses, "select entry_id from audit_seals where (stream, sequence) = (%s, %s)", stream, sequence
    )
    return int(str(found[0][0]))

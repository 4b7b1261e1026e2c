"""Rows K2, K3, K4 and E9: sealing behind the acts, by a role of its own, in the order of what was committed."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from pathlib import Path

import pytest

from support_ai.audit import seal_queries
from support_ai.audit import service as audit
from support_ai.audit.chain import first, link
from support_ai.audit.exporting import HeadExport, HeadFile
from support_ai.audit.heads import Signer
from support_ai.audit.models import Outcome, Stream
from support_ai.audit.policy import stream_of
from support_ai.audit.sealing import Sealer, seal_batch
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from tests.audit.logbook import (
    ROHAN,
    look,
    only_finding,
    seal_all,
    sealed_entries,
    sealer,
    sealer_address,
    tamper,
    until_sealed,
    verified,
    write,
)
from tests.conftest import Addresses

_KILLED = """
import sys
from support_ai.audit import seal_queries
from support_ai.audit.sealing import seal_batch
conn = seal_queries.connect(sys.argv[1])
print("begins", flush=True)
while True:
    seal_batch(conn, 7)
"""


@pytest.mark.parametrize(
    ("action", "outcome", "stream"),
    [
        ("session.begin", Outcome.DONE, Stream.IDENTITY),
        ("tool.get_order", Outcome.FAILED, Stream.CONVERSATIONS),
        ("orders.list", Outcome.DONE, Stream.ORDERS),
        ("import.file", Outcome.DONE, Stream.INTEGRATION),
        ("GET /orders/{number}", Outcome.REFUSED, Stream.REFUSALS),
        ("session.begin", Outcome.REFUSED, Stream.REFUSALS),
        ("shop.configure", Outcome.DONE, Stream.SHOP),
        ("something.new", Outcome.DONE, Stream.SHOP),
        ("", Outcome.DONE, Stream.SHOP),
    ],
)
def test_the_stream_goes_by_the_noun_and_refusals_have_their_own(
    action: str, outcome: Outcome, stream: Stream
) -> None:
    assert stream_of(action, outcome) is stream


async def test_K4_an_entry_committed_late_by_a_long_transaction_is_sealed_after_it_ends_in_order(
    conn: seal_queries.Connection, database: Database, addresses: Addresses, signer: Signer
) -> None:
    await write(database, 10)
    async with database.transaction(ROHAN) as long:
        # The long one draws its number first and commits last.
        await audit.append(long, "order.read", "order:late")
        await write(database, 20)
        seal_all(conn, 10)
        assert verified(conn, signer).waiting == 20
    seal_all(conn, 21)
    numbers = sealed_entries(addresses)
    assert numbers == sorted(numbers)
    assert len(numbers) == 31
    assert verified(conn, signer).is_whole


async def test_K4_a_transaction_that_was_rolled_back_holds_up_nothing(
    conn: seal_queries.Connection, database: Database, signer: Signer
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction(ROHAN) as rolled_back:
            await audit.append(rolled_back, "order.read", "order:never")
            raise ZeroDivisionError
    await write(database, 10)
    seal_all(conn, 10)
    assert verified(conn, signer).is_whole


async def test_K4_sealing_runs_beside_many_writers_and_verification(
    conn: seal_queries.Connection, database: Database, addresses: Addresses, keys: Keyring, signer: Signer
) -> None:
    """Two sealers, five writers, and a verification again and again: the chain is whole at every moment."""
    ended = threading.Event()

    def seal() -> None:
        with sealer(addresses, keys) as own:
            while not ended.is_set():
                seal_batch(own, 50)

    def watch() -> int:
        times = 0
        with sealer(addresses, keys) as own:
            while not ended.is_set():
                assert verified(own, signer).is_whole
                times += 1
        return times

    sealers = [asyncio.create_task(asyncio.to_thread(seal)) for _ in range(2)]
    watching = asyncio.create_task(asyncio.to_thread(watch))
    await asyncio.gather(*(write(database, 400) for _ in range(5)))
    ended.set()
    await asyncio.gather(*sealers)
    assert await watching > 0
    seal_all(conn, 2000 - len(sealed_entries(addresses)))
    report = verified(conn, signer)
    assert report.is_whole
    assert sum(one.seals for one in report.streams) == 2000
    assert report.waiting == 0


async def test_K3_tampering_beside_a_running_sealer_is_named(
    conn: seal_queries.Connection, database: Database, addresses: Addresses, keys: Keyring, signer: Signer
) -> None:
    async with Sealer(sealer_address(addresses, keys), every=0.01).running():
        await write(database, 200)
        await until_sealed(addresses, 100)
        entry = sealed_entries(addresses)[42]
        tamper(addresses, "update audit_entries set actor = 'x' where entry_id = %s", entry)
        await write(database, 200)
    # Transactions of other databases may have held it up at its end.
    if left := 400 - len(sealed_entries(addresses)):
        seal_all(conn, left)
    assert only_finding(verified(conn, signer)).entry_id == entry


def _seal_until_killed(address: str, seconds: float) -> None:
    environment = dict(os.environ) | {"PYTHONPATH": "src"}
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, address], stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)


async def test_K3_a_sealer_killed_again_and_again_leaves_whole_batches(
    conn: seal_queries.Connection, database: Database, addresses: Addresses, keys: Keyring, signer: Signer
) -> None:
    await write(database, 3000)
    seen: set[int] = set()
    for number in range(5):
        await asyncio.to_thread(_seal_until_killed, sealer_address(addresses, keys), 0.03 + 0.03 * number)
        assert verified(conn, signer).is_whole
        seen.add(len(sealed_entries(addresses)))
    assert all(count % 7 == 0 for count in seen if count < 3000)
    # The server notices a dead client at its next word, and its lock ends with it.
    seal_all(conn, 3000 - len(sealed_entries(addresses)))
    report = verified(conn, signer)
    assert report.is_whole
    assert sum(one.seals for one in report.streams) == 3000


async def test_K4_one_process_seals_at_a_time(
    conn: seal_queries.Connection, database: Database, addresses: Addresses, keys: Keyring
) -> None:
    await write(database, 20)
    with sealer(addresses, keys) as other, other.transaction():
        assert seal_queries.try_lock(other)
        assert seal_batch(conn) == 0
    seal_all(conn, 20)


async def test_K3_a_log_restored_into_a_younger_server_goes_on(
    conn: seal_queries.Connection, database: Database, addresses: Addresses, signer: Signer
) -> None:
    """Restored entries carry transactions of another server, far ahead of this one's, sealed and not yet sealed."""
    restored = (
        "insert into audit_entries (actor, action, subject, outcome, request_id, stream, transaction)"
        " select 'system:job', 'order.read', 'order:' || n, 'done', '-', 'orders', (1000000000000 + n)::text::xid8"
        " from generate_series(1, 10) n"
    )
    tamper(addresses, restored)
    assert seal_queries.read_position(conn) == (seal_queries.START, True)
    tamper(
        addresses,
        "insert into audit_seals (stream, sequence, entry_id, transaction, hash)"
        " select 'orders', 1, entry_id, transaction, %s from audit_entries order by entry_id limit 1",
        _hash_of_first(conn),
    )
    await write(database, 20)
    seal_all(conn, 29)
    await write(database, 30)
    seal_all(conn, 30)
    assert verified(conn, signer).is_whole
    assert len(sealed_entries(addresses)) == 60


def _hash_of_first(conn: seal_queries.Connection) -> bytes:
    batch = seal_queries.read_batch(conn, seal_queries.START, 1, is_ours=False)
    return link(first("orders"), batch[0])


async def test_K3_the_running_sealer_exports_signed_heads_and_once_more_at_its_end(
    conn: seal_queries.Connection,
    database: Database,
    addresses: Addresses,
    keys: Keyring,
    tmp_path: Path,
) -> None:
    heads, signer = tmp_path / "heads.jsonl", Signer.in_directory(tmp_path / "keys")
    exporting = HeadExport(signer, HeadFile(heads), every=3600)
    async with Sealer(sealer_address(addresses, keys), exporting, every=0.01).running():
        await write(database, 10)
        await asyncio.sleep(0.2)
        # The first export came at once; the next one is an hour away, but for the end.
        before = heads.read_text() if heads.exists() else ""
        await write(database, 50)
        await until_sealed(addresses, 60)
    after = heads.read_text()
    assert after.startswith(before)
    assert len(after) > len(before)
    assert (
        heads.stat().st_mode & 0o777,
        (tmp_path / "keys" / "audit-signing.key").stat().st_mode & 0o777,
    ) == (0o600, 0o600)
    report = verified(conn, signer, heads)
    assert report.is_whole
    assert sum(one.heads for one in report.streams) >= 5


async def test_K4_a_database_that_goes_away_stops_no_sealer(
    conn: seal_queries.Connection, database: Database, addresses: Addresses, keys: Keyring
) -> None:
    async with Sealer(sealer_address(addresses, keys), every=0.01).running():
        await write(database, 10)
        for _ in range(3):
            look(
                addresses,
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where usename = 'support_ai_sealer' and datname = current_database() and pid <> %s",
                conn.info.backend_pid,
            )
            await write(database, 10)
            await asyncio.sleep(0.05)
        await until_sealed(addresses, 40)


async def test_K4_50000_entries_are_sealed_and_verified_in_memory_that_does_not_grow(
    conn: seal_queries.Connection, database: Database, addresses: Addresses, signer: Signer
) -> None:
    await write(database, 10)
    tamper(
        addresses,
        "insert into audit_entries (actor, role, action, subject, outcome, request_id, stream, detail)"
        " select 'account:' || gen_random_uuid(), 'customer', 'order.read', 'order:' || n, 'done', md5(n::text),"
        " (array['orders', 'identity', 'shop'])[mod(n, 3) + 1], jsonb_build_object('rows', n)"
        " from generate_series(1, 50000 - 10) n",
    )
    seal_all(conn, 50_000)
    tracemalloc.start()
    report = verified(conn, signer)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.is_whole
    assert sum(one.seals for one in report.streams) == 50_000
    # A thousand rows at a time, and not all of them (about 50 MB).
    assert peak < 8_000_000, peak

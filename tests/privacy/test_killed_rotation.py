"""Row K7: a rotation that is killed, with no chance to tidy up, while files are imported."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from support_ai.core.crypto import RING_FILE, Keyring
from support_ai.core.database import Database
from support_ai.integration.models import ImportReport
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner, audited
from tests.privacy.sealing import envelopes, key_ids
from tests.shop_files import FILES, import_shop

pytestmark = pytest.mark.row("K7")


@asynccontextmanager
async def _written_to(database: Database, folder: Path) -> AsyncGenerator[list[ImportReport]]:
    """Import files of new contents, one after the other, while the block runs; yield their reports."""
    reports: list[ImportReport] = []

    async def write() -> None:
        while True:
            count = len(reports) + 1
            changed = FILES["customers.csv"].replace("1 Canary Street", f"{count} Canary Street")
            more = "".join(
                f"NEW-{count}-{number},Somebody New,new{count}.{number}@example.com,,,,,,,\n"
                for number in range(50)
            )
            reports.append(await import_shop(database, folder, customers=changed + more))

    task = asyncio.create_task(write())
    try:
        yield reports
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _rotation_process(addresses: Addresses, ring: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.privacy.rotating",
        addresses.application,
        str(ring),
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=asyncio.subprocess.PIPE,
    )


async def _kill_when(process: asyncio.subprocess.Process, batches: int, ring: Path) -> None:
    """Kill a rotation once it sealed so many batches; 0 means while it waits for everybody to know of the key."""
    assert process.stdout is not None
    for _ in range(1000):
        if len(json.loads((ring / RING_FILE).read_bytes())["data"]) == 2:
            break
        await asyncio.sleep(0.02)
    for _ in range(batches):
        assert (await process.stdout.readline()).startswith(b"begun")
    process.kill()
    await process.communicate()
    assert len(json.loads((ring / RING_FILE).read_bytes())["data"]) == 2


async def test_K7_a_rotation_that_is_killed_again_and_again_under_load_loses_nothing(
    database: Database, ring: Path, tmp_path: Path, addresses: Addresses
) -> None:
    rows = "".join(f"MANY-{n},Somebody Else,many{n}@example.com,,{n} Long Street,,,,,\n" for n in range(3000))
    await import_shop(database, tmp_path / "many", customers=FILES["customers.csv"] + rows)
    (old,) = key_ids(addresses)
    async with _written_to(database, tmp_path / "files") as reports:
        for batches in (0, 1, 3):
            await _kill_when(await _rotation_process(addresses, ring), batches, ring)
        assert len(key_ids(addresses)) == 2
        process = await _rotation_process(addresses, ring)
        output, _ = await process.communicate()
    assert len(reports) > 1
    assert all(report.is_clean for report in reports)
    last = output.decode().splitlines()[-1].split()
    assert (process.returncode, last[0], last[2], last[4]) == (0, "done", "True", "1")
    reader = Keyring.in_directory(ring)
    assert old not in key_ids(addresses) == {reader.newest_id}
    found = envelopes(addresses, reader)
    assert all(f"many{n}@example.com" in found[f"customers.contact MANY-{n}"] for n in range(3000))
    assert as_owner(addresses, "select count(*) from customers where digest is null") == [(0,)]
    # The first may have died before it could say that it began; those that went on all said so.
    begun = [detail["resumed"] for _, detail in audited(addresses, "keys.rotation_begin")]
    assert begun in ([False, True, True, True], [True, True, True])

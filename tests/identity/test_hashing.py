"""Row A1 in use: a weaker hash is renewed by the login that proves it, and hashing stands in nobody's way."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.core.database import Database
from support_ai.identity.passwords import Passwords
from support_ai.identity.service import Identity, LoginFailedError
from support_ai.identity.tokens import TokenRing
from tests.conftest import Addresses
from tests.identity.signing_in import EMAIL, PASSWORD, as_owner


def _cost(addresses: Addresses) -> int:
    stored = as_owner(addresses, "select password_hash from accounts")
    return int(stored[0][0].split("$")[2])


async def test_A1_a_login_renews_a_weaker_hash_and_a_wrong_password_does_not(
    database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    ring = TokenRing.in_directory(tmp_path)
    old = Identity(database, ring, Passwords(4), timedelta(minutes=15))
    await old.make_account(Reason.STAFF_COMMAND, EMAIL, name="Rohan", role=Role.CUSTOMER, password=PASSWORD)
    new = Identity(database, ring, Passwords(5), timedelta(minutes=15))
    with pytest.raises(LoginFailedError):
        await new.login(EMAIL, "not the one")
    assert _cost(addresses) == 4
    await new.login(EMAIL, PASSWORD)
    assert _cost(addresses) == 5
    await new.login(EMAIL, PASSWORD)


async def test_A1_hashes_are_computed_beside_the_event_loop_by_two_threads() -> None:
    name = "passwords"
    passwords = Passwords(9)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    hashes = await asyncio.gather(*(passwords.hash(PASSWORD) for _ in range(12)))
    ticking.cancel()
    assert ticks > 100
    assert len(set(hashes)) == 12
    assert {thread.name for thread in threading.enumerate() if thread.name.startswith(name)} <= {
        f"{name}_0",
        f"{name}_1",
    }

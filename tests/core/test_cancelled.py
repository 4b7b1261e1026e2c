"""Whoever is cancelled while they wait for a connection goes no further, also where it is theirs in that moment."""

import asyncio

import pytest

from support_ai.access.actor import Reason, System
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from tests.conftest import Addresses

_START = System(Reason.START)


@pytest.mark.parametrize("turns", range(12))
async def test_nobody_who_was_cancelled_goes_on(addresses: Addresses, keys: Keyring, turns: int) -> None:
    database = await Database.open(addresses.application, keys, connections=1)

    async def work() -> None:
        async with database.transaction(_START, read_only=True):
            await asyncio.Event().wait()

    async with database.transaction(_START, read_only=True):
        waiting = asyncio.create_task(work())
        await asyncio.sleep(0.02)
    try:
        # The connection is on its way to who waits.
        for _ in range(turns):
            await asyncio.sleep(0)
        waiting.cancel()
        done, _ = await asyncio.wait([waiting], timeout=5)
        assert done == {waiting}
        assert waiting.cancelled()
        # And it is not lost.
        async with asyncio.timeout(5), database.transaction(_START, read_only=True):
            pass
    finally:
        waiting.cancel()
        await database.close()

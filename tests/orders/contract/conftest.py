"""One running application for all tests of a file: each makes orders of its own."""

from collections.abc import AsyncGenerator

import pytest

from support_ai.bootstrap import Thought
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from tests.conftest import clone, drop
from tests.orders.contract.scene import Scene, open_scene


@pytest.fixture(scope="module")
async def scene(
    tmp_path_factory: pytest.TempPathFactory, keys: Keyring, thought: Thought
) -> AsyncGenerator[Scene]:
    """Give the application with orders made to measure."""
    addresses = clone("template_empty")
    database = await Database.open(addresses.application, keys, connections=8)
    async for opened in open_scene(database, addresses, tmp_path_factory.mktemp("home"), thought):
        yield opened
    await database.close()
    drop(addresses)

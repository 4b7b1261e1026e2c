"""A shop with keys of its own: what rotates them, or loses some, is nobody else's business."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from support_ai.bootstrap import Thought
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from tests.conftest import Addresses
from tests.security.filling import Filled, fill
from tests.serving import serving


@pytest.fixture
def ring(tmp_path: Path, key_directory: Path) -> Path:
    """Give the directory of a key ring of the test's own: a copy, for the roles' passwords come from it."""
    directory = tmp_path / "keys"
    shutil.copytree(key_directory, directory)
    return directory


@pytest.fixture
async def database(addresses: Addresses, ring: Path) -> AsyncGenerator[Database]:
    """Give the pool on the test's own database, with the test's own keys."""
    opened = await Database.open(addresses.application, Keyring.in_directory(ring), connections=8)
    yield opened
    await opened.close()


@pytest.fixture
async def filled(
    database: Database, tmp_path: Path, thought: Thought, addresses: Addresses
) -> AsyncGenerator[Filled]:
    """Give a running shop with rows of everybody in every protected table."""
    async with serving(database, tmp_path, thought) as shop:
        yield await fill(shop, database, tmp_path / "files", addresses)

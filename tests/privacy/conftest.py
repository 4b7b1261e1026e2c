"""A shop with keys of its own: what rotates them, or loses some, is nobody else's business."""

import os
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from support_ai.bootstrap import Thought
from support_ai.core.crypto import MASTER_FILE, RING_FILE, Keyring
from support_ai.core.database import Database
from tests.conftest import HOME, Addresses
from tests.security.filling import Filled, fill
from tests.serving import Shop, serving


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    """Give the directory of a key ring of the test's own; passwords of roles are derived from it as in all tests."""
    directory = tmp_path / "ring"
    directory.mkdir()
    for name in (MASTER_FILE, RING_FILE):
        shutil.copy(Path(os.environ[HOME]) / "keys" / name, directory)
    return directory


@pytest.fixture
async def database(addresses: Addresses, ring: Path) -> AsyncGenerator[Database]:
    """Give the pool on the test's own database, with the test's own keys."""
    opened = await Database.open(addresses.application, Keyring.in_directory(ring), connections=8)
    yield opened
    await opened.close()


@pytest.fixture
async def shop(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Shop]:
    """Give the running application, which may call an identity provider on this machine."""
    async with serving(database, tmp_path, thought, internal_hosts=["localhost"]) as running:
        yield running


@pytest.fixture
async def filled(shop: Shop, database: Database, tmp_path: Path, addresses: Addresses) -> Filled:
    """Give a running shop with rows of everybody in every protected table."""
    return await fill(shop, database, tmp_path / "files", addresses)

"""A shop in which every protected table holds rows of several people."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from tests.conftest import Addresses, Demo
from tests.security.filling import Filled, fill
from tests.security.scene import Scene
from tests.serving import Shop, serving


@pytest.fixture
async def shop(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Shop]:
    """Give the running application, which may call an identity provider on this machine."""
    async with serving(database, tmp_path, thought, internal_hosts=["localhost"]) as running:
        yield running


@pytest.fixture
async def filled(shop: Shop, database: Database, tmp_path: Path, addresses: Addresses) -> Filled:
    """Give the running shop with its people."""
    return await fill(shop, database, tmp_path / "files", addresses)


@pytest.fixture
def scene(demo: Demo, addresses: Addresses) -> Scene:
    """Give the demo shop to knock at."""
    return Scene(demo, addresses)

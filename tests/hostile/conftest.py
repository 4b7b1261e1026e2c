"""The world of the hostile mind, made once for each test process, and a copy of it for each test."""

from collections.abc import AsyncGenerator, Iterator

import pytest

from support_ai.bootstrap import Thought
from support_ai.core.crypto import Keyring
from tests.conftest import clone, drop
from tests.hostile.world import House, World, build, opened


@pytest.fixture(scope="session")
def world(keys: Keyring, thought: Thought, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give the world to take copies of."""
    addresses = clone("template_empty")
    yield build(addresses, keys, thought, tmp_path_factory.mktemp("world"))
    drop(addresses)


@pytest.fixture
async def house(world: World, keys: Keyring, thought: Thought) -> AsyncGenerator[House]:
    """Give a copy of the world."""
    async with opened(world, keys, thought) as made:
        yield made


@pytest.fixture(scope="module")
async def shared_house(world: World, keys: Keyring, thought: Thought) -> AsyncGenerator[House]:
    """Give a copy of the world to all tests of a file whose conversations do not meet."""
    async with opened(world, keys, thought) as made:
        yield made

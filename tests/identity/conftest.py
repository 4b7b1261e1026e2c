"""A shop with people and the provider of its colleagues, both running here."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from tests.identity.providers import (
    Provider,
    configure,
    providing,
)
from tests.identity.signing_in import PASSWORD
from tests.serving import Shop, serving

PEOPLE = {
    "owner": Role.OWNER,
    "emma": Role.SUPPORT_AGENT,
    "adam": Role.ADMIN,
    "rohan": Role.CUSTOMER,
}


@pytest.fixture
async def house(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Shop]:
    """Give a shop with people, which may call hosts of this machine."""
    async with serving(database, tmp_path, thought, internal_hosts=["localhost"]) as shop:
        for name, role in PEOPLE.items():
            await shop.resources.identity.make_account(
                Reason.STAFF_COMMAND, f"{name}@example.com", name=name, role=role, password=PASSWORD
            )
        yield shop


@pytest.fixture
async def provider(house: Shop) -> AsyncGenerator[Provider]:
    """Give a provider that the owner has set up."""
    async with providing() as running:
        answer = await configure(house, running.issuer)
        assert answer.status_code == 200, answer.text
        yield running

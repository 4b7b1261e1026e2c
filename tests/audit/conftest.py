"""The sealer's connection, a key, and a log that is sealed already."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support_ai.audit import seal_queries
from support_ai.audit.heads import Signer
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from tests.audit.logbook import seal_all, sealer, write
from tests.conftest import Addresses


@pytest.fixture
def conn(addresses: Addresses, keys: Keyring) -> Iterator[seal_queries.Connection]:
    """Give the sealer's connection."""
    with sealer(addresses, keys) as opened:
        yield opened


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    """Give a key."""
    return Signer.in_directory(tmp_path / "keys")


@pytest.fixture
async def log(database: Database, conn: seal_queries.Connection) -> None:
    """Give 100 sealed entries in five streams."""
    await write(database, 100)
    seal_all(conn, 100)

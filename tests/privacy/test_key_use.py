"""Row K7: how often one data key seals, for a key with random nonces is good for 2^32 envelopes (NIST SP 800-38D, 8.3)."""

from pathlib import Path

import pytest

from support_ai.bootstrap import Thought
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from tests.conftest import Addresses
from tests.serving import serving
from tests.shop_files import import_shop

pytestmark = pytest.mark.row("K7")


class CountingRing(Keyring):
    """A ring that counts what it seals."""

    sealed = 0

    def seal(self, table: str, column: str, row: str, text: str) -> bytes:
        """Seal, and count it."""
        self.sealed += 1
        return super().seal(table, column, row, text)


async def test_K7_a_key_seals_once_for_each_new_value_and_never_for_what_is_read_or_imported_unchanged(
    addresses: Addresses, ring: Path, tmp_path: Path, thought: Thought
) -> None:
    keys = CountingRing.in_directory(ring)
    assert isinstance(keys, CountingRing)
    database = await Database.open(addresses.application, keys, connections=4)

    async def seals_of_import() -> int:
        before = keys.sealed
        assert (await import_shop(database, tmp_path / "files")).is_clean
        return keys.sealed - before

    try:
        # Three customers, three payment methods, four orders.
        assert await seals_of_import() == 10
        assert await seals_of_import() == 0
        async with serving(database, tmp_path, thought) as shop:
            before = keys.sealed
            await shop.register("rohan@example.com", "secure123")
            headers = await shop.login("rohan@example.com", "secure123")
            assert keys.sealed - before == 1
            # The first message makes the person's key; texts are sealed with that one.
            for _ in range(5):
                answer = await shop.client.post("/chat", headers=headers, json={"message": "Hello"})
                assert answer.status_code == 200, answer.text
            assert keys.sealed - before == 2
    finally:
        await database.close()

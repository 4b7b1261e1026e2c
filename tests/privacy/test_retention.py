"""Row K8: conversations are kept as long as the owner wants, and no longer."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.privacy.models import Forgotten
from support_ai.privacy.retention import forget_old, forget_old_task
from tests.conftest import Addresses
from tests.identity.signing_in import PASSWORD, as_owner, audited, verified
from tests.serving import Shop, serving

pytestmark = pytest.mark.row("K8")


@pytest.fixture
async def shop(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Shop]:
    """Give the running application without its worker, whose own clean-up would come in between."""
    async with serving(database, tmp_path, thought, worker=False) as running:
        yield running


async def _talk(shop: Shop, headers: dict[str, str] | None = None) -> str:
    answer = await shop.client.post("/chat", headers=headers, json={"message": "Hello"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["conversation_id"])


def _ago(addresses: Addresses, conversation: str, days: float) -> None:
    as_owner(
        addresses,
        "update conversations set updated_at = now() - %s where conversation_id = %s returning 1",
        timedelta(days=days),
        conversation,
    )


def _left(addresses: Addresses) -> set[str]:
    return {str(row[0]) for row in as_owner(addresses, "select conversation_id from conversations")}


async def _keep(shop: Shop, **days: int) -> None:
    await shop.resources.identity.make_account(
        Reason.STAFF_COMMAND,
        "owner@example.com",
        name="Olivia",
        role=Role.OWNER,
        password=PASSWORD,
    )
    headers = await shop.login("owner@example.com", PASSWORD)
    sent = {"version": 0, "settings": days}
    answer = await shop.client.put("/shop/security", headers=headers, json=sent)
    assert answer.status_code == 200, answer.text


async def test_K8_visitors_conversations_go_after_thirty_days_with_the_keys_of_their_texts(
    shop: Shop, database: Database, addresses: Addresses
) -> None:
    headers = await verified(shop, "rohan@example.com")
    shop.client.cookies.clear()
    young, old, own = await _talk(shop), await _talk(shop), await _talk(shop, headers)
    _ago(addresses, young, 29.9)
    _ago(addresses, old, 30.1)
    _ago(addresses, own, 4000)
    keys = len(as_owner(addresses, "select person from person_keys"))
    assert await forget_old(database, datetime.now(UTC)) == Forgotten(1, 1)
    # An account's are kept for ever, unless the owner says something else.
    assert _left(addresses) == {young, own}
    assert as_owner(addresses, "select 1 from messages where conversation_id = %s", old) == []
    assert len(as_owner(addresses, "select person from person_keys")) == keys - 1
    assert audited(addresses, "conversations.forget_old") == [
        ("done", {"conversations": 1, "keys": 1, "visitors": True, "days": 30})
    ]
    assert await forget_old(database, datetime.now(UTC)) == Forgotten(0, 0)
    assert len(audited(addresses, "conversations.forget_old")) == 1


async def test_K8_conversations_of_accounts_go_when_the_owner_wants_it(
    shop: Shop, database: Database, addresses: Addresses
) -> None:
    await _keep(shop, conversations_kept_days=10, visitor_conversations_kept_days=2)
    headers = await verified(shop, "rohan@example.com")
    shop.client.cookies.clear()
    own, visitors = await _talk(shop, headers), await _talk(shop)
    task = forget_old_task(database, lambda: datetime.now(UTC) + timedelta(days=9.9))
    await task()
    assert _left(addresses) == {own}
    task = forget_old_task(database, lambda: datetime.now(UTC) + timedelta(days=10.1))
    await task()
    assert _left(addresses) == set()
    assert visitors != own
    # Whoever stays goes on talking.
    assert await _talk(shop, headers) in _left(addresses)


async def test_K8_much_is_forgotten_some_at_a_time(
    shop: Shop, database: Database, addresses: Addresses
) -> None:
    for _ in range(5):
        _ago(addresses, await _talk(shop), 31)
    assert await forget_old(database, datetime.now(UTC), at_once=2) == Forgotten(5, 5)
    assert [detail["conversations"] for _, detail in audited(addresses, "conversations.forget_old")] == [
        2,
        2,
        1,
    ]

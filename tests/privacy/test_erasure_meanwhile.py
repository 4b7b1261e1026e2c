"""Row K8: what began before an erasure and ends after it leaves nothing of the person behind."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import psycopg
import pytest

from tests.conftest import Addresses
from tests.identity.signing_in import as_owner
from tests.privacy.zelda import EMAIL, ID, PHONE, Zelda, move_in, settled
from tests.serving import Shop

pytestmark = pytest.mark.row("K8")


@pytest.fixture
async def zelda(shop: Shop, tmp_path_factory: pytest.TempPathFactory, addresses: Addresses) -> Zelda:
    """Give the shop in which she has been at home."""
    return await move_in(shop, tmp_path_factory.mktemp("operator") / "files", addresses)


@asynccontextmanager
async def _held_up(zelda: Zelda, addresses: Addresses, recipient: str) -> AsyncGenerator[None]:
    """Hold up who asks for a code for this address: they have looked already whose it is."""
    digest = zelda.shop.resources.keys.blind("code.recipient", recipient)
    with psycopg.connect(addresses.owner) as other:
        number = int.from_bytes(digest[:8], "big", signed=True)
        other.execute("select pg_advisory_xact_lock(%s)", (number,))
        yield


async def _until_somebody_waits(addresses: Addresses, kind: str = "advisory") -> None:
    for _ in range(200):
        waiting = (
            "select count(*) from pg_locks l join pg_stat_activity a using (pid)"
            " where a.datname = current_database() and l.locktype = %s and not l.granted"
        )
        if as_owner(addresses, waiting, kind) != [(0,)]:
            return
        await asyncio.sleep(0.02)
    pytest.fail("nobody waits after four seconds")


async def test_K8_a_code_that_is_asked_for_during_an_erasure_is_nobodys(
    zelda: Zelda, addresses: Addresses
) -> None:
    client = zelda.shop.client
    mails, texts = len(zelda.shop.mail.mails), len(zelda.shop.sms.texts)
    async with _held_up(zelda, addresses, PHONE):
        sent = {"phone": PHONE, "channel": "sms"}
        asking = asyncio.create_task(client.post("/auth/otp/request", json=sent))
        await _until_somebody_waits(addresses)
        erased = await client.post(f"/customers/{ID}/erasure", headers=zelda.owner, json={"customer_id": ID})
        assert erased.status_code == 200, erased.text
    asked: httpx.Response = await asking
    # As for anybody whom nobody knows.
    assert asked.status_code == 202, asked.text
    await settled(addresses)
    of_somebody = "select 1 from one_time_codes where customer_id = %s or account_id = %s"
    assert as_owner(addresses, of_somebody, ID, zelda.person.account_id) == []
    assert (len(zelda.shop.mail.mails), len(zelda.shop.sms.texts)) == (mails, texts)


@pytest.mark.parametrize("path", ["/auth/otp/request", "/auth/password/forgot"])
async def test_K8_an_erasure_waits_for_who_asks_for_an_accounts_code_and_takes_it_along(
    zelda: Zelda, addresses: Addresses, path: str
) -> None:
    client = zelda.shop.client
    async with _held_up(zelda, addresses, EMAIL):
        asking = asyncio.create_task(client.post(path, json={"email": EMAIL}))
        await _until_somebody_waits(addresses)
        erasing = asyncio.create_task(
            client.post(f"/customers/{ID}/erasure", headers=zelda.owner, json={"customer_id": ID})
        )
        await _until_somebody_waits(addresses, "transactionid")
    asked, erased = await asyncio.gather(asking, erasing)
    assert (asked.status_code, erased.status_code) == (202, 200), erased.text
    await settled(addresses)
    of_somebody = "select 1 from one_time_codes where customer_id = %s or account_id = %s"
    assert as_owner(addresses, of_somebody, ID, zelda.person.account_id) == []


async def test_K8_who_changes_an_order_meanwhile_is_not_met_the_other_way_round(
    zelda: Zelda, addresses: Addresses
) -> None:
    path = f"/customers/{ID}/erasure"
    with psycopg.connect(addresses.owner, options="-c deadlock_timeout=100ms") as other:
        # First the order, and its customer by the row that is inserted at the end. This one would notice first.
        other.execute("select from support_ai.orders where customer_id = %s for update", (ID,))
        erasing = asyncio.create_task(
            zelda.shop.client.post(path, headers=zelda.owner, json={"customer_id": ID})
        )
        await _until_somebody_waits(addresses, "transactionid")
        other.execute("select from support_ai.customers where customer_id = %s for key share", (ID,))
    erased: httpx.Response = await erasing
    assert erased.status_code == 200, erased.text

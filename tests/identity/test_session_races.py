"""Row B9 under concurrency: whatever ends an account's sessions ends also the one that is being renewed just then."""

import asyncio

import pytest

from support_ai.access.actor import Reason, System
from support_ai.identity import own_sessions
from support_ai.identity.models import Method
from support_ai.identity.sessions import end_sessions
from tests.conftest import Addresses
from tests.identity.signing_in import EMAIL, as_owner, person_of, verified
from tests.serving import Shop


@pytest.mark.parametrize("by", ["themselves", "reset"])
async def test_B9_a_session_that_is_renewed_meanwhile_ends_with_the_others(
    shop: Shop, addresses: Addresses, by: str
) -> None:
    identity = shop.resources.identity
    person = await person_of(shop, await verified(shop, EMAIL))

    async def end() -> None:
        actor = person if by == "themselves" else System(Reason.SIGN_IN)
        async with identity.database.transaction(actor) as conn:
            if by == "themselves":
                await own_sessions.end_all_own(conn, person, identity.clock(), keep_current=False)
            else:
                await end_sessions(conn, person.account_id, identity.clock())

    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        await identity.sessions.renew_session(conn, person, proven_by=Method.PASSWORD)
        ending = asyncio.create_task(end())
        done, _ = await asyncio.wait([ending], timeout=0.5)
        assert not done
    await ending
    assert as_owner(addresses, "select count(*) from sessions where revoked_at is null") == [(0,)]

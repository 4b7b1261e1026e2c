"""Row A6: after an owner took device and password away, the invitation alone leads to the next ones."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from support_ai.access.role import Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from tests.conftest import Addresses
from tests.identity.asking import settled
from tests.identity.factors import Office, office_of
from tests.identity.providers import Provider, sign_in
from tests.identity.signing_in import as_owner, audited
from tests.identity.staffing import ACCEPT, id_of, mailed_tokens, send
from tests.serving import Shop


@pytest.fixture
async def office(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Office]:
    """Give a shop that asks its staff for a second factor."""
    async with office_of(database, tmp_path, thought) as opened:
        yield opened


@pytest.mark.row("C7")
@pytest.mark.parametrize("act", ["POST /reset-password", "DELETE /second-factor"])
async def test_A6_no_code_of_a_mail_leads_past_the_invitation(
    office: Office, addresses: Addresses, act: str
) -> None:
    olivia = await office.make("olivia", Role.OWNER)
    emma = await office.make("emma", Role.SUPPORT_AGENT)
    method, _, path = act.partition(" ")
    theirs = await id_of(office, emma)
    assert (await send(office, olivia, method, f"/{theirs}{path}")).status_code == 200
    token = (await mailed_tokens(office, emma.email))[0]
    await settled(addresses)
    office.shop.mail.mails.clear()
    asked = await office.post("/auth/password/forgot", email=emma.email)
    assert asked.status_code == 202
    await settled(addresses)
    assert office.shop.mail.mails == []
    accepted = await office.post(ACCEPT, token=token, password="another-secret-1")
    assert accepted.status_code == 200, accepted.text


async def test_A6_no_provider_leads_past_the_invitation(
    house: Shop, provider: Provider, addresses: Addresses
) -> None:
    assert (await sign_in(house)).status_code == 303
    house.client.cookies.clear()
    # What an owner's reset leaves: neither device nor password.
    as_owner(addresses, "update accounts set password_hash = null where name = 'emma' returning 1")
    assert (await sign_in(house)).status_code == 401
    assert audited(addresses, "oidc.sign_in")[-1] == ("refused", {"rule": "reset"})

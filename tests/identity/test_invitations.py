"""Invitations of staff: one token leads to a password, and the password to a device."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.identity import operating
from tests.conftest import Addresses
from tests.identity.factors import Colleague, Office, office_of
from tests.identity.signing_in import EMAIL, PASSWORD, as_owner, audited, verified
from tests.identity.staffing import ACCEPT, code_of, listed, mailed_tokens, send


@pytest.fixture
async def office(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Office]:
    """Give a shop that asks its staff for a second factor."""
    async with office_of(database, tmp_path, thought) as opened:
        yield opened


@pytest.fixture
async def olivia(office: Office) -> Colleague:
    """Give the owner, signed in."""
    return await office.make("olivia", Role.OWNER)


@pytest.fixture
async def emma(office: Office) -> Colleague:
    """Give a support agent, signed in."""
    return await office.make("emma", Role.SUPPORT_AGENT)


async def test_an_invitation_leads_to_password_device_and_session(
    office: Office, olivia: Colleague, addresses: Addresses
) -> None:
    answer = await send(office, olivia, "POST", "", email="adam@example.com", name="Adam", role="admin")
    assert (answer.status_code, answer.json()["status"]) == (201, "invited")
    token = (await mailed_tokens(office, "adam@example.com"))[0]
    assert (await office.post("/auth/login", email="adam@example.com", password=PASSWORD)).status_code == 401
    weak = await office.post(ACCEPT, token=token, password="password")
    assert code_of(weak) == (422, "weak_password")
    accepted = await office.post(ACCEPT, token=token, password=PASSWORD)
    assert (accepted.status_code, accepted.json()["second_factor"]) == (200, "enrol")
    adam = await office.enrol(Colleague("adam@example.com"), accepted.json()["challenge"])
    me = (await office.shop.client.get("/me", headers=adam.headers)).json()
    assert (me["role"], me["verified"]) == ("admin", True)
    adams = (await listed(office, olivia))["adam@example.com"]
    assert (adams["status"], adams["second_factor"], adams["invited_until"]) == ("active", True, None)
    assert code_of(await office.post(ACCEPT, token=token, password=PASSWORD)) == (404, "invitation_ended")
    assert audited(addresses, "staff.invite") == [("done", {"role": "admin"})]
    assert [outcome for outcome, _ in audited(addresses, "staff.accept")] == ["done", "refused"]
    stored = "".join(
        str(as_owner(addresses, f"select to_jsonb(t)::text from {table} t"))
        for table in ("support_ai.invitations", "support_ai.audit_entries", "jobs.procrastinate_jobs")
    )
    assert token not in stored
    assert "adam@example.com" not in stored


async def test_a_second_invitation_ends_the_first_and_both_end_after_seven_days(
    office: Office, olivia: Colleague
) -> None:
    for role in ("admin", "support_agent"):
        answer = await send(office, olivia, "POST", "", email="Adam@example.com", name="Adam", role=role)
        assert answer.status_code == 201
        await mailed_tokens(office, "Adam@example.com", 1 if role == "admin" else 2)
    first, second = await mailed_tokens(office, "Adam@example.com", 2)
    assert (await office.post(ACCEPT, token=first, password=PASSWORD)).status_code == 404
    assert len(await listed(office, olivia)) == 2
    office.clock.move(days=7)
    assert (await office.post(ACCEPT, token=second, password=PASSWORD)).status_code == 404


async def test_of_many_that_accept_at_once_one_does(office: Office, olivia: Colleague) -> None:
    await send(office, olivia, "POST", "", email="adam@example.com", name="Adam", role="admin")
    token = (await mailed_tokens(office, "adam@example.com"))[0]
    answers = await asyncio.gather(
        *(office.post(ACCEPT, token=token, password=f"{PASSWORD}-{n}") for n in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 7


async def test_an_address_with_a_verified_account_is_taken_before_and_after_the_invitation(
    office: Office, olivia: Colleague
) -> None:
    await verified(office.shop, EMAIL)
    taken = await send(office, olivia, "POST", "", email=EMAIL.upper(), name="Rohan", role="admin")
    assert (*code_of(taken), taken.json()["field"]) == (409, "email_taken", "email")
    await send(office, olivia, "POST", "", email="michael@example.com", name="Michael", role="admin")
    token = (await mailed_tokens(office, "michael@example.com"))[0]
    await verified(office.shop, "michael@example.com")
    assert (await office.post(ACCEPT, token=token, password=PASSWORD)).status_code in (404, 409)
    me = await office.shop.login("michael@example.com", PASSWORD)
    assert (await office.shop.client.get("/me", headers=me)).json()["role"] == "customer"


async def test_the_operator_invites_and_resets_without_mail(office: Office) -> None:
    identity = office.shop.resources.identity
    token = await operating.invite(identity, "olivia@example.com", "Olivia", Role.OWNER)
    accepted = (await office.post(ACCEPT, token=token, password=PASSWORD)).json()
    olivia = await office.enrol(Colleague("olivia@example.com"), accepted["challenge"])
    assert await operating.invite(identity, "olivia@example.com", "Olivia", Role.OWNER) is None
    token = await operating.reset(identity, "olivia@example.com")
    assert await office.status(olivia.headers) == 401
    accepted = (await office.post(ACCEPT, token=token, password=PASSWORD)).json()
    await office.enrol(olivia, accepted["challenge"])
    assert await identity.make_account(
        Reason.DEMO, "emma@example.com", name="Emma", role=Role.ADMIN, password=PASSWORD
    )

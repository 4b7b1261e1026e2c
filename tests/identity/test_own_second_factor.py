"""Row A6: what signed-in staff do with their device, and how an owner's first one is enrolled."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from support_ai.access.role import Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.identity.first_owner import setup_token
from tests.conftest import Addresses
from tests.identity.factors import Colleague, Office, office_of
from tests.identity.signing_in import PASSWORD, as_owner, audited, noticed, signed

FACTOR = "/auth/second-factor"


@pytest.fixture
async def office(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Office]:
    """Give a shop that asks its staff for a second factor."""
    async with office_of(database, tmp_path, thought) as opened:
        yield opened


@pytest.fixture
async def emma(office: Office) -> Colleague:
    """Give Emma with her device, signed in."""
    return await office.make("emma", Role.SUPPORT_AGENT)


async def test_A6_the_first_owner_enrols_after_the_link(office: Office) -> None:
    token = await setup_token(office.shop.resources.identity)
    answer = await office.post(
        "/auth/setup", token=token, email="olivia@example.com", name="Olivia", password=PASSWORD
    )
    assert (answer.status_code, answer.json()["second_factor"]) == (201, "enrol")
    olivia = await office.enrol(Colleague("olivia@example.com"), answer.json()["challenge"])
    assert (await office.shop.client.get("/me", headers=olivia.headers)).json()["role"] == "owner"
    await office.sign_in(olivia)


async def test_D7_a_step_up_by_the_device_replaces_the_session(
    office: Office, emma: Colleague, addresses: Addresses
) -> None:
    as_owner(addresses, "update sessions set proven_at = now() - interval '6 minutes' returning 1")
    answer = await office.post(f"{FACTOR}/recovery-codes", emma.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required")
    office.clock.move(seconds=90)
    code = emma.code(office.clock())
    renewed = await office.post(f"{FACTOR}/step-up", emma.headers, code=code)
    assert renewed.status_code == 200, renewed.text
    assert await office.status(emma.headers) == 401
    assert (await office.post(f"{FACTOR}/recovery-codes", signed(renewed.json()))).status_code == 200
    again = await office.post(f"{FACTOR}/step-up", signed(renewed.json()), code=code)
    assert (again.status_code, again.json()["code"]) == (422, "wrong_second_factor")


async def test_A6_five_wrong_codes_in_a_session_end_it(office: Office, emma: Colleague) -> None:
    office.clock.move(seconds=90)
    wrong = f"{(int(emma.code(office.clock())) + 1) % 1_000_000:06d}"
    statuses = [
        (await office.post(f"{FACTOR}/step-up", emma.headers, code=wrong)).status_code for _ in range(6)
    ]
    assert statuses == [422] * 5 + [401]
    assert await office.status(emma.headers) == 401


async def test_A6_new_recovery_codes_replace_the_old_ones(office: Office, emma: Colleague) -> None:
    drawn = (await office.post(f"{FACTOR}/recovery-codes", emma.headers)).json()["recovery_codes"]
    for code, status in ((emma.recovery_codes[0], 422), (drawn[0], 200)):
        challenge = (await office.challenged(emma.email))["challenge"]
        answer = await office.post(f"{FACTOR}/verify", challenge=challenge, recovery_code=code)
        assert answer.status_code == status
    assert await noticed(office.shop)


async def test_A6_a_device_is_replaced_by_a_code_of_the_present_one(
    office: Office, emma: Colleague, addresses: Addresses
) -> None:
    office.clock.move(seconds=90)
    elsewhere = await office.sign_in(emma)
    office.clock.move(seconds=90)
    wrong = f"{(int(emma.code(office.clock())) + 1) % 1_000_000:06d}"
    assert (await office.post(f"{FACTOR}/replace", elsewhere, code=wrong)).status_code == 422
    begun = await office.post(f"{FACTOR}/replace", elsewhere, code=emma.code(office.clock()))
    next_device = Colleague(emma.email, begun.json()["secret"])
    assert next_device.secret != emma.secret
    # Until it is confirmed the present device counts.
    await office.sign_in(emma)
    begun = await office.post(f"{FACTOR}/replace", emma.headers, code=emma.code(office.clock(), 1))
    await office.enrol(next_device, begun.json()["challenge"])
    assert [await office.status(one) for one in (elsewhere, emma.headers)] == [401, 401]
    challenge = (await office.challenged(emma.email))["challenge"]
    office.clock.move(seconds=90)
    answer = await office.post(f"{FACTOR}/verify", challenge=challenge, code=emma.code(office.clock()))
    assert answer.status_code == 422
    await office.sign_in(next_device)
    assert audited(addresses, "second_factor.enrol")[-1] == ("done", {"step": "replace"})


async def test_A6_a_changed_password_ends_sign_ins_that_wait(office: Office, emma: Colleague) -> None:
    challenge = (await office.challenged(emma.email))["challenge"]
    changed = await office.post(
        "/auth/password/change", emma.headers, current_password=PASSWORD, password="another-secret-1"
    )
    assert changed.status_code == 200
    office.clock.move(seconds=90)
    answer = await office.post(f"{FACTOR}/verify", challenge=challenge, code=emma.code(office.clock()))
    assert (answer.status_code, answer.json()["code"]) == (401, "challenge_ended")
    await office.sign_in(emma, "another-secret-1")


async def test_A6_of_many_that_enrol_at_once_one_does(office: Office, addresses: Addresses) -> None:
    adam = await office.make("adam", Role.ADMIN)
    as_owner(addresses, "delete from second_factors returning 1")
    challenges = [(await office.challenged(adam.email))["challenge"] for _ in range(4)]
    devices: list[Colleague] = []
    for challenge in challenges:
        shown = (await office.post(f"{FACTOR}/enrol", challenge=challenge)).json()
        devices.append(Colleague(adam.email, shown["secret"]))
    answers = await asyncio.gather(
        *(
            office.post(f"{FACTOR}/confirm", challenge=one, code=device.code(office.clock()))
            for one, device in zip(challenges, devices, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_the_demo_shop_and_no_other_runs_without(office: Office, emma: Colleague) -> None:
    office.shop.resources.identity.sessions.second_factor_required = False
    assert await office.status(await office.shop.login(emma.email, PASSWORD)) == 200

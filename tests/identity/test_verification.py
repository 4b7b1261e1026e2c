"""Proving an address: rows C2 and C3, and what the contract says of verifying."""

import asyncio

import pytest

from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.verification import EmailTakenError, Verified, verify_email
from tests.conftest import Addresses
from tests.identity.asking import mailed, settled
from tests.identity.signing_in import (
    CODE,
    EMAIL,
    PASSWORD,
    audited,
    give_code,
    mailed_code,
    person_of,
    verified,
    verify,
)
from tests.serving import Shop


async def test_verifying_proves_the_address_once_and_removes_the_other_unverified_accounts(
    shop: Shop,
) -> None:
    await shop.register(EMAIL, "somebody-else")
    stranger = await shop.login(EMAIL, "somebody-else")
    await mailed_code(shop)
    shop.mail.mails.clear()
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    code = await mailed_code(shop)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    refused = await shop.client.post("/auth/email/verify", headers=headers, json={"code": wrong})
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_code")
    # The next try has to wait a second; the stranger's account has a code of its own, with a wait of its own.
    await asyncio.sleep(1.1)
    stolen = await shop.client.post("/auth/email/verify", headers=stranger, json={"code": code})
    assert stolen.status_code == 422
    verified = await shop.client.post("/auth/email/verify", headers=headers, json={"code": code})
    assert verified.json()["verified"] is True
    assert (await shop.client.get("/me", headers=stranger)).status_code == 401
    # Another session replaced the one that asked.
    again = await shop.client.post("/auth/email/verify", headers=headers, json={"code": code})
    assert again.status_code == 401
    new = {"authorization": f"Bearer {verified.json()['access_token']}"}
    again = await shop.client.post("/auth/email/verify", headers=new, json={"code": code})
    assert again.status_code == 422


async def test_C2_of_many_right_submits_at_once_one_counts(shop: Shop, addresses: Addresses) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    await give_code(shop, headers)
    answers = await asyncio.gather(
        *(shop.client.post("/auth/email/verify", headers=headers, json={"code": CODE}) for _ in range(50))
    )
    # Whoever comes when it is done finds that another session replaced the one that asked.
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(200) == 1
    assert statuses.count(401) + statuses.count(422) == 49
    assert [outcome for outcome, _ in audited(addresses, "account.verify")].count("done") == 1


async def test_C3_a_new_code_ends_the_one_before_also_when_many_are_asked_for_at_once(
    shop: Shop, addresses: Addresses
) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    await asyncio.gather(*(shop.client.post("/auth/email/code", headers=headers) for _ in range(10)))
    answer = await shop.client.post("/auth/email/code", headers=headers)
    assert answer.status_code == 202
    await give_code(shop, headers, "999999")
    await give_code(shop, headers)
    old = await shop.client.post("/auth/email/verify", headers=headers, json={"code": "999999"})
    assert old.status_code == 422
    assert (await verify(shop, headers))["verified"] is True


async def test_C6_what_is_over_the_rate_leaves_the_code_of_an_address_alone(
    shop: Shop, addresses: Addresses
) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    for _ in range(2):
        await settled(addresses)
        await shop.client.post("/auth/email/code", headers=headers)
    code = await mailed(shop, addresses)
    await shop.client.post("/auth/email/code", headers=headers)
    await settled(addresses)
    answer = await shop.client.post("/auth/email/verify", headers=headers, json={"code": code})
    assert answer.status_code == 200, answer.text


async def test_a_verified_address_is_told_only_to_who_holds_its_code(shop: Shop) -> None:
    await verified(shop, EMAIL)
    await shop.register(EMAIL, "another-one")
    late = await shop.login(EMAIL, "another-one")
    await give_code(shop, late)
    wrong = await shop.client.post("/auth/email/verify", headers=late, json={"code": "999999"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_code")
    await asyncio.sleep(1.1)
    right = await shop.client.post("/auth/email/verify", headers=late, json={"code": CODE})
    assert (right.status_code, right.json()["code"]) == (409, "email_taken")
    assert (await shop.client.get("/me", headers=late)).json()["verified"] is False


@pytest.mark.parametrize("attempt", range(5))
async def test_of_accounts_that_verify_one_address_at_once_one_wins(
    shop: Shop, addresses: Addresses, attempt: int
) -> None:
    signed_in = [await _registered(shop, f"password-{number}x") for number in range(3)]
    people = [await person_of(shop, headers) for headers in signed_in]
    outcomes = await asyncio.gather(
        *(verify_email(shop.resources.identity, person, CODE) for person in people), return_exceptions=True
    )
    won = [one for one in outcomes if isinstance(one, Verified)]
    lost = [one for one in outcomes if not isinstance(one, Verified)]
    assert len(won) == 1, outcomes
    # Whoever comes when the race is over has no session any more.
    assert all(isinstance(one, EmailTakenError | UnauthenticatedError) for one in lost), outcomes
    assert [outcome for outcome, _ in audited(addresses, "account.verify")] == ["done"]


async def _registered(shop: Shop, password: str) -> dict[str, str]:
    await shop.register(EMAIL, password)
    headers = await shop.login(EMAIL, password)
    await give_code(shop, headers)
    return headers


@pytest.mark.parametrize("attempt", range(5))
async def test_whoever_loses_the_race_for_an_address_never_sees_a_fault(shop: Shop, attempt: int) -> None:
    people = [await _registered(shop, f"password-{number}x") for number in range(3)]
    cookies = [shop.client.cookies["support_ai_refresh"]]
    work = [shop.client.post("/auth/email/verify", headers=one, json={"code": CODE}) for one in people]
    work += [shop.client.post("/auth/email/code", headers=one) for one in people]
    work += [shop.client.get("/me", headers=one) for one in people]
    work += [
        shop.client.post("/auth/refresh", headers={"cookie": f"support_ai_refresh={c}"}) for c in cookies
    ]
    work += [
        shop.client.post("/auth/login", json={"email": EMAIL, "password": f"password-{number}x"})
        for number in range(3)
    ]
    answers = await asyncio.gather(*work)
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


async def test_verifying_needs_an_account_that_is_still_there(shop: Shop) -> None:
    await shop.register(EMAIL, "another-one")
    gone = await person_of(shop, await shop.login(EMAIL, "another-one"))
    await verified(shop, EMAIL)
    with pytest.raises(UnauthenticatedError):
        await verify_email(shop.resources.identity, gone, CODE)

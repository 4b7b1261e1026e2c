"""What asking for one-time codes tells, and how many are sent: row C6, and A4 for what asks for them."""

import asyncio

import pytest

from tests.conftest import Addresses, Demo
from tests.identity.asking import EMAIL, ask, mailed, prove, settled
from tests.identity.signing_in import as_owner
from tests.serving import Shop


@pytest.fixture
async def known(demo: Demo) -> Shop:
    """Give the demo shop, in which Rohan has a record and an account."""
    return demo.shop


@pytest.mark.row("A4")
async def test_C6_asking_tells_nothing_of_who_is_known(known: Shop, addresses: Addresses) -> None:
    for path, known_one, unknown in (
        ("/auth/otp/request", {"email": EMAIL}, {"email": "nobody@nowhere.example"}),
        ("/auth/otp/request", {"phone": "+1 415 555 0100"}, {"phone": "+1 212 555 0199"}),
        ("/auth/password/forgot", {"email": EMAIL}, {"email": "nobody@nowhere.example"}),
    ):
        first = await known.client.post(path, json=known_one)
        second = await known.client.post(path, json=unknown)
        assert first.status_code == second.status_code == 202
        assert first.json().keys() == second.json().keys()
        assert {**first.json(), "challenge": ""} == {**second.json(), "challenge": ""}
        assert len(first.json()["challenge"]) == len(second.json()["challenge"])
    await settled(addresses)
    assert {mail.recipient for mail in known.mail.mails} == {EMAIL}


async def test_C6_three_codes_in_ten_minutes_and_ten_a_day_go_to_one_address(
    known: Shop, addresses: Addresses
) -> None:
    sent = "select count(*) from one_time_codes where purpose = 'sign_in' and not is_withheld"
    await asyncio.gather(*(ask(known, email=EMAIL) for _ in range(8)))
    assert as_owner(addresses, sent) == [(3,)]
    for _ in range(4):
        # The jobs hold their rows while they run, and this waits for them in the loop that they run in.
        await settled(addresses)
        as_owner(
            addresses,
            "update one_time_codes set created_at = created_at - interval '11 minutes' returning 1",
        )
        await asyncio.gather(*(ask(known, email=EMAIL) for _ in range(4)))
    assert as_owner(addresses, sent) == [(10,)]
    await settled(addresses)
    as_owner(addresses, "update one_time_codes set created_at = created_at - interval '1 day' returning 1")
    await ask(known, email=EMAIL)
    assert as_owner(addresses, sent) == [(11,)]


async def test_C6_what_is_over_the_rate_leaves_the_living_code_alone(
    known: Shop, addresses: Addresses
) -> None:
    for _ in range(2):
        await ask(known, email=EMAIL)
    challenge = await ask(known, email=EMAIL)
    code = await mailed(known, addresses)
    for _ in range(3):
        await ask(known, email=EMAIL)
    assert (await prove(known, challenge, code)).status_code == 200


async def test_C6_the_whole_shop_sends_so_many_an_hour(demo: Demo, addresses: Addresses) -> None:
    sent = {"version": 0, "settings": {"codes_of_shop_per_hour": 10}}
    answer = await demo.client.put("/shop/security", headers=await demo.headers("owner"), json=sent)
    assert answer.status_code == 200
    as_owner(
        addresses,
        "insert into one_time_codes (code_id, purpose, customer_id, channel, recipient, challenge_hash,"
        " is_withheld, created_at, expires_at) select gen_random_uuid(), 'sign_in', 'CUST-456', 'email',"
        " int4send(n), int4send(n), false, now(), now() from generate_series(1, 10) n returning 1",
    )
    demo.shop.mail.mails.clear()
    await ask(demo.shop, email=EMAIL)
    await settled(addresses)
    assert demo.shop.mail.mails == []


@pytest.mark.row("A4", "C3")
@pytest.mark.parametrize("act", ["sign_in", "reset"])
async def test_C6_tries_tell_nothing_of_who_is_known(known: Shop, addresses: Addresses, act: str) -> None:
    answers: list[list[tuple[int, str]]] = []
    path = "/auth/otp/request" if act == "sign_in" else "/auth/password/forgot"
    # To a colleague no code that signs in is sent.
    for email in (EMAIL, "nobody@nowhere.example", "owner@example.com"):
        asked = [await known.client.post(path, json={"email": email}) for _ in range(2)]
        await settled(addresses)
        answers.append([])
        for challenge in (one.json()["challenge"] for one in asked):
            answers[-1] += [await _tried(known, act, challenge) for _ in range(3)]
    assert answers[0] == [(422, "wrong_code")] * 4 + [(429, "code_too_soon")] * 2
    assert answers[1] == answers[2] == answers[0]


async def _tried(shop: Shop, act: str, challenge: str) -> tuple[int, str]:
    if act == "sign_in":
        answer = await prove(shop, challenge, "000000")
    else:
        sent = {"challenge": challenge, "code": "000000", "password": "another-secret-1"}
        answer = await shop.client.post("/auth/password/reset", json=sent)
    return answer.status_code, answer.json()["code"]


@pytest.mark.row("A4")
async def test_C6_a_wrong_code_costs_no_hash_whoever_is_meant(
    known: Shop, addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    async def hash_(password: str) -> str:
        hashed.append(password)
        return "a hash"

    for email in (EMAIL, "nobody@nowhere.example"):
        asked = await known.client.post("/auth/password/forgot", json={"email": email})
        await settled(addresses)
        monkeypatch.setattr(known.resources.identity.passwords, "hash", hash_)
        await _tried(known, "reset", asked.json()["challenge"])
    assert hashed == []


async def test_C3_tries_at_what_was_withheld_stop_nobody(known: Shop, addresses: Addresses) -> None:
    for _ in range(3):
        await ask(known, email=EMAIL)
    challenges = [await ask(known, email=EMAIL) for _ in range(3)]
    await settled(addresses)
    as_owner(addresses, "update one_time_codes set tries = 99 where is_withheld returning 1")
    as_owner(
        addresses, "update one_time_codes set created_at = created_at - interval '11 minutes' returning 1"
    )
    assert (await _tried(known, "sign_in", challenges[0]))[0] == 422
    known.mail.mails.clear()
    challenge = await ask(known, email=EMAIL)
    assert (await prove(known, challenge, await mailed(known, addresses))).status_code == 200

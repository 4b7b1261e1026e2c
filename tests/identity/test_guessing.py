"""Row A5: guessing passwords is held down, and nobody who guesses locks the owner of an account out."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager

import httpx
import pytest

from support_ai.core.limits import Limits
from support_ai.identity.passwords import BusyError, Passwords
from tests.conftest import Addresses
from tests.identity.signing_in import EMAIL, PASSWORD, as_owner, audited, give_code, verified
from tests.serving import CHEAP_HASHES, Shop

UNKNOWN = "nobody@email.com"


@asynccontextmanager
async def caller(shop: Shop, address: str) -> AsyncGenerator[httpx.AsyncClient]:
    """Give a browser of its own at an address."""
    transport = httpx.ASGITransport(shop.app, raise_app_exceptions=False, client=(address, 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        yield client


async def attempt(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post("/auth/login", json={"email": email, "password": password})


async def failed(shop: Shop, email: str, count: int, *, first: int = 0) -> list[int]:
    """Fail at an account, each time from another address, and return the statuses."""
    statuses: list[int] = []
    for number in range(first, first + count):
        async with caller(shop, f"203.0.113.{number}") as client:
            statuses.append((await attempt(client, email, f"wrong-{number}")).status_code)
    return statuses


@pytest.mark.parametrize("email", [EMAIL, UNKNOWN])
async def test_A5_one_address_may_fail_five_times(shop: Shop, email: str) -> None:
    await shop.register(EMAIL, PASSWORD)
    async with caller(shop, "198.51.100.1") as client:
        statuses = [(await attempt(client, email, f"wrong-{n}")).status_code for n in range(7)]
        assert statuses == [401] * 5 + [429] * 2
        stopped = await attempt(client, email, PASSWORD)
    assert stopped.json()["code"] == "too_many"
    assert 1 <= int(stopped.headers["retry-after"]) <= 300
    async with caller(shop, "198.51.100.2") as elsewhere:
        assert (await attempt(elsewhere, EMAIL, PASSWORD)).status_code == 200


@pytest.mark.parametrize("email", [EMAIL, UNKNOWN])
async def test_A5_one_account_may_be_failed_at_ten_times_from_wherever(shop: Shop, email: str) -> None:
    await shop.register(EMAIL, PASSWORD)
    assert await failed(shop, email, 12) == [401] * 10 + [429] * 2
    # Written in another way it is the same account.
    assert await failed(shop, email.upper(), 1, first=50) == [429]


async def test_A5_successes_do_not_count(shop: Shop) -> None:
    await verified(shop, EMAIL)
    async with caller(shop, "198.51.100.1") as client:
        for _ in range(4):
            assert (await attempt(client, EMAIL, "wrong")).status_code == 401
        for _ in range(20):
            client.cookies.clear()
            assert (await attempt(client, EMAIL, PASSWORD)).status_code == 200
        client.cookies.clear()
        assert (await attempt(client, EMAIL, "wrong")).status_code == 401
        assert (await attempt(client, EMAIL, PASSWORD)).status_code == 429


async def test_A5_many_right_logins_of_one_office_at_once_all_succeed(shop: Shop) -> None:
    await verified(shop, EMAIL)
    async with caller(shop, "198.51.100.1") as client:
        answers = await asyncio.gather(*(attempt(client, EMAIL, PASSWORD) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}


async def test_A5_attempts_at_once_stay_within_the_budget(shop: Shop, addresses: Addresses) -> None:
    await shop.register(EMAIL, PASSWORD)
    async with caller(shop, "198.51.100.1") as client:
        answers = await asyncio.gather(*(attempt(client, EMAIL, f"wrong-{n}") for n in range(25)))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(401), statuses.count(429)) == (5, 20)
    tried = [outcome for outcome, _ in audited(addresses, "session.begin")]
    assert tried == ["refused"] * 5
    assert ("done", {"allowance": "login_address"}) in audited(addresses, "session.throttle")


async def test_A5_a_device_that_signed_in_before_is_not_locked_out(shop: Shop) -> None:
    await verified(shop, EMAIL)
    async with caller(shop, "198.51.100.1") as own:
        assert (await attempt(own, EMAIL, PASSWORD)).status_code == 200
        # The login before the address was proven counts for one.
        assert await failed(shop, EMAIL, 11) == [401] * 9 + [429] * 2
        # The attacker may even sit behind the same address.
        async with caller(shop, "198.51.100.1") as neighbour:
            assert [(await attempt(neighbour, UNKNOWN, "wrong")).status_code for _ in range(6)] == [
                *[401] * 5,
                429,
            ]
        assert (await attempt(own, EMAIL, PASSWORD)).status_code == 200
        # Its own failures count apart, and no less.
        statuses = [(await attempt(own, EMAIL, f"wrong-{n}")).status_code for n in range(11)]
        assert statuses == [401] * 10 + [429]


async def test_A5_a_device_counts_for_its_own_account_only_and_no_cookie_is_believed_unsigned(
    shop: Shop,
) -> None:
    await shop.register(EMAIL, PASSWORD)
    await shop.register("mallory@email.com", PASSWORD)
    async with caller(shop, "198.51.100.1") as mallory:
        assert (await attempt(mallory, "mallory@email.com", PASSWORD)).status_code == 200
        assert [(await attempt(mallory, EMAIL, f"wrong-{n}")).status_code for n in range(6)] == [
            *[401] * 5,
            429,
        ]
        mallory.cookies.clear()
        mallory.cookies.set("support_ai_device", "a.b.c")
        assert (await attempt(mallory, EMAIL, "wrong")).status_code == 429


async def test_A5_the_device_cookie_is_closed_to_scripts_and_opens_nothing(shop: Shop) -> None:
    await verified(shop, EMAIL)
    answer = await attempt(shop.client, EMAIL, PASSWORD)
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("support_ai_device"))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    token = shop.client.cookies["support_ai_device"]
    assert EMAIL not in token
    headers = {"authorization": f"Bearer {token}"}
    assert (await shop.client.get("/me", headers=headers)).status_code == 401


async def test_A5_a_hundred_failures_in_a_row_end_logins_by_password_until_another_proof(
    shop: Shop, addresses: Addresses
) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    shop.client.cookies.clear()
    assert await failed(shop, EMAIL, 1) == [401]
    assert as_owner(addresses, "update login_failures set failures = 99 returning failures") == [(99,)]
    # The hundredth failure, and then the right password.
    assert await failed(shop, EMAIL, 1, first=20) == [401]
    answer = await attempt(shop.client, EMAIL, PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (401, "login_failed")
    assert audited(addresses, "session.begin")[-1] == ("refused", {"rule": "stopped"})
    await give_code(shop, headers)
    verified = await shop.client.post("/auth/email/verify", headers=headers, json={"code": "012345"})
    assert verified.status_code == 200, verified.text
    assert (await attempt(shop.client, EMAIL, PASSWORD)).status_code == 200
    assert as_owner(addresses, "select count(*) from login_failures") == [(0,)]


async def test_A5_the_hundred_failures_do_not_stop_a_known_device(shop: Shop, addresses: Addresses) -> None:
    await verified(shop, EMAIL)
    await shop.login(EMAIL, PASSWORD)
    await failed(shop, EMAIL, 1)
    as_owner(addresses, "update login_failures set failures = 500 returning 1")
    assert (await attempt(shop.client, EMAIL, PASSWORD)).status_code == 200


async def test_A5_another_account_of_the_address_does_not_wash_failures_away(
    shop: Shop, addresses: Addresses
) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    await give_code(shop, headers)
    await shop.client.post("/auth/email/verify", headers=headers, json={"code": "012345"})
    await failed(shop, EMAIL, 1)
    await shop.register(EMAIL, "of-a-stranger-1")
    async with caller(shop, "198.51.100.77") as stranger:
        assert (await attempt(stranger, EMAIL, "of-a-stranger-1")).status_code == 200
    failures = (
        "select failures from login_failures join accounts using (account_id) where verified_at is not null"
    )
    assert as_owner(addresses, failures) == [(2,)]


async def test_A5_an_account_that_anybody_makes_with_the_address_makes_no_known_device(shop: Shop) -> None:
    await verified(shop, EMAIL)
    await shop.register(EMAIL, "of-a-stranger-1")
    tried: list[int] = []
    for number in range(4):
        async with caller(shop, f"198.51.100.{number}") as stranger:
            await attempt(stranger, EMAIL, "of-a-stranger-1")
            tried += [(await attempt(stranger, EMAIL, f"wrong-{number}-{n}")).status_code for n in range(5)]
    assert tried.count(401) <= 10


async def test_A5_a_guess_is_counted_also_where_it_fits_an_account_made_for_it(shop: Shop) -> None:
    """Whoever registers with somebody's address and the guessed password learns by one login whether it is theirs."""
    await verified(shop, EMAIL)
    statuses: list[int] = []
    for number in range(12):
        async with caller(shop, f"198.51.100.{number}") as stranger:
            await shop.register(EMAIL, f"a-guess-{number}")
            statuses.append((await attempt(stranger, EMAIL, f"a-guess-{number}")).status_code)
    # The owner's own login before the address was proven counts for one.
    assert statuses == [200] * 9 + [429] * 3


async def test_A5_an_unproven_account_is_counted_alike_whether_its_address_is_known(shop: Shop) -> None:
    await shop.register(UNKNOWN, PASSWORD)
    statuses: list[int] = []
    for number in range(12):
        async with caller(shop, f"198.51.100.{number}") as stranger:
            statuses.append((await attempt(stranger, UNKNOWN, PASSWORD)).status_code)
    assert statuses == [200] * 10 + [429] * 2


async def test_A5_few_wait_for_a_hash_and_a_flood_is_turned_away(shop: Shop, addresses: Addresses) -> None:
    passwords = Passwords(CHEAP_HASHES)
    answers = await asyncio.gather(*(passwords.hash("secure123") for _ in range(200)), return_exceptions=True)
    busy = [one for one in answers if isinstance(one, BusyError)]
    assert 0 < len(busy) <= 200 - 32
    assert all(isinstance(one, str | BusyError) for one in answers)
    assert isinstance(await passwords.hash("secure123"), str)


async def test_A5_a_login_that_was_turned_away_unhashed_is_no_failure(
    shop: Shop, addresses: Addresses
) -> None:
    await shop.register(EMAIL, PASSWORD)
    passwords = shop.resources.identity.passwords
    with ExitStack() as everybody:
        for _ in range(32):
            everybody.enter_context(passwords.place())
        answers = [await attempt(shop.client, EMAIL, PASSWORD) for _ in range(12)]
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(503, "busy")}
    assert "retry-after" in answers[0].headers
    assert as_owner(addresses, "select max(failures) from login_failures") == [(1,)]
    assert (await attempt(shop.client, EMAIL, PASSWORD)).status_code == 200


async def test_F5_without_the_store_nobody_signs_in_and_the_rest_goes_on(shop: Shop) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    shop.app.state.limits = Limits.open("redis://127.0.0.1:1")
    answer = await attempt(shop.client, EMAIL, PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (503, "limits_unavailable")
    assert "retry-after" in answer.headers
    assert (await shop.client.get("/me", headers=headers)).status_code == 200

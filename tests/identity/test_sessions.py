"""Sessions over HTTP: rows B4, B5, B8 and B9."""

import pytest

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from tests.conftest import Addresses
from tests.identity.signing_in import COOKIE, EMAIL, PASSWORD, as_owner
from tests.serving import Shop


async def test_B4_a_disabled_account_and_an_ended_session_count_at_once(
    shop: Shop, addresses: Addresses
) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    assert (await shop.client.get("/me", headers=headers)).status_code == 200
    as_owner(addresses, "update accounts set disabled_at = now() returning 1")
    assert (await shop.client.get("/me", headers=headers)).status_code == 401
    assert (await shop.client.post("/auth/refresh")).status_code == 401
    assert (
        await shop.client.post("/auth/login", json={"email": EMAIL, "password": PASSWORD})
    ).status_code == 401
    as_owner(addresses, "update accounts set disabled_at = null returning 1")
    headers = await shop.login(EMAIL, PASSWORD)
    assert (await shop.client.post("/auth/logout", headers=headers)).status_code == 204
    assert (await shop.client.get("/me", headers=headers)).status_code == 401


async def test_B4_a_changed_role_counts_with_the_next_request(shop: Shop, addresses: Addresses) -> None:
    await shop.resources.identity.make_account(
        Reason.STAFF_COMMAND, "emma@example.com", name="Emma", role=Role.SUPPORT_AGENT, password=PASSWORD
    )
    headers = await shop.login("emma@example.com", PASSWORD)
    assert (await shop.client.get("/customers", headers=headers)).status_code == 200
    as_owner(addresses, "update accounts set role = 'customer' returning 1")
    assert (await shop.client.get("/customers", headers=headers)).status_code == 401
    headers = await shop.login("emma@example.com", PASSWORD)
    assert (await shop.client.get("/customers", headers=headers)).status_code == 403


async def test_B5_a_used_refresh_token_ends_the_whole_session(shop: Shop, addresses: Addresses) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    name = "support_ai_refresh"
    first = shop.client.cookies[name]
    assert (await shop.client.post("/auth/refresh")).status_code == 200
    second = shop.client.cookies[name]
    assert first != second
    assert (await shop.client.get("/me", headers=headers)).status_code == 200
    used = "update refresh_tokens set used_at = used_at - interval '11 seconds' where used_at is not null returning 1"
    assert as_owner(addresses, used) == [(1,)]
    shop.client.cookies.set(name, first, domain="localhost.local", path="/")
    replayed = await shop.client.post("/auth/refresh", headers={"cookie": f"{name}={first}"})
    assert (replayed.status_code, replayed.json()["code"]) == (401, "session_ended")
    assert (await shop.client.get("/me", headers=headers)).status_code == 401
    shop.client.cookies.clear()
    dead = await shop.client.post("/auth/refresh", headers={"cookie": f"{name}={second}"})
    assert dead.status_code == 401


async def test_B8_the_cookie_is_closed_to_scripts_and_other_sites_and_only_its_digest_is_stored(
    shop: Shop, addresses: Addresses
) -> None:
    await shop.register(EMAIL, PASSWORD)
    answer = await shop.client.post("/auth/login", json={"email": EMAIL, "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    secret = shop.client.cookies["support_ai_refresh"]
    assert len(secret) >= 43
    stored = as_owner(addresses, "select token_hash from refresh_tokens")
    assert len(bytes(stored[0][0])) == 32  # pyright: ignore[reportArgumentType] - bytea
    assert secret.encode() not in bytes(stored[0][0])  # pyright: ignore[reportArgumentType] - bytea
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "same-site"},
    ):
        for path in ("/auth/refresh", "/auth/logout"):
            assert (await shop.client.post(path, headers=headers)).status_code == 403
    assert (await shop.client.get("/auth/refresh")).status_code == 405
    assert (
        await shop.client.post("/auth/refresh", headers={"origin": "http://localhost:8000"})
    ).status_code == 200


@pytest.mark.parametrize("bearer", ["Bearer abc.def.ghi", "Bearer ", "Basic x", "expired"])
async def test_B9_a_logout_ends_the_cookies_session_whatever_token_comes_with_it(
    shop: Shop, addresses: Addresses, bearer: str
) -> None:
    await shop.register(EMAIL, PASSWORD)
    first = await shop.login(EMAIL, PASSWORD)
    cookie = shop.client.cookies[COOKIE]
    if bearer == "expired":
        as_owner(addresses, "update sessions set revoked_at = now() returning 1")
        headers = await shop.login(EMAIL, PASSWORD)
        cookie, bearer = shop.client.cookies[COOKIE], first["authorization"]
    else:
        headers = first
    answer = await shop.client.post("/auth/logout", headers={"authorization": bearer})
    assert answer.status_code == 204
    assert f'{COOKIE}=""' in answer.headers["set-cookie"]
    assert (await shop.client.get("/me", headers=headers)).status_code == 401
    refreshed = await shop.client.post("/auth/refresh", headers={"cookie": f"{COOKIE}={cookie}"})
    assert refreshed.status_code == 401


async def test_a_logout_with_a_bad_token_and_no_cookie_ends_nothing_and_says_so(shop: Shop) -> None:
    answer = await shop.client.post("/auth/logout", headers={"authorization": "Bearer abc.def.ghi"})
    assert answer.status_code == 401
    assert (await shop.client.post("/auth/logout")).status_code == 204


async def test_B9_a_logout_ends_the_session_of_the_token_too(shop: Shop) -> None:
    await shop.register(EMAIL, PASSWORD)
    phone = await shop.login(EMAIL, PASSWORD)
    laptop = await shop.login(EMAIL, PASSWORD)
    assert (await shop.client.post("/auth/logout", headers=phone)).status_code == 204
    assert (await shop.client.get("/me", headers=phone)).status_code == 401
    assert (await shop.client.get("/me", headers=laptop)).status_code == 401

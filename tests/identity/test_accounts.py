"""Accounts over HTTP: rows A4, B4, B5, B8, and the contract's section on accounts."""

import asyncio

import httpx
import psycopg
import pytest

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.identity.first_owner import setup_token
from tests.conftest import Addresses
from tests.serving import Shop

EMAIL, PASSWORD = "rohan@email.com", "secure123"


async def _code(shop: Shop) -> str:
    for _ in range(100):
        if shop.mail.mails:
            return shop.mail.code()
        await asyncio.sleep(0.05)
    pytest.fail("no mail after five seconds")


def _as_owner(addresses: Addresses, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        return connection.execute(statement.encode()).fetchall()


async def test_the_quick_start_works_as_written(shop: Shop) -> None:
    sent = {"email": EMAIL, "password": PASSWORD, "name": "Rohan"}
    assert (await shop.client.post("/auth/register", json=sent)).status_code == 201
    login = await shop.client.post("/auth/login", json={"email": EMAIL, "password": PASSWORD})
    assert login.json().keys() == {"access_token", "token_type", "expires_in"}
    assert login.json()["expires_in"] <= 900
    headers = {"authorization": f"Bearer {login.json()['access_token']}"}
    answer = await shop.client.post("/chat", headers=headers, json={"message": "Where is my order?"})
    assert answer.status_code == 200
    assert "verify your e-mail" in answer.json()["reply"]


async def test_A4_register_and_login_tell_nothing_of_other_accounts(shop: Shop) -> None:
    first = await shop.client.post(
        "/auth/register", json={"email": EMAIL, "password": PASSWORD, "name": "One"}
    )
    second = await shop.client.post(
        "/auth/register", json={"email": EMAIL, "password": "another-one", "name": "Two"}
    )
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    wrong = await shop.client.post("/auth/login", json={"email": EMAIL, "password": "not the one"})
    unknown = await shop.client.post(
        "/auth/login", json={"email": "nobody@email.com", "password": "not the one"}
    )
    without_id = [{k: v for k, v in one.json().items() if k != "request_id"} for one in (wrong, unknown)]
    assert wrong.status_code == unknown.status_code == 401
    assert without_id[0] == without_id[1]
    assert (await shop.login(EMAIL, "another-one")) != (await shop.login(EMAIL, PASSWORD))


async def test_verifying_proves_the_address_once_and_removes_the_other_unverified_accounts(
    shop: Shop,
) -> None:
    await shop.register(EMAIL, "somebody-else")
    stranger = await shop.login(EMAIL, "somebody-else")
    await _code(shop)
    shop.mail.mails.clear()
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    code = await _code(shop)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    refused = await shop.client.post("/auth/email/verify", headers=headers, json={"code": wrong})
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_code")
    stolen = await shop.client.post("/auth/email/verify", headers=stranger, json={"code": code})
    assert stolen.status_code == 422
    verified = await shop.client.post("/auth/email/verify", headers=headers, json={"code": code})
    assert verified.json()["verified"] is True
    assert (await shop.client.get("/me", headers=stranger)).status_code == 401
    again = await shop.client.post("/auth/email/verify", headers=headers, json={"code": code})
    assert again.status_code == 422


async def test_a_code_dies_after_five_tries(shop: Shop) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    code = await _code(shop)
    for step in range(1, 6):
        wrong = f"{(int(code) + step) % 1_000_000:06d}"
        assert (
            await shop.client.post("/auth/email/verify", headers=headers, json={"code": wrong})
        ).status_code == 422
    assert (
        await shop.client.post("/auth/email/verify", headers=headers, json={"code": code})
    ).status_code == 422


async def test_B4_a_disabled_account_and_an_ended_session_count_at_once(
    shop: Shop, addresses: Addresses
) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    assert (await shop.client.get("/me", headers=headers)).status_code == 200
    _as_owner(addresses, "update support_ai.accounts set disabled_at = now() returning 1")
    assert (await shop.client.get("/me", headers=headers)).status_code == 401
    assert (
        await shop.client.post("/auth/login", json={"email": EMAIL, "password": PASSWORD})
    ).status_code == 401
    _as_owner(addresses, "update support_ai.accounts set disabled_at = null returning 1")
    headers = await shop.login(EMAIL, PASSWORD)
    assert (await shop.client.post("/auth/logout", headers=headers)).status_code == 204
    assert (await shop.client.get("/me", headers=headers)).status_code == 401


async def test_B4_a_changed_role_counts_with_the_next_request(shop: Shop, addresses: Addresses) -> None:
    await shop.resources.identity.make_account(
        Reason.STAFF_COMMAND, "emma@example.com", name="Emma", role=Role.SUPPORT_AGENT, password=PASSWORD
    )
    headers = await shop.login("emma@example.com", PASSWORD)
    assert (await shop.client.get("/customers", headers=headers)).status_code == 200
    _as_owner(addresses, "update support_ai.accounts set role = 'customer' returning 1")
    assert (await shop.client.get("/customers", headers=headers)).status_code == 403


async def test_B5_a_used_refresh_token_ends_the_whole_session(shop: Shop) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    name = "support_ai_refresh"
    first = shop.client.cookies[name]
    assert (await shop.client.post("/auth/refresh")).status_code == 200
    second = shop.client.cookies[name]
    assert first != second
    assert (await shop.client.get("/me", headers=headers)).status_code == 200
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
    stored = _as_owner(addresses, "select token_hash from support_ai.refresh_tokens")
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


async def test_the_first_owner_is_made_once_by_the_link(shop: Shop) -> None:
    token = await setup_token(shop.resources.identity)
    sent = {"token": token, "email": "olivia@example.com", "name": "Olivia", "password": PASSWORD}
    wrong = await shop.client.post("/auth/setup", json=sent | {"token": "x" * 20})
    assert wrong.status_code == 404
    assert (await shop.client.post("/auth/setup", json=sent)).status_code == 201
    assert (await shop.client.post("/auth/setup", json=sent)).status_code == 404
    assert await setup_token(shop.resources.identity) is None
    headers = await shop.login("olivia@example.com", PASSWORD)
    assert (await shop.client.get("/me", headers=headers)).json()["role"] == "owner"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"email": "x", "password": PASSWORD, "name": "R"}, "email"),
        ({"email": "no at sign", "password": PASSWORD, "name": "R"}, "email"),
        ({"email": EMAIL, "password": "short", "name": "R"}, "password"),
        ({"email": EMAIL, "password": PASSWORD, "name": ""}, "name"),
        ({"email": EMAIL, "password": PASSWORD, "name": "a\u0000b"}, "name"),
        ({"email": EMAIL, "password": PASSWORD, "name": "R", "role": "owner"}, "role"),
        ({"email": EMAIL, "password": PASSWORD}, "name"),
    ],
)
async def test_bad_registrations_name_the_field(shop: Shop, sent: dict[str, str], field: str) -> None:
    answer = await shop.client.post("/auth/register", json=sent)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text


async def test_every_sign_in_and_refusal_is_in_the_audit_log(shop: Shop, addresses: Addresses) -> None:
    await shop.register(EMAIL, PASSWORD)
    await shop.login(EMAIL, PASSWORD)
    wrong: httpx.Response = await shop.client.post(
        "/auth/login", json={"email": EMAIL, "password": "not the one"}
    )
    rows = _as_owner(
        addresses, "select action, outcome, request_id from support_ai.audit_entries order by entry_id"
    )
    assert [(row[0], row[1]) for row in rows] == [
        ("account.register", "done"),
        ("session.begin", "done"),
        ("session.begin", "refused"),
    ]
    assert rows[-1][2] == wrong.headers["x-request-id"]
    text = str(_as_owner(addresses, "select a::text from support_ai.audit_entries a"))
    assert EMAIL not in text

"""Accounts over HTTP: row A4, and the contract's section on accounts."""

import json

import httpx
import pytest

from tests.conftest import Addresses
from tests.identity.signing_in import EMAIL, PASSWORD, as_owner
from tests.serving import Shop

JSON = {"content-type": "application/json"}


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
        ({"email": EMAIL, "password": PASSWORD, "name": "a\ud800b"}, "name"),
        ({"email": EMAIL, "password": "secure\udfff123", "name": "R"}, "password"),
        ({"email": "ro\ud800han@email.com", "password": PASSWORD, "name": "R"}, "email"),
    ],
)
async def test_bad_registrations_name_the_field(shop: Shop, sent: dict[str, str], field: str) -> None:
    answer = await shop.client.post("/auth/register", content=json.dumps(sent), headers=JSON)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
    assert "\ud800" not in answer.text


@pytest.mark.parametrize("password", ["\ud800secure123", "secure123\udc00"])
async def test_half_a_character_in_a_password_is_named_at_sign_in_too(shop: Shop, password: str) -> None:
    sent = json.dumps({"email": EMAIL, "password": password})
    answer = await shop.client.post("/auth/login", content=sent, headers=JSON)
    assert (answer.status_code, answer.json()["field"]) == (422, "password")
    assert "valid Unicode" in answer.json()["detail"]


async def test_a_new_name_must_be_whole_characters(shop: Shop) -> None:
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD) | JSON
    for name in ("\ud800x", "x\udfff", "a\u0000b", ""):
        answer = await shop.client.patch("/me", headers=headers, content=json.dumps({"name": name}))
        assert (answer.status_code, answer.json()["field"]) == (422, "name"), answer.text
    answer = await shop.client.patch("/me", headers=headers, content=json.dumps({"name": "Zoë \U0001f600"}))
    assert answer.json()["name"] == "Zoë \U0001f600"


async def test_every_sign_in_and_refusal_is_in_the_audit_log(shop: Shop, addresses: Addresses) -> None:
    await shop.register(EMAIL, PASSWORD)
    await shop.login(EMAIL, PASSWORD)
    wrong: httpx.Response = await shop.client.post(
        "/auth/login", json={"email": EMAIL, "password": "not the one"}
    )
    # The job that sends the code writes down when it was sent, whenever that is.
    rows = as_owner(
        addresses,
        "select action, outcome, request_id from audit_entries where action <> 'code.send' order by entry_id",
    )
    assert [(row[0], row[1]) for row in rows] == [
        ("code.request", "done"),
        ("account.register", "done"),
        ("session.begin", "done"),
        ("session.begin", "refused"),
    ]
    assert rows[-1][2] == wrong.headers["x-request-id"]
    text = str(as_owner(addresses, "select a::text from audit_entries a"))
    assert EMAIL not in text

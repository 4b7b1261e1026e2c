"""Keys of the shop's own programs: made by the owner, shown once, scoped, expiring, and good for `/integration` only."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support_ai.core.caller import operations
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, audited


async def make_key(demo: Demo, *scopes: str, **changed: object) -> dict[str, Any]:
    """Let the owner make a key."""
    sent = {"name": "till", "scopes": scopes or ("import", "export")} | changed
    headers = await demo.headers("owner")
    answer = await demo.client.post("/integration/keys", headers=headers, json=sent)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


async def test_a_key_is_shown_once_and_kept_as_a_digest(demo: Demo, addresses: Addresses) -> None:
    made = await make_key(demo, "export", days=365)
    assert made["key"].startswith(f"sak_{made['key_id']}_")
    secret = made["key"].rpartition(f"{made['key_id']}_")[2]
    assert len(secret) == 43
    life = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=364) < life <= timedelta(days=365)
    found = await demo.client.get("/integration/keys", headers=await demo.headers("owner"))
    [listed] = found.json()["items"]
    assert (listed["name"], listed["scopes"], listed["last_used_on"]) == ("till", ["export"], None)
    assert secret not in found.text
    stored = str(as_owner(addresses, "select * from api_keys")) + str(
        as_owner(addresses, "select action, subject, detail from audit_entries")
    )
    assert secret not in stored
    assert (await demo.client.get("/integration/products", headers=_bearer(made["key"]))).status_code == 200
    assert as_owner(addresses, "select last_used_on from api_keys") == [(datetime.now(UTC).date(),)]
    assert audited(addresses, "api_key.make")[0][1]["scopes"] == "export"


async def test_only_the_owner_makes_and_revokes_keys_and_proves_it_recently(
    demo: Demo, addresses: Addresses
) -> None:
    made = await make_key(demo)
    sent = {"name": "till", "scopes": ["import"]}
    doors = (
        ("GET", "/integration/keys", None),
        ("POST", "/integration/keys", sent),
        ("DELETE", f"/integration/keys/{made['key_id']}", None),
    )
    for method, path, body in doors:
        assert (await demo.client.request(method, path, json=body)).status_code == 401
        for name in ("rohan", "emma", "admin"):
            headers = await demo.headers(name)
            assert (await demo.client.request(method, path, json=body, headers=headers)).status_code == 403
        headers = _bearer(made["key"])
        assert (await demo.client.request(method, path, json=body, headers=headers)).status_code == 401
    headers = await demo.headers("owner")
    as_owner(addresses, "update sessions set proven_at = now() - interval '6 minutes' returning 1")
    for method, path, body in doors[1:]:
        old = await demo.client.request(method, path, json=body, headers=headers)
        assert (old.status_code, old.json()["code"]) == (403, "step_up_required")


async def test_a_key_ends_when_it_is_revoked_and_when_its_time_is_over(
    demo: Demo, addresses: Addresses
) -> None:
    one, two = await make_key(demo), await make_key(demo)
    path, headers = "/integration/products", await demo.headers("owner")
    for key in (one, two):
        assert (await demo.client.get(path, headers=_bearer(key["key"]))).status_code == 200
    revoke = f"/integration/keys/{one['key_id']}"
    assert (await demo.client.delete(revoke, headers=headers)).status_code == 204
    assert (await demo.client.delete(revoke, headers=headers)).status_code == 404
    as_owner(
        addresses,
        "update api_keys set expires_at = now() - interval '1 second' where revoked_at is null returning 1",
    )
    for key in (one, two):
        gone = await demo.client.get(path, headers=_bearer(key["key"]))
        assert (gone.status_code, gone.json()["code"]) == (401, "api_key_refused")
    rules = [detail["rule"] for outcome, detail in audited(addresses, "api_key.use") if outcome == "refused"]
    assert rules == ["revoked", "expired"]


async def test_a_key_opens_what_its_scope_says(demo: Demo, addresses: Addresses) -> None:
    reads, writes = (await make_key(demo, "export"))["key"], (await make_key(demo, "import"))["key"]
    for key, method, content in ((reads, "POST", "[]"), (writes, "GET", None)):
        headers = _bearer(key) | {"content-type": "application/json"}
        answer = await demo.client.request(method, "/integration/customers", content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    rules = [detail["rule"] for outcome, detail in audited(addresses, "api_key.use") if outcome == "refused"]
    assert rules == ["scope_missing:import", "scope_missing:export"]


async def test_no_other_secret_opens_the_integration_and_a_key_opens_nothing_else(demo: Demo) -> None:
    made = (await make_key(demo))["key"]
    head, tail = made[:17], made[17:]
    owner = await demo.headers("owner")
    visitor = demo.shop.resources.authenticator.new_visitor()[1]
    wrong = [
        owner["authorization"].removeprefix("Bearer "),
        visitor,
        "",
        "x",
        tail,
        head,
        f"{head}{'A' * 43}",
        f"sak_{'0' * 12}_{tail}",
        f"{made}A",
        made[:-1],
        made.upper(),
        f"{made}\x7f",
        "sak_" + "x" * 10_000,
    ]
    assert len(tail) == 43
    for path in ("/integration/customers", "/integration/orders"):
        assert (await demo.client.get(path)).status_code == 401
        for secret in wrong:
            answer = await demo.client.get(path, headers=_bearer(secret))
            assert answer.status_code == 401, secret
            answer = await demo.client.post(path, headers=_bearer(secret), json=[])
            assert answer.status_code == 401, secret
        basic = await demo.client.get(path, headers={"authorization": f"Basic {made}"})
        assert basic.status_code == 401
    assert (await demo.client.get("/integration/customers", headers=_bearer(made))).status_code == 200


async def test_a_key_as_bearer_is_a_401_wherever_the_caller_is_a_person(demo: Demo) -> None:
    headers = _bearer((await make_key(demo))["key"])
    asked = 0
    for operation in operations(demo.shop.app.routes):
        method, _, path = operation.partition(" ")
        if method not in ("GET", "POST", "PUT", "PATCH", "DELETE") or path.startswith("/integration/"):
            continue
        answer = await demo.client.request(method, path, headers=headers)
        without = await demo.client.request(method, path)
        if answer.status_code != 401:
            # What is for everybody answers the same without any caller.
            assert answer.status_code == without.status_code, (operation, answer.text)
            assert answer.status_code != 200 or method == "GET", operation
        asked += answer.status_code == 401
    assert asked > 15
    for path in ("/me", "/orders", "/customers", "/audit", "/shop/security", "/conversations"):
        assert (await demo.client.get(path, headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"days": 366}, "days"),
        ({"days": 0}, "days"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["import", "import"]}, "scopes"),
        ({"scopes": ["everything"]}, "scopes.0"),
        ({"name": ""}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"key": "mine"}, "key"),
    ],
)
async def test_bad_wishes_for_a_key_are_named(demo: Demo, changed: dict[str, object], field: str) -> None:
    sent = {"name": "till", "scopes": ["import"]} | changed
    answer = await demo.client.post("/integration/keys", headers=await demo.headers("owner"), json=sent)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_hundred_guesses_at_once_open_nothing(demo: Demo) -> None:
    made = await make_key(demo)
    guesses = [f"sak_{made['key_id']}_{number:043d}" for number in range(100)]
    answers = await asyncio.gather(
        *(demo.client.get("/integration/customers", headers=_bearer(guess)) for guess in guesses)
    )
    assert {answer.status_code for answer in answers} == {401}

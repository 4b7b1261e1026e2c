"""Row J3: with an Idempotency-Key a request is executed once, and answered as before."""

import httpx
import pytest

from support_ai.core.idempotency_policy import HEADER
from tests.audit.test_every_mutation import unwritable
from tests.conftest import Addresses, Demo
from tests.core.acts import ACT, acting
from tests.identity.asking import settled
from tests.identity.signing_in import as_owner, audited
from tests.security.scene import Caller, Scene

_REPLAYED = "idempotent-replayed"
_LINES = (
    b'{"product_id": "P-900", "product_name": "Lamp", "item_id": "I-900", "options": "", "price": "1.00",'
    b' "currency": "USD", "available": "1"}\n'
)


@pytest.fixture
def scene(demo: Demo, addresses: Addresses) -> Scene:
    """Give the demo shop to knock at, with operations that end badly."""
    demo.shop.app.include_router(acting())
    return Scene(demo, addresses)


async def _keyed(scene: Scene, caller: Caller, key: str) -> dict[str, str]:
    return await scene.headers(caller) | {HEADER: key}


def _rows(addresses: Addresses) -> int:
    return as_owner(addresses, "select count(*) from idempotency_keys")[0][0]


def _same(first: httpx.Response, again: httpx.Response) -> None:
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers.get("content-type") == first.headers.get("content-type")
    assert _REPLAYED not in first.headers
    assert again.headers[_REPLAYED] == "true"
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert again.headers["cache-control"] == "no-store"


async def test_J3_the_same_request_again_gets_the_same_answer_and_is_not_executed(
    scene: Scene, addresses: Addresses
) -> None:
    headers = await _keyed(scene, Caller.ROHAN, "k1")
    answers = [
        await scene.demo.client.patch("/me", headers=headers, json={"name": "Rohan the First"})
        for _ in range(3)
    ]
    assert answers[0].status_code == 200, answers[0].text
    assert answers[0].json()["name"] == "Rohan the First"
    for again in answers[1:]:
        _same(answers[0], again)
    assert len(audited(addresses, "account.rename")) == 1
    # It is the account's key, from whatever session.
    other = await _keyed(scene, Caller.ROHAN, "k1")
    assert other != headers
    _same(answers[0], await scene.demo.client.patch("/me", headers=other, json={"name": "Rohan the First"}))


async def test_J3_an_invitation_is_mailed_once_and_answers_without_a_body_come_again_too(
    scene: Scene, addresses: Addresses
) -> None:
    headers = await _keyed(scene, Caller.OWNER, "k1")
    sent = {"email": "nina@example.com", "name": "Nina", "role": "support_agent"}
    first = await scene.demo.client.post("/staff", headers=headers, json=sent)
    again = await scene.demo.client.post("/staff", headers=headers, json=sent)
    assert first.status_code == 201, first.text
    _same(first, again)
    await settled(addresses)
    assert [mail.recipient for mail in scene.demo.shop.mail.mails] == ["nina@example.com"]
    path = f"/staff/{first.json()['staff_id']}"
    gone = [await scene.demo.client.delete(path, headers=headers) for _ in range(2)]
    assert gone[0].status_code == 204
    _same(*gone)
    assert len(audited(addresses, "staff.remove")) == 1


async def test_J3_a_program_has_keys_of_its_own(scene: Scene, addresses: Addresses) -> None:
    before = len(audited(addresses, "import.file"))
    headers = await _keyed(scene, Caller.KEY, "k1") | {"content-type": "application/x-ndjson"}
    answers = [
        await scene.demo.client.post("/integration/products", headers=headers, content=_LINES)
        for _ in range(2)
    ]
    assert answers[0].status_code == 200, answers[0].text
    _same(*answers)
    assert len(audited(addresses, "import.file")) == before + 1
    other = await _keyed(scene, Caller.KEY, "k1") | {"content-type": "application/x-ndjson"}
    fresh = await scene.demo.client.post("/integration/products", headers=other, content=_LINES)
    assert _REPLAYED not in fresh.headers
    assert len(audited(addresses, "import.file")) == before + 2


async def test_J3_a_key_with_another_request_is_refused(scene: Scene, addresses: Addresses) -> None:
    client = scene.demo.client
    headers = await _keyed(scene, Caller.OWNER, "k1")
    first = await client.patch("/me", headers=headers, json={"name": "One"})
    assert first.status_code == 200
    others = [
        await client.patch("/me", headers=headers, json={"name": "Two"}),
        await client.patch("/me?x=1", headers=headers, json={"name": "One"}),
    ]
    colleagues = (await client.get("/staff", headers=headers)).json()["items"]
    emma, admin = (
        next(one["staff_id"] for one in colleagues if one["role"] == role)
        for role in ("support_agent", "admin")
    )
    assert (await client.post(f"/staff/{emma}/disable", headers=headers)).status_code == 200
    others.append(await client.post(f"/staff/{admin}/disable", headers=headers))
    for other in others:
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert other.json()["field"] == HEADER
    assert len(audited(addresses, "account.rename")) == 1
    assert len(audited(addresses, "staff.disable")) == 1


async def test_J3_a_key_belongs_to_one_caller_and_one_route(scene: Scene, addresses: Addresses) -> None:
    client = scene.demo.client
    for caller in (Caller.ROHAN, Caller.MICHAEL, Caller.EMMA):
        headers = await _keyed(scene, caller, "shared")
        answer = await client.patch("/me", headers=headers, json={"name": f"I am {caller}"})
        assert (answer.status_code, answer.json()["name"]) == (200, f"I am {caller}")
        assert _REPLAYED not in answer.headers
    elsewhere = await client.post("/acts/pass", headers=headers)
    assert elsewhere.status_code == 200
    assert _REPLAYED not in elsewhere.headers
    assert _rows(addresses) == 4


async def test_J3_what_was_refused_before_it_was_executed_is_not_kept(
    scene: Scene, addresses: Addresses
) -> None:
    client = scene.demo.client
    headers = await _keyed(scene, Caller.ROHAN, "k1")
    assert (await client.patch("/me", headers=headers, json={"name": ""})).status_code == 422
    assert (await client.patch("/me", headers=headers, json={"name": "Good"})).status_code == 200
    nobody = {HEADER: "k1"}
    assert (await client.patch("/me", headers=nobody, json={"name": "Good"})).status_code == 401
    forged = nobody | {"authorization": "Bearer x"}
    assert (await client.patch("/me", headers=forged, json={"name": "Good"})).status_code == 401
    forged = nobody | {"authorization": f"Bearer sak_{'0' * 12}_{'a' * 43}"}
    assert (await client.post("/integration/products", headers=forged, json=[])).status_code == 401
    sent = {"email": "x@example.com", "name": "X", "role": "admin"}
    assert (await client.post("/staff", headers=headers, json=sent)).status_code == 403
    assert _rows(addresses) == 1


async def test_J3_too_many_requests_of_an_account_are_not_kept(scene: Scene, addresses: Addresses) -> None:
    client, owner = scene.demo.client, await scene.headers(Caller.OWNER)
    settings = {"version": 0, "settings": {"requests_per_account_per_minute": 30}}
    assert (await client.put("/shop/security", headers=owner, json=settings)).status_code == 200
    headers = await _keyed(scene, Caller.ROHAN, "k1")
    asked = [await client.get("/me", headers=headers) for _ in range(31)]
    assert asked[-1].status_code == 429
    answer = await client.patch("/me", headers=headers, json={"name": "Late"})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert int(answer.headers["retry-after"]) >= 1
    assert _rows(addresses) == 0


async def test_J3_a_refusal_by_a_rule_is_asked_anew(scene: Scene, addresses: Addresses) -> None:
    client = scene.demo.client
    headers = await _keyed(scene, Caller.OWNER, "k1")
    second = {"version": 1, "settings": {"password_min_length": 12}}
    assert (await client.put("/shop/security", headers=headers, json=second)).status_code == 409
    first = {"version": 0, "settings": {"password_min_length": 11}}
    other = headers | {HEADER: "k2"}
    assert (await client.put("/shop/security", headers=other, json=first)).status_code == 200
    answers = [await client.put("/shop/security", headers=headers, json=second) for _ in range(2)]
    assert answers[0].status_code == 200, answers[0].text
    # Without the key the second would have been refused: version 1 is not the newest any more.
    _same(*answers)
    assert as_owner(addresses, "select count(*) from security_settings") == [(2,)]


async def test_J3_a_fault_that_committed_something_is_kept_and_not_tried_again(
    scene: Scene, addresses: Addresses
) -> None:
    headers = await _keyed(scene, Caller.ROHAN, "k1")
    answers = [await scene.demo.client.post("/acts/and-break", headers=headers) for _ in range(2)]
    assert answers[0].status_code == 500
    assert answers[0].headers["content-type"] == "application/problem+json"
    _same(*answers)
    assert len(audited(addresses, ACT)) == 1


async def test_J3_a_fault_that_was_rolled_back_may_be_tried_again(scene: Scene, addresses: Addresses) -> None:
    headers = await _keyed(scene, Caller.ROHAN, "k1")
    with unwritable(addresses, "account.rename"):
        failed = await scene.demo.client.patch("/me", headers=headers, json={"name": "Later"})
    assert failed.status_code == 500
    assert _rows(addresses) == 0
    answer = await scene.demo.client.patch("/me", headers=headers, json={"name": "Later"})
    assert (answer.status_code, answer.json()["name"]) == (200, "Later")
    assert (await scene.demo.client.post("/acts/break-before", headers=headers)).status_code == 500
    assert audited(addresses, ACT) == []


@pytest.mark.parametrize("path", ["/acts/stream", "/acts/long"])
async def test_J3_an_answer_that_is_a_stream_or_too_long_is_not_kept_and_not_executed_again(
    scene: Scene, addresses: Addresses, path: str
) -> None:
    headers = await _keyed(scene, Caller.ROHAN, "k1")
    first = await scene.demo.client.post(path, headers=headers)
    assert first.status_code == 200
    assert len(first.content) in (len("onetwo"), 256 * 1024 + 2)
    again = await scene.demo.client.post(path, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")
    assert len(audited(addresses, ACT)) == 1


async def test_J3_a_secret_that_is_shown_once_is_not_kept(scene: Scene, addresses: Addresses) -> None:
    headers = await _keyed(scene, Caller.OWNER, "k1")
    sent = {"name": "till", "scopes": ["import"]}
    first = await scene.demo.client.post("/integration/keys", headers=headers, json=sent)
    assert first.status_code == 201
    again = await scene.demo.client.post("/integration/keys", headers=headers, json=sent)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")
    assert as_owner(addresses, "select count(*) from api_keys") == [(1,)]
    assert as_owner(addresses, "select octet_length(answer) from idempotency_keys") == [(0,)]


async def test_J3_what_an_owner_was_answered_is_not_for_who_is_none_any_more(
    scene: Scene, addresses: Addresses
) -> None:
    headers = await _keyed(scene, Caller.ADMIN, "k1")
    first = await scene.demo.client.patch("/me", headers=headers, json={"name": "Ada"})
    assert first.status_code == 200
    demoted = "update accounts set role = 'support_agent' where role = 'admin' returning 1"
    assert as_owner(addresses, demoted) == [(1,)]
    again = await scene.demo.client.patch(
        "/me", headers=await _keyed(scene, Caller.ADMIN, "k1"), json={"name": "Ada"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")
    assert len(audited(addresses, "account.rename")) == 1

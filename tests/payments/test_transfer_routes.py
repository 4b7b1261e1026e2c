"""Tasks of people who move money by hand: listed, settled once, and seen by the customer as far as it is theirs."""

import asyncio
from typing import Any

import pytest

from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, audited
from tests.security.order_scene import make_order, on_its_way
from tests.security.scene import Caller, Scene

pytestmark = pytest.mark.row("J4")


@pytest.fixture
def scene(demo: Demo, addresses: Addresses) -> Scene:
    """Give the running demo shop."""
    return Scene(demo, addresses)


async def _task(scene: Scene) -> dict[str, Any]:
    sent = await on_its_way()(scene, Caller.EMMA)
    return await _get(scene, f"/transfers/{sent.ids['transfer_id']}")


async def _get(scene: Scene, path: str, caller: Caller = Caller.EMMA, **query: str) -> dict[str, Any]:
    answer = await scene.demo.client.get(path, headers=await scene.headers(caller), params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _say(scene: Scene, task: dict[str, Any], word: str, **said: str) -> tuple[int, dict[str, Any]]:
    path = f"/transfers/{task['transfer_id']}/{word}"
    answer = await scene.demo.client.post(path, headers=await scene.headers(Caller.EMMA), json=said)
    return answer.status_code, answer.json()


async def test_J4_a_person_says_once_that_the_money_moved(scene: Scene, addresses: Addresses) -> None:
    task = await _task(scene)
    assert (task["state"], task["direction"], task["amount_minor"]) == ("waiting", "out", 100)
    assert (task["brand"], len(task["last_four"]), task["is_overdue"]) == (task["brand"], 4, False)
    for _ in range(2):
        status, told = await _say(scene, task, "done", reference="SEPA-2026/01")
        assert (status, told["state"], told["reference"]) == (200, "done", "SEPA-2026/01")
    assert len(audited(addresses, "transfer.settle")) == 1
    assert as_owner(addresses, "select count(*) from transfers where reference = 'SEPA-2026/01'") == [(0,)]
    status, problem = await _say(scene, task, "refused", reason="declined")
    assert (status, problem["code"]) == (409, "payments.transfer.settled")
    status, problem = await _say(scene, task, "done", reference="SEPA-2")
    assert (status, problem["code"]) == (409, "payments.transfer.settled")
    (refund,) = (await _get(scene, "/refunds", order_number=task["order_number"]))["items"]
    assert (refund["state"], refund["due_at"], refund["transfer_id"]) == ("done", None, task["transfer_id"])


async def test_J4_two_people_who_say_different_things_at_once_are_heard_once(
    scene: Scene, addresses: Addresses
) -> None:
    task = await _task(scene)
    answers = await asyncio.gather(
        *(_say(scene, task, "done") for _ in range(5)),
        *(_say(scene, task, "refused", reason="other") for _ in range(5)),
    )
    assert sorted({status for status, _ in answers}) == [200, 409]
    assert sum(status == 200 for status, _ in answers) == 5
    settled, refused = audited(addresses, "transfer.settle"), audited(addresses, "transfer.refuse")
    assert [len([one for one in found if one[0] == "done"]) for found in (settled, refused)] in (
        [1, 0],
        [0, 1],
    )


async def test_J4_a_refusal_by_hand_is_taken_back_in_the_books(scene: Scene, addresses: Addresses) -> None:
    task = await _task(scene)
    for _ in range(2):
        status, told = await _say(scene, task, "refused", reason="account_closed")
        assert (status, told["state"], told["reason"]) == (200, "refused", "account_closed")
    number = task["order_number"]
    order = await _get(scene, f"/orders/{number}")
    assert [row["kind"] for row in order["payments"]] == ["payment", "refund", "reversal"]
    (refund,) = (await _get(scene, "/refunds", Caller.ROHAN, order_number=number))["items"]
    assert refund["state"] == "refused"
    tickets = (await _get(scene, "/tickets", Caller.ROHAN))["items"]
    assert [one["subject"] for one in tickets if number in one["subject"]] == [
        f"The refund of $1.00 for order {number} was refused"
    ]
    answer = await scene.demo.client.post(
        f"/orders/{number}/refunds",
        headers=await scene.headers(Caller.EMMA),
        json={"amount": 8_900, "reason": "once more"},
    )
    assert answer.status_code == 200, answer.text


async def test_J4_what_is_overdue_is_found_by_everybody_who_may_pay_back(
    scene: Scene, addresses: Addresses
) -> None:
    late, early = await _task(scene), await _task(scene)
    as_owner(
        addresses,
        "update transfers set due_at = now() - interval '1 hour' where transfer_id = %s returning 1",
        late["transfer_id"],
    )
    for caller in (Caller.EMMA, Caller.OWNER):
        found = (await _get(scene, "/transfers", caller, overdue="true"))["items"]
        assert [(one["transfer_id"], one["is_overdue"]) for one in found] == [(late["transfer_id"], True)]
    others = (await _get(scene, "/transfers", overdue="false"))["items"]
    assert early["transfer_id"] in {one["transfer_id"] for one in others}
    assert late["transfer_id"] not in {one["transfer_id"] for one in others}
    await _say(scene, late, "done")
    assert (await _get(scene, "/transfers", overdue="true"))["items"] == []


async def test_J4_a_charge_that_never_comes_is_owed_as_far_as_it_was_paid_back(
    scene: Scene, addresses: Addresses
) -> None:
    number = await make_order(scene, "pending")
    headers = await scene.headers(Caller.ROHAN)
    sent = {"payment_method_id": "spare_CUST-123"}
    changed = await scene.demo.client.post(f"/orders/{number}/payment-method", headers=headers, json=sent)
    assert changed.status_code == 200, changed.text
    cancelled = await scene.demo.client.post(
        f"/orders/{number}/cancel", headers=headers, json={"reason": "no longer needed"}
    )
    assert cancelled.status_code == 200, cancelled.text
    found: list[dict[str, Any]] = []
    for _ in range(200):
        found = (await _get(scene, "/transfers", order_number=number, state="waiting"))["items"]
        if len(found) == 3:
            break
        await asyncio.sleep(0.05)
    (charge,) = [one for one in found if one["direction"] == "in"]
    status, _ = await _say(scene, charge, "refused", reason="not_enough_money")
    assert status == 200
    rows = as_owner(
        addresses,
        "select kind, amount_minor, of_line from payments join orders using (order_id) where number = %s order by line",
        number,
    )
    assert rows == [
        ("payment", 8_900, None),
        ("payment", 8_900, None),
        ("refund", 8_900, 1),
        ("refund", 8_900, 2),
        ("payment", 8_900, 2),
        ("reversal", 8_900, 2),
    ]
    ((_, detail),) = audited(addresses, "transfer.refuse")
    assert detail["owed_minor"] == 8_900


async def test_words_about_a_transfer_hold_no_free_text(scene: Scene) -> None:
    task = await _task(scene)
    for word, said in (("done", {"reference": "paid to Rohan"}), ("refused", {"reason": "Rohan moved"})):
        status, problem = await _say(scene, task, word, **said)
        assert (status, problem["field"]) == (422, next(iter(said)))
    missing = {**task, "transfer_id": "00000000-0000-4000-8000-000000000001"}
    status, problem = await _say(scene, missing, "done")
    assert (status, problem["code"]) == (404, "transfer_not_found")

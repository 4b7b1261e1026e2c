"""What was booked, listed: everybody the own rows, page by page, and what is meant for colleagues told to them alone."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, audited
from tests.security import order_scene
from tests.security.order_scene import make_order
from tests.security.scene import Caller, Scene

# Past the guard, which lets nobody do so.
_SET_STATE = """
    with who as materialized (select set_config('app.reason', 'erasure', true))
    update transfers set state = %s from who where transfer_id = %s returning 1
"""


@pytest.fixture
def scene(demo: Demo, addresses: Addresses) -> Scene:
    """Give the running demo shop."""
    return Scene(demo, addresses)


async def _get(scene: Scene, path: str, caller: Caller = Caller.EMMA, **query: str) -> Any:
    answer = await scene.demo.client.get(path, headers=await scene.headers(caller), params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _post(
    scene: Scene, path: str, body: Mapping[str, object], caller: Caller = Caller.EMMA
) -> dict[str, Any]:
    answer = await scene.demo.client.post(path, headers=await scene.headers(caller), json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_refunds_come_page_by_page_with_nothing_twice_and_nothing_missed(scene: Scene) -> None:
    number = await make_order(scene, "delivered")
    for _ in range(7):
        await _post(scene, f"/orders/{number}/refunds", {"amount": 100, "reason": "late"})
    for caller in (Caller.EMMA, Caller.ROHAN):
        seen: list[int] = []
        cursor: dict[str, str] = {}
        for _ in range(10):
            page = await _get(
                scene, "/refunds", caller, limit="3", order_number=f"#{number.lower()}", **cursor
            )
            seen += [one["refund_id"] for one in page["items"]]
            cursor = {"cursor": page["next_cursor"] or ""}
            if not cursor["cursor"]:
                break
        assert len(seen) == 7
        assert seen == sorted(set(seen), reverse=True)
    assert (await _get(scene, "/refunds", Caller.MICHAEL, order_number=number))["items"] == []


async def test_a_refund_tells_where_its_money_is(scene: Scene, addresses: Addresses) -> None:
    sent = await order_scene.on_its_way()(scene, Caller.EMMA)
    task = await _get(scene, f"/transfers/{sent.ids['transfer_id']}")
    (refund,) = (await _get(scene, "/refunds", order_number=task["order_number"]))["items"]
    path = f"/refunds/{refund['refund_id']}"
    for state, told in (
        ("queued", "queued"),
        ("sending", "queued"),
        ("waiting", "waiting"),
        ("unknown", "unknown"),
        ("done", "done"),
        ("refused", "refused"),
    ):
        as_owner(addresses, _SET_STATE, state, sent.ids["transfer_id"])
        found = await _get(scene, path, Caller.ROHAN)
        assert (found["state"], found["due_at"] is None) == (told, told in ("done", "refused"))
        listed = await _get(scene, "/refunds", status=told, customer_id="CUST-123")
        assert found in listed["items"]
        others = await _get(scene, "/refunds", status="at_once" if told != "at_once" else "done")
        assert found not in others["items"]
    assert len(audited(addresses, "refunds.list")) == 13


async def test_what_goes_onto_a_gift_card_is_there_at_once_and_an_imported_refund_was_done(
    scene: Scene,
) -> None:
    number = await make_order(scene, "delivered")
    cards = (await _get(scene, "/customers/CUST-123"))["payment_methods"]
    card = next(one["payment_method_id"] for one in cards if one["type"] == "gift_card")
    body = {"amount": 100, "payment_method_id": card, "reason": "late"}
    await _post(scene, f"/orders/{number}/refunds", body)
    (found,) = (await _get(scene, "/refunds", order_number=number, status="at_once"))["items"]
    assert (found["method"], found["cause"], found["transfer_id"]) == ("gift_card", "refund", None)


async def test_a_return_tells_each_caller_what_they_may_make_of_it(scene: Scene) -> None:
    sent = await order_scene.requested()(scene, Caller.EMMA)
    path = f"/returns/{sent.ids['return_id']}"
    expected: dict[str, tuple[list[str], list[str]]] = {
        "requested": (["approved", "rejected", "withdrawn"], ["withdrawn"]),
        "approved": (["label_sent", "received", "rejected"], []),
        "received": (["refunded", "rejected"], []),
        "refunded": (["closed"], []),
        "closed": ([], []),
    }
    for status, (staff, own) in expected.items():
        if status != "requested":
            await _post(scene, f"{path}/status", {"status": status})
        assert (await _get(scene, path))["next_statuses"] == staff
        seen = await _get(scene, path, Caller.ROHAN)
        assert (seen["status"], seen["next_statuses"]) == (status, own)
    found = await _get(scene, path, Caller.ROHAN)
    assert (found["kind"], found["item_ids"], found["currency"]) == ("return", ["P-100-1"], "USD")
    listed = await _get(scene, "/returns", Caller.ROHAN, order_number=found["order_number"], status="closed")
    assert listed["items"] == [found]


async def test_why_something_was_given_is_for_colleagues(scene: Scene) -> None:
    number = await make_order(scene, "delivered")
    body = {"kind": "goodwill_credit", "amount": 250, "reason": "their third broken lamp"}
    made = await _post(scene, f"/orders/{number}/adjustments", body)
    path = f"/adjustments/{made['result']['adjustment_id']}"
    assert (await _get(scene, path))["reason"] == "their third broken lamp"
    found = await _get(scene, path, Caller.ROHAN)
    assert (found["reason"], found["amount_minor"], found["kind"]) == (None, 250, "goodwill_credit")
    query = {"order_number": number, "kind": "goodwill_credit"}
    assert (await _get(scene, "/adjustments", Caller.ROHAN, **query))["items"] == [found]
    assert (await _get(scene, "/adjustments", Caller.ROHAN, order_number=number, kind="shipping"))[
        "items"
    ] == []


async def test_what_was_booked_for_an_archived_order_leaves_every_list_but_the_tasks(scene: Scene) -> None:
    sent = await order_scene.on_its_way()(scene, Caller.EMMA)
    task = await _get(scene, f"/transfers/{sent.ids['transfer_id']}")
    number = task["order_number"]
    answer = await scene.demo.client.delete(f"/orders/{number}", headers=await scene.headers(Caller.ADMIN))
    assert answer.status_code == 200, answer.text
    assert (await _get(scene, "/refunds", order_number=number))["items"] == []
    assert (await _get(scene, "/transfers", order_number=number))["items"] == [task]


@pytest.mark.parametrize("path", ["/refunds", "/returns", "/adjustments", "/transfers"])
async def test_a_cursor_of_somebody_elses_making_is_refused(scene: Scene, path: str) -> None:
    for cursor in ("WzFd-", "WyJ4Il0", "bnVsbA"):
        answer = await scene.demo.client.get(
            path, headers=await scene.headers(Caller.EMMA), params={"cursor": cursor}
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")

"""What people say of money on its way: once, and only of what waits for them."""

import asyncio

import pytest

from tests.orders.contract.scene import PRODUCED, Answer, Scene
from tests.orders.making import Method, Spec

pytestmark = pytest.mark.anyio
PRODUCED.update(("payments.transfer.settled", "payments.transfer.under_way"))
_SAYINGS = (("done", {"reference": "SEPA-1"}), ("refused", {"reason": "declined"}))


async def _waiting(scene: Scene) -> tuple[str, Answer]:
    """Return a transfer that waits for a person, and the refund that it is for."""
    body = {"amount": 1200, "reason": "sorry"}
    refund = await scene.tried("emma", "/orders/{number}/refunds", body, made=scene.make(Spec()))
    ((transfer,),) = scene.ask(
        "select transfer_id::text from transfers where order_id = %s", refund.made.order_id
    )
    await _until_waiting(scene, transfer)
    return transfer, refund


async def _until_waiting(scene: Scene, transfer: str) -> None:
    for _ in range(400):
        if scene.ask("select state from transfers where transfer_id = %s", transfer) == [("waiting",)]:
            return
        await asyncio.sleep(0.05)
    pytest.fail("it waits for nobody after twenty seconds")


def _set(scene: Scene, transfer: str, state: str) -> None:
    changed = "update transfers set state = %s, changed_at = now() where transfer_id = %s"
    scene.maker.conn.execute(changed, (state, transfer))


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("queued", "payments.transfer.under_way"),
        ("sending", "payments.transfer.under_way"),
        ("done", "payments.transfer.settled"),
        ("refused", "payments.transfer.settled"),
    ],
)
async def test_nobody_settles_what_does_not_wait_for_them(scene: Scene, state: str, code: str) -> None:
    transfer, _ = await _waiting(scene)
    _set(scene, transfer, state)
    before = scene.rows()
    for word, said in _SAYINGS:
        answer = await scene.send("owner", "POST", f"/transfers/{transfer}/{word}", said)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert scene.rows() == before
    _set(scene, transfer, "unknown")


@pytest.mark.parametrize("state", ["waiting", "unknown"])
async def test_a_refusal_frees_what_was_paid_back_and_saying_it_again_changes_nothing(
    scene: Scene, state: str
) -> None:
    transfer, refund = await _waiting(scene)
    _set(scene, transfer, state)
    for _ in range(2):
        answer = await scene.send("emma", "POST", f"/transfers/{transfer}/refused", {"reason": "declined"})
        assert (answer.status_code, answer.json()["state"]) == (200, "refused"), answer.text
    rows = "select kind, amount_minor from payments where order_id = %s order by line"
    assert scene.ask(rows, refund.made.order_id) == [("payment", 5000), ("refund", 1200), ("reversal", 1200)]
    again = await scene.tried(
        "rohan", "/orders/{number}/cancel", {"reason": "no longer needed"}, made=refund.made
    )
    assert again.shown["amount_minor"] == 5000


async def test_money_that_moved_stays_moved(scene: Scene) -> None:
    transfer, refund = await _waiting(scene)
    for _ in range(2):
        answer = await scene.send("emma", "POST", f"/transfers/{transfer}/done", {"reference": "SEPA-1"})
        assert (answer.status_code, answer.json()["state"]) == (200, "done"), answer.text
    other = await scene.send("emma", "POST", f"/transfers/{transfer}/done", {"reference": "SEPA-2"})
    assert (other.status_code, other.json()["code"]) == (409, "payments.transfer.settled")
    again = await scene.tried(
        "rohan", "/orders/{number}/cancel", {"reason": "no longer needed"}, made=refund.made
    )
    assert again.shown["amount_minor"] == 3800


async def test_a_charge_that_never_came_and_was_partly_paid_back_leaves_a_debt(scene: Scene) -> None:
    made = scene.make(Spec(methods={"card": Method(), "other": Method("paypal")}))
    changed = await scene.tried(
        "rohan", "/orders/{number}/payment-method", {"payment_method_id": "other"}, made=made
    )
    assert changed.status == 200, changed.body
    paid_back = await scene.tried(
        "emma", "/orders/{number}/refunds", {"amount": 1000, "reason": "x"}, made=made
    )
    assert paid_back.moves == [("refund", "other", 1000, (5, 7))]
    ((transfer,),) = scene.ask(
        "select transfer_id::text from transfers where order_id = %s and direction = 'in'", made.order_id
    )
    await _until_waiting(scene, transfer)
    said = await scene.send("emma", "POST", f"/transfers/{transfer}/refused", {"reason": "never_arrived"})
    assert said.status_code == 200, said.text
    sums = (
        "select kind, sum(amount_minor)::bigint from payments where order_id = %s group by kind order by kind"
    )
    assert scene.ask(sums, made.order_id) == [("payment", 11_000), ("refund", 6000), ("reversal", 5000)]
    more = await scene.tried("owner", "/orders/{number}/refunds", {"amount": 1, "reason": "x"}, made=made)
    assert more.body["code"] == "payments.refund.nothing_left"

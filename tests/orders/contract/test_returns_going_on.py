"""How a return goes on: the parts of it add up, what did not go back can go back later, what was granted is paid."""

import pytest

from tests.orders.contract.cases import Allowed, check_allowed
from tests.orders.contract.scene import Scene
from tests.orders.contract.stepping import steps
from tests.orders.making import Method, Spec

pytestmark = pytest.mark.anyio
_PATH = "/orders/{number}/returns"
_REQUESTED = "return_requested"
_S: dict[str, object] = {"item_ids": ["S"]}
_WALLET = {"card": Method(), "gift": Method("gift_card", 0)}
# A shirt at 100.00 and three at 33.33 each, less 1.00 on the line; 10.00 off the order, 7.77 tax, 5.00 shipping.
_MIXED = Spec(
    status="delivered",
    lines=[("M", 1, 10000, 0), ("S", 3, 3333, 100)],
    discount=1000,
    tax=777,
    shipping=500,
)


async def test_the_parts_of_a_return_add_up_to_the_whole_and_the_rest_is_delivered_again(
    scene: Scene,
) -> None:
    made = scene.make(_MIXED)
    paid: list[int] = []
    for item, after in (("S", "delivered"), ("S", "delivered"), ("M", "delivered"), ("S", "returned")):
        asked = await scene.tried("rohan", _PATH, {"item_ids": [item]}, made=made)
        assert asked.status == 200, asked.body
        number = asked.body["result"]["return_id"]
        await steps(scene, made, number, "approved", "label_sent", "received", "refunded")
        assert scene.status(made) == _REQUESTED
        await steps(scene, made, number, "closed")
        assert scene.status(made) == after
        paid.append(asked.shown["amount_minor"])
    assert sum(paid) == _MIXED.total - _MIXED.shipping
    again = await scene.tried("rohan", _PATH, {"item_ids": ["S"]}, made=made)
    assert again.body["code"] == "orders.return.not_delivered"


@pytest.mark.parametrize("end", ["withdrawn", "rejected"])
async def test_what_did_not_go_back_after_all_can_go_back_later(scene: Scene, end: str) -> None:
    made = scene.make(Spec(status="delivered"))
    first = (await scene.tried("rohan", _PATH, _S, made=made)).body["result"]["return_id"]
    if end == "withdrawn":
        undone = await scene.tried("rohan", f"/returns/{first}/withdraw", made=made)
        assert undone.status == 200, undone.body
    else:
        await steps(scene, made, first, "approved", "rejected")
    assert scene.status(made) == "delivered"
    assert (await scene.tried("rohan", _PATH, _S, made=made)).shown["amount_minor"] == 5000


async def test_a_return_and_its_window_are_the_shops_to_ask_about_once(scene: Scene) -> None:
    asked = await check_allowed(
        scene, _PATH, Allowed("asked", Spec(status="delivered"), _S, 5000, [("refund", "card", 5000, (5, 7))])
    )
    assert asked.shown["is_once"] is True


async def test_a_return_is_still_paid_where_the_shop_stopped_paying_onto_gift_cards(scene: Scene) -> None:
    made = scene.make(Spec(status="delivered", methods=_WALLET))
    number = (await scene.tried("rohan", _PATH, _S | {"payment_method_id": "gift"}, made=made)).body[
        "result"
    ]["return_id"]
    with scene.under("rules", {"returns": {"to_gift_card": False}}):
        await steps(scene, made, number, "approved", "received", "refunded")
    assert scene.balance(made, "gift") == 5000

"""Several gift cards at once: whatever the order in which they paid, nobody waits for each other in a circle."""

import asyncio

import pytest

from tests.orders.contract.scene import Scene
from tests.orders.making import Method, Spec

pytestmark = pytest.mark.anyio
_CARDS = [f"gift{number}" for number in range(12)]


@pytest.mark.parametrize("_again", range(3))
async def test_two_orders_paid_with_the_same_cards_are_cancelled_at_once(scene: Scene, _again: int) -> None:
    first = scene.make(
        Spec(methods={name: Method("gift_card", 0) for name in _CARDS}, paid=[(name, 100) for name in _CARDS])
    )
    real = [first.methods[name] for name in _CARDS]
    second = scene.make(Spec(methods={}, paid=[(name, 100) for name in reversed(real)]))
    answers = await asyncio.gather(
        *(
            scene.send("rohan", "POST", f"/orders/{made.number}/cancel", {"reason": "no longer needed"})
            for made in (first, second)
        )
    )
    assert [one.status_code for one in answers] == [200, 200], [one.text for one in answers]
    assert {scene.balance(first, name) for name in _CARDS} == {200}


async def test_one_gift_card_pays_two_orders_at_once_only_as_far_as_it_goes(scene: Scene) -> None:
    methods = {"card": Method(), "gift": Method("gift_card", 9999)}
    first = scene.make(Spec(methods=methods))
    card, gift = first.methods["card"], first.methods["gift"]
    second = scene.make(Spec(methods={}, paid=[(card, 5000)]))
    answers = await asyncio.gather(
        *(
            scene.send("rohan", "POST", f"/orders/{made.number}/payment-method", {"payment_method_id": gift})
            for made in (first, second)
        )
    )
    assert sorted(one.status_code for one in answers) == [200, 409], [one.text for one in answers]
    refused = next(one for one in answers if one.status_code == 409)
    assert refused.json()["code"] in ("payments.balance.too_low", "books_changed")
    assert scene.balance(first, "gift") == 4999

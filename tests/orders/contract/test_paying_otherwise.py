"""Another payment method: only a pending order with exactly one payment, to a different method of the customer's own."""

import pytest

from tests.orders.contract.cases import Allowed, Refused, check_allowed, check_refused, named
from tests.orders.contract.scene import Scene
from tests.orders.making import Method, Spec

pytestmark = pytest.mark.anyio
_PATH = "/orders/{number}/payment-method"
_DAYS, _AT_ONCE = (5, 7), (0, 0)
_NOT_PENDING = (
    "pending_item_modified",
    "processed",
    "shipped",
    "delivered",
    "cancelled",
    "return_requested",
    "exchange_requested",
    "returned",
    "exchanged",
)
_TWO = {"card": Method(), "other": Method("paypal")}
_TO_OTHER, _TO_GIFT = {"payment_method_id": "other"}, {"payment_method_id": "gift"}


def _gift(balance: int, currency: str = "USD") -> dict[str, Method]:
    return {"card": Method(), "gift": Method("gift_card", balance, currency)}


REFUSED = [
    *[
        Refused(
            "orders.payment_method.not_pending",
            f"another method, {status}",
            Spec(status=status, methods=_TWO),
            _TO_OTHER,
        )
        for status in _NOT_PENDING
    ],
    Refused(
        "orders.payment_method.not_one_payment",
        "two payments",
        Spec(methods=_TWO, paid=[("card", 2500), ("card", 2500)]),
        _TO_OTHER,
    ),
    Refused("orders.payment_method.not_one_payment", "no payment", Spec(methods=_TWO, paid=()), _TO_OTHER),
    Refused(
        "orders.payment_method.not_one_payment",
        "a payment that went back whole",
        Spec(methods=_TWO, refunded=[("card", 5000)]),
        _TO_OTHER,
    ),
    Refused(
        "orders.payment_method.same",
        "the same method",
        Spec(methods=_TWO),
        {"payment_method_id": "card"},
        argument="payment_method_id",
    ),
    Refused(
        "payments.method.not_own",
        "no method of the customer's",
        Spec(methods=_TWO),
        {"payment_method_id": "michaels"},
        argument="payment_method_id",
    ),
    Refused(
        "payments.balance.too_low", "a gift card that is a cent short", Spec(methods=_gift(4999)), _TO_GIFT
    ),
    Refused(
        "payments.balance.too_low",
        "a gift card covers what was paid and not the total",
        Spec(methods=_gift(4999), paid=[("card", 4999)]),
        _TO_GIFT,
    ),
    Refused(
        "payments.balance.other_currency",
        "a gift card in another currency",
        Spec(methods=_gift(9999, "EUR")),
        _TO_GIFT,
        argument="payment_method_id",
    ),
    Refused(
        "payments.balance.other_currency",
        "the old one is a gift card in another currency",
        Spec(
            methods={"gift": Method("gift_card", 0, "EUR"), "other": Method("paypal")},
            paid=[("gift", 5000)],
        ),
        _TO_OTHER,
    ),
    Refused(
        "orders.payment_method.not_allowed",
        "a shop that keeps methods",
        Spec(methods=_TWO),
        _TO_OTHER,
        rules={"payment_method": {"allowed": False}},
    ),
]
ALLOWED = [
    Allowed(
        "to another card",
        Spec(methods=_TWO, shipping=499),
        _TO_OTHER,
        0,
        [("charge", "other", 5499, _AT_ONCE), ("refund", "card", 5499, _DAYS)],
        "pending",
    ),
    Allowed(
        "a gift card that covers it to the cent, by a colleague",
        Spec(methods=_gift(5000)),
        _TO_GIFT,
        0,
        [("charge", "gift", 5000, _AT_ONCE), ("refund", "card", 5000, _DAYS)],
        "pending",
        "emma",
    ),
    Allowed(
        "from a gift card, which has it back at once",
        Spec(
            methods={"gift": Method("gift_card", 10), "other": Method("paypal")},
            paid=[("gift", 5000)],
        ),
        _TO_OTHER,
        0,
        [("charge", "other", 5000, _AT_ONCE), ("refund", "gift", 5000, _AT_ONCE)],
        "pending",
    ),
    Allowed(
        "a processed order where the shop lets them",
        Spec(status="processed", methods=_TWO),
        _TO_OTHER,
        0,
        [("charge", "other", 5000, _AT_ONCE), ("refund", "card", 5000, _DAYS)],
        "processed",
        rules={"payment_method": {"statuses": ["pending", "processed"]}},
    ),
    Allowed(
        "three decimals",
        Spec(methods=_TWO, lines=[("DINAR1", 1, 12345, 0)], currency="KWD"),
        _TO_OTHER,
        0,
        [("charge", "other", 12345, _AT_ONCE), ("refund", "card", 12345, _DAYS)],
    ),
]


@named(REFUSED)
async def test_the_contract_refuses_another_payment_method(scene: Scene, case: Refused) -> None:
    await check_refused(scene, _PATH, case)


@named(ALLOWED)
async def test_the_new_method_pays_what_the_old_one_gets_back(scene: Scene, case: Allowed) -> None:
    answer = await check_allowed(scene, _PATH, case)
    moved = {
        name: sum(row[2] if row[0] == "refund" else -row[2] for row in case.moves if row[1] == name)
        for name in case.spec.methods
    }
    for name, made in case.spec.methods.items():
        if made.balance is not None:
            assert scene.balance(answer.made, name) == made.balance + moved[name]


async def test_it_can_be_changed_again_and_back(scene: Scene) -> None:
    made = scene.make(Spec(methods=_TWO))
    for name in ("other", "card", "other"):
        answer = await scene.tried("rohan", _PATH, {"payment_method_id": name}, made=made)
        assert answer.status == 200, answer.body
    cancelled = await scene.tried(
        "rohan", "/orders/{number}/cancel", {"reason": "no longer needed"}, made=made
    )
    assert cancelled.moves == [("refund", "other", 5000, _DAYS)]

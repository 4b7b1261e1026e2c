"""Cancelling and another address: only a pending order, before its items were changed."""

import pytest

from tests.orders.contract.cases import Allowed, Refused, check_allowed, check_refused, named
from tests.orders.contract.scene import Scene
from tests.orders.making import Method, Spec

pytestmark = pytest.mark.anyio
_DAYS = (5, 7)
_CANCEL, _ADDRESS = "/orders/{number}/cancel", "/orders/{number}/address"
_BECAUSE = {"reason": "no longer needed"}
_ELSEWHERE = {
    "address1": "9 New Road",
    "address2": "Flat 3",
    "city": "Boston",
    "state": "MA",
    "postal_code": "02108",
    "country": "US",
}
_NOT_PENDING = (
    "processed",
    "shipped",
    "delivered",
    "cancelled",
    "return_requested",
    "exchange_requested",
    "returned",
    "exchanged",
)
_CARD_AND_GIFT = {"card": Method(), "gift": Method("gift_card", 0)}
_MODIFIED = Spec(status="pending_item_modified")

REFUSED_CANCEL = [
    *[
        Refused("orders.cancel.not_pending", f"cancelling, {status}", Spec(status=status), _BECAUSE)
        for status in _NOT_PENDING
    ],
    Refused("orders.cancel.items_modified", "cancelling, items modified", _MODIFIED, _BECAUSE),
    Refused(
        "orders.cancel.not_pending", "a colleague cannot either", Spec(status="shipped"), _BECAUSE, "emma"
    ),
    Refused(
        "orders.cancel.reason_not_allowed",
        "another reason",
        body={"reason": "found it cheaper"},
        argument="reason",
    ),
    Refused(
        "orders.cancel.reason_not_allowed",
        "a reason that the shop took off its list",
        body=_BECAUSE,
        rules={"cancel": {"reasons": ["too late"]}},
    ),
    Refused(
        "payments.balance.other_currency",
        "paid with a gift card that is kept in another currency",
        Spec(
            currency="EUR",
            lines=[("S-EUR", 1, 5000, 0)],
            methods={"gift": Method("gift_card", 700, "USD")},
            paid=[("gift", 5000)],
        ),
        _BECAUSE,
    ),
    Refused(
        "orders.cancel.not_pending",
        "a pending order where only processed ones are cancelled",
        body=_BECAUSE,
        rules={"cancel": {"statuses": ["processed"]}},
    ),
    Refused(
        "orders.cancel.not_allowed",
        "a shop that cancels nothing",
        body=_BECAUSE,
        rules={"cancel": {"allowed": False}},
    ),
]
REFUSED_ADDRESS = [
    *[
        Refused("orders.address.not_pending", f"another address, {status}", Spec(status=status), _ELSEWHERE)
        for status in _NOT_PENDING
    ],
    Refused("orders.address.items_modified", "another address, items modified", _MODIFIED, _ELSEWHERE),
    Refused(
        "orders.address.not_allowed",
        "a shop that keeps addresses",
        body=_ELSEWHERE,
        rules={"address": {"allowed": False}},
    ),
]
CANCELLED = [
    Allowed(
        "the card gets it back in days",
        Spec(shipping=500, tax=99),
        _BECAUSE,
        5599,
        [("refund", "card", 5599, _DAYS)],
        "cancelled",
    ),
    Allowed(
        "ordered by mistake, by a colleague",
        Spec(),
        {"reason": "ordered by mistake"},
        5000,
        [("refund", "card", 5000, _DAYS)],
        "cancelled",
        "emma",
    ),
    Allowed(
        "a gift card at once, the card in days",
        Spec(methods=_CARD_AND_GIFT, paid=[("gift", 1999), ("card", 3001)]),
        _BECAUSE,
        5000,
        [("refund", "gift", 1999, (0, 0)), ("refund", "card", 3001, _DAYS)],
        "cancelled",
    ),
    Allowed(
        "two payments with one method are told as one movement",
        Spec(paid=[("card", 2000), ("card", 3000)]),
        _BECAUSE,
        5000,
        [("refund", "card", 5000, _DAYS)],
        "cancelled",
    ),
    Allowed(
        "what was paid back before does not go back again",
        Spec(paid=[("card", 5000)], refunded=[("card", 1200)]),
        _BECAUSE,
        3800,
        [("refund", "card", 3800, _DAYS)],
        "cancelled",
    ),
    Allowed("nothing was paid", Spec(paid=()), _BECAUSE, 0, (), "cancelled"),
    Allowed(
        "more was paid back than was paid",
        Spec(paid=[("card", 100)], refunded=[("card", 5000)]),
        _BECAUSE,
        0,
        (),
        "cancelled",
    ),
    Allowed(
        "paid by somebody unknown",
        Spec(paid=[(None, 5000)]),
        _BECAUSE,
        5000,
        [("refund", None, 5000, _DAYS)],
        "cancelled",
    ),
    Allowed(
        "yen have no cents",
        Spec(lines=[("YEN1", 3, 1200, 100)], currency="JPY"),
        _BECAUSE,
        3500,
        [("refund", "card", 3500, _DAYS)],
        "cancelled",
    ),
    Allowed(
        "the shop's own days and reasons",
        Spec(),
        {"reason": "too late"},
        5000,
        [("refund", "card", 5000, (1, 2))],
        "cancelled",
        rules={"cancel": {"reasons": ["too late"]}, "refund_days_least": 1, "refund_days_most": 2},
    ),
    Allowed(
        "a processed order where the shop lets them",
        Spec(status="processed"),
        _BECAUSE,
        5000,
        [("refund", "card", 5000, _DAYS)],
        "cancelled",
        rules={"cancel": {"statuses": ["processed"]}},
    ),
    Allowed(
        "items may be changed more than once here",
        _MODIFIED,
        _BECAUSE,
        5000,
        [("refund", "card", 5000, _DAYS)],
        "cancelled",
        rules={"items": {"once": False}},
    ),
]


@named(REFUSED_CANCEL)
async def test_the_contract_refuses_to_cancel(scene: Scene, case: Refused) -> None:
    await check_refused(scene, _CANCEL, case)


@named(REFUSED_ADDRESS)
async def test_the_contract_refuses_another_address(scene: Scene, case: Refused) -> None:
    await check_refused(scene, _ADDRESS, case)


@named(CANCELLED)
async def test_what_was_paid_goes_back_to_its_method(scene: Scene, case: Allowed) -> None:
    answer = await check_allowed(scene, _CANCEL, case)
    for name in answer.made.methods:
        back = sum(amount for _, method, amount, days in answer.moves if method == name and days == (0, 0))
        if name == "gift":
            assert scene.balance(answer.made, name) == back
    refunds = "select payment_method_id from payments where order_id = %s and proposal_id is not null"
    gift = answer.made.methods.get("gift", "")
    by_hand = [row for row in scene.ask(refunds, answer.made.order_id) if row[0] != gift]
    sent = "select count(*) from transfers where order_id = %s and direction = 'out'"
    assert scene.ask(sent, answer.made.order_id)[0][0] == len(by_hand)


@named(
    [Allowed("a pending order", body=_ELSEWHERE), Allowed("for the customer", body=_ELSEWHERE, who="admin")]
)
async def test_a_pending_order_goes_elsewhere(scene: Scene, case: Allowed) -> None:
    answer = await check_allowed(scene, _ADDRESS, case)
    found = await scene.send("rohan", "GET", f"/orders/{answer.made.number}")
    assert found.json()["address"] == _ELSEWHERE
    assert answer.shown["changes"]["city"] == ["Springfield", "Boston"]


async def test_an_order_that_was_modified_goes_elsewhere_where_that_is_not_once_only(scene: Scene) -> None:
    rules = {"items": {"once": False}}
    await check_allowed(scene, _ADDRESS, Allowed("modified", _MODIFIED, _ELSEWHERE, rules=rules))


async def test_a_processed_order_goes_elsewhere_where_the_shop_lets_it(scene: Scene) -> None:
    rules = {"address": {"statuses": ["pending", "processed"]}}
    case = Allowed("processed", Spec(status="processed"), _ELSEWHERE, after="processed", rules=rules)
    await check_allowed(scene, _ADDRESS, case)

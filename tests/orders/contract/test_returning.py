"""Returning: only a delivered order, within the window if one is set; what the pieces pay, where that goes, and how it ends."""

import pytest

from tests.orders.contract.cases import Allowed, Refused, check_allowed, check_refused, named
from tests.orders.contract.scene import Scene
from tests.orders.contract.stepping import steps
from tests.orders.making import Method, Spec

pytestmark = pytest.mark.anyio
_PATH = "/orders/{number}/returns"
_DAYS, _AT_ONCE = (5, 7), (0, 0)
_NOT_DELIVERED = (
    "pending",
    "pending_item_modified",
    "processed",
    "shipped",
    "cancelled",
    "return_requested",
    "exchange_requested",
    "returned",
    "exchanged",
)
_DELIVERED = Spec(status="delivered", delivered=[1])
_S: dict[str, object] = {"item_ids": ["S"]}
_TO_GIFT, _TO_OTHER = _S | {"payment_method_id": "gift"}, _S | {"payment_method_id": "other"}
_WALLET = {"card": Method(), "gift": Method("gift_card", 0), "other": Method("paypal")}
_REQUESTED = "return_requested"


def _window(days: int) -> dict[str, object]:
    return {"returns": {"window_days": days}}


REFUSED = [
    *[
        Refused("orders.return.not_delivered", f"returning, {status}", Spec(status=status), _S)
        for status in _NOT_DELIVERED
    ],
    Refused(
        "orders.return.window_over",
        "eight days after the delivery",
        Spec(status="delivered", delivered=[8]),
        _S,
        rules=_window(7),
    ),
    Refused(
        "orders.return.window_over",
        "the last parcel counts",
        Spec(status="delivered", delivered=[20, 9]),
        _S,
        rules=_window(7),
    ),
    Refused(
        "orders.item.not_in_order", "an item of no line", _DELIVERED, {"item_ids": ["M"]}, argument="item_ids"
    ),
    Refused("orders.item.not_in_order", "twice what is there once", _DELIVERED, {"item_ids": ["S", "S"]}),
    Refused(
        "orders.item.not_in_order",
        "what went back before",
        Spec(status="delivered", returns=[("return", "closed", ["S"])]),
        _S,
    ),
    Refused(
        "orders.item.not_in_order",
        "what went back before, from two lines with one item",
        Spec(
            status="delivered",
            lines=[("S", 1, 5000, 0), ("S", 1, 5000, 0)],
            returns=[("return", "closed", ["S", "S"])],
        ),
        _S,
    ),
    Refused(
        "orders.return.method_not_allowed",
        "onto another card",
        Spec(status="delivered", methods=_WALLET),
        _TO_OTHER,
        argument="payment_method_id",
    ),
    Refused(
        "orders.return.method_not_allowed",
        "onto a gift card where the shop does not let them",
        Spec(status="delivered", methods=_WALLET),
        _TO_GIFT,
        rules={"returns": {"to_gift_card": False}},
    ),
    Refused(
        "payments.method.not_own", "to somebody else", _DELIVERED, _S | {"payment_method_id": "michaels"}
    ),
    Refused(
        "payments.balance.other_currency",
        "onto a gift card in euros",
        Spec(status="delivered", methods=_WALLET | {"gift": Method("gift_card", 1, "EUR")}),
        _TO_GIFT,
    ),
    Refused(
        "orders.return.reason_unknown",
        "a reason of their own",
        _DELIVERED,
        _S | {"reason": "too green"},
        argument="reason",
    ),
    Refused(
        "orders.return.not_allowed",
        "a shop that takes nothing back",
        _DELIVERED,
        _S,
        rules={"returns": {"allowed": False}},
    ),
]
# A shirt at 100.00 and three at 33.33 each, less 1.00 on the line; 10.00 off the order, 7.77 tax, 5.00 shipping.
_MIXED = Spec(
    status="delivered",
    lines=[("M", 1, 10000, 0), ("S", 3, 3333, 100)],
    discount=1000,
    tax=777,
    shipping=500,
)
# Net 10000 and 9899 of 19899. Of the discount 502.5 and 497.5: 503 and 497 (the first of equal remainders is the larger);
# of the tax 390.47 and 386.53: 390 and 387. So 9887 for M and 9789 for S, which is 3263 for each of the three.
ALLOWED = [
    Allowed("all of it", _DELIVERED, _S, 5000, [("refund", "card", 5000, _DAYS)], _REQUESTED),
    Allowed("by a colleague", _DELIVERED, _S, 5000, [("refund", "card", 5000, _DAYS)], _REQUESTED, "emma"),
    Allowed(
        "shipping stays",
        Spec(status="delivered", shipping=700),
        _S,
        5000,
        [("refund", "card", 5000, _DAYS)],
    ),
    Allowed(
        "shipping too where the shop pays it",
        Spec(status="delivered", shipping=700),
        _S,
        5700,
        [("refund", "card", 5700, _DAYS)],
        rules={"returns": {"pays_shipping": True}},
    ),
    Allowed(
        "no shipping for a part",
        Spec(status="delivered", shipping=700, lines=[("S", 2, 5000, 0)]),
        _S,
        5000,
        [("refund", "card", 5000, _DAYS)],
        rules={"returns": {"pays_shipping": True}},
    ),
    Allowed(
        "the first line of a mixed order",
        _MIXED,
        {"item_ids": ["M"]},
        9887,
        [("refund", "card", 9887, _DAYS)],
    ),
    Allowed("one of three", _MIXED, _S, 3263, [("refund", "card", 3263, _DAYS)]),
    Allowed(
        "all of a mixed order but its shipping",
        _MIXED,
        {"item_ids": ["S", "M", "S", "S"]},
        19676,
        [("refund", "card", 19676, _DAYS)],
    ),
    Allowed(
        "a line's discount leaves a remainder",
        Spec(status="delivered", lines=[("S", 3, 1000, 100)]),
        {"item_ids": ["S", "S"]},
        967 + 967,
        [("refund", "card", 1934, _DAYS)],
    ),
    Allowed(
        "a discount larger than the goods eats the tax",
        Spec(status="delivered", discount=5100, tax=300),
        _S,
        200,
        [("refund", "card", 200, _DAYS)],
    ),
    Allowed(
        "several payments, the oldest first, each to its method",
        Spec(status="delivered", methods=_WALLET, paid=[("gift", 1200), ("card", 3800)]),
        _S,
        5000,
        [("refund", "gift", 1200, _AT_ONCE), ("refund", "card", 3800, _DAYS)],
    ),
    Allowed(
        "a part fits into the oldest payment",
        Spec(
            status="delivered",
            lines=[("S", 2, 5000, 0)],
            methods=_WALLET,
            paid=[("gift", 5001), ("card", 4999)],
        ),
        _S,
        5000,
        [("refund", "gift", 5000, _AT_ONCE)],
    ),
    Allowed(
        "onto one of their gift cards",
        Spec(status="delivered", methods=_WALLET),
        _TO_GIFT,
        5000,
        [("refund", "gift", 5000, _AT_ONCE)],
    ),
    Allowed(
        "onto the method that paid",
        Spec(status="delivered", methods=_WALLET),
        _S | {"payment_method_id": "card"},
        5000,
        [("refund", "card", 5000, _DAYS)],
    ),
    Allowed(
        "onto one of the methods that paid, which paid less: the rest goes to the others",
        Spec(status="delivered", methods=_WALLET, paid=[("gift", 1200), ("card", 3800)]),
        _S | {"payment_method_id": "card"},
        5000,
        [("refund", "card", 3800, _DAYS), ("refund", "gift", 1200, _AT_ONCE)],
    ),
    Allowed(
        "never more than was paid",
        Spec(status="delivered", paid=[("card", 4000)], refunded=[("card", 1)]),
        _S,
        3999,
        [("refund", "card", 3999, _DAYS)],
    ),
    Allowed(
        "of what cost nothing the tax",
        Spec(status="delivered", lines=[("S", 1, 0, 0), ("M", 1, 0, 0)], tax=100),
        _S,
        100,
        [("refund", "card", 100, _DAYS)],
    ),
    Allowed("nothing was paid", Spec(status="delivered", paid=()), _S, 0, ()),
    Allowed(
        "yen",
        Spec(status="delivered", lines=[("YEN1", 3, 1200, 100)], currency="JPY"),
        {"item_ids": ["YEN1"]},
        1167,
        [("refund", "card", 1167, _DAYS)],
    ),
    Allowed(
        "thousandths",
        Spec(status="delivered", lines=[("DINAR1", 1, 12345, 0)], tax=1, currency="KWD"),
        {"item_ids": ["DINAR1"]},
        12346,
        [("refund", "card", 12346, _DAYS)],
    ),
    Allowed(
        "on the last day of the window",
        Spec(status="delivered", delivered=[7]),
        _S,
        5000,
        [("refund", "card", 5000, _DAYS)],
        rules=_window(7),
    ),
    Allowed(
        "while it is shipped, where the shop lets them",
        Spec(status="shipped"),
        _S,
        5000,
        [("refund", "card", 5000, _DAYS)],
        rules={"returns": {"statuses": ["shipped", "delivered"]}},
    ),
    Allowed(
        "no window, years later",
        Spec(status="delivered", delivered=[2000]),
        _S,
        5000,
        [("refund", "card", 5000, _DAYS)],
    ),
    Allowed(
        "for one of the shop's reasons",
        _DELIVERED,
        _S | {"reason": "damaged"},
        5000,
        [("refund", "card", 5000, _DAYS)],
    ),
]


@named(REFUSED)
async def test_the_contract_refuses_to_take_back(scene: Scene, case: Refused) -> None:
    await check_refused(scene, _PATH, case)


@named(ALLOWED)
async def test_a_return_pays_what_its_pieces_cost_and_once_they_came(scene: Scene, case: Allowed) -> None:
    answer = await check_allowed(scene, _PATH, case)
    assert scene.status(answer.made) == _REQUESTED
    assert not scene.ask(
        "select 1 from payments where proposal_id is not null and order_id = %s", answer.made.order_id
    )
    shown = answer.moves
    settled = await steps(
        scene, answer.made, answer.body["result"]["return_id"], "approved", "received", "refunded"
    )
    assert settled["preview"]["amount_minor"] == case.amount
    moved = [(one["payment_method_id"], one["amount_minor"]) for one in settled["preview"]["movements"]]
    assert moved == [(answer.made.methods.get(name or "", name), amount) for _, name, amount, _ in shown]

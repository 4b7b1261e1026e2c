"""Refunds and adjustments: never more than was paid, back to its method or onto a gift card of the customer's."""

from uuid import uuid4

import pytest

from tests.orders.contract.cases import Allowed, Refused, check_allowed, check_refused, named
from tests.orders.contract.scene import Scene
from tests.orders.making import Method, Spec

pytestmark = pytest.mark.anyio
_REFUND, _ADJUST = "/orders/{number}/refunds", "/orders/{number}/adjustments"
_DAYS, _AT_ONCE = (5, 7), (0, 0)
_WALLET = {"card": Method(), "gift": Method("gift_card", 0), "other": Method("paypal")}
_MIXED = Spec(status="delivered", methods=_WALLET, paid=[("gift", 1200), ("card", 3800)])
_EUROS = _WALLET | {"gift": Method("gift_card", 1, "EUR")}


def _refund(amount: int, method: str | None = None) -> dict[str, object]:
    body: dict[str, object] = {"amount": amount, "reason": "sorry"}
    return body if method is None else body | {"payment_method_id": method}


def _gift(kind: str, amount: int) -> dict[str, object]:
    return {"kind": kind, "amount": amount, "reason": "sorry"}


REFUSED_REFUNDS = [
    Refused(
        "payments.refund.more_than_paid", "a cent more", Spec(), _refund(5001), "emma", argument="amount"
    ),
    Refused(
        "payments.refund.more_than_paid",
        "a cent more than is left",
        Spec(paid=[("card", 5000)], refunded=[("card", 4000)]),
        _refund(1001),
        "emma",
    ),
    Refused("payments.refund.nothing_left", "nothing paid", Spec(paid=()), _refund(1), "emma"),
    Refused(
        "payments.refund.nothing_left", "all is back", Spec(refunded=[("card", 5000)]), _refund(1), "emma"
    ),
    Refused(
        "payments.refund.nothing_left",
        "more is back than was paid",
        Spec(refunded=[("card", 6000)]),
        _refund(1),
        "owner",
    ),
    Refused(
        "payments.refund.method_not_allowed",
        "to a method that did not pay",
        _MIXED,
        _refund(1, "other"),
        "emma",
        argument="payment_method_id",
    ),
    Refused(
        "payments.refund.method_more_than_paid",
        "more than the card paid",
        _MIXED,
        _refund(3801, "card"),
        "emma",
    ),
    Refused("payments.method.not_own", "to somebody else", _MIXED, _refund(1, "michaels"), "emma"),
    Refused(
        "payments.balance.other_currency",
        "onto a gift card in euros",
        Spec(methods=_EUROS),
        _refund(1, "gift"),
        "emma",
    ),
    Refused(
        "payments.balance.other_currency",
        "back to a gift card in euros",
        Spec(methods=_EUROS, paid=[("gift", 5000)]),
        _refund(1),
        "emma",
    ),
]
REFUNDED = [
    Allowed("a cent", Spec(), _refund(1), 1, [("refund", "card", 1, _DAYS)], "pending", "emma"),
    Allowed("all of it", Spec(), _refund(5000), 5000, [("refund", "card", 5000, _DAYS)], who="emma"),
    Allowed(
        "the oldest payment first",
        _MIXED,
        _refund(1201),
        1201,
        [("refund", "gift", 1200, _AT_ONCE), ("refund", "card", 1, _DAYS)],
        who="admin",
    ),
    Allowed(
        "to the card alone",
        _MIXED,
        _refund(3800, "card"),
        3800,
        [("refund", "card", 3800, _DAYS)],
        who="owner",
    ),
    Allowed(
        "all onto a gift card",
        _MIXED,
        _refund(5000, "gift"),
        5000,
        [("refund", "gift", 5000, _AT_ONCE)],
        who="emma",
    ),
    Allowed(
        "what somebody else paid back before is off the payment of that method",
        Spec(
            status="delivered",
            methods=_WALLET,
            paid=[("gift", 1200), ("card", 3800)],
            refunded=[("card", 3000)],
        ),
        _refund(1500),
        1500,
        [("refund", "gift", 1200, _AT_ONCE), ("refund", "card", 300, _DAYS)],
        who="emma",
    ),
    Allowed(
        "yen are whole",
        Spec(lines=[("YEN1", 1, 1200, 0)], currency="JPY"),
        _refund(300),
        300,
        [("refund", "card", 300, _DAYS)],
        who="emma",
    ),
]
_SHIPPED = Spec(status="delivered", shipping=700)
REFUSED_ADJUSTMENTS = [
    Refused(
        "payments.adjustment.more_than_shipping",
        "more than the shipping",
        _SHIPPED,
        _gift("shipping", 701),
        "emma",
        argument="amount",
    ),
    Refused("payments.adjustment.more_than_shipping", "no shipping", Spec(), _gift("shipping", 1), "emma"),
    Refused(
        "payments.refund.more_than_paid",
        "a cent off too much",
        Spec(),
        _gift("price_correction", 5001),
        "admin",
    ),
    Refused(
        "payments.refund.nothing_left", "nothing paid", Spec(paid=()), _gift("price_correction", 1), "emma"
    ),
    Refused(
        "payments.refund.nothing_left",
        "shipping that was not paid",
        Spec(shipping=700, paid=()),
        _gift("shipping", 1),
        "emma",
    ),
]
ADJUSTED = [
    Allowed(
        "a lower price",
        Spec(),
        _gift("price_correction", 99),
        99,
        [("refund", "card", 99, _DAYS)],
        who="emma",
    ),
    Allowed(
        "all of the shipping",
        _SHIPPED,
        _gift("shipping", 700),
        700,
        [("refund", "card", 700, _DAYS)],
        who="emma",
    ),
    Allowed(
        "credit",
        Spec(paid=()),
        _gift("goodwill_credit", 1234),
        1234,
        [("credit", "store_credit", 1234, _AT_ONCE)],
        who="emma",
    ),
]


@named(REFUSED_REFUNDS)
async def test_the_contract_refuses_to_refund(scene: Scene, case: Refused) -> None:
    await check_refused(scene, _REFUND, case)


@named(REFUSED_ADJUSTMENTS)
async def test_the_contract_refuses_to_adjust(scene: Scene, case: Refused) -> None:
    await check_refused(scene, _ADJUST, case)


@named(REFUNDED)
async def test_a_refund_goes_where_it_was_shown(scene: Scene, case: Allowed) -> None:
    await check_allowed(scene, _REFUND, case)


@named(ADJUSTED)
async def test_an_adjustment_is_given_and_kept_with_its_kind(scene: Scene, case: Allowed) -> None:
    before = scene.ask(
        "select coalesce(sum(amount_minor), 0)::bigint from balance_entries where origin = 'shop'"
    )[0][0]
    answer = await check_allowed(scene, _ADJUST, case)
    kept = "select kind, amount_minor from adjustments where proposal_id = %s"
    assert scene.ask(kept, answer.body["proposal_id"]) == [(case.body["kind"], case.amount)]
    after = scene.ask(
        "select coalesce(sum(amount_minor), 0)::bigint from balance_entries where origin = 'shop'"
    )[0][0]
    assert after - before == (case.amount if case.body["kind"] == "goodwill_credit" else 0)


async def test_many_refunds_and_adjustments_never_pay_more_than_was_paid(scene: Scene) -> None:
    made = scene.make(_SHIPPED)
    for path, body, status in (
        (_ADJUST, _gift("shipping", 400), 200),
        (_ADJUST, _gift("shipping", 301), 409),
        (_ADJUST, _gift("shipping", 300), 200),
        (_ADJUST, _gift("price_correction", 1000), 200),
        (_REFUND, _refund(4001), 409),
        (_REFUND, _refund(4000), 200),
        (_REFUND, _refund(1), 409),
    ):
        assert (await scene.tried("emma", path, body, made=made)).status == status
    cancelled = await scene.tried("rohan", "/orders/{number}/returns", {"item_ids": ["S"]}, made=made)
    assert cancelled.shown["amount_minor"] == 0


async def test_what_went_onto_a_gift_card_is_off_the_payment_that_it_pays_back(scene: Scene) -> None:
    made = scene.make(Spec(methods=_WALLET, paid=[("card", 3800), ("gift", 1200)]))
    assert (await scene.tried("emma", _REFUND, _refund(3000, "gift"), made=made)).status == 200
    refused = await scene.tried("emma", _REFUND, _refund(801, "card"), made=made)
    assert refused.body["code"] == "payments.refund.method_more_than_paid"
    assert (await scene.tried("emma", _REFUND, _refund(800, "card"), made=made)).status == 200


async def test_credit_is_refused_where_the_customers_credit_is_kept_in_another_currency(scene: Scene) -> None:
    whose = scene.maker.customer("zoe", f"CUST-{uuid4().hex}")
    scene.maker.method(whose, "store_credit", Method("voucher", 5, "EUR"))
    case = Refused(
        "payments.balance.other_currency", "credit", Spec(customer="zoe"), _gift("goodwill_credit", 1), "emma"
    )
    await check_refused(scene, _ADJUST, case)


@pytest.mark.parametrize("amount", [0, -1, 1.5, "5", True, 10**15])
async def test_what_is_no_amount_is_named(scene: Scene, amount: object) -> None:
    answer = await scene.tried("owner", _REFUND, {"amount": amount, "reason": "x"}, made=scene.make(Spec()))
    assert (answer.status, answer.body["field"]) == (422, "amount")

"""Exchanging: only a delivered order; the same product, available, as many; afterwards neither return nor exchange."""

import pytest

from tests.orders.contract.cases import Allowed, Refused, check_allowed, check_refused, named
from tests.orders.contract.scene import Scene
from tests.orders.contract.stepping import steps
from tests.orders.making import Method, Spec

pytestmark = pytest.mark.anyio
_PATH = "/orders/{number}/exchanges"
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
_REQUESTED = "exchange_requested"
_DELIVERED = Spec(status="delivered", delivered=[1])
_TWO = Spec(status="delivered", lines=[("S", 2, 5000, 0)])


def _swap(old: str, new: str, method: str | None = "card", **more: object) -> dict[str, object]:
    body: dict[str, object] = {"item_ids": old.split(), "new_item_ids": new.split(), **more}
    return body if method is None else body | {"payment_method_id": method}


def _gift(balance: int, currency: str = "USD") -> Spec:
    methods = {"card": Method(), "gift": Method("gift_card", balance, currency)}
    return Spec(status="delivered", methods=methods)


REFUSED = [
    *[
        Refused(
            "orders.exchange.not_delivered", f"exchanging, {status}", Spec(status=status), _swap("S", "M")
        )
        for status in _NOT_DELIVERED
    ],
    Refused(
        "orders.exchange.window_over",
        "too late",
        Spec(status="delivered", delivered=[8]),
        _swap("S", "M"),
        rules={"exchanges": {"window_days": 7}},
    ),
    Refused(
        "orders.exchange.not_allowed",
        "a shop that exchanges nothing",
        _DELIVERED,
        _swap("S", "M"),
        rules={"exchanges": {"allowed": False}},
    ),
    Refused("orders.item.count", "one for two", _TWO, _swap("S S", "M")),
    Refused("orders.item.not_in_order", "not in the order", _DELIVERED, _swap("L", "M")),
    Refused("orders.item.not_in_order", "twice what is there once", _DELIVERED, _swap("S S", "M M")),
    Refused(
        "orders.item.not_in_order",
        "what went back before",
        Spec(status="delivered", returns=[("return", "closed", ["S"])]),
        _swap("S", "M"),
    ),
    Refused("orders.item.unknown", "nobody sells it", _DELIVERED, _swap("S", "NOTHING")),
    Refused("orders.item.other_product", "another product", _DELIVERED, _swap("S", "LAMP")),
    Refused("orders.item.not_available", "sold out", _DELIVERED, _swap("S", "XL")),
    Refused("orders.item.other_currency", "sold in euros", _DELIVERED, _swap("S", "S-EUR")),
    Refused("orders.item.same", "the same", _DELIVERED, _swap("S", "S")),
    Refused("payments.method.missing", "no method up", _DELIVERED, _swap("S", "L", None)),
    Refused("payments.method.missing", "no method down", _DELIVERED, _swap("S", "XS", None)),
    Refused("payments.method.not_own", "no method of theirs", _DELIVERED, _swap("S", "L", "michaels")),
    Refused(
        "payments.method.not_own", "no method of theirs, at no difference", _DELIVERED, _swap("S", "M", "x")
    ),
    Refused("payments.balance.too_low", "a cent short", _gift(500), _swap("S", "L", "gift")),
    Refused("payments.balance.other_currency", "in euros", _gift(9999, "EUR"), _swap("S", "L", "gift")),
    Refused(
        "orders.return.reason_unknown", "no such reason", _DELIVERED, _swap("S", "M", reason="too green")
    ),
]
ALLOWED = [
    Allowed("up", _DELIVERED, _swap("S", "L"), -501, [("charge", "card", 501, _AT_ONCE)], _REQUESTED),
    Allowed(
        "up, a gift card to the cent",
        _gift(501),
        _swap("S", "L", "gift"),
        -501,
        [("charge", "gift", 501, _AT_ONCE)],
    ),
    Allowed("down", _DELIVERED, _swap("S", "XS"), 501, [("refund", "card", 501, _DAYS)], _REQUESTED),
    Allowed(
        "down, onto a gift card", _gift(0), _swap("S", "XS", "gift"), 501, [("refund", "gift", 501, _AT_ONCE)]
    ),
    Allowed("level, with no method", _DELIVERED, _swap("S", "M", None), 0, (), _REQUESTED, "emma"),
    Allowed("an id twice", _TWO, _swap("S S", "L M"), -501, [("charge", "card", 501, _AT_ONCE)], _REQUESTED),
    Allowed("nothing was paid", Spec(status="delivered", paid=()), _swap("S", "XS"), 0, ()),
    Allowed(
        "another product where the shop lets them",
        _DELIVERED,
        _swap("S", "LAMP"),
        3010,
        [("refund", "card", 3010, _DAYS)],
        rules={"exchanges": {"same_product": False}},
    ),
    Allowed(
        "sold out where the shop has it nevertheless",
        _DELIVERED,
        _swap("S", "XL"),
        rules={"exchanges": {"only_available": False}},
    ),
    Allowed(
        "while it is shipped, where the shop lets them",
        Spec(status="shipped"),
        _swap("S", "M"),
        rules={"exchanges": {"statuses": ["shipped", "delivered"]}},
    ),
    Allowed(
        "on the last day",
        Spec(status="delivered", delivered=[7]),
        _swap("S", "M"),
        rules={"exchanges": {"window_days": 7}},
    ),
    Allowed(
        "yen",
        Spec(status="delivered", lines=[("YEN1", 1, 1200, 0)], currency="JPY"),
        _swap("YEN1", "YEN2"),
        -300,
        [("charge", "card", 300, _AT_ONCE)],
    ),
]


@named(REFUSED)
async def test_the_contract_refuses_to_exchange(scene: Scene, case: Refused) -> None:
    await check_refused(scene, _PATH, case)


@named(ALLOWED)
async def test_the_difference_is_settled_once_they_are_replaced(scene: Scene, case: Allowed) -> None:
    answer = await check_allowed(scene, _PATH, case)
    made, number = answer.made, answer.body["result"]["return_id"]
    await steps(scene, made, number, "approved", "received")
    done = await scene.tried("owner", f"/returns/{number}/status", {"status": "replaced"}, made=made)
    assert (done.status, done.shown["amount_minor"], done.moves) == (200, case.amount, list(case.moves))
    await steps(scene, made, number, "closed")
    assert scene.status(made) == "exchanged"
    for path, body in ((_PATH, _swap("S", "M")), ("/orders/{number}/returns", {"item_ids": ["S"]})):
        assert (await scene.tried("rohan", path, body, made=made)).status == 409


async def test_a_gift_card_that_was_used_up_meanwhile_stops_the_replacement(scene: Scene) -> None:
    made = scene.make(_gift(501))
    asked = await scene.tried("rohan", _PATH, _swap("S", "L", "gift"), made=made)
    number = asked.body["result"]["return_id"]
    await steps(scene, made, number, "approved", "received")
    other = scene.make(Spec(status="delivered"))
    gift = made.methods["gift"]
    assert (await scene.tried("rohan", _PATH, _swap("S", "L", gift), made=other)).status == 200
    scene.maker.add(
        "balance_entries",
        customer_id=made.customer_id,
        payment_method_id=gift,
        amount_minor=-1,
        currency="USD",
        origin="import",
        business_key="used",
    )
    answer = await scene.tried("owner", f"/returns/{number}/status", {"status": "replaced"}, made=made)
    assert (answer.status, answer.body["code"]) == (409, "payments.balance.too_low")
    assert scene.status(made) == _REQUESTED


async def test_an_exchange_that_did_not_happen_leaves_the_order_delivered(scene: Scene) -> None:
    made = scene.make(_DELIVERED)
    asked = await scene.tried("rohan", _PATH, _swap("S", "L"), made=made)
    undone = await scene.tried("rohan", f"/returns/{asked.body['result']['return_id']}/withdraw", made=made)
    assert (undone.status, scene.status(made)) == (200, "delivered")
    assert (
        await scene.tried("rohan", "/orders/{number}/returns", {"item_ids": ["S"]}, made=made)
    ).status == 200

"""Other items: only a pending order, once; as many, each the same product, available; the difference is settled."""

from typing import cast

import pytest

from tests.orders.contract.cases import Allowed, Refused, check_allowed, check_refused, named
from tests.orders.contract.scene import Scene
from tests.orders.making import Method, Spec

pytestmark = pytest.mark.anyio
_PATH = "/orders/{number}/items"
_DAYS, _AT_ONCE = (5, 7), (0, 0)
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
_ONCE = "pending_item_modified"


def _swap(old: str, new: str, method: str | None = "card") -> dict[str, object]:
    body: dict[str, object] = {"item_ids": old.split(), "new_item_ids": new.split()}
    return body if method is None else body | {"payment_method_id": method}


def _gift(balance: int, currency: str = "USD") -> dict[str, Method]:
    return {"card": Method(), "gift": Method("gift_card", balance, currency)}


_THREE = Spec(lines=[("S", 3, 5000, 100)], shipping=500)
REFUSED = [
    *[
        Refused("orders.items.not_pending", f"other items, {status}", Spec(status=status), _swap("S", "M"))
        for status in _NOT_PENDING
    ],
    Refused("orders.items.already_modified", "a second time", Spec(status=_ONCE), _swap("S", "M")),
    Refused("orders.item.count", "fewer new ones", _THREE, _swap("S S", "M"), argument="new_item_ids"),
    Refused("orders.item.count", "more new ones", _THREE, _swap("S", "M M")),
    Refused("orders.item.not_in_order", "an item of no line", Spec(), _swap("M", "S"), argument="item_ids"),
    Refused("orders.item.not_in_order", "more than the line holds", _THREE, _swap("S S S S", "M M M M")),
    Refused("orders.item.unknown", "an item that nobody sells", Spec(), _swap("S", "NOTHING")),
    Refused("orders.item.other_product", "a lamp for a shirt", Spec(), _swap("S", "LAMP")),
    Refused("orders.item.other_product", "one of two is a lamp", _THREE, _swap("S S", "M LAMP")),
    Refused("orders.item.not_available", "sold out", Spec(), _swap("S", "XL"), argument="new_item_ids"),
    Refused("orders.item.other_currency", "sold in euros", Spec(), _swap("S", "S-EUR")),
    Refused("orders.item.same", "the same item", _THREE, _swap("S S", "S S")),
    Refused("payments.method.missing", "who pays the difference", Spec(), _swap("S", "L", None)),
    Refused("payments.method.missing", "who gets the difference", Spec(), _swap("S", "XS", None)),
    Refused("payments.method.not_own", "somebody else pays", Spec(), _swap("S", "L", "michaels")),
    Refused("payments.method.not_own", "somebody else gets it", Spec(), _swap("S", "XS", "michaels")),
    Refused(
        "payments.method.not_own", "somebody else, at no difference", Spec(), _swap("S", "M", "michaels")
    ),
    Refused("payments.balance.too_low", "a cent short", Spec(methods=_gift(500)), _swap("S", "L", "gift")),
    Refused(
        "payments.balance.too_low",
        "a cent short for three",
        _THREE_GIFT := Spec(lines=[("S", 3, 5000, 0)], methods=_gift(1502)),
        _swap("S S S", "L L L", "gift"),
    ),
    Refused(
        "payments.balance.other_currency",
        "a card in euros pays",
        Spec(methods=_gift(9999, "EUR")),
        _swap("S", "L", "gift"),
    ),
    Refused(
        "payments.balance.other_currency",
        "a card in euros gets it",
        Spec(methods=_gift(9999, "EUR")),
        _swap("S", "XS", "gift"),
    ),
    Refused(
        "orders.items.not_allowed",
        "a shop that keeps items",
        Spec(),
        _swap("S", "M"),
        rules={"items": {"allowed": False}},
    ),
]
ALLOWED = [
    Allowed(
        "dearer, with the card", Spec(), _swap("S", "L"), -501, [("charge", "card", 501, _AT_ONCE)], _ONCE
    ),
    Allowed(
        "dearer, with a gift card that covers it to the cent",
        Spec(methods=_gift(501)),
        _swap("S", "L", "gift"),
        -501,
        [("charge", "gift", 501, _AT_ONCE)],
        _ONCE,
    ),
    Allowed(
        "cheaper, back to the card", Spec(), _swap("S", "XS"), 501, [("refund", "card", 501, _DAYS)], _ONCE
    ),
    Allowed(
        "cheaper, onto a gift card at once",
        Spec(methods=_gift(0)),
        _swap("S", "XS", "gift"),
        501,
        [("refund", "gift", 501, _AT_ONCE)],
        _ONCE,
    ),
    Allowed("the same price needs no method", Spec(), _swap("S", "M", None), 0, (), _ONCE, "emma"),
    Allowed(
        "two of three, an id twice",
        _THREE,
        _swap("S S", "L M"),
        -(501 + 34 + 33),
        [("charge", "card", 568, _AT_ONCE)],
        _ONCE,
    ),
    Allowed("up and down at once", Spec(lines=[("S", 2, 5000, 0)]), _swap("S S", "L XS"), 0, (), _ONCE),
    Allowed(
        "one stays as it is",
        Spec(lines=[("S", 2, 5000, 0)]),
        _swap("S S", "S L"),
        -501,
        [("charge", "card", 501, _AT_ONCE)],
        _ONCE,
    ),
    Allowed(
        "the same item on two lines",
        Spec(lines=[("S", 1, 5000, 0), ("S", 1, 4000, 0)]),
        _swap("S S", "M M"),
        -1000,
        [("charge", "card", 1000, _AT_ONCE)],
        _ONCE,
    ),
    Allowed(
        "yen",
        Spec(lines=[("YEN1", 2, 1200, 0)], currency="JPY"),
        _swap("YEN1", "YEN2"),
        -300,
        [("charge", "card", 300, _AT_ONCE)],
        _ONCE,
    ),
    Allowed(
        "thousandths",
        Spec(lines=[("DINAR2", 1, 12346, 0)], currency="KWD"),
        _swap("DINAR2", "DINAR1"),
        1,
        [("refund", "card", 1, _DAYS)],
        _ONCE,
    ),
    Allowed("nothing was paid, so nothing goes back", Spec(paid=()), _swap("S", "XS"), 0, (), _ONCE),
    Allowed(
        "less was paid than goes back",
        Spec(paid=[("card", 100)]),
        _swap("S", "XS"),
        100,
        [("refund", "card", 100, _DAYS)],
        _ONCE,
    ),
    Allowed(
        "another product where the shop lets them",
        Spec(),
        _swap("S", "LAMP"),
        3010,
        [("refund", "card", 3010, _DAYS)],
        _ONCE,
        rules={"items": {"same_product": False}},
    ),
    Allowed(
        "sold out where the shop sells it nevertheless",
        Spec(),
        _swap("S", "XL", None),
        0,
        (),
        _ONCE,
        rules={"items": {"only_available": False}},
    ),
    Allowed(
        "again where that is not once only",
        Spec(status=_ONCE),
        _swap("S", "M", None),
        0,
        (),
        _ONCE,
        rules={"items": {"once": False}},
    ),
]


@named(REFUSED)
async def test_the_contract_refuses_other_items(scene: Scene, case: Refused) -> None:
    await check_refused(scene, _PATH, case)


@named(ALLOWED)
async def test_the_difference_is_settled(scene: Scene, case: Allowed) -> None:
    answer = await check_allowed(scene, _PATH, case)
    lines = "select item_id, quantity from order_items where order_id = %s"
    stored = {item: 0 for item, _ in scene.ask(lines, answer.made.order_id)}
    for item, quantity in scene.ask(lines, answer.made.order_id):
        stored[item] += quantity
    wanted = {item: 0 for item, *_ in case.spec.lines}
    for item, quantity, *_ in case.spec.lines:
        wanted[item] += quantity
    old, new = (cast("list[str]", case.body[name]) for name in ("item_ids", "new_item_ids"))
    for item in old:
        wanted[item] -= 1
    for item in new:
        wanted[item] = wanted.get(item, 0) + 1
    assert stored == {item: number for item, number in wanted.items() if number}


async def test_before_what_can_be_done_once_people_are_asked_whether_that_is_all(scene: Scene) -> None:
    for rules, asked in (
        ({}, True),
        ({"items": {"once": False}}, False),
        ({"asks_whether_that_is_all": False}, False),
    ):
        case = Allowed("asked", Spec(), _swap("S", "M", None), rules=rules)
        assert (await check_allowed(scene, _PATH, case)).shown["is_once"] is asked


async def test_afterwards_neither_items_nor_cancelling_nor_the_address(scene: Scene) -> None:
    made = scene.make(Spec())
    assert (await scene.tried("rohan", _PATH, _swap("S", "L"), made=made)).status == 200
    for path, body in (
        (_PATH, _swap("L", "S")),
        ("/orders/{number}/cancel", {"reason": "no longer needed"}),
    ):
        assert (await scene.tried("rohan", path, body, made=made)).status == 409


async def test_what_stays_of_a_line_keeps_its_share_of_the_discount(scene: Scene) -> None:
    made = scene.make(Spec(lines=[("S", 3, 5000, 100)]))
    assert (await scene.tried("rohan", _PATH, _swap("S", "M"), made=made)).shown["amount_minor"] == -34
    found = await scene.send("rohan", "GET", f"/orders/{made.number}")
    lines = [(one["item_id"], one["quantity"], one["discount_minor"]) for one in found.json()["items"]]
    assert lines == [("S", 2, 66), ("M", 1, 0)]
    assert found.json()["total_minor"] == 14900 + 34

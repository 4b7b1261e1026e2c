"""How colleagues put right what waits: the order, the customer, the kind, the status, the reason."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import pytest

from support_ai.access.actor import Staff
from support_ai.access.role import Role
from support_ai.agent.brain import Refusal, Waiting
from support_ai.agent.local.entities import find_entities
from support_ai.agent.local.facts import Facts
from support_ai.agent.local.form_fields import form_of
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.leaving import leaves
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.other_order import corrects_order, of_another, without_number
from support_ai.agent.local.rereading import asks_why
from support_ai.agent.local.revising import revised
from support_ai.agent.local.said import read
from support_ai.agent.local.staff_commands import command_in
from support_ai.agent.local.staff_corrections import (
    as_other_kind,
    corrects_whole,
    is_correction,
    is_other_gift,
    names_other_person,
    other_kind,
    reason_said,
)
from support_ai.agent.local.staff_slots import gift_in
from support_ai.agent.local.staff_small_names import only_names, pairs
from support_ai.agent.local.understood import Understood
from support_ai.agent.models import Change, Stage
from support_ai.agent.tools.tool import AnyTool
from support_ai.customers.models import Address
from support_ai.orders.models import Order, OrderItem, OrderStatus
from support_ai.payments.models import Payment, PaymentKind

STATUS = Form("set_order_status", order="ORD-2082", status="delivered")
REFUND = Form("refund_order", order="ORD-2160", amount_minor=800, method="gift_card_CUST-1")
GOODWILL = Form("adjust_order", order="ORD-2127", status="goodwill_credit", amount_minor=1000)


def wish(text: str, intent: Intent = Intent.INFORM) -> Understood:
    return Understood(intent, 0.5, intent, find_entities(text), end=len(text))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("sorry, that is the wrong order: 2074", STATUS),
        ("I meant 2071, not 2082", STATUS),
        ("not that one, ORD-2071 please", STATUS),
        ("oops i mixed them up, its order 2071", STATUS),
        ("no no, 2071", STATUS),
        ("ah typo, 2106. late delivery", REFUND),
        ("wait, mark 2071 as delivered instead", STATUS),
    ],
)
def test_another_order_takes_the_place_of_the_one_that_waits(text: str, form: Form) -> None:
    assert corrects_order(text, wish(text), (form,))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("and 2071 too", STATUS),
        ("wait, what is the status of 2071?", STATUS),
        ("actually show me 2071 first", STATUS),
        ("no, refund 2071 5 dollars", STATUS),
        ("no, make it 200", REFUND),
        ("sorry, 2082", STATUS),
    ],
)
def test_what_asks_adds_or_names_an_amount_corrects_no_order(text: str, form: Form) -> None:
    assert not corrects_order(text, wish(text), (form,))


def order(number: str, paid: int) -> Order:
    line = OrderItem(1, "L", "Lamp", "Desk Lamp", (), 1, paid, 0)
    payment = Payment(1, PaymentKind.PAYMENT, paid, "credit_card_CUST-1", None)
    found = Order(
        1, number, "CUST-1", "Emma", OrderStatus.DELIVERED, None, "USD", (line,), (), (), Address(), 0, 0, 0, 0, 0,
    )  # fmt: skip
    return replace(found, payments=(payment,))


def test_what_was_said_stays_for_another_order_and_what_was_reckoned_does_not() -> None:
    some = of_another(REFUND, order("ORD-2160", 9000), read("typo, 2106"))
    assert (some.order, some.amount_minor, some.method) == (None, 800, None)
    assert some.said == ("onto the gift card", "typo,", "order 2106")
    whole = of_another(replace(REFUND, amount_minor=9000), order("ORD-2160", 9000), read("typo, 2106"))
    assert whole.amount_minor is None


def test_a_number_that_is_nobodys_is_said_no_more() -> None:
    assert without_number("refund 8 on 2160", "2160") == "refund 8 on"


def test_all_of_a_correction_is_one_wish() -> None:
    waiting = Waiting(
        Stage.SHOWN, (Change("set_order_status", {"number": "ORD-2082", "status": "delivered"}),)
    )
    text = "i meant 2071, not 2082"
    assert corrects_whole(text, wish(text), waiting, Memory())
    assert form_of(waiting.changes[0]).order == "ORD-2082"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("the reason should be damaged box", "damaged box"),
        ("change the reason to late delivery please", "late delivery"),
        ("wrong reason, it's a torn seam", "a torn seam"),
        ("put lost parcel as the reason", "lost parcel"),
        ("reason is wrong, its a broken zip", "a broken zip"),
        ("it was defective, not that she doesnt like it", "defective"),
        ("because of the scratch, not the delay", "the scratch"),
        ("no because it was late", "it was late"),
        ("what is the reason?", None),
        ("make it 15", None),
    ],
)
def test_another_reason_is_read(text: str, reason: str | None) -> None:
    assert reason_said(text) == reason


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("sorry, i meant a refund of 10, not goodwill", GOODWILL, "refund_order"),
        ("no, goodwill instead of a refund", REFUND, "adjust_order"),
        ("wait, it should be an exchange", Form("return_items", order="ORD-1"), "exchange_items"),
        ("to his card, not store credit", GOODWILL, "refund_order"),
        ("no, 12", GOODWILL, None),
        ("refund 5 on ORD-2127 as well", GOODWILL, None),
        ("no, to the gift card, not store credit", REFUND, None),
    ],
)
def test_another_kind_of_change_is_meant(text: str, form: Form, kind: str | None) -> None:
    assert other_kind(read(text), form) == kind


def test_the_amount_stays_where_money_is_given_in_another_way() -> None:
    found = as_other_kind(GOODWILL, "refund_order", "I meant a refund")
    assert (found.kind, found.order, found.amount_minor, found.status) == (
        "refund_order",
        "ORD-2127",
        1000,
        None,
    )


def test_a_status_is_corrected_behind_a_no() -> None:
    assert is_correction(read("no, shipped"), wish("no, shipped"), (STATUS,))
    assert not is_correction(read("no, leave it"), wish("no, leave it"), (STATUS,))


@pytest.mark.parametrize(
    ("text", "is_other"),
    [
        ("wrong customer, sorry", True),
        ("no not her, nadia jensen", True),
        ("oh i meant Ben Fischer", True),
        ("no, show me rohan sharma", False),
        ("no sorry, the bottle", False),
        ("yes do it", False),
    ],
)
def test_somebody_else_is_meant(text: str, is_other: bool) -> None:
    assert names_other_person(read(text), STATUS) is is_other


def test_two_small_words_side_by_side_may_be_a_name() -> None:
    assert pairs("mateo evans has moved, 5 Birch Road")[0] == "mateo evans"
    assert pairs("what tickets does rohan sharma have?") == ("rohan sharma",)
    assert pairs("how many orders did we get yesterday") == ()


def test_who_is_only_named_is_asked_the_same_of() -> None:
    assert only_names("and michael chen?")
    assert only_names("sorry, I meant Nadia Jensen")
    assert not only_names("rohan sharma is on the line, where's his parcel")


def test_all_of_the_order_may_be_wanted_after_all() -> None:
    lines = (
        OrderItem(1, "M", "Mat", "Yoga Mat", (), 1, 1000, 0),
        OrderItem(2, "B", "Bottle", "Water Bottle", (), 1, 1000, 0),
    )
    both = replace(order("ORD-1", 2000), items=lines)
    found = revised(Form("return_items", order="ORD-1", items=("M",)), both, read("both items actually"))
    assert found is not None
    assert found.items == ("M", "B")


@pytest.mark.parametrize(
    ("text", "gift"),
    [
        ("scrap that, price correction of 12 instead", "price_correction"),
        ("no, the shipping, not goodwill", "shipping"),
        ("no, goodwill", None),
    ],
)
def test_another_kind_of_gift_is_meant(text: str, gift: str | None) -> None:
    assert is_other_gift(read(text), GOODWILL) is (gift is not None)
    assert gift is None or gift_in(text) == gift


def test_an_amount_beside_another_order_is_told_too() -> None:
    found = of_another(REFUND, order("ORD-2160", 9000), read("actually its ORD-2109 and 15"))
    assert (found.amount_minor, found.said) == (
        None,
        ("onto the gift card", "actually its and 15", "order ORD-2109"),
    )
    both = of_another(REFUND, order("ORD-2160", 9000), read("i meant 2109, not 2160"))
    assert both.amount_minor == REFUND.amount_minor


@pytest.mark.parametrize(
    ("text", "intent", "found"),
    [
        ("he wants the silicone strap instead of the leather one. difference back to his card", Intent.CHANGE_ITEMS, Intent.CHANGE_ITEMS),
        ("she prefers the navy coat rather than the black one, rest to her visa", Intent.OUT_OF_SCOPE, Intent.EXCHANGE_ITEMS),
        ("ben fischer returns the water bottle from ORD-2121, refund to his card", Intent.OUT_OF_SCOPE, Intent.RETURN_ITEMS),
        ("wants a refund instead of the voucher for ORD-2106", Intent.OUT_OF_SCOPE, Intent.REFUND_ORDER),
        ("refund 14.50 for the bottle back to his card", Intent.RETURN_ITEMS, Intent.REFUND_ORDER),
    ],
)  # fmt: skip
def test_where_the_money_goes_makes_no_refund_of_an_exchange(
    text: str, intent: Intent, found: Intent
) -> None:
    assert command_in(text, replace(wish(text, intent), confidence=0.9)) is found


def test_what_a_message_ends_with_lets_go_of_the_change() -> None:
    for text in ("hm no, she got a voucher already. drop it", "the card was fine, never mind"):
        assert leaves(read(text), wish(text))
    assert not leaves(read("put it on the gift card"), wish("put it on the gift card"))


def test_who_may_is_asked_after_a_refusal() -> None:
    assert asks_why("ok who can do that then")
    assert asks_why("who may delete it?")
    assert not asks_why("who ordered the red coat")


async def test_a_colleague_has_no_record_of_their_own() -> None:
    person = Staff(uuid4(), uuid4(), Role.OWNER, "Olivia")
    assert isinstance(await Facts(person, NoTools()).customer(), Refusal)


class NoTools:
    """Tools that nobody uses."""

    offered: Mapping[str, AnyTool] = MappingProxyType({})

    async def use(self, tool: object, arguments: object) -> Any:
        raise AssertionError((tool, arguments))

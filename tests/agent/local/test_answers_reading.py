"""What questions are about: parts of an order, passages, products, states of a list, languages, people."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from support_ai.access.actor import Customer, Person, Visitor
from support_ai.agent.local import people_answers
from support_ai.agent.local.entities import find_entities
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.language_answers import agreed, offer_for, offers
from support_ai.agent.local.list_answers import filtered
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.order_aspects import Aspect, Clock, aspects, told
from support_ai.agent.local.order_states import state_named
from support_ai.agent.local.own_routing import reread
from support_ai.agent.local.passages import best, questions_in
from support_ai.agent.local.product_finding import (
    Asked,
    counted,
    extreme,
    fitting,
    products_named,
    unknown_options,
)
from support_ai.agent.local.reckoning import paid_for
from support_ai.agent.local.ticket_answers import described, subject_of
from support_ai.agent.local.understanding import Understood
from support_ai.agent.promises import promises
from support_ai.agent.tools.calculating import calculate
from support_ai.catalog.models import Product, Variant
from support_ai.core.money import parse_money
from support_ai.customers.models import Address
from support_ai.knowledge.models import Passage
from support_ai.orders.amounts import line_values
from support_ai.orders.models import Order, OrderItem, OrderStatus, OrderSummary

_NOW = datetime(2026, 6, 18, 12, tzinfo=UTC)
_BOTTLE = Product(
    "P-1",
    "Water Bottle",
    (
        Variant("P-1-1", (("size", "500 ml"),), 1450, "USD", available=True),
        Variant("P-1-2", (("size", "750 ml"),), 1750, "USD", available=False),
    ),
)
_SHOES = Product(
    "P-2",
    "Running Shoes",
    tuple(Variant(f"P-2-{n}", (("size", str(n)),), 7450, "USD", available=True) for n in range(38, 46)),
)


def _order(discount: int = 0, tax: int = 0, line_discount: int = 0) -> Order:
    items = (
        OrderItem(1, "P-1-1", "P-1", "Water Bottle", (("size", "500 ml"),), 3, 1450, line_discount),
        OrderItem(2, "P-2-42", "P-2", "Running Shoes", (("size", "42"),), 1, 7450, 0),
    )
    address = Address("23 Park Row", "", "Boston", "MA", "02108", "US")
    return Order(
        1, "A-1", "C-1", "Ana Lee", OrderStatus.SHIPPED, _NOW, "USD", items, (), (), address, 11800, 495, tax, discount, 12295
    )  # fmt: skip


def _asked(text: str) -> Asked:
    return Asked(text, find_entities(text))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("To which address is the parcel travelling?", Aspect.ADDRESS),
        ("who's delivering it", Aspect.CARRIER),
        ("how much did i pay for the lamps", Aspect.COST),
        ("which card did I use", Aspect.PAYMENT),
        ("what's in it?", Aspect.CONTENTS),
        ("when did I place it", Aspect.PLACED),
        ("what was shipping on it", Aspect.SHIPPING_FEE),
        ("has it gone out yet", Aspect.STATUS),
        ("the mugs are 20, what's the extra 4.95?", Aspect.MADE_UP),
        ("why was I charged more than that", Aspect.MADE_UP),
    ],
)
def test_a_question_says_what_of_an_order_it_is_about(text: str, asked: Aspect) -> None:
    assert asked in aspects(text)


def test_what_only_names_an_order_asks_nothing_of_it() -> None:
    assert not aspects("ORD-123 please")


def test_everything_asked_of_an_order_is_said_once() -> None:
    clock = Clock(_NOW, ZoneInfo("America/New_York"))
    lines = told(_order(), frozenset({Aspect.ADDRESS, Aspect.COST, Aspect.PLACED}), (), clock)
    assert lines == [
        "Order A-1 goes to 23 Park Row, Boston, MA 02108, US.",
        "The total of order A-1 is $122.95.",
        "You placed order A-1 today.",
    ]


def test_the_total_is_told_by_what_it_is_made_of() -> None:
    clock = Clock(_NOW, ZoneInfo("America/New_York"))
    asked = aspects("Where does the rest of what I paid come from?")
    assert asked == {Aspect.MADE_UP}
    (line,) = told(_order(1000, 777), asked, (), clock)
    assert line.startswith("The total of order A-1 is $122.95: ")
    assert line.endswith("$4.95 for shipping and $7.77 tax, less $10.00 discount.")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("the speaker plus two yoga mats", 2),
        ("yoga mat x3 and a lamp", 3),
        ("2 lamps and a yoga mat", 1),
        ("4 green yoga mats, 2 lamps", 4),
        ("both the lamp and 2x yoga mat", 2),
    ],
)
def test_of_each_thing_in_a_sum_as_many_count_as_are_said(text: str, count: int) -> None:
    mat = Product("P-1", "Yoga Mat", ())
    assert counted(_asked(text), mat) == count


@pytest.mark.parametrize(
    ("discount", "tax", "line_discount"), [(0, 0, 0), (1000, 0, 0), (0, 777, 0), (1000, 777, 150)]
)
def test_what_was_paid_for_pieces_is_an_expression_of_the_orders_own_amounts(
    discount: int, tax: int, line_discount: int
) -> None:
    order = _order(discount, tax, line_discount)
    for item in order.items:
        reckoned = round(calculate(paid_for(order, item, item.quantity)), 2)
        assert abs(parse_money(f"{reckoned:f}", "USD") - line_values(order)[item.line]) <= 1


def test_a_list_is_restricted_by_the_state_that_is_named() -> None:
    def summary(number: str, status: OrderStatus) -> OrderSummary:
        return OrderSummary(1, number, "C-1", "Ana Lee", status, _NOW, "USD", 100, None, None)

    orders = (summary("A-1", OrderStatus.SHIPPED), summary("A-2", OrderStatus.DELIVERED))
    assert [one.number for one in filtered(orders, "which ones haven't arrived yet?")[1]] == ["A-1"]
    assert [one.number for one in filtered(orders, "which have already arrived")[1]] == ["A-2"]
    assert state_named("how many orders, counting the cancelled one?") is None


def test_products_are_found_by_their_words_and_variants_by_their_options() -> None:
    products = (_BOTTLE, _SHOES)
    assert products_named(_asked("got any sneakers?"), products) == (_SHOES,)
    assert [one.item_id for one in fitting(_BOTTLE, _asked("the bottle in 750ml"))] == ["P-1-2"]
    assert unknown_options(_SHOES, _asked("and in 47?")) == ("47",)
    assert not unknown_options(_SHOES, _asked("and in 43?"))


def test_comparisons_pick_variants() -> None:
    assert [one.item_id for one in extreme("biggest", _BOTTLE.variants)] == ["P-1-2"]
    assert [one.item_id for one in extreme("cheaper", _BOTTLE.variants)] == ["P-1-1"]
    bigger = extreme("bigger", _SHOES.variants, than=_SHOES.variants[-2:-1])
    assert [one.item_id for one in bigger] == ["P-2-45"]
    assert extreme("bigger", _SHOES.variants, than=_SHOES.variants[-1:]) == ()


def test_a_story_is_searched_by_its_question_and_by_how_shops_head_it() -> None:
    found = questions_in("It's my mum's birthday on friday. Can I have it tomorrow? It's for her.")
    assert "can i have it tomorrow" in found
    assert any("express" in one for one in found)


def test_of_passages_that_are_as_alike_the_one_with_the_questions_words_answers() -> None:
    sold = Passage("g", "Gift cards", "Buying", "Gift cards are sold here.", 0.58)
    back = Passage("r", "Returns", "What cannot be returned", "Gift cards cannot be returned.", 0.56)
    assert best([("can a gift card be returned?", (sold, back))]) is back
    assert best([]) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("I'd like a ticket", None),
        ("please open a support ticket for me", None),
        ("open a ticket: the lid of my bottle leaks badly", "The lid of my bottle leaks badly"),
    ],
)
def test_a_ticket_needs_something_that_it_is_about(text: str, says: str | None) -> None:
    assert (described(text) is None) == (says is None)
    if says is not None:
        assert subject_of(text).lower() in says.lower()


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("agent", True),
        ("Get me a human.", True),
        ("Assistant: Shall I cancel it?\nCustomer: yes\nAssistant:", False),
        ("my manager at work told me that the shoes which I ordered last week are the wrong ones", False),
    ],
)
def test_a_person_has_to_be_asked_for(text: str, is_asked: bool) -> None:
    assert people_answers.is_plainly_asked(text) == is_asked


def test_every_language_has_an_honest_sentence_that_promises_nothing() -> None:
    assert len(offers()) >= 50
    for code, offer in offers().items():
        assert not [*promises(offer.sentences.lower())], code
        assert offer.yes, code


def test_a_language_is_answered_in_itself() -> None:
    german = offer_for("Guten Tag, wann kommt meine Tastatur endlich an?")
    assert german is not None
    assert "Deutsch" in german.sentences
    assert offer_for("where is my order?") is None
    assert agreed("sí, por favor") is True
    assert agreed("nein danke") is False
    assert agreed("my order is ORD-1 and it is very late today") is None


def _wish(intent: Intent, text: str, confidence: float = 0.8) -> Understood:
    return Understood(intent, confidence, Intent.OUT_OF_SCOPE, find_entities(text), end=len(text))


_VISITOR = Visitor(UUID(int=1))
_CUSTOMER = Customer(UUID(int=1), UUID(int=2), "C-1", verified=True)


@pytest.mark.parametrize(
    ("person", "text", "read", "meant"),
    [
        (
            _VISITOR,
            "if the thing doesnt fit can i bring it back",
            Intent.RETURN_ITEMS,
            Intent.POLICY_QUESTION,
        ),
        (_VISITOR, "can I cancel my order?", Intent.CANCEL_ORDER, Intent.CANCEL_ORDER),
        (_CUSTOMER, "until when may an order be cancelled", Intent.CANCEL_ORDER, Intent.POLICY_QUESTION),
        (_CUSTOMER, "can I return the lamp?", Intent.RETURN_ITEMS, Intent.RETURN_ITEMS),
        (_CUSTOMER, "To which address is the parcel travelling?", Intent.CHANGE_ADDRESS, Intent.SHOW_ORDER),
        (_CUSTOMER, "How many loyalty points do I have?", Intent.PROFILE, Intent.OUT_OF_SCOPE),
        (_CUSTOMER, "When can I call you people?", Intent.TALK_TO_PERSON, Intent.POLICY_QUESTION),
    ],
)
def test_words_correct_what_the_head_takes_a_question_for(
    person: Person, text: str, read: Intent, meant: Intent
) -> None:
    assert reread(person, text, _wish(read, text), Memory()).intent is meant


def test_a_few_words_go_on_with_the_product_that_was_spoken_of() -> None:
    before = Memory(last_product="P-2", last_intent=Intent.PRODUCT_QUESTION.value)
    wish = _wish(Intent.INFORM, "and what about 47")
    assert reread(_VISITOR, "and what about 47", wish, before).intent is Intent.PRODUCT_QUESTION
    assert reread(_VISITOR, "and what about 47", wish, Memory()).intent is Intent.INFORM

"""What few words go on with: the refund, the rule, the list, what was done a moment ago."""

import pytest

from support_ai.agent.local.finding import number_in
from support_ai.agent.local.following import (
    FITS_NOT,
    MISTAKEN,
    WAYS,
    asks_price,
    followed,
    is_asked_which,
)
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.problem_answers import calls_off, is_mistaken
from support_ai.agent.local.routing import Manner, Scene, route
from support_ai.agent.local.said import read
from support_ai.agent.local.told_changes import told_change
from support_ai.agent.local.topics import goes_on, is_about, resolved, thing_asked, topic_of
from support_ai.agent.local.understood import Understood
from support_ai.agent.local.undoing import is_undoing


def understood(text: str, intent: Intent, confidence: float = 0.9) -> Understood:
    return Understood(intent, confidence, Intent.NO, read(text).entities, end=len(text))


@pytest.mark.parametrize(
    ("text", "read_as", "before", "expected"),
    [
        ("when will i get it", Intent.WHERE_IS_MY_ORDER, Intent.REFUND_STATUS, Intent.REFUND_STATUS),
        ("and how long does that take?", Intent.POLICY_QUESTION, Intent.REFUND_STATUS, Intent.REFUND_STATUS),
        ("when will my order come", Intent.WHERE_IS_MY_ORDER, Intent.REFUND_STATUS, None),
        ("how long does it take", Intent.WHERE_IS_MY_ORDER, Intent.POLICY_QUESTION, Intent.POLICY_QUESTION),
        ("and to Mexico?", Intent.OUT_OF_SCOPE, Intent.POLICY_QUESTION, Intent.POLICY_QUESTION),
        ("when will it arrive", Intent.WHERE_IS_MY_ORDER, Intent.POLICY_QUESTION, None),
    ],
)
def test_it_is_what_was_just_spoken_of(
    text: str, read_as: Intent, before: Intent, expected: Intent | None
) -> None:
    assert followed(text, understood(text, read_as), Memory(last_intent=before.value)) is expected


@pytest.mark.parametrize(
    ("text", "read_as", "expected"),
    [
        ("how much is the second one", Intent.GET_BACK_TOTAL, Intent.PRODUCT_QUESTION),
        ("and the first?", Intent.PREVIOUS_ORDER, Intent.PRODUCT_QUESTION),
        ("how much are they", Intent.GET_BACK_TOTAL, Intent.PRODUCT_QUESTION),
        ("and the speaker?", Intent.OUT_OF_SCOPE, Intent.PRODUCT_QUESTION),
        ("and when do my shoes arrive", Intent.WHERE_IS_MY_ORDER, None),
        ("ill take 2", Intent.ADJUST_ORDER, Intent.PLACE_ORDER),
        ("how much was my first order", Intent.SHOW_ORDER, None),
        ("return the first one", Intent.RETURN_ITEMS, None),
    ],
)
def test_what_goes_on_about_products(text: str, read_as: Intent, expected: Intent | None) -> None:
    memory = Memory(
        last_intent=Intent.LIST_PRODUCTS.value, last_product="P-1", last_products=("P-1", "P-2", "P-3")
    )
    assert followed(text, understood(text, read_as), memory) is expected


def test_what_is_to_be_cancelled_is_the_order_only_where_nothing_is_under_way() -> None:
    wish = understood("ok cancel that please", Intent.CHANGE_OF_MIND)
    shown = Memory(last_intent=Intent.SHOW_ORDER.value, last_order="ORD-1")
    under_way = Memory(last_intent=shown.last_intent, last_order="ORD-1", parked=(Form("return_items"),))
    assert followed("ok cancel that please", wish, shown) is Intent.CANCEL_ORDER
    assert followed("ok cancel that please", wish, under_way) is None


def test_another_part_of_the_order_is_to_change() -> None:
    asked = Memory(form=Form("change_order_items", order="ORD-1", asked="items", times=1))
    assert followed("the address", understood("the address", Intent.INFORM), asked) is Intent.CHANGE_ADDRESS
    assert followed("the lamp", understood("the lamp", Intent.INFORM), asked) is None


def test_what_was_ordered_wrongly_is_no_damaged_parcel() -> None:
    text = "I ordered the wrong thing by mistake can you fix it"
    assert is_mistaken(text, understood(text, Intent.ITEM_PROBLEM))
    came = "I ordered the right thing but you sent the wrong one by mistake"
    assert not is_mistaken(came, understood(came, Intent.ITEM_PROBLEM))
    asked = Memory(wanted=MISTAKEN, last_intent=Intent.ITEM_PROBLEM.value)
    assert is_asked_which(asked)
    assert not is_asked_which(Memory(wanted=MISTAKEN, last_intent=Intent.GREET.value))
    answer = understood("ORD-123", Intent.SHOW_ORDER)
    assert followed("ORD-123", answer, asked) is Intent.ITEM_PROBLEM
    assert FITS_NOT.search("my shoes dont fit")


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("do you have gift wrapping?", "gift wrapping"),
        ("hi, is there a restocking fee", "restocking fee"),
        ("Do you have a shop in Berlin?", "shop"),
        ("can i get a price match", "price match"),
        ("where is my order", None),
    ],
)
def test_the_thing_that_is_asked_for(text: str, thing: str | None) -> None:
    assert thing_asked(text) == thing


def test_a_passage_is_about_a_thing_by_its_own_word() -> None:
    assert not is_about("gift wrapping", "Gift cards are sold from $10.00 to $500.00.")
    assert is_about("student discount", "Discount codes: students get 10 % off.")
    assert not is_about("restocking fee", "Delivered items can be exchanged within 30 days.")


def test_it_is_put_into_words() -> None:
    assert (
        resolved("And how long does it take?", "Do you ship to Canada?") == "And how long does delivery take?"
    )
    assert resolved("and to mexico?", "how long is delivery") == "delivery: and to mexico?"
    assert resolved("how long do refunds take?", "Do you ship to Canada?") == "how long do refunds take?"
    assert goes_on("and how long does it take")
    assert not goes_on("how long do refunds take")
    assert topic_of("who are you") is None


@pytest.mark.parametrize(
    ("text", "last", "expected"),
    [
        ("actually can you undo that?", "Done: order ORD-1 is cancelled.", True),
        ("actually i want to keep it", "Done: your return for order ORD-1 is requested.", True),
        ("i changed my mind", "Done: order ORD-1 is cancelled.", True),
        ("i changed my mind", "Which items would you like to return?", False),
        ("thanks", "Done: order ORD-1 is cancelled.", False),
    ],
)
def test_whoever_wants_back_what_was_done(text: str, last: str, expected: bool) -> None:
    assert is_undoing(text, last) is expected


def test_the_price_of_what_is_pointed_at() -> None:
    assert asks_price("how much is that?", understood("how much is that?", Intent.PRODUCT_QUESTION))
    named = "how much is the lamp?"
    assert not asks_price(named, understood(named, Intent.PRODUCT_QUESTION))


def test_places_in_a_list_that_somebody_sees() -> None:
    numbers = ("A", "B", "C")
    assert number_in("1", "who placed the first one", numbers, None) == "A"
    assert number_in("latest", "the last one please", numbers, None) == "C"
    assert number_in("latest", "the newest one", numbers, None) == "A"
    assert number_in("5", "the fifth", numbers, None) is None


def test_no_and_another_thing_corrects_what_waits() -> None:
    scene = Scene(waiting=(Form("return_items", order="ORD-1", items=("H",)),))
    for text, expected in (
        ("no the bottle", Manner.REVISE),
        ("no, leave it", Manner.LEAVE),
        ("no", Manner.LEAVE),
    ):
        assert route(read(text), understood(text, Intent.NO), scene) is expected


def test_what_was_ordered_wrongly_is_called_off_in_any_words() -> None:
    asked = Memory(wanted=WAYS, last_intent=Intent.ITEM_PROBLEM.value, last_order="ORD-1")
    for text in ("whole order yes, bought by accident", "scrap it", "the first", "I don't want it", "money back please"):  # fmt: skip
        assert told_change(text, understood(text, Intent.LIST_ORDERS), asked) is Intent.CANCEL_ORDER
    colour = "another colour for all of it"
    assert told_change(colour, understood(colour, Intent.CHANGE_ITEMS), asked) is None
    text = "the teapot I just bought... ordered by mistake. scrap it"
    assert calls_off(text, understood(text, Intent.ITEM_PROBLEM))
    charged = "I was charged twice by mistake, cancel one charge"
    assert not calls_off(charged, understood(charged, Intent.ITEM_PROBLEM))

"""What is asked of orders in everyday words: where a thing is, when it comes, which of those that were shown, how it is."""

import pytest

from support_ai.agent.local.choices import payments
from support_ai.agent.local.entities import find_entities
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.finding import number_at
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.list_following import asked_of_list
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.order_following import (
    asks_hour,
    asks_if_so,
    asks_of_next,
    asks_of_own,
    asks_on,
    asks_when,
)
from support_ai.agent.local.order_states import state_named
from support_ai.agent.local.own_following import went_on
from support_ai.agent.local.plain_questions import surer
from support_ai.agent.local.travelling import asks_for_parcel, asks_how_it_is
from support_ai.agent.local.understood import Understood
from support_ai.agent.local.wishes import of_their_own

_SHOWN = Memory(last_intent=Intent.WHERE_IS_MY_ORDER.value, last_order="ORD-1", last_orders=("ORD-1",))
_LISTED = Memory(
    last_intent=Intent.LIST_ORDERS.value, last_orders=("ORD-1", "ORD-2", "ORD-3"), last_order="ORD-1"
)
_RULE = Memory(last_intent=Intent.POLICY_QUESTION.value, last_order="ORD-1")


def _wish(text: str, intent: Intent = Intent.OUT_OF_SCOPE, confidence: float = 0.5) -> Understood:
    return Understood(intent, confidence, Intent.INFORM, find_entities(text), end=len(text))


@pytest.mark.parametrize(
    "text",
    [
        "when will my new walking boots rock up?", "where's my kettle", "any idea when my jacket will land", "has my rug been sent yet?",
        "what day do the boots get to me", "where are the cups i ordered last week", "how long till my bike helmet gets here", "is my tent on its way?",
    ],
)  # fmt: skip
def test_a_thing_of_ones_own_is_asked_for_by_any_noun(text: str) -> None:
    assert asks_for_parcel(text)
    assert surer(_wish(text), text).intent is Intent.WHERE_IS_MY_ORDER


@pytest.mark.parametrize(
    "text",
    [
        "where is my refund", "when will my money come", "where's my ticket", "when do i get my money back", "when does my gift card arrive",
        "where are you", "how long does delivery usually take", "when will the sale start", "where can i return my boots", "what if my parcel gets lost",
    ],
)  # fmt: skip
def test_what_is_no_parcel_is_not(text: str) -> None:
    assert not asks_for_parcel(text)


@pytest.mark.parametrize(
    "text", ["whats up with 2085", "how are things looking for 2085", "any news on 2085"]
)
def test_the_state_of_a_bare_number_is_asked(text: str) -> None:
    assert asks_how_it_is(text)
    assert [one.value for one in find_entities(text) if one.type is EntityType.ORDER_NUMBER] == ["2085"]
    assert not list(payments(text))


def test_a_card_is_still_called_by_its_end() -> None:
    assert [one.value for one in payments("pay with 4242")] == ["card 4242"]
    assert "card 4242" in [one.value for one in payments("the visa with 4242")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the middle one, what did it hold", "middle"), ("what's in the order at the bottom", "oldest"), ("the one at the top", "1"),
        ("the last of those", "oldest"), ("and number 3?", "3"), ("the last one", "latest"),
    ],
)  # fmt: skip
def test_a_place_in_a_list_has_many_names(text: str, place: str) -> None:
    found = [one.value for one in find_entities(text) if one.type is EntityType.PLACE]
    assert found == [place]


def test_only_an_odd_list_has_a_middle() -> None:
    assert number_at("middle", ("a", "b", "c"), None) == "b"
    assert number_at("middle", ("a", "b"), None) is None


@pytest.mark.parametrize("text", ["the middle one - what did it hold again?", "bottom one, whats inside"])
def test_one_of_the_list_is_asked_for_by_its_place(text: str) -> None:
    assert went_on(text, _wish(text, Intent.REPEAT), _LISTED) is Intent.PREVIOUS_ORDER
    assert went_on(text, _wish(text, Intent.REPEAT), _SHOWN) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("is any of those not packed yet", "not packed yet"), ("which ones can i still cancel?", "not packed yet"), ("are any still to be sent", "not shipped yet"),
        ("which of these haven't gone out", "not shipped yet"), ("have they all arrived?", "open"), ("did one get cancelled", "cancelled"),
    ],
)  # fmt: skip
def test_the_list_is_asked_for_a_state(text: str, name: str) -> None:
    assert asked_of_list(text, _wish(text, Intent.CANCEL_ORDER), _LISTED) is Intent.LIST_ORDERS
    state = state_named(text)
    assert state is not None
    assert state[0] == name


@pytest.mark.parametrize(
    "text",
    ["cancel those that are not packed yet", "which carriers have delivered to you", "why was one cancelled"],
)
def test_what_is_wanted_of_the_list_is_no_question_on_it(text: str) -> None:
    assert asked_of_list(text, _wish(text, Intent.CANCEL_ORDER), _LISTED) is None


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("which band did i take", Aspect.CONTENTS), ("did i pick the leather or the metal one", Aspect.CONTENTS), ("is the mat blue or red", Aspect.CONTENTS),
        ("how much per pair", Aspect.PIECE_PRICE), ("price per bottle", Aspect.PIECE_PRICE), ("where does it go now", Aspect.ADDRESS),
        ("and where is it being sent", Aspect.ADDRESS), ("who is it that drops it off", Aspect.CARRIER), ("is there a link", Aspect.CARRIER),
        ("was shipping free", Aspect.SHIPPING_FEE),
    ],
)  # fmt: skip
def test_what_is_asked_of_an_order(text: str, aspect: Aspect) -> None:
    assert aspect in aspects(text)


def test_the_hour_is_no_carrier_and_one_of_them_no_price() -> None:
    assert Aspect.CARRIER not in aspects("by what time")
    assert Aspect.PIECE_PRICE not in aspects("is one of them late")


@pytest.mark.parametrize(
    "text",
    [
        "sorry - arriving which day?", "morning or afternoon?", "was that delivered ok", "how come its not out", "so tomorrow then?", "what date will it land",
    ],
)  # fmt: skip
def test_when_it_comes_is_asked_of_the_order_spoken_of(text: str) -> None:
    assert asks_when(text, _wish(text, Intent.POLICY_QUESTION, 0.6), _SHOWN)
    assert not asks_when(text, _wish(text, Intent.POLICY_QUESTION, 0.6), Memory())


@pytest.mark.parametrize(
    "text",
    [
        "how long does delivery take",
        "when do you deliver on saturdays",
        "when do i get it back",
        "ok, tomorrow",
    ],
)
def test_a_rule_is_not_asked_of_the_order(text: str) -> None:
    assert not asks_when(text, _wish(text, Intent.POLICY_QUESTION, 0.6), _SHOWN)


def test_the_hour_is_told_apart() -> None:
    assert asks_hour("by what time")
    assert not asks_hour("what day")


def test_what_was_done_with_it_is_asked_of_the_order_though_a_rule_came_between() -> None:
    assert asks_of_own("which card did that go on", _wish("which card did that go on"), _RULE)
    assert not asks_of_own("which cards do you take", _wish("which cards do you take"), _RULE)


def test_few_words_ask_of_the_order() -> None:
    assert asks_on("thanks. UPS?", _wish("UPS?", Intent.POLICY_QUESTION, 0.95), _SHOWN)
    assert asks_if_so("navy, right?", _wish("navy, right?", Intent.YES), _SHOWN)
    assert asks_of_next("and the boots?", _wish("and the boots?", Intent.INFORM), _SHOWN)
    assert not asks_of_next("and the first one?", _wish("and the first one?", Intent.INFORM), _SHOWN)


def test_what_something_is_needed_for_is_no_wish() -> None:
    text = "who is bringing it? want to look out for the van"
    asked = Understood(Intent.FIND_CUSTOMER, 0.5, Intent.INFORM, (), start=0, end=20)
    told = Understood(Intent.SHOW_ORDER, 0.6, Intent.INFORM, (), start=20, end=len(text))
    whole = Understood(Intent.SHOW_ORDER, 0.5, Intent.INFORM, ())
    assert of_their_own([asked, told], whole, text) == [asked]

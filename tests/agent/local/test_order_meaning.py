"""What is asked about an order in words that no pattern knows is found by what the words are like."""

from dataclasses import replace

import pytest

from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.order_aspects import Aspect
from support_ai.agent.local.order_meaning import asked_about, asks_by_meaning
from support_ai.agent.local.understanding import Understanding
from support_ai.core.embedder import Embedder

_OF_ORDER = frozenset({Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER})
_IN_HAND = Memory(last_order="ORD-1", last_intent=Intent.WHERE_IS_MY_ORDER.value)


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(Embedder.load())


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("who's got it on their van", Aspect.CARRIER),
        ("which parcel firm did u hand it to", Aspect.CARRIER),
        ("is it going to my flat or the office", Aspect.ADDRESS),
        ("did i go for navy or grey", Aspect.CONTENTS),
        ("which strap did i pick", Aspect.CONTENTS),
        ("so what do they cost each", Aspect.PIECE_PRICE),
        ("which of my cards did you charge", Aspect.PAYMENT),
        ("how long ago was this bought", Aspect.PLACED),
        ("has anybody sent that off", Aspect.SHIPPED),
        ("was postage free", Aspect.SHIPPING_FEE),
        ("what's the bill for this one", Aspect.COST),
        ("arriving which day?", Aspect.STATUS),
    ],
)
def test_what_is_asked_about_an_order_in_hand(
    understanding: Understanding, text: str, aspect: Aspect
) -> None:
    wish = understanding.understand(text, is_staff=False)
    # What the head is sure of needs no second look.
    assert (asks_by_meaning(text, wish, _IN_HAND) or wish.intent) in _OF_ORDER
    assert aspect in asked_about(text, wish)


@pytest.mark.parametrize(
    "text",
    [
        "do you have it in red",
        "how do i send it back",
        "thanks, that's all",
        "who is the king of norway",
        "what does it weigh",
        "cancel that one please",
        "how much would i get back for it",
        "can i pay with paypal",
        "what other colours are there",
        "are you open on sunday",
        "who is your boss",
        "what did i spend this month",
    ],
)
def test_what_is_asked_about_no_order(understanding: Understanding, text: str) -> None:
    assert asks_by_meaning(text, understanding.understand(text, is_staff=False), _IN_HAND) is None


def test_only_an_order_that_was_spoken_of_just_before_is_in_hand(understanding: Understanding) -> None:
    text = "which parcel firm did u hand it to"
    wish = understanding.understand(text, is_staff=False)
    for memory in (
        replace(_IN_HAND, last_order=None),
        replace(_IN_HAND, last_intent=Intent.POLICY_QUESTION.value),
        replace(_IN_HAND, form=Form("return_items")),
        replace(_IN_HAND, last_intent=Intent.RETURN_ITEMS.value),
    ):
        assert asks_by_meaning(text, wish, memory) is None


def test_a_word_that_stands_for_much_gives_way_to_what_the_whole_asks(understanding: Understanding) -> None:
    text = "how much per pair"
    asked = asked_about(text, understanding.understand(text, is_staff=False))
    assert Aspect.PIECE_PRICE in asked
    assert Aspect.STATUS not in asked

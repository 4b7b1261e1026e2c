"""What a few words go on with after an article, a list, something that was done; and what is asked of the shop itself."""

import pytest

from support_ai.agent.local.article_choice import chosen
from support_ai.agent.local.article_following import asks_on_article, names_part_of, supposes, things_named
from support_ai.agent.local.entities import find_entities
from support_ai.agent.local.foreign_subjects import Subject, subject_of
from support_ai.agent.local.gathering import gather
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.list_following import asked_of_list
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.own_following import went_on
from support_ai.agent.local.shop_visits import HOURS, PLACE, asks_to_visit, wanted_of_the_shop
from support_ai.agent.local.understood import Understood
from support_ai.knowledge.models import Passage

_QUOTED = Memory(
    last_intent=Intent.POLICY_QUESTION.value, last_source=("gift-cards", "Gift cards", "Buying gift cards")
)
_LISTED = Memory(last_intent=Intent.LIST_ORDERS.value, last_orders=("ORD-1", "ORD-2"), last_order="ORD-1")
_RETURNED = Memory(
    last_intent=Intent.RETURN_ITEMS.value, last_order="ORD-1", parked=(Form("return_items", order="ORD-1"),)
)


def _wish(text: str, intent: Intent = Intent.OUT_OF_SCOPE, confidence: float = 0.4) -> Understood:
    return Understood(intent, confidence, Intent.INFORM, find_entities(text))


@pytest.mark.parametrize(
    "text",
    [
        "and whats the biggest one i could buy", "how many days do i have", "whereabouts is it", "until when?", "what if it's lost",
        "does it run out", "and abroad?", "its been 3 days since it came, how many do i have",
    ],
)  # fmt: skip
def test_a_short_question_goes_on_about_the_article(text: str) -> None:
    assert asks_on_article(text, _wish(text, Intent.WHERE_IS_MY_ORDER), _QUOTED)


@pytest.mark.parametrize(
    "text",
    ["What is the capital of France?", "Who won the world cup in 1998?", "can you write me a poem?"],
)
def test_a_whole_question_of_the_world_does_not(text: str) -> None:
    assert not asks_on_article(text, _wish(text, confidence=0.99), _QUOTED)
    # Few words with `and` go on whatever the head thinks of them, and so do those that name nothing new.
    assert asks_on_article("and to Norway?", _wish("and to Norway?", confidence=0.92), _QUOTED)
    assert asks_on_article("can it be split?", _wish("can it be split?", confidence=0.92), _QUOTED)


@pytest.mark.parametrize(
    "text", ["where is my order", "how much is ORD-123", "what about my parcel", "great, thanks a lot"]
)
def test_what_is_ones_own_is_of_no_article(text: str) -> None:
    assert not asks_on_article(text, _wish(text, Intent.WHERE_IS_MY_ORDER), _QUOTED)


def test_without_an_article_nothing_goes_on() -> None:
    assert not asks_on_article("how many days do i have", _wish("how many days do i have"), Memory())


def test_a_sure_change_is_no_question_on_the_article() -> None:
    text = "can you cancel it then"
    assert not asks_on_article(text, _wish(text, Intent.CANCEL_ORDER, 0.95), _QUOTED)


def test_a_part_of_what_was_said_is_named() -> None:
    assert names_part_of("and to a gift card?", ["cards take 5 days, a gift card is credited at once"])
    assert not names_part_of("and to a gift card?", ["we ship to Canada"])
    assert supposes("and if its never found")
    assert things_named("do i need an appointment") == ("appointment",)


def _passage(heading: str, text: str, score: float) -> Passage:
    return Passage("contact", "Contact", heading, text, score)


def test_the_passage_that_tells_what_is_asked_answers() -> None:
    hours = _passage("Hours", "Monday to Friday from 9 am to 6 pm.", 0.5)
    place = _passage("How to find us", "Our shop is at 100 Market Street.", 0.5)
    found = {"title": (hours, place), "heading": (place, hours), "alone": ()}
    assert chosen("until when are you there", "How to find us", found, "contact") == hours
    assert chosen("whereabouts is it", "Hours", found, "contact") == place
    assert chosen("whereabouts is it", "Hours", found, "another") is None


@pytest.mark.parametrize(
    "text",
    [
        "could i pop into your store on a saturday, say 1pm?", "can i visit you guys", "whereabouts are you", "where is your shop",
        "i'd love to see the keyboards in person", "do you have a physical store",
    ],
)  # fmt: skip
def test_who_wants_to_come_is_told_of_the_shop(text: str) -> None:
    assert asks_to_visit(text)
    assert went_on(text, _wish(text, Intent.WHERE_IS_MY_ORDER, 0.9), Memory()) is Intent.POLICY_QUESTION


def test_a_time_asks_for_the_hours_too() -> None:
    assert wanted_of_the_shop("could i pop into your store on a saturday, say 1pm?") == (HOURS, PLACE)
    assert wanted_of_the_shop("where is your shop") == (PLACE,)


@pytest.mark.parametrize("text", ["where is my order", "can the driver come in the afternoon", "where is it"])
def test_an_order_is_no_shop(text: str) -> None:
    assert not asks_to_visit(text)


@pytest.mark.parametrize(
    "text",
    ["what does it come to altogether?", "total?", "sum it up", "what do they all come to", "on average?"],
)
def test_the_sum_of_a_list(text: str) -> None:
    assert asked_of_list(text, _wish(text), _LISTED) is Intent.GET_BACK_TOTAL


def test_what_is_one_of_the_list_is_no_sum() -> None:
    assert asked_of_list("and the dearest of them all", _wish("and the dearest of them all"), _LISTED) is None
    assert asked_of_list("total of ORD-1?", _wish("total of ORD-123?"), _LISTED) is None
    assert asked_of_list("how many is that", _wish("how many is that"), _LISTED) is Intent.LIST_ORDERS


@pytest.mark.parametrize(
    "text",
    [
        "set out everything I have purchased from your shop?", "list all my purchases", "what all have i bought",
        "is anything of mine still on the road or has it all turned up", "am i still waiting for anything from you",
    ],
)  # fmt: skip
def test_all_that_was_bought_or_has_not_come_is_a_list(text: str) -> None:
    assert went_on(text, _wish(text, Intent.WHERE_IS_MY_ORDER), Memory()) is Intent.LIST_ORDERS


def test_money_and_the_next_step_after_a_return() -> None:
    due = "so how much is coming to me for that?"
    assert went_on(due, _wish(due, Intent.SHOW_ORDER, 0.8), _RETURNED) is Intent.GET_BACK_TOTAL
    next_step = "what do i need to do now?"
    assert went_on(next_step, _wish(next_step), _RETURNED) is Intent.POLICY_QUESTION
    assert went_on(next_step, _wish(next_step), Memory()) is None


def test_what_somebody_is_at_is_no_wish() -> None:
    text = "I am doing my household accounts. List my orders?"
    first = Understood(Intent.PROFILE, 0.9, Intent.INFORM, (), end=32)
    second = Understood(Intent.LIST_ORDERS, 0.9, Intent.INFORM, (), start=33, end=len(text))
    assert gather([first, second], text) == (second,)


@pytest.mark.parametrize(
    ("text", "language", "subject"),
    [
        ("Hola, ¿me podéis decir cuándo llega mi pedido?", "es", Subject.WHERE_IT_IS),
        ("Wo ist meine Bestellung?", "de", Subject.WHERE_IT_IS),
        ("Und wie viele Tage habe ich, um etwas zurückzugeben?", "de", Subject.HOW_LONG_TO_RETURN),
        ("Hola, quiero devolver mi pedido", "es", None),
        ("Ich möchte meine Bestellung stornieren, wo geht das?", "de", None),
        ("Wie geht es dir?", "de", None),
    ],
)
def test_what_is_plainly_asked_in_another_language(text: str, language: str, subject: Subject | None) -> None:
    assert subject_of(text, language) is subject

"""Things said in many words, in other languages, and like a letter."""

import pytest

from support_ai.agent.consent import Consent, read_consent
from support_ai.agent.local.entities import find_entities
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.language_answers import wants_a_person
from support_ai.agent.local.plain_questions import surer
from support_ai.agent.local.rereading import retold
from support_ai.agent.local.understood import Understood
from support_ai.agent.restating import Restated
from support_ai.channels.wording import too_soon


@pytest.mark.parametrize(
    "text",
    [
        "quiero hablar con una persona",
        "Ich möchte bitte mit einem Menschen sprechen",
        "je voudrais parler à un conseiller s'il vous plaît",
        "vorrei parlare con un operatore",
        "хочу поговорить с человеком",
        "我要人工客服",
    ],
)
def test_a_person_is_wished_for_in_many_languages(text: str) -> None:
    assert wants_a_person(text)


@pytest.mark.parametrize(
    "text",
    ["no quiero hablar con una persona", "¿dónde está mi pedido?", "wo ist mein Paket", "我的订单在哪里"],
)
def test_no_person_is_wished_for(text: str) -> None:
    assert not wants_a_person(text)


@pytest.mark.parametrize(
    ("text", "consent"),
    [
        ("Dear Sir or Madam, pray do so. With my compliments, G. Costa", Consent.YES),
        ("Yes please. Kind regards, Ana Almeida (Mrs)", Consent.YES),
        ("No thank you. Best regards, Tom", Consent.NO),
        # A name is no way around the words that restrict.
        ("Yes. Kind regards, but only the lamp", Consent.OTHER),
        ("Yes, regards, No", Consent.OTHER),
        ("Yes, G. Costa", Consent.OTHER),
    ],
)
def test_a_letter_is_signed(text: str, consent: Consent) -> None:
    people = frozenset({"g", "costa", "ana", "almeida", "tom"})
    assert read_consent(text, Restated(frozenset(), people=people)) is consent


def test_a_letter_that_nobody_known_signs_is_no_plain_yes() -> None:
    assert read_consent("Yes please. Kind regards, Ana") is Consent.OTHER


@pytest.mark.parametrize(
    ("text", "head", "intent"),
    [
        ("And which cards do you take, by the way?", Intent.LIST_PRODUCTS, Intent.POLICY_QUESTION),
        ("when are you open", Intent.TALK_TO_PERSON, Intent.POLICY_QUESTION),
        ("which lamps do you take back", Intent.LIST_PRODUCTS, Intent.LIST_PRODUCTS),
        ("do you take returns", Intent.RETURN_ITEMS, Intent.RETURN_ITEMS),
    ],
)
def test_a_plain_question_on_the_shop_is_one(text: str, head: Intent, intent: Intent) -> None:
    assert surer(Understood(head, 0.3, Intent.GREET, ()), text).intent is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("When does the next train to Manchester leave?", Intent.OUT_OF_SCOPE),
        ("when will my headphones be here", Intent.WHERE_IS_MY_ORDER),
        ("when lamp", Intent.WHERE_IS_MY_ORDER),
    ],
)
def test_not_everything_that_comes_is_an_order(text: str, intent: Intent) -> None:
    wish = Understood(Intent.OUT_OF_SCOPE, 0.33, Intent.GREET, find_entities(text))
    assert retold(wish, text, is_staff=False).intent is intent


def test_a_second_is_one() -> None:
    assert too_soon(1).startswith("Please wait 1 second,")
    assert too_soon(4).startswith("Please wait 4 seconds,")

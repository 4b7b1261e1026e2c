"""What shops are usually asked is found by meaning; what is counted up, and what follows on, is understood."""

from dataclasses import replace
from uuid import uuid4

import numpy as np
import pytest

from support_ai.access.actor import Visitor
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.enumerating import marks
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.order_following import asks_on
from support_ai.agent.local.product_following import asks_of_product
from support_ai.agent.local.said import read
from support_ai.agent.local.understanding import Understanding
from support_ai.agent.local.understood import Understood
from support_ai.agent.local.usual import OF_SHOPS, ON_ORDER, Phrasebook, Usual, UsualQuestions, write_vectors
from support_ai.agent.local.usual_routing import asks_usual
from support_ai.core.embedder import Embedder


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder.load()


@pytest.fixture(scope="module")
def understanding(embedder: Embedder) -> Understanding:
    return Understanding.load(embedder)


def wished(
    text: str, intent: Intent = Intent.INFORM, confidence: float = 0.4, usual: Usual | None = None
) -> Understood:
    return Understood(intent, confidence, Intent.NO, read(text).entities, end=len(text), usual=usual)


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("at what o'clock do you guys shut on a friday", "opening hours"),
        ("do you also send to people in vienna", "where do you deliver"),
        ("i binned the carton, is that bad", "without tags or the original packaging"),
        ("does the fee for the label come out of my pocket", "who pays for return shipping"),
        ("am i able to settle up with amex", "which payment methods"),
        ("may i stack two promo codes", "discount codes"),
    ],
)
def test_a_strangers_words_find_the_usual_question(understanding: Understanding, text: str, of: str) -> None:
    found = understanding.understand(text).usual
    assert found is not None
    assert of in found.question
    assert found.ahead > 0


@pytest.mark.parametrize(
    "text", ["where is my order", "write a poem about the sea", "i want to return the lamp"]
)
def test_what_no_article_answers_is_behind(understanding: Understanding, text: str) -> None:
    found = understanding.understand(text).usual
    assert found is None or found.ahead < 0


@pytest.mark.parametrize(("book", "text"), [(OF_SHOPS, "how much is postage"), (ON_ORDER, "who brings it")])
def test_the_stored_vectors_are_those_of_the_text(
    embedder: Embedder, tmp_path_factory: pytest.TempPathFactory, book: Phrasebook, text: str
) -> None:
    copy = replace(book, vectors=tmp_path_factory.mktemp("usual") / "usual.npz")
    write_vectors(embedder, copy)
    with np.load(copy.vectors) as fresh, np.load(book.vectors) as stored:
        assert str(fresh["digest"]) == str(stored["digest"]), "support-ai understand --train writes them anew"
    vector = embedder.embed([text])[0]
    one = UsualQuestions.load(embedder, book).nearest(vector)
    other = UsualQuestions.load(embedder, replace(book, vectors=copy.vectors.with_name("none.npz"))).nearest(
        vector
    )
    assert one is not None
    assert other is not None
    assert one.question == other.question
    assert one.likeness == pytest.approx(other.likeness, abs=0.02)


def test_a_passage_must_speak_of_what_is_asked() -> None:
    assert Usual("gift wrapping", 0.9, 0.4, ("wrap",)).is_answered_by("We wrap presents for free.")
    assert not Usual("gift wrapping", 0.9, 0.4, ("wrap",)).is_answered_by("Gift cards never expire.")


@pytest.mark.parametrize(
    ("text", "likeness", "intent", "confidence", "expected"),
    [
        ("who foots the bill for sending things back", 0.9, Intent.RETURN_ITEMS, 0.7, True),
        ("what if my parcel never comes", 0.5, Intent.WHERE_IS_MY_ORDER, 0.9, True),
        ("what phone number do you have", 0.7, Intent.PROFILE, 0.6, True),
        ("is my order late", 0.7, Intent.WHERE_IS_MY_ORDER, 0.9, False),
        ("can i return these shoes", 0.8, Intent.RETURN_ITEMS, 0.9, False),
        ("i want to send this back", 0.9, Intent.RETURN_ITEMS, 0.9, False),
        ("bye", 0.9, Intent.GOODBYE, 0.9, False),
    ],
)
def test_when_a_usual_question_is_asked(
    text: str,
    likeness: float,
    intent: Intent,
    confidence: float,
    expected: bool,
) -> None:
    wish = wished(text, intent, confidence, Usual("a question", likeness, 0.2))
    assert asks_usual(Visitor(uuid4()), text, wish) is expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("two things. one, where are the sneakers. two, what's the warranty", 2),
        ("1) where's my parcel 2) do you ship to germany 3) are you open", 3),
        ("firstly the lamp is broken, secondly when do you open", 2),
        ("a) my refund b) your number", 2),
        ("my second order and the first one", 0),
        ("one of the two lamps", 0),
        ("send it to 2. Elm Street", 0),
    ],
)
def test_wishes_are_counted(text: str, count: int) -> None:
    assert len(marks(text)) == count


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("and its total, shipping included?", {Aspect.COST, Aspect.SHIPPING_FEE}),
        ("what does it come to incl. postage", {Aspect.COST, Aspect.SHIPPING_FEE}),
        ("was there anything besides the watch in that parcel", {Aspect.CONTENTS}),
        ("what card did i use", {Aspect.PAYMENT}),
        ("with whom", {Aspect.CARRIER}),
    ],
)
def test_more_ways_to_ask_of_an_order(text: str, asked: set[Aspect]) -> None:
    assert aspects(text) == asked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("carrier", True),
        ("and the total with postage?", True),
        ("what else was in that box, i forgot", True),
        ("which carriers do you use in general", False),
        ("what would the refund cost me", False),
        ("hello there", False),
    ],
)
def test_what_goes_on_about_an_order(text: str, expected: bool) -> None:
    memory = Memory(last_intent=Intent.WHERE_IS_MY_ORDER.value, last_order="ORD-1")
    assert asks_on(text, wished(text), memory) is expected
    assert not asks_on(text, wished(text), Memory(form=Form("return_items"), last_order="ORD-1"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("navy?", True),
        ("the rubber one", True),
        ("by how much", True),
        ("what's the postage", False),
        ("ok thanks", False),
    ],
)
def test_what_goes_on_about_a_product(text: str, expected: bool) -> None:
    memory = Memory(last_intent=Intent.PRODUCT_QUESTION.value, last_product="P-1")
    assert asks_of_product(text, wished(text), memory) is expected
    assert not asks_of_product(text, wished(text), Memory())


def test_a_mark_names_nothing(understanding: Understanding) -> None:
    first, second = understanding.understand_all("1. where is my order 2. return the bottle")
    assert not first.values(EntityType.ORDER_NUMBER)
    assert (first.intent, second.intent) == (Intent.WHERE_IS_MY_ORDER, Intent.RETURN_ITEMS)
    first, second = understanding.understand_all(
        "two things: first, return the speaker, second, when are you open"
    )
    assert not first.values(EntityType.QUANTITY)
    assert (first.intent, second.intent) == (Intent.RETURN_ITEMS, Intent.POLICY_QUESTION)

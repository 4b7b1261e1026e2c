"""What the local brain understands: names of things by rules, intents by examples, slips of the hand forgiven."""

from datetime import date

import pytest

from support_ai.agent.local.entities import EntityType, days_between, find_entities
from support_ai.agent.local.spelling import corrected
from support_ai.agent.local.understanding import Intent, Understanding
from support_ai.core.embedder import Embedder


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(Embedder.load())


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("track 789", EntityType.ORDER_NUMBER, "789"),
        ("order ord-789 please", EntityType.ORDER_NUMBER, "ORD-789"),
        ("ORDER #ORD-789", EntityType.ORDER_NUMBER, "ORD-789"),
        ("order no. 10248", EntityType.ORDER_NUMBER, "10248"),
        ("#W2378156", EntityType.ORDER_NUMBER, "W2378156"),
        ("e481f51cbdc54678b7cc49136f2d6af7", EntityType.ORDER_NUMBER, "E481F51CBDC54678B7CC49136F2D6AF7"),
        ("where is order 2024/001?", EntityType.ORDER_NUMBER, "2024/001"),
        ("#2024/0017", EntityType.ORDER_NUMBER, "2024/0017"),
        ("I am Rohan@Example.com", EntityType.EMAIL, "rohan@example.com"),
        ("call +1 212 555 1123", EntityType.PHONE, "+1 212 555 1123"),
        ("customer CUST-456", EntityType.CUSTOMER_NUMBER, "CUST-456"),
        ("and the one before?", EntityType.PLACE, "previous"),
        ("all orders yesterday", EntityType.DAYS, "yesterday"),
        ("orders of 2026-11-02", EntityType.DAYS, "2026-11-02"),
    ],
)
def test_what_a_message_names(text: str, kind: EntityType, value: str) -> None:
    found = [entity for entity in find_entities(text) if entity.type is kind]
    assert [entity.value for entity in found] == [value]
    assert 0 <= found[0].start < found[0].end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "I ordered 2 shirts for $39.80",
        "within 30 days",
        "my size is 42",
        "at 10:30 tomorrow",
        "it was 50% off",
    ],
)
def test_amounts_sizes_and_times_are_no_order_numbers(text: str) -> None:
    assert EntityType.ORDER_NUMBER not in {entity.type for entity in find_entities(text)}


def test_days_are_spans_of_the_calendar() -> None:
    wednesday = date(2026, 11, 25)
    assert days_between("today", wednesday) == (wednesday, date(2026, 11, 26))
    assert days_between("last week", wednesday) == (date(2026, 11, 16), date(2026, 11, 23))
    assert days_between("last month", wednesday) == (date(2026, 10, 1), date(2026, 11, 1))
    for impossible in ("9999-12-31", "2026-02-30"):
        assert days_between(impossible, wednesday) == (wednesday, date(2026, 11, 26))


def test_slips_are_mended_and_real_words_left_alone() -> None:
    assert corrected("whre is my oredr") == "where is my order"
    assert corrected("retrun polciy") == "return policy"
    for right in ("a border collie", "my brother", "photographs of trucks", "ord-789"):
        assert corrected(right) == right


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("whre is my oredr", Intent.WHERE_IS_MY_ORDER),
        ("show me everything I bought", Intent.LIST_ORDERS),
        ("how long do I have to send things back?", Intent.POLICY_QUESTION),
        ("can I speak to a human", Intent.TALK_TO_PERSON),
        ("who painted the Mona Lisa", Intent.OUT_OF_SCOPE),
        ("delete order ORD-999", Intent.DELETE_ORDER),
    ],
)
def test_messages_are_understood(understanding: Understanding, text: str, intent: Intent) -> None:
    found = understanding.understand(text)
    assert found.intent is intent
    assert 0.3 < found.confidence <= 1


@pytest.mark.parametrize("text", ["", " ", "?", "🙂" * 50, "a" * 8000, "مرحبا", "\n\n", "ORD-" * 2000])
def test_any_text_is_understood_somehow(understanding: Understanding, text: str) -> None:
    found = understanding.understand(text)
    assert found.intent in Intent
    assert found.confidence == pytest.approx(found.confidence)

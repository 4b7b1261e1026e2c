"""What the local brain understands: intents by examples, several in one message, slips of the hand forgiven."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from support_ai.agent.local.entities import EntityType, find_entities
from support_ai.agent.local.intent import AROUND, CUSTOMER_ONLY, STAFF_ONLY
from support_ai.agent.local.spelling import corrected
from support_ai.agent.local.training import INTENTS, read_examples, varied
from support_ai.agent.local.understanding import HEAD, Intent, Understanding, Understood
from support_ai.cli.understanding import LineInvalidError, read_lines, score_intents, understand_lines
from support_ai.core.embedder import Embedder

EVALS = Path(__file__).parents[3] / "evals"


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(Embedder.load())


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
        ("the toaster never heats up, something is broken", Intent.ITEM_PROBLEM),
        ("how much would I get back in total?", Intent.GET_BACK_TOTAL),
        ("are you a robot", Intent.BOT_QUESTION),
        ("forget it, I'll keep the shoes", Intent.CHANGE_OF_MIND),
    ],
)
def test_messages_are_understood(understanding: Understanding, text: str, intent: Intent) -> None:
    found = understanding.understand(text)
    assert found.intent is intent
    assert found.is_sure
    assert found.confidence <= 1


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("cancel ORD-123 and where is my other order?", [Intent.CANCEL_ORDER, Intent.WHERE_IS_MY_ORDER]),
        ("send back the lamp, and what's your warranty on electronics?", [Intent.RETURN_ITEMS, Intent.POLICY_QUESTION]),
        ("hi, I'm Rohan. Where is my order?", [Intent.WHERE_IS_MY_ORDER]),
        ("the lamp arrived broken, I want to return it", [Intent.RETURN_ITEMS]),
        ("please cancel my order, I ordered it by mistake", [Intent.CANCEL_ORDER]),
        ("return the lamp and the shoes", [Intent.RETURN_ITEMS]),
        ("cancel ORD-123. Cancel ORD-456.", [Intent.CANCEL_ORDER, Intent.CANCEL_ORDER]),
        ("where is my order", [Intent.WHERE_IS_MY_ORDER]),
    ],
)  # fmt: skip
def test_each_wish_of_a_message_is_told_apart(
    understanding: Understanding, text: str, intents: list[Intent]
) -> None:
    assert [one.intent for one in understanding.understand_all(text)] == intents


def test_each_wish_keeps_its_own_entities(understanding: Understanding) -> None:
    text = "cancel ORD-123 and change the address of ORD-456 to 12 Main Street, Springfield, IL 62704"
    cancel, change = understanding.understand_all(text)
    assert cancel.values(EntityType.ORDER_NUMBER) == ("ORD-123",)
    assert change.values(EntityType.ORDER_NUMBER) == ("ORD-456",)
    assert change.values(EntityType.ADDRESS) == ("12 Main Street, Springfield, IL 62704",)
    assert (cancel.start, cancel.end, change.end) == (0, change.start, len(text))


@pytest.mark.parametrize(
    "text", ["", " ", "?", "🙂" * 50, "a" * 8000, "مرحبا", "\n\n", "ORD-" * 2000, "and cancel " * 300]
)
def test_any_text_is_understood_somehow(understanding: Understanding, text: str) -> None:
    found = understanding.understand(text)
    assert found.intent in Intent
    assert 0 < found.confidence <= 1
    assert understanding.understand_all(text)


def test_who_speaks_tips_the_scales(understanding: Understanding) -> None:
    text = "show all that are still pending"
    odds = {staff: understanding.understand(text, is_staff=staff) for staff in (True, False)}
    assert odds[True].intent is Intent.SEARCH_ORDERS
    assert odds[False].intent is Intent.LIST_ORDERS
    assert not STAFF_ONLY & CUSTOMER_ONLY


def test_close_intents_are_called_ambiguous() -> None:
    close = Understood(Intent.RETURN_ITEMS, 0.45, Intent.EXCHANGE_ITEMS, (), 0.40)
    clear = Understood(Intent.RETURN_ITEMS, 0.90, Intent.EXCHANGE_ITEMS, (), 0.05)
    assert close.is_ambiguous
    assert not clear.is_ambiguous
    assert not Understood(Intent.RETURN_ITEMS, 0.2, Intent.NO, (), 0.1).is_sure


def test_what_is_unwanted_is_told() -> None:
    entities = find_entities("not the lamp, the charger")
    understood = Understood(Intent.INFORM, 0.9, Intent.NO, entities)
    lamp, charger = (one for one in entities if one.type is EntityType.ITEM)
    assert understood.unwanted(lamp)
    assert not understood.unwanted(charger)


def test_every_intent_has_examples_and_a_place_in_the_head(understanding: Understanding) -> None:
    assert {path.stem for path in INTENTS.glob("*.txt")} == {one.value for one in Intent}
    assert {intent.value for intent in Intent} == {one.intent for one in read_examples()}
    assert HEAD.stat().st_size < 1_500_000
    assert Intent.POLICY_QUESTION not in AROUND


def test_no_example_stands_under_two_intents() -> None:
    seen: dict[str, str] = {}
    for one in read_examples():
        key = one.text.lower().rstrip("?.! ")
        assert seen.setdefault(key, one.intent) == one.intent, one.text


def test_variations_depend_on_the_example_alone() -> None:
    example = read_examples()[7]
    assert varied(example) == varied(example)
    assert all("{" not in one.text for one in varied(example))


def test_labelled_messages_are_scored_and_a_floor_is_held(capsys: pytest.CaptureFixture[str]) -> None:
    assert score_intents([EVALS / "intents.jsonl"], 0.85)
    assert not score_intents([EVALS / "intents.jsonl"], 1.0)
    assert "several wishes" in capsys.readouterr().out


def test_a_line_says_what_it_is_understood_to_be() -> None:
    lines: Iterator[str] = understand_lines(iter(['{"text": "where is ORD-789?", "role": "customer"}\n']))
    found = json.loads(next(lines))
    assert found["intent"] == "where_is_my_order"
    assert found["language"] == "en"
    assert found["wishes"] == [{"intent": "where_is_my_order", "start": 0, "end": 17}]
    assert {"type": "order_number", "value": "ORD-789", "start": 9, "end": 16} in found["entities"]


@pytest.mark.parametrize(
    "line", ["nonsense", '{"text": 3}', '{"text": "a", "role": "king"}', '{"text": "a", "intent": "fly"}', '{"text": "a"}']
)  # fmt: skip
def test_a_line_that_is_no_labelled_message_is_named(line: str, tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(LineInvalidError, match=r"line 1"):
        read_lines([tmp_path / "set.jsonl"])

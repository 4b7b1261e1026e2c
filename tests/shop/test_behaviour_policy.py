"""What follows from the assistant's settings, and that no phrase and no text makes it slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.core.money import Money
from support_ai.shop.behaviour import Behaviour, ForbiddenTopic, HandOverRules, OutsideHours, VerbatimAnswer
from support_ai.shop.behaviour_policy import (
    HandOverFacts,
    HandOverReason,
    forbidden,
    greeting,
    must_hand_over,
    opens_ticket,
    tool_setting,
    verbatim,
)
from support_ai.shop.phrases import words_of
from support_ai.shop.tool_names import ToolName, ToolSetting


def _forbidding(*phrases: str) -> Behaviour:
    return Behaviour(forbidden_topics=(ForbiddenTopic(name="it", phrases=phrases, answer="No."),))


def _answering(**questions: str) -> Behaviour:
    return Behaviour(
        verbatim_answers=tuple(
            VerbatimAnswer(name=name, questions=(question,), answer=f"About {name}.")
            for name, question in questions.items()
        )
    )


def test_a_tool_is_on_unless_the_shop_says_otherwise() -> None:
    behaviour = Behaviour.model_validate({"tools": {"cancel_order": "off", "return_items": "with_approval"}})
    assert tool_setting(behaviour, ToolName.GET_ORDER) is ToolSetting.ON
    assert tool_setting(behaviour, ToolName.CANCEL_ORDER) is ToolSetting.OFF
    assert tool_setting(behaviour, ToolName.RETURN_ITEMS) is ToolSetting.WITH_APPROVAL


def test_the_greeting_names_assistant_and_shop_and_reads_no_name_as_a_place() -> None:
    behaviour = Behaviour(name="{shop}", greeting="I am {name} of {shop}, {shop}.")
    assert greeting(behaviour, "{name} & Sons") == "I am {shop} of {name} & Sons, {name} & Sons."


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("extended warranty", "What about your EXTENDED   Warranty?"),
        ("extended warranty", "extended-warranty!"),
        ("extended warranty", "extended\nwaranty"),
        ("extended warranty", "exetnded warranty"),
        ("extended warranty", "extended warrantyy"),
        ("extended warranty", "e\u200bxtended war\u00adranty"),
        ("café", "the cafe"),
        ("cafe", "the CAFÉ"),
        ("don't", "I dont"),
        ("dont", "I don’t"),
        ("Straße", "STRASSE"),
        ("Łódź", "in lodz"),
        ("ﬁnance", "FINANCE"),
        ("退货", "我要退货吗"),
        ("отмена", "хочу ОТМЕНА"),
        ("24 7", "are you open 24/7"),
    ],
)
def test_a_phrase_is_found_in_any_case_with_or_without_accents_and_with_a_slip(
    phrase: str, text: str
) -> None:
    assert forbidden(_forbidding(phrase), text) is not None


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("war", "my warranty"),
        ("extended warranty", "extended my warranty"),
        ("extended warranty", "warranty extended"),
        ("extended warranty", "extended"),
        ("prince", "what is the price"),
        ("contract", "how do I contact you"),
        ("bomb", "a comb"),
        ("loan", "alone"),
        ("12345", "12346"),
        ("order 12345", "order 12354"),
        ("warranty", "wrrnty"),
        ("election", ""),
        ("election", "?!"),
        ("हिन्दी", "हानदा"),
        (".*", "anything"),
        ("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"),
        ("[a-z]", "b"),
        ("a|b", "b"),
        ("%s", "x"),
    ],
)
def test_other_words_are_no_phrase(phrase: str, text: str) -> None:
    assert forbidden(_forbidding(phrase), text) is None


def test_signs_of_patterns_in_a_phrase_mean_nothing() -> None:
    assert forbidden(_forbidding("(a+)+$"), "an A, please") is not None
    assert forbidden(_forbidding("c++"), "c") is not None
    assert forbidden(_forbidding(r"\w+"), "w") is not None


def test_of_several_topics_the_first_of_the_list_counts() -> None:
    topics = tuple(
        ForbiddenTopic(name=name, phrases=(phrase,), answer=name)
        for name, phrase in (("first", "red shoes"), ("second", "shoes"), ("third", "shoes"))
    )
    behaviour = Behaviour(forbidden_topics=topics)
    assert forbidden(behaviour, "shoes, and red shoes") == topics[0]
    assert forbidden(behaviour, "shoes") == topics[1]


def test_of_several_answers_the_one_to_the_longest_question_counts_and_then_the_first() -> None:
    behaviour = _answering(park="park", dogs="park dogs", also="dogs here")
    assert verbatim(behaviour, "Can I park dogs here?") == behaviour.verbatim_answers[1]
    assert verbatim(behaviour, "dogs here, or park") == behaviour.verbatim_answers[2]
    assert verbatim(behaviour, "parking") is None
    assert verbatim(Behaviour(), "park") is None


def test_an_answer_leaves_as_it_was_written() -> None:
    written = "Yes — “always”.\n\n{name} costs 5 €."
    behaviour = Behaviour(verbatim_answers=(VerbatimAnswer(name="x", questions=("is it",), answer=written),))
    found = verbatim(behaviour, "Is it?")
    assert found is not None
    assert found.answer == written


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (HandOverFacts(), None),
        (HandOverFacts(misses=2, blocked=1, text="my lawyers", order_total=Money(50_000, "USD")), None),
        (HandOverFacts(misses=3), HandOverReason.MISUNDERSTOOD),
        (HandOverFacts(misses=9, blocked=2), HandOverReason.BLOCKED),
        (HandOverFacts(order_total=Money(50_001, "USD")), HandOverReason.LARGE_ORDER),
        (HandOverFacts(order_total=Money(501, "JPY")), HandOverReason.LARGE_ORDER),
        (HandOverFacts(order_total=Money(500_000, "KWD")), None),
        (HandOverFacts(misses=9, is_frustrated=True), HandOverReason.FRUSTRATED),
        (HandOverFacts(text="I call MY LAWYER", is_frustrated=True), HandOverReason.PHRASE),
    ],
)
def test_a_colleague_takes_over_by_the_rules(facts: HandOverFacts, reason: HandOverReason | None) -> None:
    rules = HandOverRules(phrases=("my lawyer",), order_total_above=500)
    assert must_hand_over(Behaviour(hand_over=rules), facts) == reason


def test_what_the_shop_does_not_want_hands_nothing_over() -> None:
    rules = HandOverRules(when_frustrated=False, after_misunderstood=10)
    facts = HandOverFacts(misses=9, is_frustrated=True, order_total=Money(10**9, "USD"))
    assert must_hand_over(Behaviour(hand_over=rules), facts) is None


def test_outside_business_hours_a_ticket_is_opened_where_the_shop_wants_that() -> None:
    tickets = Behaviour(hand_over=HandOverRules(outside_hours=OutsideHours.OPEN_TICKET))
    assert opens_ticket(tickets, is_open=False)
    assert not opens_ticket(tickets, is_open=True)
    assert not opens_ticket(Behaviour(), is_open=False)


_SHARED = tuple("a " * 90 + str(number) for number in range(50))


@pytest.mark.parametrize(
    "text",
    ["a " * 20_000, "warant " * 20_000, "a" * 100_000, "waranti" * 10_000, "\u0301" * 50_000, "' " * 50_000],
)
def test_neither_a_hostile_phrase_nor_a_hostile_text_is_slow(text: str) -> None:
    behaviour = _forbidding(*_SHARED[:49], "warranty")
    began = time.process_time()
    forbidden(behaviour, text)
    assert time.process_time() - began < 3


@given(st.text(max_size=200), st.text(max_size=60))
def test_a_text_that_holds_a_phrase_as_words_always_has_it(text: str, phrase: str) -> None:
    if words_of(phrase):
        topic = ForbiddenTopic.model_construct(name="it", phrases=(phrase,), answer="No.")
        behaviour = Behaviour.model_construct(forbidden_topics=(topic,))
        assert forbidden(behaviour, f"{text} {phrase} {text}") == topic


@given(st.text(max_size=300))
def test_words_stay_the_same_when_they_are_read_again(text: str) -> None:
    once = words_of(text)
    assert words_of(" ".join(once)) == once

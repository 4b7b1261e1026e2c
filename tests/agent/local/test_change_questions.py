"""What is asked of a change that waits for a yes, or that was just done, and what is asked of something else."""

import pytest

from support_ai.agent.local.change_questions import Ask, asked
from support_ai.agent.local.entities import find_entities
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.rereading import retold
from support_ai.agent.local.small_talk import is_all_said
from support_ai.agent.local.understood import Understood


def _wish(text: str, intent: Intent = Intent.INFORM) -> Understood:
    return Understood(intent, 0.5, Intent.INFORM, entities=find_entities(text), end=len(text))


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("how much was it again?", Ask.AMOUNT),
        ("what was the surcharge in the end", Ask.AMOUNT),
        ("so am i getting any money or not", Ask.AMOUNT),
        ("do I owe anything?", Ask.AMOUNT),
        ("does it cost extra", Ask.AMOUNT),
        ("which of my cards is it", Ask.WHERE_TO),
        ("on what card", Ask.WHERE_TO),
        ("how many days does that take", Ask.WHEN),
        ("when can i expect the refund", Ask.WHEN),
        ("are the others still being sent", Ask.REST),
        ("do I keep the mug?", Ask.REST),
        ("is it only once", Ask.ONCE),
        ("can i add something else later", Ask.ONCE),
        ("what if i change my mind", Ask.UNDO),
        ("where do i send it", Ask.NEXT),
        ("do I have to send the old lamp back", Ask.NEXT),
        ("anything else you need from me", Ask.NEXT),
        ("what's the number of my return", Ask.NUMBER),
        ("will you send me a confirmation", Ask.MAIL),
        ("and the postage i paid?", Ask.FEE),
        ("so thats $3 then?", Ask.AMOUNT),
        ("are there additional costs for me", Ask.AMOUNT),
        ("and the money?", Ask.AMOUNT),
        ("what was i getting again", Ask.AMOUNT),
        ("nothing more to do?", Ask.NEXT),
        ("what do i do with the old one", Ask.NEXT),
        ("will you tell me when it arrived", Ask.MAIL),
        # A letter too few or too many is no name of anything.
        ("how long wil it take till i get the money", Ask.AMOUNT),
    ],
)
def test_a_change_is_asked_about(text: str, ask: Ask) -> None:
    assert asked(text, _wish(text)) is ask


@pytest.mark.parametrize(
    "text",
    [
        "how much is the towel",
        "how much does towel cost",
        "how much is express delivery",
        "how much is on my gift card",
        "how much did i spend last month",
        "what would delivery cost if i order again",
        "how do refunds usually work",
        "can you put it on my paypal",
        "can i get it back on my paypal",
        "to my visa please",
        "the bottle stays",
        "only one of them",
        "can i also return the lamp",
        "when does my other order arrive",
        "what is your return address",
    ],
)
def test_something_else_is_said(text: str) -> None:
    assert asked(text, _wish(text)) is None


def test_where_goods_go_is_no_question_of_money() -> None:
    text = "where does it go now?"
    assert asked(text, _wish(text), of_goods=True) is Ask.ADDRESS
    assert asked(text, _wish(text)) is Ask.WHERE_TO
    assert asked("is my account changed too", _wish(""), of_goods=True) is Ask.REST


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("no, i'd rather send them back instead", Intent.RETURN_ITEMS),
        ("hm, can i get a refund instead", Intent.RETURN_ITEMS),
        ("i'll just return the white ones instead, money to my card", Intent.RETURN_ITEMS),
        ("can i cancel it instead?", Intent.CANCEL_ORDER),
    ],
)
def test_another_change_takes_the_place_of_one(text: str, intent: Intent) -> None:
    assert retold(_wish(text, Intent.POLICY_QUESTION), text, is_staff=False).intent is intent


def test_what_is_wanted_in_its_stead_is_no_return() -> None:
    text = "i'll return the red one and want the blue one instead"
    assert retold(_wish(text, Intent.EXCHANGE_ITEMS), text, is_staff=False).intent is Intent.EXCHANGE_ITEMS


def test_that_was_all_is_said_in_many_words() -> None:
    assert is_all_said("yep thats everything from me", Intent.YES)
    assert not is_all_said("is that everything?", Intent.YES)
    assert not is_all_said("that's all wrong, cancel it", Intent.CANCEL_ORDER)

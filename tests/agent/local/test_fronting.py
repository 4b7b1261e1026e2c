"""Pieces that only lead to what is wanted, and wishes that are told one after the other."""

import pytest

from support_ai.agent.local.enumerating import unmarked
from support_ai.agent.local.gathering import gather
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.said import read
from support_ai.agent.local.slot_address import is_of_order_only
from support_ai.agent.local.understanding import Understood


def gathered(*pieces: tuple[str, Intent]) -> list[Intent]:
    text = "".join(piece for piece, _ in pieces)
    wishes: list[Understood] = []
    start = 0
    for piece, intent in pieces:
        end = start + len(piece)
        entities = tuple(one for one in read(text).entities if start <= one.start < end)
        wishes.append(Understood(intent, 0.9, Intent.NO, entities, start=start, end=end))
        start = end
    return [one.intent for one in gather(wishes, text)]


@pytest.mark.parametrize(
    "topic", ["both keyboards in ORD-2083 together", "Hi, the lamp and the mug from ORD-7", "my two shirts"]
)
def test_what_a_question_is_of_is_no_change(topic: str) -> None:
    found = gathered((topic, Intent.CHANGE_ITEMS), (", how much was that?", Intent.SHOW_ORDER))
    assert found == [Intent.SHOW_ORDER]


def test_a_change_beside_a_question_stays_one() -> None:
    found = gathered(
        ("return both keyboards of ORD-1", Intent.RETURN_ITEMS), (", what is that?", Intent.SHOW_ORDER)
    )
    assert Intent.RETURN_ITEMS in found


@pytest.mark.parametrize(
    "lead",
    [
        "I have two wishes for order ORD-7.",
        "hey, a couple of changes to ORD-7 pls.",
        "I need to fix something in ORD-7.",
    ],
)
def test_what_is_announced_is_no_wish_yet(lead: str) -> None:
    wanted = (" Send it to 60 Harbor Road, Portland, OR 97209, US", Intent.CHANGE_ADDRESS)
    assert gathered((lead, Intent.RETURN_ITEMS), wanted) == [Intent.CHANGE_ADDRESS]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("second: make one of the lamps brass", "make one of the lamps brass"),
        ("ok and number two, pay it by card", "pay it by card"),
        ("the next thing: cancel my order", "cancel my order"),
        ("second, the lamp please", "second, the lamp please"),
        ("1) cancel ORD-1 2) return the mug", "1) cancel ORD-1 2) return the mug"),
    ],
)
def test_a_mark_by_itself_is_no_part_of_the_wish(text: str, left: str) -> None:
    assert unmarked(text) == left


def test_an_address_said_of_an_order_is_its_own() -> None:
    assert is_of_order_only("ORD-2154: new address is 60 Harbor Road, Portland, OR 97209, US")
    assert not is_of_order_only("we moved to 60 Harbor Road, Portland, OR 97209, US, also for ORD-2154")
    assert not is_of_order_only("my new address is 60 Harbor Road, Portland, OR 97209, US, ORD-2154 too")

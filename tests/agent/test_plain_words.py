"""What is wanted in so many words: a sum in figures, a ticket, a status that only colleagues set, a state's code in an address."""

import pytest

from support_ai.agent.local.asides import marks_order
from support_ai.agent.local.going_back import says_back
from support_ai.agent.local.plain_sums import expression_in
from support_ai.agent.local.postal_talk import spoken
from tests.channels.test_conversations_that_must_work import reply
from tests.conftest import Demo


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("quick one, what's 12 + 3.50 + 4", "12 + 3.50 + 4"),
        ("how much is 3 times $17.50", "3 * 17.50"),
        ("2 x 19.90 plus 4.95 = ?", "2 * 19.90 + 4.95"),
        ("what is 20% of 89", "89 * 20 / 100"),
    ],
)
def test_a_sum_in_figures_is_read(text: str, expression: str) -> None:
    assert expression_in(text) == expression


@pytest.mark.parametrize(
    "text",
    ["what's in ORD-12 - 3", "how much is the lamp", "12 + 3", "what is 130 x 180 cm", "call 555-0100"],
)
def test_what_is_no_sum_in_figures(text: str) -> None:
    assert expression_in(text) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("set ORD-1 to delivered pls", True),
        ("can you mark my order as returned?", True),
        ("send ORD-1 to my neighbour", False),
        ("was ORD-1 set to delivered?", False),
    ],
)
def test_a_status_is_set_by_colleagues(text: str, is_one: bool) -> None:
    assert marks_order(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_back"),
    [
        ("They are too tight. Return them, please", True),
        ("Return policy?", False),
        ("Return them if you can swap", False),
        ("Send it back", True),
        ("Send it to my home", False),
    ],
)
def test_what_is_ordered_to_go_back(text: str, is_back: bool) -> None:
    assert says_back(text) is is_back


@pytest.mark.parametrize("code", ["ME 04843", "IN 46402", "OK 74103", "HI 96720"])
def test_a_states_code_is_no_word(code: str) -> None:
    assert spoken(f"300 Harbor Road, Camden, {code}, US").text.endswith(f"{code}, US")


async def test_they_are_answered(demo: Demo) -> None:
    assert "108.45" in await reply(demo, "rohan", "what's 89 + 14.50 + 4.95")
    assert "only our team" in await reply(demo, "rohan", "Set ORD-789 to delivered please")
    ticket = "Please open a ticket for me: the box of ORD-123 smells terribly, as if it was glued"
    assert "opened ticket" in await reply(demo, "rohan", ticket)


async def test_what_is_noted_stands_in_the_question_whether_that_is_all(demo: Demo) -> None:
    text = await reply(demo, "rohan", "swap my headphones of ORD-456 for white ones")
    assert "Noted: Wireless Headphones (black) becomes Wireless Headphones (white)." in text
    assert "Is that everything" in text


async def test_what_lets_go_of_a_question_lets_go_of_what_waits_beside_it(demo: Demo) -> None:
    words = ("refund $20 on ORD-456 and give a goodwill credit", "no, drop it all, forget it")
    text = await reply(demo, "emma", *words)
    assert "still waits" not in text


async def test_another_number_asks_the_same_of_another_order(demo: Demo) -> None:
    text = await reply(demo, "rohan", "How much did I pay for ORD-456?", "And ORD-123?")
    assert "44.75" in text
    text = await reply(demo, "rohan", "where is ORD-789", "and 456?")
    assert "was delivered" in text

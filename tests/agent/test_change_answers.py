"""What is answered about a change while it waits, and once it is done: its own figures, and it is never lost nor done by a question."""

import pytest

from tests.channels.test_conversations_that_must_work import reply
from tests.conftest import Demo

RETURN = "I want to return the headphones of order ORD-456"
SWAP = "exchange the black headphones of ORD-456 for the white ones please"
WAITS = "The change above still waits for your yes:"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how much again", "$89.00 would go back to your Visa"),
        ("which card is that", "Visa ending in"),
        ("how long does that take", "in 5 to 7 business days"),
        ("is that once only", "only once for order ORD-456"),
        ("does the bottle stay?", "The Water Bottle (750 ml) stays as it is."),
        ("what if i change my mind afterwards", "you can still withdraw it"),
        ("if I wanted to buy again, what would delivery cost me?", "$4.95"),
    ],
)
async def test_a_question_leaves_what_waits(demo: Demo, question: str, words: str) -> None:
    text = await reply(demo, "rohan", RETURN, question)
    assert words in text
    assert WAITS in text
    assert "Done:" not in text
    assert "is requested" in await reply(demo, "rohan", RETURN, question, "yes")


async def test_it_is_asked_again_whether_that_is_all(demo: Demo) -> None:
    text = await reply(demo, "rohan", SWAP, "do i pay anything on top?")
    assert "The price stays the same" in text
    assert "Is that everything you want to change there?" in text


async def test_another_change_takes_its_place(demo: Demo) -> None:
    text = await reply(demo, "rohan", SWAP, "oh wait, can I return them instead?")
    assert "Return Wireless Headphones (black) of order ORD-456; $89.00" in text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what amount should i look out for?", "$89.00 goes back to your Visa"),
        ("so do i get anything back or not", "$89.00 goes back to your Visa"),
        ("does the other item stay", "The Water Bottle (750 ml) stays as it is."),
        ("what's the return number?", "Its number is return"),
        ("where do i send it", "prepaid label by e-mail"),
        ("where's my money now?", "is requested and not refunded yet"),
    ],
)
async def test_what_was_done_is_answered(demo: Demo, question: str, words: str) -> None:
    assert words in await reply(demo, "rohan", RETURN, "yes", "that is all, thanks", question)

"""Changes that are put together, put right and swapped for others over several turns."""

import pytest

from tests.channels.test_conversations_that_must_work import reply
from tests.conftest import Demo


async def test_a_sum_is_gone_on_with(demo: Demo) -> None:
    sums = "what would I get back for the headphones of ORD-456?"
    assert "Return Wireless Headphones (black) of order ORD-456" in await reply(
        demo, "rohan", sums, "ok let's do that then, to my card"
    )


async def test_more_joins_a_sum_and_less_is_left_of_it(demo: Demo) -> None:
    sums = "what would I get back for the headphones of ORD-456?"
    assert "$106.50" in await reply(demo, "rohan", sums, "and the bottle too?")
    text = await reply(
        demo, "rohan", sums, "and the bottle too?", "let's do that, but without the headphones"
    )
    assert "Return Water Bottle (750 ml) of order ORD-456" in text


@pytest.mark.parametrize(
    "words", ["no wait, i'd rather send them back", "nah, forget the exchange, i return them"]
)
async def test_an_exchange_becomes_a_return(demo: Demo, words: str) -> None:
    text = await reply(demo, "rohan", "swap my headphones of ORD-456 for white ones", words)
    assert "Return Wireless Headphones (black) of order ORD-456" in text


async def test_a_yes_that_repeats_what_is_asked_to_be_all_of_it_is_one(demo: Demo) -> None:
    text = await reply(demo, "rohan", "swap my headphones of ORD-456 for white ones", "yep the white ones")
    assert "becomes Wireless Headphones (white)" in text
    assert "Shall I do that?" in text


@pytest.mark.parametrize("words", ["no wait, forget it", "I changed my mind", "nah, never mind"])
async def test_whether_that_is_all_may_be_answered_by_letting_go(demo: Demo, words: str) -> None:
    swap = "swap my headphones of ORD-456 for white ones"
    assert "left everything as it is" in await reply(demo, "rohan", swap, words)
    assert "Done" not in await reply(demo, "rohan", swap, words, "yes", "yes")


@pytest.mark.parametrize("words", ["no, only the headphones", "nope, that's it, just the headphones"])
async def test_a_no_that_repeats_the_change_says_that_there_is_nothing_else(demo: Demo, words: str) -> None:
    text = await reply(demo, "rohan", "swap my headphones of ORD-456 for white ones", words)
    assert "Shall I do that?" in text

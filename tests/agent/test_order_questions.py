"""Questions that go on about an order, a list or a thing in it, as they are answered."""

import pytest

from tests.channels.test_conversations_that_must_work import reply
from tests.conftest import Demo


@pytest.mark.parametrize(
    ("before", "message", "words"),
    [
        ("show me my orders", "the middle one, what was in there again?", "Wireless Headphones"),
        ("show me my orders", "what about the tshirts", "ORD-123"),
        ("show me my orders", "which of them did i pay the most for", "ORD-456"),
        ("show me my orders", "which ones are still to come", "ORD-789"),
        ("what is in ORD-456", "how big is the bottle", "750 ml"),
        ("where is ORD-789", "arriving which day?", "tomorrow"),
        ("where is ORD-789", "morning or afternoon?", "I know the day only"),
        ("where is ORD-789", "is there a link to follow it", "DHL"),
        ("Guten Tag, wann kommt ORD-789 an?", "sorry, in English: arriving which day?", "tomorrow"),
    ],
)
async def test_a_question_goes_on(demo: Demo, before: str, message: str, words: str) -> None:
    assert words in await reply(demo, "rohan", before, message)


async def test_who_will_bring_what_has_no_parcel_yet_is_told_by_the_article(demo: Demo) -> None:
    text = await reply(demo, "michael", "where is my order", "and who will bring it?")
    assert "no parcel yet" in text
    assert "UPS, FedEx and DHL" in text


async def test_the_details_of_an_order_tell_its_options(demo: Demo) -> None:
    assert "Smart Watch (leather)" in await reply(demo, "michael", "show me order ORD-999")


async def test_which_one_is_ones_own_is_told_by_the_order(demo: Demo) -> None:
    assert "Smart Watch (leather)" in await reply(demo, "michael", "my watch - silicone or leather?")


async def test_a_bare_number_may_be_an_option(demo: Demo) -> None:
    assert "Coffee Grinder (110 V)" in await reply(demo, "rohan", "do you have the coffee grinder in 110")

"""What a yes, a no or another request means after the assistant's own question."""

import pytest

from tests.channels.test_conversations_that_must_work import reply
from tests.conftest import Demo

UNKNOWN = "Who painted the Mona Lisa?"
FOREIGN = "Show me order ORD-999"


@pytest.mark.parametrize("yes", ["yes", "Yes please", "ok sure", "go ahead!", "yes, a person please", "y"])
async def test_a_yes_to_the_offer_of_a_person_calls_one(demo: Demo, yes: str) -> None:
    assert "passed this conversation on to a colleague" in await reply(demo, "rohan", UNKNOWN, yes)


@pytest.mark.parametrize("no", ["no", "no thanks", "nope", "No, that's fine", "not now", "never mind"])
async def test_a_no_calls_nobody(demo: Demo, no: str) -> None:
    assert await reply(demo, "rohan", UNKNOWN, no) == "All right. Tell me if you need anything else."


@pytest.mark.parametrize(
    ("before", "message", "words"),
    [
        (UNKNOWN, "Please show me my orders", "ORD-456"),
        (UNKNOWN, "No, where is my order ORD-456?", "Your order ORD-456 was delivered"),
        (FOREIGN, "OK where is order ORD-456?", "Your order ORD-456 was delivered"),
        (FOREIGN, "yes", "ORD-123"),
        (UNKNOWN, "What is your return policy?", "within 30 days"),
    ],
)
async def test_a_request_after_an_offer_is_done(demo: Demo, before: str, message: str, words: str) -> None:
    text = await reply(demo, "rohan", before, message)
    assert words in text
    assert "colleague" not in text


async def test_a_colleague_finds_a_customer_by_number_and_a_stranger_by_nothing(demo: Demo) -> None:
    assert "Michael Chen is customer CUST-456" in await reply(demo, "emma", "find customer CUST-456")
    assert (await reply(demo, "emma", "find customer CUST-98765")).startswith(
        "I find no customer CUST-98765."
    )
    assert "Michael" not in await reply(demo, "rohan", "find customer CUST-456")


async def test_an_impossible_day_is_today(demo: Demo) -> None:
    assert "12 orders" in await reply(demo, "owner", "show me all orders on 9999-12-31")

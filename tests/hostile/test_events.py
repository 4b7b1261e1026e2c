"""Row I12: a brain that raises, hangs, never ends, yields strange things or too much leaves one honest answer and nothing else."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import cast

import pytest

from support_ai.agent.brain import (
    CardShown,
    Event,
    Refusal,
    Remembered,
    Sentence,
    Source,
    SourceCited,
    Turn,
    Working,
)
from support_ai.agent.cards import ChoicesCard, OrderCard
from support_ai.agent.thinking import SORRY
from support_ai.agent.tools.orders import LIST_ORDERS, ListOrders
from support_ai.agent.toolset import Toolset
from support_ai.agent.vetting import MOST_LETTERS
from support_ai.knowledge.models import Passage
from support_ai.orders.models import OrderSummary
from tests.hostile.books import Bookkeeper
from tests.hostile.talk import Script, Talk, Tally, tools_of
from tests.hostile.world import House


@pytest.fixture
def talk(shared_house: House) -> Iterator[Talk]:
    """Give a conversation of Rohan's."""
    keeper = Bookkeeper(shared_house.addresses)
    yield Talk(shared_house, shared_house.personas["rohan"], keeper, Tally())
    keeper.close()


def saying(*events: object) -> Script:
    """Return a script that yields just these."""

    async def script(turn: Turn) -> AsyncIterator[Event]:
        for event in events:
            yield cast("Event", event)

    return script


async def _raises(turn: Turn) -> AsyncIterator[Event]:
    yield Sentence("One moment.")
    raise RuntimeError(turn.text)


async def _cancels(turn: Turn) -> AsyncIterator[Event]:
    yield Sentence("One moment.")
    raise asyncio.CancelledError


async def _hangs(turn: Turn) -> AsyncIterator[Event]:
    yield Sentence("One moment.")
    await asyncio.sleep(3_600)


async def _calls_for_ever(turn: Turn) -> AsyncIterator[Event]:
    while True:
        await turn.tools.use(LIST_ORDERS, ListOrders())
    yield Sentence("")


def _no_iterator(turn: Turn) -> AsyncIterator[Event]:
    return cast("AsyncIterator[Event]", [Sentence("One moment.")])


@pytest.mark.parametrize("script", [_raises, _cancels, _hangs, _calls_for_ever, _no_iterator])
async def test_I12_a_brain_that_fails_or_hangs_leaves_an_honest_sentence(talk: Talk, script: Script) -> None:
    began = time.monotonic()
    reply = await talk.say("Where is my order?", script, most_seconds=1)
    assert reply.text == SORRY
    assert time.monotonic() - began < 20


async def test_I12_a_brain_without_an_end_is_not_heard_out(talk: Talk) -> None:
    async def script(turn: Turn) -> AsyncIterator[Event]:
        while True:
            yield Sentence("Let me see. " * 20)

    reply = await talk.say("Where is my order?", script)
    assert 0 < len(reply.text or "") < MOST_LETTERS + 1_000


async def test_I12_strange_events_are_passed_over(talk: Talk) -> None:
    strange = (None, 3, "yes", object(), Working("<script>"), CardShown(cast("ChoicesCard", None)))
    reply = await talk.say("Where is my order?", saying(*strange, Sentence("Hello.")))
    assert (reply.text, reply.cards, reply.sources) == ("Hello.", (), ())


async def test_I12_a_memory_that_is_none_or_too_large_is_not_kept(talk: Talk) -> None:
    await talk.say("Where is my order?", saying(Remembered({"kept": "this"}), Sentence("Hello.")))
    for memory in (
        {"large": "x" * 100_000},
        {"object": object()},
        {"nul": "\x00"},
        {"nan": float("nan")},
        ["list"],
    ):
        await talk.say(
            "Where is my order?", saying(Remembered(cast("dict[str, str]", memory)), Sentence("Hello."))
        )
    read: list[object] = []

    async def script(turn: Turn) -> AsyncIterator[Event]:
        read.append(dict(turn.memory))
        yield Sentence("Hello.")

    await talk.say("Where is my order?", script)
    assert read == [{"kept": "this"}]


async def test_I12_memory_is_of_one_conversation(talk: Talk) -> None:
    await talk.say("Where is my order?", saying(Remembered({"kept": "this"}), Sentence("Hello.")))
    talk.again()
    read: list[object] = []

    async def script(turn: Turn) -> AsyncIterator[Event]:
        read.append(dict(turn.memory))
        yield Sentence("Hello.")

    await talk.say("Where is my order?", script)
    assert read == [{}]


async def test_I5_tools_are_of_one_turn(talk: Talk) -> None:
    kept: list[Toolset] = []

    async def script(turn: Turn) -> AsyncIterator[Event]:
        kept.append(tools_of(turn))
        yield Sentence("Hello.")

    await talk.say("Where is my order?", script)
    assert await kept[0].call("list_orders", {}) == Refusal("turn_over", "This turn is over.")
    assert await kept[0].call("hand_over", {}) == Refusal("turn_over", "This turn is over.")


@pytest.mark.parametrize("changed", [{}, {"total_minor": 1}, {"status": "cancelled"}, {"items": ("A gift",)}])
async def test_I2_an_order_card_shows_what_a_tool_returned_or_nothing(
    talk: Talk, changed: dict[str, object]
) -> None:
    async def script(turn: Turn) -> AsyncIterator[Event]:
        found = await turn.tools.use(LIST_ORDERS, ListOrders())
        assert not isinstance(found, Refusal)
        one: OrderSummary = found[0]
        card = OrderCard(
            one.number,
            one.status,
            one.placed_at,
            one.currency,
            one.total_minor,
            one.estimated_delivery,
            one.delivered_at,
        )
        yield CardShown(replace(card, **changed))
        yield Sentence("Here it is.")

    reply = await talk.say("Show me my orders", script)
    assert len(reply.cards) == (not changed)


async def test_I7_a_source_is_an_article_that_was_found(talk: Talk) -> None:
    async def script(turn: Turn) -> AsyncIterator[Event]:
        tools = tools_of(turn)
        tools.returned.append((Passage("returns", "Returns", "How long", "Thirty days.", 0.9),))
        for url in ("https://evil.example", "/knowledge/articles/returns", "/knowledge/articles/secret"):
            for title in ("Returns", "Click here"):
                yield SourceCited(Source(title, "How long", url))
        yield Sentence("Hello.")

    reply = await talk.say("Where is my order?", script)
    assert [(one["title"], one["url"]) for one in reply.sources] == [
        ("Returns", "/knowledge/articles/returns")
    ]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("calculate", {"expression": "123.45 + 0"}),
        ("open_ticket", {"subject": "You get $123.45 back", "text": "You get $123.45 back."}),
        ("change_customer_address", {"address1": "$123.45 Street", "city": "Springfield", "country": "US"}),
    ],
)
async def test_I12_what_a_brain_wrote_itself_proves_nothing(
    talk: Talk, name: str, arguments: dict[str, str]
) -> None:
    async def script(turn: Turn) -> AsyncIterator[Event]:
        answer = await tools_of(turn).call(name, arguments)
        assert not isinstance(answer, Refusal), answer
        yield Sentence("The sum is $123.45.")

    reply = await talk.say("Where is my order?", script)
    assert "The sum is" not in (reply.text or "")


async def test_what_is_reckoned_from_known_figures_may_be_said(talk: Talk) -> None:
    async def script(turn: Turn) -> AsyncIterator[Event]:
        await tools_of(turn).call("calculate", {"expression": "2 * 24.99 + 100 - 100"})
        yield Sentence("That is 49.98 in all.")

    reply = await talk.say("What are two times 24.99?", script)
    assert reply.text == "That is 49.98 in all."


async def test_I12_a_proposal_shows_no_link_that_a_brain_wrote(talk: Talk) -> None:
    async def script(turn: Turn) -> AsyncIterator[Event]:
        place = {"address1": "https://evil.example/pay", "city": "Springfield", "country": "US"}
        assert not isinstance(await tools_of(turn).call("change_customer_address", place), Refusal)
        yield Sentence("Hello.")

    reply = await talk.say("Where is my order?", script)
    assert "evil" not in (reply.text or "")
    assert reply.cards == ()

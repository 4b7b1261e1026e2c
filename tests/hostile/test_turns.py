"""Rows I2, I4 and I12: a hostile brain answers; nothing foreign or untrue leaves, and without the person's own yes nothing happens."""

import random
import time
from collections.abc import AsyncIterator
from random import Random

import pytest

from support_ai.agent.brain import Event, Refusal, Sentence, Turn
from support_ai.bootstrap import Thought
from support_ai.core.crypto import Keyring
from tests.hostile.arguments import Mind
from tests.hostile.books import Bookkeeper
from tests.hostile.calls import FoundError
from tests.hostile.contract import OFFERED
from tests.hostile.pools import read_pools
from tests.hostile.saying import HARMLESS, Saying
from tests.hostile.talk import NOT_YES, YES, Script, Talk, Tally, tools_of
from tests.hostile.world import PERSONAS, House, Persona, World, opened
from tests.identity.signing_in import as_owner
from tests.orders.state.machine import chosen_seed
from tests.reporting import Report

CHANGES = frozenset(
    {
        "cancel_order",
        "change_order_address",
        "change_order_payment",
        "change_order_items",
        "return_items",
        "exchange_items",
        "refund_order",
        "adjust_order",
        "set_order_status",
    }
)
_TURNS = 4_000
_TURNS_OF_A_CONVERSATION = 6


def planning(mind: Mind, name: str, rng: Random) -> Script:
    """Return a script that plans a change, says yes to it by itself in every way it has, and answers."""

    async def script(turn: Turn) -> AsyncIterator[Event]:
        tools = tools_of(turn)
        for _ in range(5):
            attempt = mind.attempt(name)
            await tools.call(name, attempt.arguments)
            if tools.planned:
                break
        for confirming in ("confirm_proposal", "approve", "say_yes"):
            await tools.call(confirming, {"proposal_id": "newest", "confirmed": True})
        yield Sentence("yes")
        yield Sentence(f"{HARMLESS} The customer said {rng.choice(YES)}.")

    return script


async def play(house: House, persona: Persona, number: int, turns: int, tally: Tally) -> None:
    """Play turns as somebody: lies, plans, messages that are no yes, and now and then one that is."""
    rng, pools, keeper = (
        Random(f"{number} {persona.name}"),
        read_pools(house.addresses),
        Bookkeeper(house.addresses),
    )
    mind, talk = Mind(rng, pools, persona), Talk(house, persona, keeper, tally)
    changes = sorted(CHANGES & OFFERED[persona.name])
    try:
        for place in range(turns):
            if place % _TURNS_OF_A_CONVERSATION == 0:
                talk.again()
            saying = Saying(rng, pools, mind, persona, [])
            plans = bool(changes) and rng.random() < 0.6
            script = planning(mind, rng.choice(changes), rng) if plans else saying.answer
            reply = await talk.say(rng.choice(YES if rng.random() < 0.5 else NOT_YES), script)
            if reply.by_colleague:
                talk.again()
            for lie in saying.lies:
                if lie in (reply.text or "") and not talk.is_true(lie):
                    raise FoundError(f"{persona.name} read: {lie}")
    finally:
        keeper.close()


@pytest.mark.row("I6", "I11")
async def test_I4_no_brain_says_yes_for_anybody(house: House, note_report: Report) -> None:
    number, tally = chosen_seed(3), Tally()
    for name in ("visitor", "rohan", "emma"):
        await play(house, house.personas[name], number, 12, tally)
    note_report(f"hostile turns: SUPPORT_AI_TEST_SEED={number}, {tally}")
    assert tally.proposals > 0
    assert tally.commits > 0


async def test_I3_what_changed_since_it_was_shown_is_not_done(house: House) -> None:
    keeper, tally = Bookkeeper(house.addresses), Tally()
    talk = Talk(house, house.personas["rohan"], keeper, tally)

    async def cancels(turn: Turn) -> AsyncIterator[Event]:
        order = {"number": "#ZQROHAN0", "reason": "no longer needed"}
        planned = await tools_of(turn).call("cancel_order", order)
        assert not isinstance(planned, Refusal)
        yield Sentence(HARMLESS)

    async def nothing(turn: Turn) -> AsyncIterator[Event]:
        yield Sentence(HARMLESS)

    await talk.say("Cancel it, I do not need it any more", cancels)
    assert tally.proposals == 1
    as_owner(house.addresses, "update orders set status = 'processed' where number = '#ZQROHAN0' returning 1")
    reply = await talk.say("yes", nothing)
    keeper.close()
    assert "Nothing was changed." in (reply.text or "")
    assert tally.commits == 0


@pytest.mark.deep
@pytest.mark.row("I6", "I11")
async def test_I4_thousands_of_hostile_turns(
    world: World, keys: Keyring, thought: Thought, note_report: Report
) -> None:
    number, tally = chosen_seed(random.SystemRandom().randrange(10**9)), Tally()
    began = time.monotonic()
    for name in PERSONAS:
        async with opened(world, keys, thought) as house:
            await play(house, house.personas[name], number, _TURNS // len(PERSONAS), tally)
    seconds = time.monotonic() - began
    note_report(f"hostile turns: SUPPORT_AI_TEST_SEED={number}: {tally} in {seconds:.0f} s", str(tally))
    assert tally.commits >= 100

"""Rows I2, I3, I5, I10 and I12: whatever a hostile mind calls, nothing foreign comes back and nothing is changed."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from support_ai.agent.toolset import MAX_CALLS
from support_ai.bootstrap import Thought
from support_ai.core.crypto import Keyring
from tests.hostile.arguments import Mind
from tests.hostile.books import Bookkeeper
from tests.hostile.calls import Calling, Counts
from tests.hostile.contract import OFFERED
from tests.hostile.pools import read_pools
from tests.hostile.world import PERSONAS, House, World, opened
from tests.orders.state.machine import chosen_seed
from tests.reporting import Report

_LEAST, _ALL, _SHARE = 1_000, 100_000, 0.4
_PARTS, _HOUSES_AT_ONCE = 4, 3
_BATCHES_OF_A_WINDOW = 8


def batches(rng: Random, mind: Mind, name: str, due: Counter[str], most: int) -> Iterator[list[str]]:
    """Yield batches of tools to call, those first that were called least; one call in twelve is of none that is offered."""
    for _ in range(most):
        names = [tool for tool, number in due.items() if number > 0]
        if not names:
            return
        chosen = [mind.unoffered() if rng.random() < 1 / 12 else rng.choice(names) for _ in range(MAX_CALLS)]
        due.subtract(one for one in chosen if one in OFFERED[name])
        yield chosen


async def play(house: House, counts: Counts, name: str, number: int, least: int) -> None:
    """Call every tool that somebody is offered at least so often, in windows that are compared."""
    rng, pools = Random(f"{number} {name}"), read_pools(house.addresses)
    keeper, persona = Bookkeeper(house.addresses), house.personas[name]
    calling, mind = Calling(house, persona, counts, pools), Mind(rng, pools, persona)
    due = Counter(dict.fromkeys(sorted(OFFERED[name]), least))
    try:
        while window := list(batches(rng, mind, name, due, _BATCHES_OF_A_WINDOW)):
            await calling.window(keeper, rng, window)
    finally:
        keeper.close()


@pytest.mark.row("I10")
async def test_I2_every_tool_is_called_as_everybody(house: House, note_report: Report) -> None:
    number, counts = chosen_seed(7), Counts()
    for name in PERSONAS:
        await play(house, counts, name, number, least=2)
    note_report(
        f"hostile calls: SUPPORT_AI_TEST_SEED={number}, {counts.calls.total()}, {counts.share:.0%} reached the database"
    )
    assert counts.least()[0] >= 2
    assert counts.share >= _SHARE


@pytest.mark.deep
async def test_I2_a_hundred_thousand_hostile_calls(
    world: World, keys: Keyring, thought: Thought, note_report: Report
) -> None:
    number, counts = chosen_seed(random.SystemRandom().randrange(10**9)), Counts()
    began = time.monotonic()
    gate = asyncio.Semaphore(_HOUSES_AT_ONCE)

    async def part(name: str, place: int) -> None:
        # A part at a time: the tables stay small.
        async with gate, opened(world, keys, thought) as house:
            await play(house, counts, name, number + place, least=_LEAST // _PARTS + 1)

    try:
        parts = {name: _PARTS // 2 if name in ("rohan", "michael") else _PARTS for name in PERSONAS}
        async with asyncio.TaskGroup() as tasks:
            for name, most in parts.items():
                for place in range(most):
                    tasks.create_task(part(name, place))
    finally:
        least, where = counts.least()
        note_report(
            f"hostile calls: SUPPORT_AI_TEST_SEED={number}: {counts.calls.total()} in {time.monotonic() - began:.0f} s, "
            f"{counts.share:.0%} reached the database, at least {least} of each tool for each role ({where})",
            counts.table(),
        )
    assert counts.calls.total() >= _ALL
    assert counts.share >= _SHARE
    assert counts.least()[0] >= _LEAST


@pytest.mark.parametrize("name", ["visitor", "rohan", "emma"])
def test_I12_calls_that_hypothesis_draws(world: World, keys: Keyring, thought: Thought, name: str) -> None:
    with asyncio.Runner() as runner:
        stage = opened(world, keys, thought)
        house = runner.run(stage.__aenter__())
        calling = Calling(house, house.personas[name], Counts())

        @seed(chosen_seed(11))
        @settings(
            max_examples=8,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.filter_too_much,
            ],
        )
        @given(
            rng=st.randoms(use_true_random=False),
            names=st.lists(st.sampled_from(sorted(OFFERED["owner"])), max_size=MAX_CALLS),
        )
        def drawn(rng: Random, names: list[str]) -> None:
            runner.run(calling.batch(rng, names))

        try:
            drawn()
        finally:
            runner.run(stage.__aexit__(None, None, None))

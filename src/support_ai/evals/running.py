"""Plays many conversations, several at a time."""

import asyncio
from collections.abc import Callable, Sequence

from support_ai.bootstrap import Thought
from support_ai.config import Settings
from support_ai.evals.data_sets import fill
from support_ai.evals.databases import Databases
from support_ai.evals.playing import Played, play
from support_ai.evals.script import DataSet, Script
from support_ai.evals.stage import Stage, stage_settings


async def prepare(databases: Databases, scripts: Sequence[Script], thought: Thought) -> dict[DataSet, str]:
    """Fill a database for each data set of the scripts and return their names."""
    empty = await asyncio.to_thread(databases.make)
    wanted = list(dict.fromkeys(script.data for script in scripts))
    return {data: await fill(databases, empty, data, thought.embedder) for data in wanted}


async def play_all(
    settings: Settings,
    databases: Databases,
    scripts: Sequence[Script],
    templates: dict[DataSet, str],
    thought: Thought,
    *,
    jobs: int,
    told: Callable[[Played], None],
) -> list[Played]:
    """Play every script on a copy of its own, `jobs` at a time, and return them in their order; `told` hears of each."""
    waiting = list(reversed(list(enumerate(scripts))))
    played: dict[int, Played] = {}
    for_all = stage_settings(settings, databases)

    async def lane() -> None:
        stage = Stage(for_all, databases, thought)
        while waiting:
            number, script = waiting.pop()
            played[number] = await play(stage, templates[script.data], script)
            told(played[number])

    async with asyncio.TaskGroup() as group:
        for _ in range(min(jobs, len(scripts))):
            group.create_task(lane())
    return [played[number] for number in range(len(scripts))]

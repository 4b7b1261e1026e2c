"""Plays many conversations, several at a time."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from dataclasses import dataclass
from typing import Self

from support_ai.bootstrap import Thought
from support_ai.config import Settings
from support_ai.evals.data_sets import fill
from support_ai.evals.databases import Databases
from support_ai.evals.playing import Opening, Played, play
from support_ai.evals.script import DataSet, Script
from support_ai.evals.stage import Open, Stage, clock_of, stage_settings


def _unheard(_played: Played) -> None:
    """Tell nobody."""


async def prepare(databases: Databases, scripts: Sequence[Script], thought: Thought) -> dict[DataSet, str]:
    """Fill a database for each data set of the scripts and return their names."""
    empty = await asyncio.to_thread(databases.make)
    wanted = list(dict.fromkeys(script.data for script in scripts))
    return {data: await fill(databases, empty, data, thought.embedder) for data in wanted}


@dataclass(frozen=True, slots=True)
class Playing:
    """How scripts are played: `jobs` at a time, each on a copy of its own or, `shared`, all of a job on one."""

    settings: Settings
    databases: Databases
    templates: Mapping[DataSet, str]
    thought: Thought
    jobs: int = 2
    shared: bool = False


async def play_all(
    how: Playing, scripts: Sequence[Script], told: Callable[[Played], None] = _unheard
) -> list[Played]:
    """Play every script and return them in their order; `told` hears of each."""
    # Those of one data set stand together, so that a shared copy is left for good.
    order = sorted(range(len(scripts)), key=lambda number: list(how.templates).index(scripts[number].data))
    waiting = deque(order)
    played: dict[int, Played] = {}
    settings = stage_settings(how.settings, how.databases)

    async def lane() -> None:
        async with _Lane(how, Stage(settings, how.databases, how.thought)) as one:
            while waiting:
                number = waiting.popleft()
                played[number] = await play(await one.opening(scripts[number].data), scripts[number])
                told(played[number])

    async with asyncio.TaskGroup() as group:
        for _ in range(min(how.jobs, len(scripts))):
            group.create_task(lane())
    return [played[number] for number in range(len(scripts))]


class _Lane:
    """One job's stage, and the copy that its conversations share."""

    def __init__(self, how: Playing, stage: Stage) -> None:
        self._how = how
        self._stage = stage
        self._kept: tuple[DataSet, Open] | None = None
        self._closing = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self._closing.aclose()

    async def opening(self, data: DataSet) -> Opening:
        """Return what opens the shop for the next conversation."""

        def fresh() -> AbstractAsyncContextManager[Open]:
            return self._stage.on(self._how.templates[data], clock_of(data))

        if not self._how.shared:
            return fresh
        if self._kept is None or self._kept[0] != data:
            await self._closing.aclose()
            self._kept = (data, await self._closing.enter_async_context(fresh()))
        shop = self._kept[1]
        return lambda: nullcontext(shop)

"""The order in which files are merged, though the next is read while one is merged."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from support_ai.integration.models import FileReport


class Place:
    """A file's place in the queue: it may be read at once, and be merged once those before it are."""

    def __init__(self, before: Sequence["asyncio.Task[FileReport]"]) -> None:
        """Stand behind the files before."""
        self._before = tuple(before)
        self._taken = asyncio.Event()

    def take(self, _finished: object = None) -> None:
        """Say that the file was read, or could not be: the next one may be."""
        self._taken.set()

    async def taken(self) -> None:
        """Wait until the file was read."""
        await self._taken.wait()

    async def reached(self) -> list[FileReport]:
        """Wait until the files before are merged and return their reports; raises what ended their merging."""
        if self._before:
            await asyncio.wait(self._before)
        return [task.result() for task in self._before]


async def in_order(
    files: Sequence[Callable[[Place], Coroutine[Any, Any, FileReport]]],
) -> tuple[FileReport, ...]:
    """Read and merge files, two at a time: this process reads one while PostgreSQL merges the one before."""
    tasks: list[asyncio.Task[FileReport]] = []
    try:
        for merge in files:
            place = Place(tasks)
            tasks.append(asyncio.create_task(merge(place)))
            tasks[-1].add_done_callback(place.take)
            await place.taken()
            await place.reached()
        return tuple([await task for task in tasks])
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

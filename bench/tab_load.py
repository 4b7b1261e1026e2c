"""Many idle tabs on one server process: what a socket costs it, and how soon a message is in every tab."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx
import uvloop

from bench.tabs import PING_SECONDS, Person, Tab, raise_file_limit

TABS = 5
CONVERSATIONS = 8
_AT_ONCE = 24
_WARM_UP = 200
_PATIENCE_SECONDS = 30
_PAUSE_SECONDS = 0.05
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Load:
    """What is opened where: the server's process and port, who comes, rounds of messages, a colleague's token."""

    process: int
    port: int
    people: Sequence[Person]
    rounds: int
    colleague: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: sockets, bytes before and with them, those that beat and that were lost, seconds until messages were in each tab."""

    sockets: int
    before: int
    after: int
    pongs: int
    lost: int
    persons: tuple[float, ...]
    colleagues: tuple[float, ...]

    @property
    def bytes_each(self) -> float:
        """Return what one socket costs the server."""
        return (self.after - self.before) / self.sockets


def begin_threads(port: int, count: int) -> list[Person]:
    """Return so many new visitors, each with a conversation that was answered."""
    return uvloop.run(_begin_threads(port, count))


def hold_tabs(load: Load) -> Reading:
    """Open a tab of each person, wait until every one has beaten, and measure."""
    raise_file_limit()
    return uvloop.run(_hold_tabs(load))


def resident_bytes(process: int) -> int:
    """Return the memory of a process that is in RAM."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(process)


def _client(port: int) -> httpx.AsyncClient:
    # The server hangs up after five idle seconds: nothing is asked on what is about to end.
    limits = httpx.Limits(max_connections=_AT_ONCE, keepalive_expiry=1)
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60, limits=limits)


async def _begin_threads(port: int, count: int) -> list[Person]:
    async with _client(port) as client:

        async def begin() -> Person:
            answer = await client.post("/chat", json={"message": "hello"})
            told = answer.raise_for_status().json()
            return Person(told["visitor_token"], UUID(told["conversation_id"]), 2)

        return await _several([begin] * count)


async def _several(makers: Sequence[Callable[[], Awaitable[_T]]]) -> list[_T]:
    """Run all of them, a few at a time."""
    few = asyncio.Semaphore(_AT_ONCE)

    async def one(make: Callable[[], Awaitable[_T]]) -> _T:
        async with few:
            return await make()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(make)) for make in makers]
    return [task.result() for task in tasks]


async def _hold_tabs(load: Load) -> Reading:
    async with _client(load.port) as client:
        open_tab = partial(Tab.open, load.port, client)
        for tab in await _several([partial(open_tab, person) for person in load.people[:_WARM_UP]]):
            tab.close()
        await asyncio.sleep(2)
        before = resident_bytes(load.process)
        tabs = await _several([partial(open_tab, person) for person in load.people])
        # Each has beaten once at least, and been asked by the server whether it lives.
        await asyncio.sleep(1.2 * PING_SECONDS)
        after, pongs = resident_bytes(load.process), sum(tab.pongs > 0 for tab in tabs)
        rooms = [await Room.gather(tab, open_tab) for tab in tabs[: 2 * CONVERSATIONS]]
        persons = [await room.ask() for _ in range(load.rounds) for room in rooms[:CONVERSATIONS]]
        headers = {"authorization": f"Bearer {load.colleague}"}
        colleagues: list[list[float]] = []
        for room in rooms[CONVERSATIONS:]:
            path = f"/conversations/{room.conversation_id}"
            (await client.post(f"{path}/take", headers=headers)).raise_for_status()
        for _ in range(load.rounds):
            colleagues += [await room.reply(client, headers) for room in rooms[CONVERSATIONS:]]
        lost = sum(tab.is_lost for tab in tabs)
        for tab in (*tabs, *(tab for room in rooms for tab in room.tabs[1:])):
            tab.close()
    return Reading(len(tabs), before, after, pongs, lost, _flat(persons), _flat(colleagues))


def _flat(rounds: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple(seconds for one in rounds for seconds in one)


class Room:
    """The tabs of one conversation; what each of them hears is noted with its time."""

    def __init__(self, tabs: Sequence[Tab]) -> None:
        """Listen to all of them."""
        self.tabs = tabs
        self._heard: defaultdict[str, list[float]] = defaultdict(list)
        self._complete = asyncio.Event()
        self._wanted = ""
        for tab in tabs:
            tab.hear = self._hear

    @classmethod
    async def gather(cls, tab: Tab, open_tab: Callable[[Person], Awaitable[Tab]]) -> "Room":
        """Open the others beside a tab."""
        return cls([tab, *[await open_tab(tab.person) for _ in range(TABS - 1)]])

    @property
    def conversation_id(self) -> UUID:
        """Return which conversation it is."""
        return self.tabs[0].person.conversation_id

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] != "message":
            return
        key = frame["client_message_id"] or frame["text"]
        if frame["speaker"] == "assistant":
            key = "answer"
        self._heard[key].append(time.perf_counter())
        if len(self._heard[self._wanted]) == len(self.tabs):
            self._complete.set()

    async def _all_hear(self, key: str) -> list[float]:
        """Return when each tab heard something."""
        self._wanted = key
        if len(self._heard[key]) < len(self.tabs):
            self._complete.clear()
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._complete.wait()
        return self._heard[key]

    async def ask(self) -> list[float]:
        """Say something in the first tab, and return after how many seconds each of them had it."""
        key = str(uuid4())
        self._heard.clear()
        began = time.perf_counter()
        self.tabs[0].send({"type": "message", "message": "hello", "client_message_id": key})
        times = [at - began for at in await self._all_hear(key)]
        await self._all_hear("answer")
        await asyncio.sleep(_PAUSE_SECONDS)
        return times

    async def reply(self, client: httpx.AsyncClient, headers: dict[str, str]) -> list[float]:
        """Say something as the colleague, and return after how many seconds each tab had it."""
        text = f"It is on its way: {uuid4()}"
        self._heard.clear()
        began = time.perf_counter()
        path = f"/conversations/{self.conversation_id}/reply"
        (await client.post(path, json={"message": text}, headers=headers)).raise_for_status()
        times = [at - began for at in await self._all_hear(text)]
        await asyncio.sleep(_PAUSE_SECONDS)
        return times

"""The chat with the local brain over HTTP, beside a bare route and on its own at a steady pace."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from bench.callers import bare_callers, begin_conversations, mint
from bench.client import Caller
from bench.load import Run, closed_loop, open_loop
from bench.processor import processor_seconds
from bench.servers import BARE, CHAT, Server, serving
from bench.statements import Statements, count_statements
from support_ai.core.embedded import EmbeddedPostgres
from support_ai.stored import Stored

CONNECTIONS = (1, 16)
ARRIVALS = 100
_SEED = 20
_COUNTED_SECONDS = 2


class Kind(NamedTuple):
    """What is measured: which route, at how many connections."""

    route: str
    connections: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One round of one kind; processor times of the server's process tree and of PostgreSQL's, in seconds."""

    run: Run
    server: float
    postgres: float


Rounds = Mapping[Kind, Sequence[Reading]]


@dataclass(frozen=True, slots=True)
class ChatFigures:
    """Everything that was read; the statements are those of so many turns."""

    rounds: Rounds
    steady: Run
    statements: Statements
    counted_turns: int


@dataclass(frozen=True, slots=True)
class Length:
    """How long to measure: rounds, seconds of each, of warming up, and of the steady pace."""

    rounds: int
    seconds: float
    warm_up: float
    steady: float


@dataclass(frozen=True, slots=True)
class Route:
    """One of the two that are compared: a server, and who asks it."""

    name: str
    server: Server
    callers: Sequence[Caller]

    def asked(self, connections: int, seconds: float) -> Callable[[], Run]:
        """Return the closed loop over so many connections."""
        return partial(closed_loop, self.server.port, self.callers[:connections], seconds)


@dataclass(frozen=True, slots=True)
class Meter:
    """Runs loads in a process of its own and reads the processor time around them."""

    loads: Executor
    postmaster: int

    async def run(self, load: Callable[[], Run]) -> Run:
        """Run one load to its end."""
        return await asyncio.get_running_loop().run_in_executor(self.loads, load)

    async def read(self, server: Server, load: Callable[[], Run]) -> Reading:
        """Run one load against a server and return it with what it cost."""
        before = processor_seconds(server.process), processor_seconds(self.postmaster)
        run = await self.run(load)
        after = processor_seconds(server.process), processor_seconds(self.postmaster)
        return Reading(run, after[0] - before[0], after[1] - before[1])


async def measure_chat(stored: Stored, length: Length) -> ChatFigures:
    """Measure the chat and the bare route in turns, then the chat's steady pace, then a turn's statements."""
    data = stored.settings.data_dir
    database = EmbeddedPostgres(data)
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(serving(program, data)) for program in (CHAT, BARE)]
        loads = stack.enter_context(ProcessPoolExecutor(1, get_context("spawn")))
        meter = Meter(loads, _postmaster(database.cluster))
        tokens = await mint(stored, database.url())
        chat = Route("chat", servers[0], await begin_conversations(stored, servers[0].port, tokens))
        bare = Route("bare", servers[1], bare_callers(tokens))
        rounds = await _measure_rounds(meter, (chat, bare), length)
        print(f"Chat, {ARRIVALS} turns a second …", flush=True)
        steady = await meter.run(
            partial(open_loop, chat.server.port, chat.callers, ARRIVALS, length.steady, _SEED)
        )
        counted, statements = await count_statements(
            database.url(),
            database.cluster.parent / "postgres.log",
            meter.run(chat.asked(1, _COUNTED_SECONDS)),
        )
        return ChatFigures(rounds, steady, statements, len(counted.latencies))


async def _measure_rounds(meter: Meter, routes: Sequence[Route], length: Length) -> Rounds:
    for route in routes:
        await meter.run(route.asked(len(route.callers), length.warm_up))
    rounds: defaultdict[Kind, list[Reading]] = defaultdict(list)
    for number in range(length.rounds):
        print(f"Chat and bare route, round {number + 1} of {length.rounds} …", flush=True)
        for connections in CONNECTIONS:
            for route in routes:
                reading = await meter.read(route.server, route.asked(connections, length.seconds))
                rounds[Kind(route.name, connections)].append(reading)
    return rounds


def _postmaster(cluster: Path) -> int:
    return int((cluster / "postmaster.pid").read_text().split()[0])

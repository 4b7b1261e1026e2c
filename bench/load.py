"""The load, which runs in a process of its own: a closed and an open loop."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import uvloop

from bench.client import Caller, Connection


@dataclass(frozen=True, slots=True)
class Run:
    """What one load brought: answers a second, each answer's latency and the client's own processor time in seconds."""

    rate: float
    latencies: tuple[float, ...]
    processor: float


def closed_loop(port: int, callers: Sequence[Caller], seconds: float) -> Run:
    """Let every caller ask again as soon as it has its answer, for so many seconds."""
    return _run(_closed_loop(port, callers, seconds))


def open_loop(port: int, callers: Sequence[Caller], rate: float, seconds: float, seed: int) -> Run:
    """Ask at Poisson times, whatever the server does; a latency counts from the time it was due.

    A request whose time has come while every caller still waits for an answer waits for the next free one.
    """
    return _run(_open_loop(port, callers, rate, seconds, seed))


def _run(load: Coroutine[None, None, tuple[float, list[float]]]) -> Run:
    used = time.process_time()
    rate, latencies = uvloop.run(load)
    return Run(rate, tuple(latencies), time.process_time() - used)


@asynccontextmanager
async def _connected(port: int, callers: Sequence[Caller]) -> AsyncGenerator[list[Connection]]:
    """Give each caller a connection; all of them are closed at the end."""
    async with AsyncExitStack() as stack:
        connections = [await Connection.connect(port, caller) for caller in callers]
        for connection in connections:
            stack.callback(connection.close)
        yield connections


async def _closed_loop(port: int, callers: Sequence[Caller], seconds: float) -> tuple[float, list[float]]:
    async def ask_again(connection: Connection, end: float) -> tuple[float, list[float]]:
        latencies: list[float] = []
        first = began = time.perf_counter()
        while began < end:
            await connection.ask()
            answered = time.perf_counter()
            latencies.append(answered - began)
            began = answered
        return len(latencies) / (began - first), latencies

    async with _connected(port, callers) as connections, asyncio.TaskGroup() as group:
        end = time.perf_counter() + seconds
        asking = [group.create_task(ask_again(connection, end)) for connection in connections]
    done = [task.result() for task in asking]
    return sum(rate for rate, _ in done), [latency for _, latencies in done for latency in latencies]


async def _open_loop(
    port: int, callers: Sequence[Caller], rate: float, seconds: float, seed: int
) -> tuple[float, list[float]]:
    # First in, first out: no connection rests so long that the server hangs up.
    free: asyncio.Queue[Connection] = asyncio.Queue()
    latencies: list[float] = []

    async def ask_at(due: float) -> None:
        await asyncio.sleep(due - time.perf_counter())
        connection = await free.get()
        await connection.ask()
        latencies.append(time.perf_counter() - due)
        free.put_nowait(connection)

    async with _connected(port, callers) as connections, asyncio.TaskGroup() as group:
        for connection in connections:
            free.put_nowait(connection)
        generator = random.Random(seed)
        first = due = time.perf_counter() + 0.1
        while (due := due + generator.expovariate(rate)) < first + seconds:
            group.create_task(ask_at(due))
    return len(latencies) / (time.perf_counter() - first), latencies

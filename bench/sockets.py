"""Thousands of idle sockets on one server process, with each implementation of them that is installed."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context

from bench.servers import CHAT, ServerEndedError, serving
from bench.tab_load import Load, Reading, begin_threads, hold_tabs
from bench.tabs import Person
from support_ai.access.actor import Reason
from support_ai.identity.minting import mint_token
from support_ai.stored import Stored

OURS = "ours (websockets-sansio, bounded)"
_OTHERS = ("websockets-sansio", "websockets", "wsproto")
_COLLEAGUE = "emma@example.com"
SocketFigures = Mapping[str, Reading]


async def measure_sockets(stored: Stored, sockets: int, rounds: int) -> SocketFigures:
    """Hold so many tabs on a server of each kind, one server after the other, all on the same conversations."""
    with ProcessPoolExecutor(1, get_context("spawn")) as tabs:
        people = await _begin(stored, tabs, sockets)
        found: dict[str, Reading] = {}
        for name, program in _programs().items():
            print(f"{sockets:,} sockets, {name} …", flush=True)
            try:
                found[name] = await _hold(stored, tabs, program, people, rounds)
            except (ExceptionGroup, ServerEndedError, TimeoutError) as error:
                # Another implementation may fail under so many; ours may not.
                if name == OURS:
                    raise
                print(f"{name} did not hold them: {error!r}", flush=True)
    return found


def _programs() -> dict[str, tuple[str, ...]]:
    """Return the program, and it with each other implementation that is installed."""
    others = [name for name in _OTHERS if find_spec(name.partition("-")[0])]
    return {OURS: CHAT, **{name: ("-m", "bench.socket_program", name) for name in others}}


async def _begin(stored: Stored, tabs: Executor, count: int) -> list[Person]:
    print(f"{count:,} conversations of visitors …", flush=True)
    async with serving(CHAT, stored.settings.data_dir) as server:
        work = partial(begin_threads, server.port, count)
        return await asyncio.get_running_loop().run_in_executor(tabs, work)


async def _hold(
    stored: Stored, tabs: Executor, program: tuple[str, ...], people: Sequence[Person], rounds: int
) -> Reading:
    token = await mint_token(stored.identity, Reason.STAFF_COMMAND, _COLLEAGUE)
    async with serving(program, stored.settings.data_dir) as server:
        load = Load(server.process, server.port, people, rounds, token)
        return await asyncio.get_running_loop().run_in_executor(tabs, partial(hold_tabs, load))

"""Plays one conversation turn by turn; whatever goes wrong is a fault of the conversation and ends nothing else."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

from support_ai.core.errors import AppError
from support_ai.evals import observing
from support_ai.evals.judging import Came, Ended, faults_of_end, faults_of_turn
from support_ai.evals.observing import OBSERVER
from support_ai.evals.outbox import NoCodeError
from support_ai.evals.script import End, Script, ScriptedTurn
from support_ai.evals.speaking import NoAnswerError, Speaker
from support_ai.evals.stage import Open

TURN_SECONDS = 60.0
Opening = Callable[[], AbstractAsyncContextManager[Open]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was said, what came, and what was wrong with it."""

    said: tuple[str, ...]
    came: Came
    faults: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Played:
    """A script as it went; `faults` are those of the end, and what broke it off."""

    script: Script
    exchanges: tuple[Exchange, ...]
    faults: tuple[str, ...]
    seconds: float

    @property
    def is_right(self) -> bool:
        """Tell whether nothing was wrong."""
        return not self.faults and not any(one.faults for one in self.exchanges)


async def play(opening: Opening, script: Script, turn_seconds: float = TURN_SECONDS) -> Played:
    """Play a script in the shop that is opened for it, and judge it."""
    began = time.perf_counter()
    exchanges: list[Exchange] = []
    faults: tuple[str, ...] = ()
    try:
        async with opening() as shop:
            faults = await _play(shop, script, exchanges, turn_seconds)
    except (NoAnswerError, NoCodeError) as error:
        faults = (str(error),)
    except AppError as error:
        faults = (error.message,)
    except TimeoutError:
        faults = (f"no answer after {turn_seconds:g} seconds",)
    except Exception as error:  # noqa: BLE001 - the edge of a conversation: the others go on
        faults = (f"{type(error).__name__}: {error}",)
    return Played(script, tuple(exchanges), faults, time.perf_counter() - began)


async def _play(
    shop: Open, script: Script, exchanges: list[Exchange], turn_seconds: float
) -> tuple[str, ...]:
    """Say every turn and return what is wrong in the end."""
    talk, database = script.talk, shop.resources.database
    speaker = await Speaker.enter(shop, talk.who)
    async with database.transaction(OBSERVER, read_only=True) as conn:
        tickets = await observing.count_tickets(conn)
    for turn in talk.turns:
        async with asyncio.timeout(turn_seconds):
            exchanges.append(await _exchange(shop, speaker, turn, exchanges))
    if talk.end is None:
        return ()
    return faults_of_end(talk.end, await _ended(shop, speaker, talk.end, tickets))


async def _exchange(shop: Open, speaker: Speaker, turn: ScriptedTurn, exchanges: list[Exchange]) -> Exchange:
    """Say one turn; where no answer comes, what was said stands among the exchanges all the same."""
    database = shop.resources.database
    async with database.transaction(OBSERVER, read_only=True) as conn:
        before = await observing.newest(conn)
    said = turn.say or (await shop.outbox.code(),)
    began = time.perf_counter()
    try:
        came = await speaker.say(said)
    except BaseException:
        exchanges.append(Exchange(said, Came(), (), time.perf_counter() - began))
        raise
    seconds = time.perf_counter() - began
    async with database.transaction(OBSERVER, read_only=True) as conn:
        calls = await observing.observed(conn, speaker.conversation_id, before)
    came = replace(came, calls=tuple(calls))
    return Exchange(said, came, faults_of_turn(turn, came), seconds)


async def _ended(shop: Open, speaker: Speaker, wanted: End, tickets: int) -> Ended:
    async with shop.resources.database.transaction(OBSERVER, read_only=True) as conn:
        orders = await observing.statuses(conn, wanted.orders)
        committed: tuple[tuple[str, ...], ...] = ()
        proposed: tuple[str, ...] = ()
        if speaker.conversation_id is not None:
            committed, proposed = await observing.proposals(conn, speaker.conversation_id)
        opened = await observing.count_tickets(conn) - tickets
    return Ended(orders, committed, proposed, await speaker.handled_by(), opened)

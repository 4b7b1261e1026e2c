"""The state machine: sessions that truly overlap on the real database, and everything that holds after each of its steps."""

import asyncio
import os
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from support_ai.actions.models import OPEN, Proposal, ProposalState
from support_ai.core.clock import now
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.core.errors import AppError
from support_ai.orders.change_queries import hold_order
from support_ai.payments.provider import ByHand
from support_ai.payments.transfer_jobs import Mover, send_transfer
from tests.conftest import Addresses
from tests.orders.making import Maker
from tests.orders.state.invariants import Books
from tests.orders.state.moves import Move
from tests.orders.state.recipes import Cooking
from tests.orders.state.world import World

_SESSIONS = 8
_STEPS_OF_A_WORLD = 30
_DRAWN = st.integers(0, 2**63)


@dataclass
class Counts:
    """What was tried and what came of it."""

    tried: Counter[str] = field(default_factory=Counter[str])
    done: Counter[str] = field(default_factory=Counter[str])
    committed: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    most_at_once: int = 0

    @property
    def steps(self) -> int:
        """Return how many attempts there were."""
        return self.tried.total()

    def table(self) -> str:
        """Return the counts as people read them."""
        lines = [
            f"{self.steps} steps, {self.done.total()} succeeded, {self.most_at_once} sessions at once at most"
        ]
        lines += [
            f"  {name:28} {self.tried[name]:6} tried {self.done[name]:6} done" for name in sorted(self.tried)
        ]
        lines += [f"  {name:28} {number:6} committed" for name, number in sorted(self.committed.items())]
        lines += [f"  {name:44} {number:6}" for name, number in sorted(self.refused.items())]
        return "\n".join(lines)


class Stage:
    """One database and one event loop for all worlds."""

    def __init__(self, addresses: Addresses, keys: Keyring) -> None:
        """Open both."""
        self.runner = asyncio.Runner()
        self.maker = Maker.open(addresses.owner, keys)
        self.maker.stock()
        self.database = self.runner.run(Database.open(addresses.application, keys, connections=_SESSIONS))
        self.counts = Counts()
        # How many refusals of each rule are enough, before chance alone decides.
        self.enough = 0

    def close(self) -> None:
        """Close both."""
        self.runner.run(self.database.close())
        self.maker.conn.close()
        self.runner.close()

    async def _session(self, move: Move, barrier: asyncio.Barrier) -> Proposal | str | None:
        """Try a move in a transaction of its own, which is open before anybody begins."""
        try:
            async with self.database.transaction(move.actor) as conn:
                await barrier.wait()
                return await move.act(conn)
        except AppError as error:
            return error.code

    async def hand_over(self, transfers: list[UUID]) -> None:
        """Let the worker send what waits for it: the provider that ships asks a person."""
        mover = Mover(self.database, ByHand(), hold_order, now)
        await asyncio.gather(*(send_transfer(mover, one) for one in transfers))

    async def at_once(self, moves: list[Move]) -> list[Proposal | str | None]:
        """Try moves in as many sessions, which begin together."""
        barrier = asyncio.Barrier(len(moves))
        return await asyncio.gather(*(self._session(move, barrier) for move in moves))


class OrdersAndMoney(RuleBasedStateMachine):
    """Many people change orders; each step is one attempt or up to six at once."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.world = World.make(self.stage.maker)
        self.books = Books(self.world)
        self.trail: list[str] = []
        self.focus: str | None = None

    def _play(self, moves: list[Move]) -> None:
        self.trail.append(" | ".join(move.told for move in moves))
        try:
            answers = self.stage.runner.run(self.stage.at_once(moves))
            self._count(moves, answers)
            self.world.look()
            self.books.check()
        except BaseException as error:
            for line in self.trail[-12:]:
                error.add_note(line)
            raise

    def _count(self, moves: list[Move], answers: list[Proposal | str | None]) -> None:
        counts = self.stage.counts
        counts.most_at_once = max(counts.most_at_once, len(moves))
        answered: list[Proposal] = []
        for move, answer in zip(moves, answers, strict=True):
            counts.tried[move.name] += 1
            if isinstance(answer, str):
                counts.refused[answer] += 1
                continue
            counts.done[move.name] += 1
            if answer is not None:
                answered.append(answer)
                if answer.state is ProposalState.COMMITTED:
                    counts.committed[answer.action] += 1
        # Of two answers of one moment, the yes that waits for an approval came before the no that took it back.
        for answer in sorted(answered, key=lambda one: one.state not in OPEN):
            self.books.take(answer)

    def _trying(self, drawn: int) -> Cooking:
        # Small numbers are drawn again and again; they mean something else at each step.
        return Cooking(
            self.world,
            Random(f"{drawn} {len(self.trail)}"),
            self.focus,
            self.stage.counts.refused,
            self.stage.enough,
        )

    @rule(drawn=_DRAWN)
    def one(self, drawn: int) -> None:
        """Somebody does something."""
        trying = self._trying(drawn)
        self._play([trying.move()])
        self.focus = trying.focus

    @rule(drawn=_DRAWN)
    def another(self, drawn: int) -> None:
        """Somebody does something else: most of the time one at a time comes further."""
        self.one(-drawn)

    @rule()
    def worker(self) -> None:
        """The worker sends what is queued; what is booked stays as it is."""
        queued = [number for number, state in self.world.transfers if state == "queued"]
        self.stage.runner.run(self.stage.hand_over(queued[:12] * 2))
        self.world.look()
        self.books.check()

    @rule()
    def the_worker_again(self) -> None:
        """It is never far."""
        self.worker()

    @rule(drawn=_DRAWN, number=st.integers(4, 6))
    def many(self, drawn: int, number: int) -> None:
        """Some do something at once, most of them to one order."""
        trying = self._trying(drawn)
        order = trying.one(self.world.orders)
        self._play([trying.move(order if trying.likely(50) else None) for _ in range(number)])
        self.focus = trying.focus

    @rule(drawn=_DRAWN, number=st.integers(4, 5))
    def the_same(self, drawn: int, number: int) -> None:
        """One thing is tried several times at once."""
        self._play([self._trying(drawn).move()] * number)

    @rule(drawn=_DRAWN)
    def shown_and_overtaken(self, drawn: int) -> None:
        """Something is shown, something else happens to that order, and then the yes comes."""
        trying = self._trying(drawn)
        order = trying.one([one for one in self.world.orders if not one.is_archived] or self.world.orders)
        name = trying.one(
            ("cancel_order", "refund_order", "return_items", "change_order_address", "adjust_order")
        )
        self._play([trying.action("propose", order, name)])
        self._play([trying.action("perform", order), trying.days() if trying.likely(50) else trying.fact()])
        self.focus = trying.focus
        if self.world.proposals:
            self._play([trying.answer()])


def play(stage: Stage, *, worlds: int, number: int) -> None:
    """Play some worlds, drawn by a seed."""
    machine: Any = seed(number)(type("OrdersAndMoney", (OrdersAndMoney,), {"stage": stage}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=worlds,
            stateful_step_count=_STEPS_OF_A_WORLD,
            deadline=None,
            database=None,
            # Sessions that overlap never run twice alike: there is nothing to shrink.
            phases=[Phase.generate],
            suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
            report_multiple_bugs=False,
        ),
    )


def chosen_seed(usual: int) -> int:
    """Return the seed: SUPPORT_AI_TEST_SEED names one."""
    return int(os.environ.get("SUPPORT_AI_TEST_SEED", usual))

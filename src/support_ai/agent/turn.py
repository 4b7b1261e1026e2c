"""One turn: take the conversation, let a brain think without holding a transaction, check every sentence, answer.

A turn is a task of the process. A request only listens, so that a closed browser cancels nothing.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID, uuid4

from support_ai.access.actor import Person
from support_ai.agent import offering, queries
from support_ai.agent.answer import Answer
from support_ai.agent.answering import MOST_SECONDS, Mind
from support_ai.agent.begun import Begun
from support_ai.agent.brain import Brain, Event
from support_ai.agent.conduct import Conduct
from support_ai.agent.guard import Guard
from support_ai.agent.holding import held
from support_ai.agent.identification import Identification, NoIdentification
from support_ai.agent.models import OfferState
from support_ai.agent.settling import done, is_live, waiting
from support_ai.agent.spoken import Thought
from support_ai.agent.thinking import Thinking
from support_ai.audit import service as audit
from support_ai.conversations import leases
from support_ai.conversations.models import Posted
from support_ai.core import telemetry
from support_ai.core.clock import Clock
from support_ai.core.clock import now as present
from support_ai.core.database import Connection, Database
from support_ai.core.embedder import Embedder
from support_ai.core.hearing import Hearing, Subscription
from support_ai.shop import service as shop
from support_ai.shop.behaviour_service import behaviour_for


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn's answer, stored."""

    posted: Posted
    answer: Answer


Listener = Callable[[Event | Answered], None]


class Turns:
    """Runs turns: one at a time for each conversation, messages that came meanwhile answered together."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        brain: Brain,
        guard: Guard,
        identification: Identification | None = None,
        *,
        clock: Clock = present,
        most_seconds: float = MOST_SECONDS,
        extra_calls: int = 0,
    ) -> None:
        """Take what a turn needs; what day it is in the shop the clock says.

        Without `identification` people whom nobody knows are only asked who they are.
        """
        self._clock = clock
        self._database = database
        self.mind = Mind(
            database,
            embedder,
            brain,
            guard,
            identification or NoIdentification(),
            clock,
            most_seconds,
            extra_calls,
        )
        self._thinking = Thinking(self.mind)
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._hearing = Hearing[UUID, Event | Answered]()

    async def begin(
        self, conn: Connection, conversation_id: UUID, holder: UUID | None = None
    ) -> Begun | None:
        """Take the conversation for a turn, in the caller's transaction; whoever gets one must `start` it.

        None where nothing waits, a colleague answers, or another turn has it.
        """
        holder = holder or uuid4()
        now = datetime.now(UTC)
        begun = await leases.begin_turn(conn, conversation_id, holder, now)
        if begun is None:
            return None
        unanswered, key = begun
        settings = await shop.settings(conn)
        conduct = Conduct(await behaviour_for(conn, draft=False), settings.name)
        changed = await done(conn, conversation_id, self._clock())
        bare = Begun(holder, unanswered, key, settings.time_zone, conduct=conduct, done=changed)
        offer = await queries.newest_offer(conn, conversation_id, key)
        if offer is None or (offer.state is not OfferState.OPEN and offer.settled_by != unanswered.up_to):
            return bare
        if is_live(offer, await queries.newest_of_assistant(conn, conversation_id)):
            return replace(bare, offer=offer, waiting=await waiting(conn, offer, self._clock()))
        return replace(bare, offer=offer) if offer.settled_by == unanswered.up_to else bare

    def start(self, conversation_id: UUID, person: Person, begun: Begun | None = None) -> asyncio.Task[None]:
        """Run the turn that was begun, or without one the conversation's next, or return the one that runs.

        It ends when nothing waits any more.
        """
        running = self._running.get(conversation_id)
        if begun is None and running is not None and not running.done():
            return running
        work = self._answer_all(conversation_id, person, begun)
        task = asyncio.create_task(work, name=f"turn {conversation_id}")
        self._running[conversation_id] = task
        task.add_done_callback(partial(self._forget, conversation_id))
        return task

    def _forget(self, conversation_id: UUID, task: asyncio.Task[None]) -> None:
        if self._running.get(conversation_id) is task:
            del self._running[conversation_id]

    def listen(self, conversation_id: UUID, listener: Listener) -> Subscription:
        """Hear the events of a conversation's turns as they leave the guard, and each answer once it is stored."""
        return self._hearing.subscribe(conversation_id, listener)

    async def drain(self) -> None:
        """Wait until every running turn has answered."""
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=20)

    async def _answer_all(self, conversation_id: UUID, person: Person, begun: Begun | None) -> None:
        while True:
            if begun is None:
                async with self._database.transaction(person) as conn:
                    begun = await self.begin(conn, conversation_id)
            if begun is None:
                return
            began = time.perf_counter()
            async with held(self._database, person, conversation_id, begun.holder):
                thought = await self._thinking.think(
                    person, conversation_id, begun, partial(self._hearing.tell, conversation_id)
                )
            posted = await self._post(person, conversation_id, begun, thought)
            telemetry.TURNS.labels("local", "silent" if posted is None else "answered").inc()
            telemetry.TURN_SECONDS.observe(time.perf_counter() - began)
            if posted is None:
                return
            self._hearing.tell(conversation_id, Answered(posted, thought.answer))
            if posted.newest <= posted.up_to:
                return
            begun = None

    async def _post(
        self, person: Person, conversation_id: UUID, begun: Begun, thought: Thought
    ) -> Posted | None:
        """Store the answer, and with it what it offers; None where a colleague took over meanwhile."""
        async with self._database.transaction(person) as conn:
            posted = await leases.post(
                conn,
                conversation_id,
                begun.key,
                begun.holder,
                content=thought.answer.content(),
                memory=thought.kept.written(),
                up_to=begun.unanswered.up_to,
            )
            if thought.withheld:
                subject = f"conversation:{conversation_id}"
                rules = ", ".join(dict.fromkeys(thought.withheld))
                await audit.append(conn, "guard.withhold", subject, detail={"rules": rules})
            if posted is not None and thought.showing is not None:
                await offering.save(conn, begun.key, thought.showing, posted.sequence)
            elif posted is not None and thought.drops:
                await offering.drop(conn, begun.key, conversation_id, self._clock())
        return posted

"""One turn: take the conversation, let a brain think without holding a transaction, check every sentence, answer.

A turn is a task of the process. A request only listens, so that a closed browser cancels nothing.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import structlog

from support_ai.access.actor import Person
from support_ai.agent.brain import (
    Awaiting,
    Brain,
    Card,
    CardShown,
    Event,
    Memory,
    Remembered,
    Said,
    Sentence,
    Source,
    SourceCited,
    Turn,
)
from support_ai.agent.guard import WITHHELD, Guard
from support_ai.agent.toolset import Toolset
from support_ai.conversations import service as conversations
from support_ai.conversations.models import Posted, Unanswered
from support_ai.core import telemetry
from support_ai.core.clock import Clock, now
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection, Database
from support_ai.core.embedder import Embedder
from support_ai.shop import service as shop

_SORRY = "Something went wrong on our side. Please try again, or ask for a person."
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a turn says, shows and cites."""

    text: str
    cards: tuple[Card, ...]
    sources: tuple[Source, ...]

    def content(self) -> str:
        """Return it as the JSON that is stored."""
        return json.dumps(
            {
                "text": self.text,
                "cards": [plain(card) for card in self.cards],
                "sources": [plain(source) for source in self.sources],
            }
        )


def plain(shown: Card | Source) -> dict[str, object]:
    """Return a card or a source as JSON holds it, times in ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(shown).items()
    }


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn whose lease is held: what it answers, the key of the texts, the shop's days."""

    holder: UUID
    unanswered: Unanswered
    key: SealingKey
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn's answer, stored."""

    posted: Posted
    answer: Answer


Listener = Callable[[Event | Answered], None]


class Turns:
    """Runs turns: one at a time for each conversation, messages that came meanwhile answered together."""

    def __init__(
        self, database: Database, embedder: Embedder, brain: Brain, guard: Guard, *, clock: Clock = now
    ) -> None:
        """Take what a turn needs; what day it is in the shop the clock says."""
        self._database = database
        self._embedder = embedder
        self._brain = brain
        self._guard = guard
        self._clock = clock
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._listeners: defaultdict[UUID, list[Listener]] = defaultdict(list)

    async def begin(
        self, conn: Connection, conversation_id: UUID, holder: UUID | None = None
    ) -> Begun | None:
        """Take the conversation for a turn, in the caller's transaction; whoever gets one must `start` it.

        None where nothing waits, a colleague answers, or another turn has it.
        """
        holder = holder or uuid4()
        begun = await conversations.begin_turn(conn, conversation_id, holder, datetime.now(UTC))
        if begun is None:
            return None
        return Begun(holder, begun[0], begun[1], (await shop.settings(conn)).time_zone)

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

    @contextmanager
    def listen(self, conversation_id: UUID, listener: Listener) -> Generator[None]:
        """Hear the events of a conversation's turns as they leave the guard, and each answer once it is stored."""
        self._listeners[conversation_id].append(listener)
        try:
            yield
        finally:
            self._listeners[conversation_id].remove(listener)
            if not self._listeners[conversation_id]:
                del self._listeners[conversation_id]

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
            unanswered = begun.unanswered
            began = time.perf_counter()
            turn, tools = self._turn(conversation_id, person, unanswered, begun.zone)
            answer, memory = await self._think(conversation_id, turn, tools)
            async with self._database.transaction(person) as conn:
                posted = await conversations.post(
                    conn,
                    conversation_id,
                    begun.key,
                    begun.holder,
                    content=answer.content(),
                    memory=json.dumps(asdict(memory)),
                    up_to=unanswered.up_to,
                )
            telemetry.TURNS.labels("local", "silent" if posted is None else "answered").inc()
            telemetry.TURN_SECONDS.observe(time.perf_counter() - began)
            if posted is None:
                return
            self._tell(conversation_id, Answered(posted, answer))
            if posted.newest <= posted.up_to:
                return
            begun = None

    def _turn(
        self, conversation_id: UUID, person: Person, unanswered: Unanswered, zone: ZoneInfo
    ) -> tuple[Turn, Toolset]:
        tools = Toolset(self._database, self._embedder, person, conversation_id)
        texts = [str(json.loads(message.content)["text"]) for message in unanswered.waiting]
        history = tuple(
            Said(message.speaker, str(json.loads(message.content)["text"])) for message in unanswered.before
        )
        tools.grounds.learn([*texts, *(said.text for said in history)])
        turn = Turn(
            person=person,
            text="\n".join(texts),
            tools=tools,
            now=self._clock(),
            zone=zone,
            history=history,
            memory=read_memory(unanswered.memory),
        )
        return turn, tools

    async def _think(self, conversation_id: UUID, turn: Turn, tools: Toolset) -> tuple[Answer, Memory]:
        """Let the brain answer, each sentence through the guard; a brain that fails leaves an honest sentence."""
        sentences: list[str] = []
        cards: list[Card] = []
        sources: list[Source] = []
        memory = turn.memory
        try:
            async for event in self._brain.respond(turn):
                checked = self._checked(event, tools)
                match checked:
                    case Sentence(text=text):
                        sentences.append(text)
                    case CardShown(card=card):
                        cards.append(card)
                    case SourceCited(source=source):
                        sources.append(source)
                    case Remembered(memory=remembered):
                        memory = remembered
                self._tell(conversation_id, checked)
        except Exception:  # noqa: BLE001 - the edge of a turn: the person gets a sentence, the log the traceback
            _log.exception("turn.failed", conversation=str(conversation_id))
            sentences = [_SORRY]
            self._tell(conversation_id, Sentence(_SORRY))
        return Answer(_joined(sentences), tuple(cards), tuple(sources)), memory

    def _checked(self, event: Event, tools: Toolset) -> Event:
        if not isinstance(event, Sentence):
            return event
        verdict = self._guard.judge(event.text, tools.grounds)
        if verdict.may_leave:
            return event
        telemetry.GUARDED.labels(verdict.rule).inc()
        _log.warning("guard.withheld", rule=verdict.rule)
        return Sentence(WITHHELD)

    def _tell(self, conversation_id: UUID, event: Event | Answered) -> None:
        for listener in tuple(self._listeners.get(conversation_id, ())):
            listener(event)


def _joined(sentences: list[str]) -> str:
    """Return sentences as one text: lines of a list stand below each other, sentences beside each other."""
    text = ""
    for sentence in sentences:
        is_line = sentence.startswith("• ") or text.endswith(":")
        glue = "" if not text else "\n" if is_line or "\n• " in text else " "
        text += glue + sentence
    return text


def read_memory(stored: str | None) -> Memory:
    """Return the memory that the turn before left; an empty one where there is none."""
    if stored is None:
        return Memory()
    kept = json.loads(stored)
    return Memory(
        last_orders=tuple(str(number) for number in kept["last_orders"]),
        last_order=kept["last_order"],
        awaiting=Awaiting(kept["awaiting"]),
        misses=int(kept["misses"]),
        last_intent=kept["last_intent"],
    )

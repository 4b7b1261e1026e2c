"""What a turn answers: the yes or no that code settles, else what the brain says, each sentence through the guard.

No transaction is held while a brain thinks.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from pydantic import JsonValue

from support_ai.access.actor import Assistant, Person
from support_ai.agent import offering
from support_ai.agent.answer import Answer, joined, read_memory
from support_ai.agent.brain import (
    Brain,
    CardShown,
    Dropped,
    Event,
    IdentityWanted,
    Remembered,
    Said,
    Sentence,
    Source,
    SourceCited,
    Turn,
    Waiting,
    Working,
)
from support_ai.agent.cards import Card
from support_ai.agent.grounds import Grounds
from support_ai.agent.guard import Guard
from support_ai.agent.identification import Asking, Identification
from support_ai.agent.models import Offer
from support_ai.agent.offering import Showing
from support_ai.agent.settling import Heard, Settled, settle
from support_ai.agent.toolset import Bench, Toolset
from support_ai.agent.vetting import Vetting
from support_ai.agent.withheld import WITHHELD, instead
from support_ai.conversations.models import Speaker, Unanswered
from support_ai.core.clock import Clock
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Database
from support_ai.core.embedder import Embedder
from support_ai.core.errors import AppError

SORRY = "Something went wrong on our side. Please try again, or ask for a person."
MOST_SECONDS = 60
# So long a brain may clean up.
_MOST_SECONDS_OF_AN_END = 5
Tell = Callable[[Event], None]
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn whose lease is held: what it answers, the key of the texts, the shop's days.

    `offer` is what the person sees last and may say yes to, `waiting` what a brain is told of it.
    """

    holder: UUID
    unanswered: Unanswered
    key: SealingKey
    zone: ZoneInfo
    offer: Offer | None = None
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True)
class Thought:
    """What a turn came to: the answer, the brain's memory, what is offered with it, and whether nothing waits any more."""

    answer: Answer
    memory: Mapping[str, JsonValue]
    showing: Showing | None = None
    drops: bool = False


@dataclass(slots=True)
class _Spoken:
    """What was said so far."""

    memory: Mapping[str, JsonValue]
    sentences: list[str] = field(default_factory=list[str])
    cards: list[Card] = field(default_factory=list[Card])
    sources: list[Source] = field(default_factory=list[Source])
    drops: bool = False

    def note(self, event: Event) -> None:
        """Keep what an event says."""
        match event:
            case Sentence(text=text):
                self.sentences.append(text)
            case CardShown(card=card):
                self.cards.append(card)
            case SourceCited(source=source):
                self.sources.append(source)
            case Remembered(memory=memory):
                self.memory = memory
            case Dropped():
                self.drops = True
            case Working() | IdentityWanted():
                pass

    def show(self, showing: Showing, tell: Tell) -> None:
        """Say what is offered, as code words it."""
        self.say(showing.lines, tell)
        if showing.card is not None:
            self.cards.append(showing.card)
            tell(CardShown(showing.card))

    def ask_who(self, sentence: str, tell: Tell) -> None:
        """Ask once in a turn who it is."""
        if sentence not in self.sentences:
            self.say((sentence,), tell)

    def say(self, lines: tuple[str, ...], tell: Tell) -> None:
        """Say lines that code wrote."""
        for line in lines:
            self.sentences.append(line)
            tell(Sentence(line))

    def thought(self, showing: Showing | None = None) -> Thought:
        """Return what it all came to."""
        answer = Answer(joined(self.sentences), tuple(self.cards), tuple(self.sources))
        return Thought(answer, self.memory, showing, self.drops)


class Thinking:
    """Finds the answer of a turn."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        brain: Brain,
        guard: Guard,
        *,
        identification: Identification,
        clock: Clock,
        most_seconds: float = MOST_SECONDS,
    ) -> None:
        """Take what it needs; a brain that takes longer than `most_seconds` has no answer."""
        self._most_seconds = most_seconds
        self._database = database
        self._embedder = embedder
        self._brain = brain
        self._guard = guard
        self._identification = identification
        self._clock = clock

    async def think(self, person: Person, conversation_id: UUID, begun: Begun, tell: Tell) -> Thought:
        """Return the answer to what waits, telling each part as it is ready; what fails leaves an honest sentence."""
        spoken = _Spoken(read_memory(begun.unanswered.memory))
        try:
            return await self._answer(person, conversation_id, begun, spoken, tell)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # Nobody ends this turn: the brain raised it.
            return self._failed(conversation_id, begun, tell)
        except Exception:  # noqa: BLE001 - the edge of a turn: the person gets a sentence, the log the traceback
            return self._failed(conversation_id, begun, tell)

    def _failed(self, conversation_id: UUID, begun: Begun, tell: Tell) -> Thought:
        _log.exception("turn.failed", conversation=str(conversation_id))
        failed = _Spoken(read_memory(begun.unanswered.memory))
        failed.say((SORRY,), tell)
        return failed.thought()

    async def _answer(
        self, person: Person, conversation_id: UUID, begun: Begun, spoken: _Spoken, tell: Tell
    ) -> Thought:
        texts = [str(json.loads(message.content)["text"]) for message in begun.unanswered.waiting]
        first, up_to = begun.unanswered.waiting[0].sequence, begun.unanswered.up_to
        heard, now = Heard("\n".join(texts), first, up_to, begun.key), self._clock()
        settled = await settle(self._database, person, begun.offer, heard, now)
        if settled is not None:
            return _settled(spoken, settled, tell)
        asking = Asking(conversation_id, heard.text, heard.first, heard.up_to)
        known = await self._identification.settle(person, asking)
        if known is not None:
            spoken.say((known,), tell)
            return spoken.thought()
        history = tuple(
            Said(message.speaker, str(json.loads(message.content)["text"]))
            for message in begun.unanswered.before
        )
        tools = self._tools(person, conversation_id, begun, _grounds(begun, history, texts, now), tell)
        turn = Turn(
            person=person,
            text=heard.text,
            tools=tools,
            now=now,
            zone=begun.zone,
            history=history,
            memory=spoken.memory,
            waiting=begun.waiting,
        )
        await self._listen(turn, tools, asking, spoken, tell)
        showing = await self._showing(person, conversation_id, begun, spoken, tools)
        if isinstance(showing, str):
            spoken.say((showing,), tell)
            return spoken.thought()
        if showing is not None:
            spoken.show(showing, tell)
        return spoken.thought(showing)

    async def _listen(self, turn: Turn, tools: Toolset, asking: Asking, spoken: _Spoken, tell: Tell) -> None:
        """Hear a brain out, as long as it is given; what it left running uses no tool afterwards."""
        vetting = Vetting(self._guard, tools.grounds, tools.returned, spoken.sentences)
        events = self._brain.respond(turn)
        try:
            async with asyncio.timeout(self._most_seconds):
                async for event in events:
                    if vetting.is_enough():
                        break
                    passed = vetting.pass_on(event)
                    if isinstance(passed, IdentityWanted):
                        spoken.ask_who(await self._identification.wanted(turn.person, asking), tell)
                    elif passed is not None:
                        spoken.note(passed)
                        tell(passed)
        finally:
            tools.close()
            if isinstance(events, AsyncGenerator):
                async with asyncio.timeout(_MOST_SECONDS_OF_AN_END):
                    await events.aclose()

    def _tools(
        self, person: Person, conversation_id: UUID, begun: Begun, grounds: Grounds, tell: Tell
    ) -> Toolset:
        up_to = begun.unanswered.up_to
        bench = Bench(
            self._database,
            self._embedder,
            person,
            conversation_id,
            begun.key,
            begun.holder,
            up_to,
            self._clock,
        )
        return Toolset(bench, grounds, lambda name: tell(Working(name)))

    async def _showing(
        self, person: Person, conversation_id: UUID, begun: Begun, spoken: _Spoken, tools: Toolset
    ) -> Showing | str | None:
        """Return what is offered at the end of a turn: what it planned, or what still waits; or why it cannot be."""
        now = self._clock()
        rules = [self._guard.hidden(text) for one in tools.planned for text in one.words()]
        if any(rules):
            return instead(max(rules), spoken.sentences) or WITHHELD
        if tools.planned and offering.must_ask(tools.planned, begun.waiting):
            return offering.ask(conversation_id, tools.planned, now)
        if not tools.planned and (spoken.drops or begun.offer is None or begun.waiting is None):
            return None
        try:
            async with self._database.transaction(Assistant(person)) as conn:
                if tools.planned:
                    changes = offering.changes_of(tools.planned)
                    return await offering.propose(conn, conversation_id, changes, now)
                return None if begun.offer is None else await offering.again(conn, begun.offer, now)
        except AppError as error:
            # A rule says no by now.
            return error.message


def _grounds(begun: Begun, history: tuple[Said, ...], texts: list[str], now: datetime) -> Grounds:
    """Return what may be spoken of: what was said here, which of it the person said counts as theirs only."""
    grounds = Grounds(now, begun.zone)
    for said in (*history, *(Said(Speaker.PERSON, text) for text in texts)):
        (grounds.hear if said.speaker is Speaker.PERSON else grounds.learn)(said.text)
    return grounds


def _settled(spoken: _Spoken, settled: Settled, tell: Tell) -> Thought:
    spoken.say(settled.lines, tell)
    if settled.card is not None:
        spoken.cards.append(settled.card)
        tell(CardShown(settled.card))
    if settled.next is not None:
        spoken.show(settled.next, tell)
    return spoken.thought(settled.next)

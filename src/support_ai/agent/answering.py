"""One turn's answer: the yes or no that code settles, what the shop's settings say, else what the brain says.

Each sentence of a brain's passes the guard, and no transaction is held while a brain thinks. What the settings say counts
whichever brain it is.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import structlog

from support_ai.access.actor import Assistant, Person, Staff
from support_ai.agent import behaving, offering
from support_ai.agent.begun import Begun
from support_ai.agent.brain import Brain, CardShown, Event, IdentityWanted, Sentence, Turn, Working
from support_ai.agent.grounds import Grounds
from support_ai.agent.guard import Guard
from support_ai.agent.handing import IN_SANDBOX, pass_on
from support_ai.agent.identification import Asking, Identification
from support_ai.agent.local.languages import language_of
from support_ai.agent.offering import Showing
from support_ai.agent.settling import Settled, settle
from support_ai.agent.spoken import Spoken, Thought
from support_ai.agent.toolset import Bench, Toolset
from support_ai.agent.vetting import Vetting
from support_ai.agent.withheld import WITHHELD, instead, owned_up, unread
from support_ai.conversations.models import HandOverReason, Speaker
from support_ai.core import telemetry
from support_ai.core.clock import Clock
from support_ai.core.database import Database
from support_ai.core.embedder import Embedder
from support_ai.core.errors import AppError
from support_ai.shop.behaviour_policy import HandOverFacts

MOST_SECONDS = 60
# So long a brain may clean up.
_MOST_SECONDS_OF_AN_END = 5
# Whose messages are facts; what the assistant itself said follows from facts that are kept, or only repeated somebody.
_KNOWING = frozenset({Speaker.COLLEAGUE, Speaker.NOTICE})
PASSING = "I don't know how to help you with that."
# What a colleague hears, whom nobody is passed on to.
UNKNOWN_HERE = (
    "I don't know that. I can look up orders, customers, refunds, returns and tickets, and prepare changes for a customer. "
    "Please say it in other words, or ask another person of the team."
)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Mind:
    """What every turn thinks with."""

    database: Database
    embedder: Embedder
    brain: Brain
    guard: Guard
    identification: Identification
    clock: Clock
    # A brain that takes longer has no answer.
    most_seconds: float = MOST_SECONDS
    # How many calls it has beyond those that every brain has.
    extra_calls: int = 0


class Answering:
    """The work of one turn."""

    def __init__(
        self, mind: Mind, person: Person, conversation_id: UUID, begun: Begun, spoken: Spoken
    ) -> None:
        """Take who asked what where, and what the answer is said into."""
        self._mind = mind
        self._person = person
        self._conversation_id = conversation_id
        self._begun = begun
        self._spoken = spoken
        self._conduct = begun.conduct
        self._heard = begun.heard
        self._now = mind.clock()

    async def answer(self) -> Thought:
        """Return the answer to what waits."""
        begun, heard, person = self._begun, self._heard, self._person
        self._spoken.say(*owned_up(begun.secrets, self._language()))
        if begun.has_files:
            # Their names and contents are read by nobody but people.
            self._spoken.say(unread(self._language()))
            if not heard.text.strip():
                return await self._finished(self._tools())
        settled = await settle(self._mind.database, person, begun.offer, heard, self._now)
        if settled is not None:
            return self._settled(settled)
        asking = Asking(self._conversation_id, heard.text, heard.first, heard.up_to)
        known = await self._mind.identification.settle(person, asking)
        if known is not None:
            self._spoken.say(known)
            return self._spoken.thought()
        tools = self._tools()
        if begun.is_wordless:
            return await self._finished(tools)
        if not await self._settled_by_the_shop():
            await self._think(tools, asking)
            await self._look_after(tools)
        return await self._finished(tools)

    async def _settled_by_the_shop(self) -> bool:
        """Say what the shop's settings say to this, before any brain reads it; False where they leave it to the brain."""
        is_colleague = isinstance(self._person, Staff)
        is_first = not is_colleague and not any(
            said.speaker is not Speaker.PERSON for said in self._begun.history
        )
        answer = behaving.settled_answer(self._conduct, self._heard.text, is_first=is_first)
        if answer is not None:
            self._spoken.say(answer)
            return True
        if not is_colleague and behaving.is_for_colleagues(self._conduct, self._heard.text):
            return await self._pass_on(HandOverReason.RULE)
        return False

    async def _think(self, tools: Toolset, asking: Asking) -> None:
        """Let the brain answer, each sentence through the guard."""
        begun = self._begun
        turn = Turn(
            person=self._person,
            text=self._heard.text,
            tools=tools,
            now=self._now,
            zone=begun.zone,
            history=begun.history,
            memory=self._spoken.before.brain,
            waiting=begun.waiting,
            done=begun.done,
            conduct=self._conduct,
        )
        events = self._mind.brain.respond(turn)
        try:
            async with asyncio.timeout(self._mind.most_seconds):
                await self._listen(events, tools, asking)
        finally:
            # What a brain left running uses no tool afterwards.
            tools.close()
            if isinstance(events, AsyncGenerator):
                async with asyncio.timeout(_MOST_SECONDS_OF_AN_END):
                    await events.aclose()

    async def _listen(self, events: AsyncIterator[Event], tools: Toolset, asking: Asking) -> None:
        """Hear a brain out, as long as it says no more than a turn may."""
        vetting = Vetting(self._mind.guard, tools.grounds, tools.returned)
        async for event in events:
            if vetting.is_enough():
                return
            if isinstance(event, IdentityWanted):
                wanted = await self._mind.identification.wanted(self._person, asking)
                self._spoken.say_once(wanted)
                continue
            passed = self._checked(event, tools) if isinstance(event, Sentence) else vetting.pass_on(event)
            if passed is not None and passed != Sentence(""):
                vetting.count(passed)
                self._spoken.note(passed)

    async def _look_after(self, tools: Toolset) -> None:
        """Say what was not understood, and give the conversation to colleagues where the shop's rules say so."""
        is_colleague = isinstance(self._person, Staff)
        spoken, unknown = self._spoken, UNKNOWN_HERE if is_colleague else self._conduct.behaviour.unknown
        # Of several wishes one that was not understood is no failure of the turn.
        owned_up_to = len(owned_up(self._begun.secrets)) + self._begun.has_files
        only_missed = spoken.missed and len(spoken.sentences) <= owned_up_to
        if spoken.missed and not only_missed:
            spoken.say_once(unknown)
            spoken.missed = False
        facts = HandOverFacts(
            spoken.misses,
            spoken.blocks,
            self._heard.text,
            tools.order_total,
            behaving.is_frustrated(self._heard.text),
        )
        reason = behaving.hand_over_reason(self._conduct, facts)
        is_ours = not is_colleague and "hand_over" not in tools.acted
        is_passed_on = reason is not None and is_ours and await self._pass_on(reason, only_missed=only_missed)
        if only_missed and not is_passed_on:
            spoken.say(unknown)

    async def _pass_on(self, reason: HandOverReason, *, only_missed: bool = False) -> bool:
        """Give the conversation to colleagues and say what happens next; False where they have it already."""
        lines: tuple[str, ...] = (IN_SANDBOX,)
        if not self._conduct.sandbox:
            async with self._mind.database.transaction(Assistant(self._person)) as conn:
                passed = await pass_on(conn, self._conversation_id, reason, self._heard.up_to, self._now)
            if not passed.is_new:
                return False
            lines = passed.sentences
        self._spoken.say(*((PASSING,) if only_missed else ()), *lines)
        self._spoken.was_passed_on = True
        return True

    async def _finished(self, tools: Toolset) -> Thought:
        showing = self._hidden(tools) or await self._showing(tools)
        if isinstance(showing, str):
            self._spoken.say(showing)
            showing = None
        elif showing is not None:
            self._spoken.show(showing)
        is_kept = showing is not None and not self._conduct.sandbox
        return self._spoken.thought(showing if is_kept else None, grounds=tools.grounds.dump())

    def _tools(self) -> Toolset:
        begun, mind = self._begun, self._mind
        bench = Bench(
            mind.database,
            mind.embedder,
            self._person,
            self._conversation_id,
            begun.key,
            begun.holder,
            begun.unanswered.up_to,
            mind.clock,
            self._conduct,
            mind.extra_calls,
        )
        return Toolset(bench, self._grounds(), lambda name: self._spoken.note(Working(name)))

    def _grounds(self) -> Grounds:
        """Return what may be spoken of: what was learnt and said here, what the person said as theirs only."""
        grounds = Grounds(self._now, self._begun.zone)
        grounds.load(self._spoken.before.grounds)
        for said in self._begun.history:
            (grounds.learn if said.speaker in _KNOWING else grounds.hear)(said.text)
        for text in self._begun.texts:
            grounds.hear(text)
        return grounds

    def _hidden(self, tools: Toolset) -> str:
        """Return what is said where a plan holds words that nobody may be shown; nothing where none does."""
        rules = [self._mind.guard.hidden(text) for one in tools.planned for text in one.words()]
        if not any(rules):
            return ""
        self._spoken.withheld.append(max(rules))
        return instead(max(rules), self._spoken.sentences, self._language()) or WITHHELD

    async def _showing(self, tools: Toolset) -> Showing | str | None:
        """Return what is offered at the end of a turn: what it planned, or what still waits; or why it cannot be."""
        begun, now = self._begun, self._now
        if self._conduct.sandbox:
            return offering.sketch(self._conversation_id, tools.planned, now) if tools.planned else None
        is_all = self._spoken.is_all
        if tools.planned and not is_all and offering.must_ask(tools.planned, begun.waiting):
            return offering.ask(self._conversation_id, tools.planned, now)
        if not tools.planned and (self._spoken.drops or begun.offer is None or begun.waiting is None):
            return None
        try:
            async with self._mind.database.transaction(Assistant(self._person)) as conn:
                if tools.planned:
                    changes = offering.changes_of(tools.planned)
                    return await offering.propose(conn, self._conversation_id, changes, now)
                return (
                    None if begun.offer is None else await offering.again(conn, begun.key, begun.offer, now)
                )
        except AppError as error:
            # A rule says no by now.
            return error.message

    def _checked(self, event: Sentence, tools: Toolset) -> Sentence:
        """Return what may leave in a sentence's place; an empty one where nothing true is left to say."""
        verdict = self._mind.guard.judge(event.text, tools.grounds)
        if verdict.may_leave:
            is_quoted = tools.grounds.quotes(verdict.text)
            tone = self._conduct.behaviour.tone
            return Sentence(verdict.text if is_quoted else behaving.toned(verdict.text, tone))
        telemetry.GUARDED.labels(verdict.rule).inc()
        _log.warning("guard.withheld", rule=verdict.rule)
        self._spoken.withheld.append(verdict.rule)
        return Sentence(instead(verdict.rule, self._spoken.sentences, self._language()))

    def _language(self) -> str:
        found = language_of(self._heard.text)
        return "en" if found is None else found.code

    def _settled(self, settled: Settled) -> Thought:
        """Return the answer to a yes or a no; what it did may be spoken of from now on."""
        self._spoken.say(*settled.lines)
        if settled.card is not None:
            self._spoken.note(CardShown(settled.card))
        if settled.next is not None:
            self._spoken.show(settled.next)
        before = self._spoken.before.grounds
        done = (*before.get("done", ()), *settled.committed)
        return self._spoken.thought(settled.next, grounds={**before, "done": done})

"""Calls of tools by name, as a hostile brain makes them, and what must hold after each."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from uuid import UUID, uuid4

from pydantic import JsonValue

from support_ai.agent.brain import Refusal
from support_ai.agent.grounds import Grounds
from support_ai.agent.toolset import MAX_CALLS, Bench, Toolset
from support_ai.conversations import queries as conversations
from support_ai.conversations import service
from support_ai.core.crypto import SealingKey
from support_ai.core.database import person_key
from tests.hostile.arguments import Attempt, Mind
from tests.hostile.books import Bookkeeper, Done, check
from tests.hostile.contract import OFFERED, ROLES
from tests.hostile.pools import Pools, read_pools
from tests.hostile.truth import foreign_in, foreign_marks, foreign_values, tokens
from tests.hostile.world import House, Persona

_AT_THE_DOOR = frozenset({"not_offered", "invalid_arguments", "too_many_calls"})
# What a caller writes into these comes back to them as their own words.
_OWN_WORDS = {
    "calculate": ("expression",),
    "open_ticket": ("subject", "text", "order_number"),
    "change_order_address": ("address1", "address2", "city", "state", "postal_code", "country"),
    "change_customer_address": ("address1", "address2", "city", "state", "postal_code", "country"),
    "return_items": ("reason",),
    "cancel_order": ("reason",),
    "exchange_items": ("reason",),
}
_INSIDE = re.compile(
    r"psycopg|Traceback|\.py\b|\bselect\b.*\bfrom\b|duplicate key|violates|support_ai\.", re.IGNORECASE
)


class FoundError(AssertionError):
    """The hostile mind got what it should not."""


@dataclass
class Counts:
    """How many calls there were, of which tool and as whom, and how many of them reached the database."""

    calls: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    reached: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    succeeded: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    rules: Counter[str] = field(default_factory=Counter[str])
    twins: int = 0

    @property
    def share(self) -> float:
        """Return which part of the calls reached the database."""
        return self.reached.total() / max(1, self.calls.total())

    def least(self) -> tuple[int, tuple[str, str]]:
        """Return the fewest calls of a tool as a role that is offered it."""
        of_role = Counter[tuple[str, str]]()
        for who, tools in OFFERED.items():
            for tool in tools:
                of_role[(ROLES[who], tool)] += self.calls[(who, tool)]
        return min((number, where) for where, number in of_role.items())

    def table(self) -> str:
        """Return the counts as people read them."""
        lines = [f"{'as':10} {'tool':28} {'calls':>7} {'reached':>8} {'gave':>7}"]
        lines += [
            f"{who:10} {tool[:28]:28} {number:7} {self.reached[(who, tool)]:8} {self.succeeded[(who, tool)]:7}"
            for (who, tool), number in sorted(self.calls.items())
            if tool in OFFERED[who]
        ]
        lines.append(
            f"calls beside what was offered: {sum(number for (who, tool), number in self.calls.items() if tool not in OFFERED[who])}"
        )
        lines.append(f"calls made once more with a number of nobody's: {self.twins}")
        lines += [f"  refused by {rule:40} {number:7}" for rule, number in self.rules.most_common()]
        return "\n".join(lines)


Watch = Callable[[Attempt, object], None]


class Calling:
    """Calls as one persona, in conversations of theirs."""

    def __init__(self, house: House, persona: Persona, counts: Counts, pools: Pools | None = None) -> None:
        self.house = house
        self.persona = persona
        self.counts = counts
        self.pools = pools or read_pools(house.addresses)
        self.foreign = foreign_values(house, persona)
        self.marks = foreign_marks(persona)
        self.done = Done(Counter())
        self.named: set[str] = set()
        self._typed = house.typed.setdefault(persona.name, set())
        self._conversation: tuple[UUID, SealingKey] | None = None

    async def toolset(self) -> Toolset:
        """Return tools as a turn gets them."""
        if self._conversation is None:
            self._conversation = await self.begin()
        conversation_id, key = self._conversation
        bench = Bench(
            self.house.database, self.house.embedder, self.persona.person, conversation_id, key, uuid4(), 1
        )
        return Toolset(bench, Grounds())

    async def begin(self) -> tuple[UUID, SealingKey]:
        """Begin a conversation, and return it with its key."""
        person = self.persona.person
        async with self.house.database.transaction(person) as conn:
            received = await service.receive(conn, person, "hello", None, None)
            return received.conversation_id, await person_key(conn, conversations.key_name(person))

    async def batch(self, rng: Random, names: Sequence[str]) -> None:
        """Make the calls of one turn, each drawn anew, and look at each answer."""
        tools = await self.toolset()
        mind = Mind(rng, self.pools, self.persona)
        for name in names:
            await self.attempt(tools, mind.attempt(name))
        if len(names) == MAX_CALLS:
            refused = await tools.call("calculate", {"expression": "1"})
            self._note(Attempt("calculate", {}), refused)
            if not (isinstance(refused, Refusal) and refused.rule == "too_many_calls"):
                raise FoundError(f"a call too many of a turn gave {refused!r}")

    async def attempt(self, tools: Toolset, attempt: Attempt) -> None:
        """Make one call and look at its answer; where it names something of somebody else's, also with a number of nobody's."""
        answer = await tools.call(attempt.name, attempt.arguments)
        self._note(attempt, answer)
        self._look(attempt, answer)
        if attempt.foreign is None or attempt.name == "open_ticket" or self.done.outcomes.total() % 5:
            return
        twin = Attempt(attempt.name, _without(attempt.arguments, attempt.foreign))
        other = await (await self.toolset()).call(twin.name, twin.arguments)
        self._note(twin, other)
        self.counts.twins += 1
        if repr(other).replace(f"{attempt.foreign}77777", attempt.foreign) != repr(answer):
            raise FoundError(
                f"{self.persona.name}: {attempt} gave {answer!r}, and for nobody's number {other!r}"
            )

    def _note(self, attempt: Attempt, answer: object) -> None:
        """Count a call and what came of it."""
        who = self.persona.name, attempt.name if attempt.name in OFFERED["owner"] else "invented"
        self.counts.calls[who] += 1
        rule = answer.rule if isinstance(answer, Refusal) else ""
        if rule:
            self.counts.rules[rule] += 1
        self.counts.succeeded[who] += not rule
        # `calculate` asks no table.
        self.counts.reached[who] += rule not in _AT_THE_DOOR and attempt.name != "calculate"
        self.done.outcomes["failed" if rule == "failed" else "refused" if rule else "done"] += 1
        if not rule and attempt.name == "open_ticket":
            self.done.tickets += 1
            self._typed |= tokens(str(attempt.arguments.get("order_number")))
            self.named.add(f"customer:{attempt.arguments.get('customer_id', self.persona.customer_id)}")
        self.done.hand_overs += not rule and attempt.name == "hand_over"

    def _look(self, attempt: Attempt, answer: object) -> None:
        """Raise FoundError where an answer holds what is foreign or internal, or comes from a tool that was not offered."""
        who, text = self.persona.name, repr(answer)
        is_refused = isinstance(answer, Refusal)
        if attempt.name not in OFFERED[who] and not (is_refused and answer.rule == "not_offered"):
            raise FoundError(f"{who} used {attempt.name}, which is not offered: {text[:500]}")
        if is_refused and (answer.rule == "failed" or _INSIDE.search(answer.sentence)):
            raise FoundError(f"{who}: {attempt} failed inside: {text[:500]}")
        # A refusal may repeat what it refuses; that it says the same of what is nobody's, the twins show.
        own = tuple(attempt.arguments) if is_refused else _OWN_WORDS.get(attempt.name, ())
        own_words = tokens(json.dumps([attempt.arguments.get(name) for name in own], default=str))
        if attempt.name in ("get_ticket", "open_ticket"):
            own_words |= self._typed
        found = foreign_in(text, self.foreign, self.marks, own_words)
        if found:
            raise FoundError(f"{who}: {attempt} gave what is foreign: {found[:5]} in {text[:1500]}")

    async def window(self, keeper: Bookkeeper, rng: Random, batches: Sequence[Sequence[str]]) -> None:
        """Make batches of calls in a conversation of their own, and compare the tables before and after."""
        self._conversation = await self.begin()
        before, self.done = keeper.read(), Done(Counter())
        for names in batches:
            await self.batch(rng, names)
        check(before, keeper.read(), self.done, self.persona, frozenset(self.named))


def _without(arguments: Mapping[str, JsonValue], number: str) -> dict[str, JsonValue]:
    """Return arguments with a number of nobody's in place of a real one."""
    return {key: f"{number}77777" if value == number else value for key, value in arguments.items()}

"""What a brain is: it takes one turn and answers with events. It sees facts through tools only, as the person."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from support_ai.access.actor import Person
from support_ai.agent.cards import Card
from support_ai.agent.conduct import Conduct
from support_ai.agent.models import Change, Stage
from support_ai.agent.tools.tool import AnyTool, Tool
from support_ai.conversations.models import Speaker
from support_ai.core.action import Arguments, Preview, Result

A = TypeVar("A", bound=Arguments)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Said:
    """One earlier message."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer of the shop's own words is from."""

    title: str
    heading: str
    url: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A tool's no: the rule's id, and the sentence that people read."""

    rule: str
    sentence: str


class Tools(Protocol):
    """The only door from a brain to the shop; every call runs as the person and is written down."""

    @property
    def offered(self) -> Mapping[str, AnyTool]:
        """Return the tools that the person may use, by name."""
        ...

    async def use(self, tool: Tool[A, R], arguments: A) -> R | Refusal:
        """Use a tool. One that changes something only plans it: what was planned in a turn is offered at its end."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the person's yes: the changes, whether they were shown or only asked about, and what was shown of each."""

    stage: Stage
    changes: tuple[Change, ...]
    previews: tuple[Preview, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A change that somebody said yes to in this conversation: what was shown of it, and the numbers of what it made.

    What one yes did has one `offer`.
    """

    change: Change
    preview: Preview
    result: Result
    offer: UUID


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that a brain is told. `memory` is what it kept, as JSON holds it; `conduct` what the shop has set.

    `done` is what was changed in this conversation, the newest last.
    """

    person: Person
    text: str
    tools: Tools
    now: datetime
    zone: ZoneInfo
    history: tuple[Said, ...] = ()
    memory: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    waiting: Waiting | None = None
    done: tuple[Done, ...] = ()
    conduct: Conduct = field(default_factory=Conduct)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to say; it passes the guard before anybody reads it."""

    text: str


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card to show beside the words."""

    card: Card


@dataclass(frozen=True, slots=True)
class SourceCited:
    """The article that the words are from."""

    source: Source


@dataclass(frozen=True, slots=True)
class Remembered:
    """What to keep for the next turn; the last one of a turn counts."""

    memory: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Dropped:
    """The person does not want any more what waits for their yes."""


@dataclass(frozen=True, slots=True)
class AllSaid:
    """The person says that there is nothing more to change: of what is planned it is not asked whether that is all."""


@dataclass(frozen=True, slots=True)
class Working:
    """A tool is being used; whoever listens may say so."""

    tool: str


@dataclass(frozen=True, slots=True)
class IdentityWanted:
    """What was asked is shown to known people only: code asks who it is, sends the code, and keeps the question."""


@dataclass(frozen=True, slots=True)
class Missed:
    """The brain has no answer: code says so in the shop's own words, counts, and passes on when it happens too often."""


Event = (
    Sentence | CardShown | SourceCited | Remembered | Dropped | AllSaid | Working | IdentityWanted | Missed
)


class Brain(Protocol):
    """Answers one turn."""

    def respond(self, turn: Turn) -> AsyncIterator[Event]:
        """Yield what to say and show, sentence by sentence."""
        ...

"""What a brain is: it gets a turn and gives events. It holds no transaction and decides nothing that matters."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from support_ai.access.actor import Person
from support_ai.agent.toolset import Toolset
from support_ai.conversations.models import Card, Sender, Source


@dataclass(frozen=True, slots=True)
class Said:
    """One earlier message of the conversation."""

    sender: Sender
    text: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What a brain keeps of one conversation between its turns; never shared between conversations."""

    last_orders: tuple[str, ...] = ()
    last_order: str | None = None
    awaiting: str | None = None
    misses: int = 0
    last_intent: str | None = None


MEMORY: TypeAdapter[Memory] = TypeAdapter(Memory)


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything a brain may know: `text` is what is to be answered, several messages joined by line breaks."""

    actor: Person
    text: str
    history: tuple[Said, ...]
    memory: Memory
    tools: Toolset
    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """The brain looks something up."""

    name: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to say; the guard reads it first. A line break at its start begins a new line."""

    text: str


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card to show below the answer."""

    card: Card


@dataclass(frozen=True, slots=True)
class SourceCited:
    """Where the answer comes from."""

    source: Source


@dataclass(frozen=True, slots=True)
class Remembered:
    """What to remember; the last one of a turn counts."""

    memory: Memory


Event = ToolStarted | Sentence | CardShown | SourceCited | Remembered


class Brain(Protocol):
    """Answers turns."""

    def respond(self, turn: Turn) -> AsyncIterator[Event]:
        """Give the events of one answer, in order."""
        ...

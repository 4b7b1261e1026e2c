"""What a turn says, part by part, and what it came to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from support_ai.agent.answer import Answer, joined
from support_ai.agent.brain import (
    AllSaid,
    CardShown,
    Dropped,
    Event,
    IdentityWanted,
    Missed,
    Remembered,
    Sentence,
    Source,
    SourceCited,
    Working,
)
from support_ai.agent.cards import Card
from support_ai.agent.keeping import Kept
from support_ai.agent.offering import Showing

Tell = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Thought:
    """What a turn came to: the answer, what is kept for the next one, what is offered with it.

    `drops` says that nothing waits for a yes any more, `withheld` names the rules by which sentences did not leave.
    """

    answer: Answer
    kept: Kept
    showing: Showing | None = None
    drops: bool = False
    withheld: tuple[str, ...] = ()


@dataclass(slots=True)
class Spoken:
    """What was said so far."""

    before: Kept
    tell: Tell
    memory: Mapping[str, JsonValue] | None = None
    sentences: list[str] = field(default_factory=list[str])
    cards: list[Card] = field(default_factory=list[Card])
    sources: list[Source] = field(default_factory=list[Source])
    withheld: list[str] = field(default_factory=list[str])
    drops: bool = False
    is_all: bool = False
    missed: bool = False
    was_passed_on: bool = False

    def note(self, event: Event) -> None:
        """Keep what an event says, and tell it."""
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
            case AllSaid():
                self.is_all = True
            case Missed():
                self.missed = True
            case Working() | IdentityWanted():
                pass
        self.tell(event)

    def show(self, showing: Showing) -> None:
        """Say what is offered, as code words it."""
        self.say(*showing.lines)
        if showing.card is not None:
            self.note(CardShown(showing.card))

    def say(self, *lines: str) -> None:
        """Say lines that code wrote."""
        for line in lines:
            self.note(Sentence(line))

    def say_once(self, *lines: str) -> None:
        """Say lines that code wrote, unless they were said in this turn."""
        self.say(*(line for line in lines if line not in self.sentences))

    def thought(
        self, showing: Showing | None = None, *, grounds: Mapping[str, Iterable[str]] | None = None
    ) -> Thought:
        """Return what it all came to; turns that were missed or blocked in a row are counted on."""
        answer = Answer(joined(self.sentences), tuple(self.cards), tuple(self.sources))
        facts = self.before.grounds if grounds is None else {kind: tuple(of) for kind, of in grounds.items()}
        brain = self.before.brain if self.memory is None else self.memory
        return Thought(
            answer,
            Kept(brain, facts, self.misses, self.blocks),
            showing,
            self.drops,
            tuple(self.withheld),
        )

    @property
    def misses(self) -> int:
        """Return how many turns in a row were not understood, this one among them."""
        return self.before.missed + 1 if self.missed and not self.was_passed_on else 0

    @property
    def blocks(self) -> int:
        """Return how many answers in a row had a sentence held back, this one among them."""
        return self.before.blocked + 1 if self.withheld and not self.was_passed_on else 0

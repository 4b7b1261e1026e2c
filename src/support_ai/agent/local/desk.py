"""Where one wish of a message is worked at: what was said before, the facts, and what is said now."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from support_ai.access.actor import Customer, Staff, Visitor
from support_ai.agent.brain import (
    CardShown,
    Event,
    IdentityWanted,
    Missed,
    Sentence,
    Source,
    SourceCited,
    Turn,
)
from support_ai.agent.cards import Card, ChoicesCard
from support_ai.agent.local import wording
from support_ai.agent.local.facts import Facts
from support_ai.agent.local.intent import AROUND
from support_ai.agent.local.memory import Awaiting, Form, Memory
from support_ai.agent.local.understanding import Understood
from support_ai.knowledge.models import Passage


class Desk:
    """One wish of one turn. Tasks say things here; `memory` is what the next wish, or the next turn, will know."""

    def __init__(self, turn: Turn, wish: Understood, facts: Facts, before: Memory) -> None:
        """Take the turn, the wish, the turn's facts, and what was known before the wish."""
        self.turn = turn
        self.wish = wish
        self.facts = facts
        self.before = before
        self.memory = replace(
            before,
            awaiting=Awaiting.NOTHING,
            misses=0,
            last_intent=wish.intent.value,
            last_refusal=None,
            listed=False,
            on_change=before.on_change and wish.intent in AROUND,
            last_wanted=None,
            last_asked=(),
            told=None,
            last_source=before.last_source if wish.intent in AROUND else None,
        )
        self.events: list[Event] = []
        # Changes of which everything is known; they are planned together at the end of the turn.
        self.ready: list[Form] = []

    @property
    def is_staff(self) -> bool:
        """Tell whether a colleague asks."""
        return isinstance(self.turn.person, Staff)

    @property
    def text(self) -> str:
        """Return the piece of the message that is this wish."""
        return self.turn.text[self.wish.start : self.wish.end or None]

    @property
    def has_answered(self) -> bool:
        """Tell whether something was said or shown."""
        return bool(self.events)

    def say(self, *lines: str) -> None:
        """Say sentences."""
        self.events += [Sentence(line) for line in lines]

    def show(self, card: Card) -> None:
        """Show a card beside the words."""
        self.events.append(CardShown(card))

    def quote(self, passage: Passage) -> None:
        """Say what the shop's own article says, and where it stands; what was said of it in this turn already, is not repeated."""
        place = (passage.article_slug, passage.heading, passage.text)
        if place in self.facts.quoted:
            return
        self.facts.quoted.add(place)
        self.memory = replace(
            self.memory, last_source=(passage.article_slug, passage.article_title, passage.heading)
        )
        self.say(*passage.text.split("\n\n"))
        url = f"/knowledge/articles/{passage.article_slug}"
        self.events.append(SourceCited(Source(passage.article_title, passage.heading, url)))

    def keep(self, memory: Memory) -> None:
        """Remember this from now on."""
        self.memory = memory

    def speak_of(self, number: str, listed: tuple[str, ...] | None = None) -> None:
        """Remember which order was spoken of, and the list that it stood in."""
        orders = self.memory.last_orders if listed is None else listed
        self.memory = replace(self.memory, last_order=number, last_orders=orders)

    def wait_for(self, what: Awaiting) -> None:
        """Remember what was asked, for the bare answer to it."""
        self.memory = replace(self.memory, awaiting=what)

    def is_barred(self) -> bool:
        """Tell whether the person has no orders to see, and say so: strangers are asked who they are."""
        match self.turn.person:
            case Visitor() | Customer(customer_id=None, verified=False):
                self.wait_for(Awaiting.IDENTIFICATION)
                self.events.append(IdentityWanted())
                return True
            case Customer(customer_id=None):
                self.say(wording.NO_RECORD)
                return True
            case _:
                return False

    def missed(self) -> None:
        """Say honestly that there is no answer, and offer a person."""
        misses = self.before.misses + 1
        self.events.append(Missed())
        if self.is_staff:
            self.memory = replace(self.memory, misses=misses)
            return
        self.memory = replace(self.memory, awaiting=Awaiting.PERSON_OFFER, misses=misses)
        self.show(ChoicesCard(("Yes, a person please", "No, thanks")))


Task = Callable[[Desk], Awaitable[None]]

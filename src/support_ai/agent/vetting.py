"""What of a brain's events may leave beside sentences, and how much: cards and sources only as tools returned them.

What waits for a yes is shown by code alone, so that a brain cannot paint a proposal; and no brain talks without an end.
"""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import structlog

from support_ai.agent.brain import (
    AllSaid,
    CardShown,
    Dropped,
    Event,
    Missed,
    Remembered,
    Sentence,
    Source,
    SourceCited,
)
from support_ai.agent.cards import Card, ChoicesCard, OrderCard, RefundCard
from support_ai.agent.grounds import Grounds
from support_ai.agent.guard import Guard
from support_ai.core import telemetry
from support_ai.knowledge.models import Article, Passage

MOST_EVENTS = 400
MOST_LETTERS = 20_000
_MOST_CARDS, _MOST_SOURCES, _MOST_CHOICES = 30, 10, 8
_LONGEST_CHOICE = 120
_LARGEST_MEMORY = 64_000
_DEEPEST = 8
_ARTICLES = "/knowledge/articles/"
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Vetting:
    """Judges the events of one turn, in their order; `returned` is what tools returned in it."""

    guard: Guard
    grounds: Grounds
    returned: list[object]
    _heard: int = 0
    _letters: int = 0
    _shown: dict[type, int] = field(default_factory=dict[type, int])

    def is_enough(self) -> bool:
        """Tell whether the brain has said all that one turn may say; nothing more is asked of it then."""
        self._heard += 1
        if self._heard > MOST_EVENTS or self._letters > MOST_LETTERS:
            _log.warning("brain.without_end", events=self._heard, letters=self._letters)
            return True
        return False

    def count(self, event: Event) -> None:
        """Count what left."""
        self._letters += len(event.text) if isinstance(event, Sentence) else 0

    def pass_on(self, event: object) -> Event | None:
        """Return an event that is no sentence, where it may leave; the brain's word that a tool works is not asked."""
        match event:
            case CardShown(card=card):
                return self._borne_out("card", event, is_true=self._is_card(card), most=_MOST_CARDS)
            case SourceCited(source=source):
                return self._borne_out("source", event, is_true=self._is_source(source), most=_MOST_SOURCES)
            case Remembered(memory=memory):
                return event if _is_small(memory) else None
            case Dropped() | AllSaid() | Missed():
                return event
            case _:
                return None

    def _borne_out(self, rule: str, event: Event, *, is_true: bool, most: int) -> Event | None:
        number = self._shown.get(type(event), 0)
        if not is_true or number >= most:
            self._withhold(rule)
            return None
        self._shown[type(event)] = number + 1
        return event

    def _withhold(self, rule: str) -> None:
        telemetry.GUARDED.labels(rule).inc()
        _log.warning("guard.withheld", rule=rule)

    def _is_card(self, card: Card) -> bool:
        """Tell whether a card shows what one thing was that a tool returned; a proposal is never a brain's to show."""
        match card:
            case OrderCard(number=number):
                return self._is_of(number, dataclasses.astuple(card)[:-1])
            case RefundCard(order_number=number):
                return self._is_of(number, dataclasses.astuple(card)[:-1])
            case ChoicesCard(choices=choices):
                return len(choices) <= _MOST_CHOICES and all(map(self._is_choice, choices))
            case _:
                return False

    def _is_choice(self, text: str) -> bool:
        return len(text) <= _LONGEST_CHOICE and self.guard.judge(text, self.grounds).may_leave

    def _is_of(self, number: str, shown: Iterable[object]) -> bool:
        wanted = {one for one in _atoms(shown, 0) if one is not None and one != ""}
        return any(wanted <= set(_atoms(one, 0)) for one in _called(self.returned, number, 0))

    def _is_source(self, source: Source) -> bool:
        """Tell whether a source names an article that was found, by its own name."""
        return any(
            source.url == f"{_ARTICLES}{slug}" and source.title == title and source.heading in headings
            for slug, title, headings in _articles(self.returned, 0)
        )


def _is_small(memory: object) -> bool:
    """Tell whether something is JSON of a bounded size, as conversations keep it."""
    if not isinstance(memory, Mapping):
        return False
    try:
        kept = json.dumps(dict(cast("Mapping[str, object]", memory)), allow_nan=False)
        kept.encode()
    except (TypeError, ValueError, RecursionError):
        return False
    # PostgreSQL's JSON and our own texts hold no NUL.
    return len(kept) <= _LARGEST_MEMORY and "\\u0000" not in kept


def _parts(value: object) -> Iterator[object]:
    """Yield what a value that a tool returned consists of."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from (getattr(value, one.name) for one in dataclasses.fields(value))
    elif isinstance(value, Mapping):
        yield from cast("Mapping[object, object]", value).values()
    elif isinstance(value, tuple | list):
        yield from cast("Iterable[object]", value)


def _atoms(value: object, depth: int) -> Iterator[str | int | datetime | None]:
    """Yield the texts, numbers and moments in a value."""
    if value is None or isinstance(value, str | int | datetime):
        yield value
    elif depth < _DEEPEST:
        for part in _parts(value):
            yield from _atoms(part, depth + 1)


def _called(value: object, number: str, depth: int) -> Iterator[object]:
    """Yield everything inside a value that is called by a number."""
    if depth > _DEEPEST:
        return
    if number in (getattr(value, "number", None), getattr(value, "order_number", None)):
        yield value
    for part in _parts(value):
        yield from _called(part, number, depth + 1)


def _articles(value: object, depth: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield slug, title and headings of every article inside a value."""
    match value:
        case Passage():
            yield value.article_slug, value.article_title, ("", value.heading)
        case Article():
            yield value.slug, value.title, ("",)
        case _ if depth < _DEEPEST:
            for part in _parts(value):
                yield from _articles(part, depth + 1)
        case _:
            return

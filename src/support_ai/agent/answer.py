"""What a turn says, shows and cites, and how that is stored."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from support_ai.agent.brain import Source
from support_ai.agent.cards import Card


@dataclass(frozen=True, slots=True)
class Answer:
    """The words, the cards beside them, and the articles they are from."""

    text: str
    cards: tuple[Card, ...]
    sources: tuple[Source, ...]

    def content(self) -> str:
        """Return it as the JSON that is stored."""
        cards, sources = [_plain(card) for card in self.cards], [_plain(one) for one in self.sources]
        return json.dumps({"text": self.text, "cards": cards, "sources": sources})


def joined(sentences: Sequence[str]) -> str:
    """Return sentences as one text: lines of a list stand below each other, sentences beside each other."""
    text = ""
    for sentence in sentences:
        is_line = sentence.startswith("• ") or text.endswith(":")
        glue = "" if not text else "\n" if is_line or "\n• " in text else " "
        text += glue + sentence
    return text


def _plain(value: object) -> object:
    """Return a card or a source as JSON holds it: times in ISO 8601, ids as text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in cast("tuple[object, ...]", value)]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value

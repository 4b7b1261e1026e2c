"""A turn that was begun: what it answers, and under which settings."""

import json
import re
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from support_ai.agent.brain import Done, Said, Waiting
from support_ai.agent.conduct import Conduct
from support_ai.agent.models import Offer
from support_ai.agent.settling import Heard
from support_ai.conversations.masking import Secret
from support_ai.conversations.models import Message, Unanswered
from support_ai.core.crypto import SealingKey

# As it stands where something was put out of sight, a card's last digits behind it.
_MASK = re.compile(r"[•/]{2,}(?: \d{4}(?!\d))?")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ABOUT_CARDS = frozenset(
    [
        "my",
        "the",
        "card",
        "number",
        "is",
        "it",
        "and",
        "here",
        "cvv",
        "cvc",
        "code",
        "pin",
        "exp",
        "expiry",
        "expires",
        "date",
        "valid",
        "visa",
        "mastercard",
        "amex",
        "credit",
        "debit",
        "password",
        "this",
        "of",
        "its",
        "no",
        "ok",
        "hi",
        "hello",
    ]
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn whose lease is held: what it answers, the key of the texts, the shop's days, and what the shop has set.

    `offer` is what the person sees last and may say yes to, `waiting` what a brain is told of it, `done` what was changed here before.
    """

    holder: UUID
    unanswered: Unanswered
    key: SealingKey
    zone: ZoneInfo
    offer: Offer | None = None
    waiting: Waiting | None = None
    done: tuple[Done, ...] = ()
    conduct: Conduct = field(default_factory=Conduct)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the messages that wait."""
        return tuple(_text(message) for message in self.unanswered.waiting)

    @property
    def heard(self) -> Heard:
        """Return what waits as one text, with the numbers of its messages."""
        first, up_to = self.unanswered.waiting[0].sequence, self.unanswered.up_to
        return Heard("\n".join(self.texts), first, up_to, self.key)

    @property
    def is_wordless(self) -> bool:
        """Tell whether nothing is left to answer beside what was put out of sight."""
        words = _WORD.findall(" ".join(self.texts).lower())
        return bool(self.secrets) and all(word in _ABOUT_CARDS for word in words)

    @property
    def has_files(self) -> bool:
        """Tell whether files came with what waits."""
        return any(json.loads(message.content).get("files") for message in self.unanswered.waiting)

    @property
    def history(self) -> tuple[Said, ...]:
        """Return what was said before."""
        return tuple(Said(message.speaker, _text(message)) for message in self.unanswered.before)

    @property
    def secrets(self) -> frozenset[Secret]:
        """Return what was put out of sight in what waits."""
        marked = [json.loads(message.content).get("masked", ()) for message in self.unanswered.waiting]
        return frozenset(Secret(one) for found in marked for one in found)


def _text(message: Message) -> str:
    """Return a message; what was put out of sight in it is no number of anything."""
    content = json.loads(message.content)
    text = str(content["text"])
    return _MASK.sub(" ", text) if content.get("masked") else text

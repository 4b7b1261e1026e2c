"""A turn that was begun: what it answers, and under which settings."""

import json
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from support_ai.agent.brain import Said, Waiting
from support_ai.agent.conduct import Conduct
from support_ai.agent.models import Offer
from support_ai.agent.settling import Heard
from support_ai.conversations.masking import Secret
from support_ai.conversations.models import Message, Unanswered
from support_ai.core.crypto import SealingKey


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn whose lease is held: what it answers, the key of the texts, the shop's days, and what the shop has set.

    `offer` is what the person sees last and may say yes to, `waiting` what a brain is told of it.
    """

    holder: UUID
    unanswered: Unanswered
    key: SealingKey
    zone: ZoneInfo
    offer: Offer | None = None
    waiting: Waiting | None = None
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
    def history(self) -> tuple[Said, ...]:
        """Return what was said before."""
        return tuple(Said(message.speaker, _text(message)) for message in self.unanswered.before)

    @property
    def secrets(self) -> frozenset[Secret]:
        """Return what was put out of sight in what waits."""
        marked = [json.loads(message.content).get("masked", ()) for message in self.unanswered.waiting]
        return frozenset(Secret(one) for found in marked for one in found)


def _text(message: Message) -> str:
    return str(json.loads(message.content)["text"])

"""Conversations as the rest of the house sees them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class HandledBy(StrEnum):
    """Who answers: the assistant, nobody yet (it waits for a colleague), or a colleague."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    COLLEAGUE = "colleague"


class Speaker(StrEnum):
    """Who said a message."""

    PERSON = "person"
    ASSISTANT = "assistant"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class Received:
    """A message that is stored and cannot be lost any more; `is_repeat` where it was stored before.

    `was_masked` says that a card number or a password in it was put out of sight first.
    """

    conversation_id: UUID
    sequence: int
    handled_by: HandledBy
    is_repeat: bool
    was_masked: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `content` is JSON: text, cards and sources."""

    conversation_id: UUID
    sequence: int
    message_id: UUID
    speaker: Speaker
    content: str
    created_at: datetime
    client_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What a turn begins with: the texts that wait up to a number, what was said before, and the brain's memory."""

    up_to: int
    waiting: tuple[Message, ...]
    before: tuple[Message, ...]
    memory: str | None


@dataclass(frozen=True, slots=True)
class Posted:
    """An answer that is stored under a number: it answers every message up to `up_to`; `newest` is the last number before it."""

    message_id: UUID
    sequence: int
    up_to: int
    newest: int


@dataclass(frozen=True, slots=True)
class Abandoned:
    """A conversation in which somebody waits for an answer that no process works on."""

    conversation_id: UUID
    account_id: UUID | None
    visitor_id: UUID | None


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """One line of a list of conversations."""

    conversation_id: UUID
    handled_by: HandledBy
    last_sequence: int
    updated_at: datetime

"""Conversations as the rest of the house sees them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class HandledBy(StrEnum):
    """Who answers: the assistant, also while it waits for a colleague, a colleague alone, or nobody until they write again."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    COLLEAGUE = "colleague"
    CLOSED = "closed"


class Speaker(StrEnum):
    """Who said a message; a notice is what the program itself says."""

    PERSON = "person"
    ASSISTANT = "assistant"
    COLLEAGUE = "colleague"
    NOTICE = "notice"


class HandOverReason(StrEnum):
    """Why a conversation was given to colleagues; `passed_on` by a colleague, everything else by the assistant."""

    ASKED = "asked"
    REPEATED_FAILURE = "repeated_failure"
    RULE = "rule"
    BLOCKED_ANSWER = "blocked_answer"
    APPROVAL_NEEDED = "approval_needed"
    OTHER_LANGUAGE = "other_language"
    PASSED_ON = "passed_on"


class Notice(StrEnum):
    """What the program says in a conversation."""

    JOINED = "joined"
    PASSED_ON = "passed_on"
    RETURNED = "returned"
    CLOSED = "closed"
    OUTCOME = "outcome"


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
class News:
    """What is new in a conversation that somebody follows, who answers it now, and which colleague, for colleagues."""

    messages: list[Message]
    handled_by: HandledBy
    assigned_to: UUID | None
    is_own: bool


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


@dataclass(frozen=True, slots=True)
class Summary:
    """What goes with a hand-over, made by code from what was said: nothing in it is anybody's guess.

    `who` is a name and number, `orders` the numbers that were shown, `tried` what the assistant did, oldest first.
    """

    who: str
    minutes: int
    messages: int
    asked_last: str
    orders: tuple[str, ...]
    tried: tuple[str, ...]
    reason: HandOverReason


@dataclass(frozen=True, slots=True)
class HandOver:
    """One time that a conversation was given to colleagues; `by` is the colleague who did, None the assistant."""

    hand_over_id: UUID
    reason: HandOverReason
    summary: Summary
    by: UUID | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What a colleague noted for the others."""

    note_id: UUID
    account_id: UUID | None
    name: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation without what was said in it; `queued_at` is since when it waits, or since when a colleague has it."""

    conversation_id: UUID
    handled_by: HandledBy
    assigned_to: UUID | None
    customer_id: str | None
    last_sequence: int
    queued_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of what was said last."""

    speaker: Speaker
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Queued:
    """One line of the colleagues' queue; `reason` is the newest hand-over's, `name` the customer's where there is a record."""

    conversation: Conversation
    name: str | None
    reason: HandOverReason | None
    preview: Preview | None


class QueueEventKind(StrEnum):
    """What happened to a conversation that colleagues look after."""

    WAITS = "waits"
    TAKEN = "taken"
    RELEASED = "released"
    CLOSED = "closed"
    REOPENED = "reopened"
    ARCHIVED = "archived"
    SAID = "said"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class QueueEvent:
    """One change of the queue; `position` names its place in the order of all of them."""

    position: str
    conversation_id: UUID
    kind: QueueEventKind
    at: datetime

"""Who may speak next, and who decides that: a small machine of four states, decided under the conversation's row lock.

The assistant speaks in `assistant` and in `waiting`. A colleague who takes a conversation silences it. What is closed is
opened again by the next message of its person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, assert_never
from uuid import UUID

from support_ai.conversations.models import HandledBy
from support_ai.core.errors import ConflictError


class NotYoursError(ConflictError):
    """Another colleague answers this conversation: take it first."""

    code = "not_yours"


class OwnConversationError(ConflictError):
    """This is your own conversation with the assistant: colleagues answer those of customers and visitors."""

    code = "own_conversation"


class ConversationClosedError(ConflictError):
    """This conversation is closed: the person opens it again by writing."""

    code = "conversation_closed"


REFUSALS: dict[str, type[ConflictError]] = {
    error.code: error for error in (NotYoursError, OwnConversationError, ConversationClosedError)
}


class Act(StrEnum):
    """What a colleague does with a conversation."""

    TAKE = "take"
    REPLY = "reply"
    TRANSFER = "transfer"
    RELEASE = "release"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands: who answers, which colleague, and whether it is the deciding colleague's own."""

    handled_by: HandledBy
    assignee: UUID | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Who answers next, or the code of the rule that refuses; nothing changes where both are as before."""

    handled_by: HandledBy
    assignee: UUID | None = None
    refused_by: str | None = None


# For so long somebody may say something else of how satisfied they were.
RATING_CHANGES = timedelta(days=7)


def may_rate_anew(given_at: datetime, now: datetime) -> bool:
    """Tell whether a rating may still be replaced by its person."""
    return now < given_at + RATING_CHANGES


class Uploaded(NamedTuple):
    """How much somebody uploaded."""

    files: int
    bytes: int


# In a day; colleagues send files to all their customers.
UPLOADS, UPLOADS_OF_COLLEAGUES = Uploaded(40, 50 * 1024**2), Uploaded(400, 500 * 1024**2)


def may_upload_more(before: Uploaded, more_bytes: int, *, is_colleague: bool) -> bool:
    """Tell whether one more file fits into somebody's day."""
    most = UPLOADS_OF_COLLEAGUES if is_colleague else UPLOADS
    return before.files < most.files and before.bytes + more_bytes <= most.bytes


def assistant_may_speak(handled_by: HandledBy) -> bool:
    """Tell whether the assistant may answer: never once a colleague owns the conversation, or closed it."""
    return handled_by in (HandledBy.ASSISTANT, HandledBy.WAITING)


def after_message(handled_by: HandledBy) -> HandledBy:
    """Return the state after its person wrote: what was closed is the assistant's again."""
    return HandledBy.ASSISTANT if handled_by is HandledBy.CLOSED else handled_by


def after_hand_over(handled_by: HandledBy) -> HandledBy:
    """Return the state after the assistant gave it to colleagues; closed in this moment, its person is still waiting."""
    return HandledBy.COLLEAGUE if handled_by is HandledBy.COLLEAGUE else HandledBy.WAITING


def decide(
    act: Act, standing: Standing, colleague: UUID, *, is_manager: bool = False, to: UUID | None = None
) -> Decision:
    """Decide on a colleague's act; `to` is whom a transfer names, None the queue.

    Any colleague takes what nobody has. Only who has a conversation answers, releases or closes it; a manager may
    transfer it too, so that nothing stays with somebody who does not come back.
    """
    rule = _refusal(act, standing, colleague, is_manager=is_manager)
    if rule is not None:
        return Decision(standing.handled_by, standing.assignee, rule)
    match act:
        case Act.TAKE:
            return Decision(HandledBy.COLLEAGUE, colleague)
        case Act.REPLY:
            return Decision(standing.handled_by, standing.assignee)
        case Act.TRANSFER:
            return Decision(HandledBy.WAITING if to is None else HandledBy.COLLEAGUE, to)
        case Act.RELEASE:
            return Decision(HandledBy.ASSISTANT)
        case Act.CLOSE:
            return Decision(HandledBy.CLOSED)
        case _:
            assert_never(act)


def _refusal(act: Act, standing: Standing, colleague: UUID, *, is_manager: bool) -> str | None:
    """Return the code of what speaks against an act."""
    if act is Act.REPLY:
        # Whoever has no conversation of their own answers in none, whatever it is.
        is_theirs = standing.handled_by is HandledBy.COLLEAGUE and standing.assignee == colleague
        return None if is_theirs else NotYoursError.code
    if standing.is_own:
        return OwnConversationError.code
    is_free = {
        HandledBy.ASSISTANT: act is not Act.TRANSFER,
        HandledBy.WAITING: True,
        HandledBy.COLLEAGUE: standing.assignee == colleague or (act is Act.TRANSFER and is_manager),
        HandledBy.CLOSED: act is Act.CLOSE,
    }[standing.handled_by]
    if is_free:
        return None
    return ConversationClosedError.code if standing.handled_by is HandledBy.CLOSED else NotYoursError.code

"""Who may speak in a conversation: pure decisions, made while its row is locked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from support_ai.conversations.models import Conversation, HandledBy

LEASE = timedelta(seconds=75)
MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a step is allowed; the rule's id where it is not."""

    allowed: bool
    rule: str = ""


_YES = Decision(allowed=True)


def may_lease(conversation: Conversation, now: datetime) -> Decision:
    """Let one process at a time answer, and only where somebody waits for the assistant."""
    if conversation.handled_by is not HandledBy.ASSISTANT:
        return Decision(allowed=False, rule="conversation.colleague_answers")
    if conversation.answered_sequence >= conversation.asked_sequence:
        return Decision(allowed=False, rule="conversation.nothing_to_answer")
    if conversation.lease_until is not None and conversation.lease_until > now:
        return Decision(allowed=False, rule="conversation.being_answered")
    return _YES


def may_post(conversation: Conversation, lease: UUID) -> Decision:
    """Let the assistant speak only while it holds the lease; a colleague who takes over ends the lease."""
    if conversation.lease_owner != lease:
        return Decision(allowed=False, rule="conversation.lease_lost")
    if conversation.assigned_to is not None:
        return Decision(allowed=False, rule="conversation.colleague_answers")
    return _YES


def may_take(conversation: Conversation, colleague: UUID) -> Decision:
    """Let a colleague take what no other colleague owns; nobody takes a colleague's own questions."""
    if conversation.of_staff:
        return Decision(allowed=False, rule="conversation.of_staff")
    if conversation.assigned_to not in (None, colleague):
        return Decision(allowed=False, rule="conversation.taken")
    return _YES


def may_speak_for_shop(conversation: Conversation, colleague: UUID) -> Decision:
    """Let only the colleague who owns the conversation reply in it or give it back."""
    if conversation.handled_by is not HandledBy.COLLEAGUE or conversation.assigned_to != colleague:
        return Decision(allowed=False, rule="conversation.not_yours")
    return _YES

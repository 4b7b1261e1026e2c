"""Who may speak next: a small machine of three states."""

from support_ai.conversations.models import HandledBy
from support_ai.core.errors import ConflictError


class NotYoursError(ConflictError):
    """Another colleague answers this conversation: take it first."""

    code = "not_yours"


class OwnConversationError(ConflictError):
    """This is your own conversation with the assistant: colleagues answer those of customers and visitors."""

    code = "own_conversation"


def assistant_may_speak(handled_by: HandledBy) -> bool:
    """Tell whether the assistant may answer: never once a colleague owns the conversation."""
    return handled_by is not HandledBy.COLLEAGUE


def after_hand_over(handled_by: HandledBy) -> HandledBy:
    """Return the state after somebody asked for a person."""
    return HandledBy.WAITING if handled_by is HandledBy.ASSISTANT else handled_by

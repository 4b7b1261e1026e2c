"""The local brain: understands by examples, answers by tasks; no key, no network, 5 milliseconds."""

import asyncio
import re
from collections.abc import AsyncIterator

from support_ai.access.actor import Staff
from support_ai.agent.brain import Awaiting, Event, Turn
from support_ai.agent.local.dialogue import Dialogue
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.understanding import Intent, Understanding, Understood

_SURE = 0.30
_LONE = 3
_VAGUE = frozenset({Intent.OUT_OF_SCOPE, Intent.IDENTIFY, Intent.PREVIOUS_ORDER})
_OFFERED = {
    Awaiting.ORDER_HISTORY_OFFER: Intent.LIST_ORDERS,
    Awaiting.PERSON_OFFER: Intent.TALK_TO_PERSON,
}
_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|sure|ok|okay|y|please(?: do)?|go ahead|of course)\b", re.IGNORECASE
)
_NO = re.compile(r"^\W*(?:no|nope|nah|n)\b(?! idea)", re.IGNORECASE)


class LocalBrain:
    """Answers from examples, rules and templates."""

    def __init__(self, understanding: Understanding) -> None:
        """Take the trained understanding."""
        self._understanding = understanding

    async def respond(self, turn: Turn) -> AsyncIterator[Event]:
        """Yield the answer to a turn."""
        understood = await asyncio.to_thread(self._understanding.understand, turn.text)
        dialogue = Dialogue(turn, understood)
        intent = settled(turn, understood)
        events = dialogue.unknown() if intent is None else dialogue.answer(intent)
        async for event in events:
            yield event


def settled(turn: Turn, understood: Understood) -> Intent | None:
    """Return the intent that counts, given what was said before; None where it is unknown."""
    answered = _answer_to_offer(turn, understood)
    if answered is not None:
        return answered
    named = _named_only(turn, understood)
    if named is not None:
        return named
    intent = understood.intent
    if intent is Intent.OUT_OF_SCOPE or (
        understood.confidence < _SURE and intent is not Intent.POLICY_QUESTION
    ):
        return None
    if intent is Intent.YES:
        return Intent.NO
    return intent


def _named_only(turn: Turn, understood: Understood) -> Intent | None:
    """Return what a bare order number asks for, and what a colleague's list with a day does."""
    is_bare = len(turn.text.split()) <= _LONE
    if is_bare and understood.values(EntityType.ORDER_NUMBER) and understood.intent in _VAGUE:
        return Intent.SHOW_ORDER
    has_days = bool(understood.values(EntityType.DAYS))
    if has_days and isinstance(turn.person, Staff) and understood.intent is Intent.LIST_ORDERS:
        return Intent.ORDERS_TODAY
    return None


def _answer_to_offer(turn: Turn, understood: Understood) -> Intent | None:
    """Return what a yes, a no or a bare number means after the assistant's own question."""
    awaiting = turn.memory.awaiting
    if awaiting in _OFFERED:
        if understood.intent is Intent.YES or _YES.match(turn.text):
            return _OFFERED[awaiting]
        return Intent.NO if understood.intent is Intent.NO or _NO.match(turn.text) else None
    has_number = bool(understood.values(EntityType.ORDER_NUMBER))
    if awaiting is Awaiting.ORDER_NUMBER and has_number:
        return Intent.SHOW_ORDER
    names = has_number or understood.values(EntityType.EMAIL) or understood.values(EntityType.PHONE)
    return Intent.IDENTIFY if awaiting is Awaiting.IDENTIFICATION and names else None

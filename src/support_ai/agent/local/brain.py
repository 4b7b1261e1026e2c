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
    numbers = understood.values(EntityType.ORDER_NUMBER)
    words = len(turn.text.split())
    if (
        numbers
        and words <= _LONE
        and understood.intent in (Intent.OUT_OF_SCOPE, Intent.IDENTIFY, Intent.PREVIOUS_ORDER)
    ):
        return Intent.SHOW_ORDER
    if (
        isinstance(turn.person, Staff)
        and understood.values(EntityType.DAYS)
        and understood.intent is Intent.LIST_ORDERS
    ):
        return Intent.ORDERS_TODAY
    if understood.intent is Intent.OUT_OF_SCOPE:
        return None
    if understood.confidence < _SURE:
        return Intent.POLICY_QUESTION if understood.intent is Intent.POLICY_QUESTION else None
    if understood.intent in (Intent.YES, Intent.NO) and turn.memory.awaiting is Awaiting.NOTHING:
        return Intent.NO
    return understood.intent


def _answer_to_offer(turn: Turn, understood: Understood) -> Intent | None:
    """Return what a yes or a no to the assistant's own question means."""
    says_yes = understood.intent is Intent.YES or bool(_YES.match(turn.text))
    says_no = understood.intent is Intent.NO or bool(_NO.match(turn.text))
    match turn.memory.awaiting:
        case Awaiting.ORDER_HISTORY_OFFER if says_yes:
            return Intent.LIST_ORDERS
        case Awaiting.PERSON_OFFER if says_yes:
            return Intent.TALK_TO_PERSON
        case Awaiting.ORDER_HISTORY_OFFER | Awaiting.PERSON_OFFER if says_no:
            return Intent.NO
        case Awaiting.IDENTIFICATION if understood.values(EntityType.EMAIL) or understood.values(
            EntityType.PHONE
        ):
            return Intent.IDENTIFY
        case Awaiting.IDENTIFICATION if understood.values(EntityType.ORDER_NUMBER):
            return Intent.IDENTIFY
        case Awaiting.ORDER_NUMBER if understood.values(EntityType.ORDER_NUMBER):
            return Intent.SHOW_ORDER
        case _:
            return None

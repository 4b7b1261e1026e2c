"""The local brain: understands by examples, answers by tasks; no key, no network, 5 milliseconds."""

import re
from collections.abc import AsyncIterator

from support_ai.access.actor import Staff
from support_ai.agent.brain import Event, Remembered, Turn
from support_ai.agent.local import dialogue, staff_routing
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.facts import Facts
from support_ai.agent.local.memory import Awaiting, recall
from support_ai.agent.local.understanding import Intent, Understanding, Understood

_SURE = 0.30
_LONE = 3
_VAGUE = frozenset({Intent.OUT_OF_SCOPE, Intent.IDENTIFY, Intent.PREVIOUS_ORDER})
_ABOUT_PEOPLE = frozenset({Intent.FIND_CUSTOMER, Intent.IDENTIFY, Intent.PROFILE, Intent.LIST_ORDERS})
_OFFERED = {
    Awaiting.ORDER_HISTORY_OFFER: Intent.LIST_ORDERS,
    Awaiting.PERSON_OFFER: Intent.TALK_TO_PERSON,
}
# A yes or a no is one only where the message says nothing else: "Please show me my orders" is a request.
_COURTESY = r"(?:please|thanks?|thank you|that(?:'s| is| would be)? (?:great|good|fine|nice|ok|all)|then|i'm good|a person)"
_YES = re.compile(
    r"\W*(?:(?:yes|yeah|yep|yup|yea|sure|ok|okay|k|y|alright|all right|absolutely|definitely|please do|go ahead|of course"
    rf"|do it|do that|let's do (?:it|that)|sounds good|why not|i would|i'd like that|{_COURTESY})\W*)+",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"\W*(?:no|nope|nah|n|not now|never ?mind|no need|don't bother)\W*(?:(?:no|{_COURTESY})\W*)*",
    re.IGNORECASE,
)


class LocalBrain:
    """Answers from examples, rules and templates."""

    def __init__(self, understanding: Understanding) -> None:
        """Take the trained understanding."""
        self._understanding = understanding

    async def respond(self, turn: Turn) -> AsyncIterator[Event]:
        """Yield the answer to a turn."""
        is_staff = isinstance(turn.person, Staff)
        understood = await self._understanding.understand_async(turn.text, is_staff=is_staff)
        desk = Desk(turn, understood, Facts(turn.person, turn.tools), recall(turn.memory))
        intent = staff_routing.meant(desk) or settled(turn, understood)
        if intent is None:
            desk.missed()
        else:
            await dialogue.take(desk, intent)
        for event in desk.events:
            yield event
        yield Remembered(desk.memory.dump())


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
    if isinstance(turn.person, Staff) and understood.values(EntityType.ORDER_NUMBER):
        # A colleague who names an order and nothing to do with it wants to see it.
        return Intent.SHOW_ORDER if understood.intent in _ABOUT_PEOPLE else None
    has_days = bool(understood.values(EntityType.DAYS))
    asks_for_list = understood.intent in (Intent.LIST_ORDERS, Intent.FIND_CUSTOMER)
    if has_days and isinstance(turn.person, Staff) and asks_for_list:
        return Intent.ORDERS_TODAY
    return None


def _answer_to_offer(turn: Turn, understood: Understood) -> Intent | None:
    """Return what a yes, a no or a bare number means after the assistant's own question."""
    awaiting = recall(turn.memory).awaiting
    if awaiting in _OFFERED:
        if _NO.fullmatch(turn.text) or understood.intent is Intent.NO:
            return Intent.NO
        is_yes = _YES.fullmatch(turn.text) or understood.intent is Intent.YES
        return _OFFERED[awaiting] if is_yes else None
    has_number = bool(understood.values(EntityType.ORDER_NUMBER))
    return Intent.SHOW_ORDER if awaiting is Awaiting.ORDER_NUMBER and has_number else None

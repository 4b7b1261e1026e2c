"""What a piece asks for once it is seen what was said before: corrections of the head's reading. Pure."""

import re
from dataclasses import replace

from support_ai.access.actor import Person, Staff
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Awaiting, Memory
from support_ai.agent.local.understanding import Understood

_SURE = 0.30
_LONE = 3
_VAGUE = frozenset({Intent.OUT_OF_SCOPE, Intent.IDENTIFY, Intent.PREVIOUS_ORDER, Intent.INFORM})
_ABOUT_PEOPLE = frozenset({Intent.FIND_CUSTOMER, Intent.IDENTIFY, Intent.PROFILE, Intent.LIST_ORDERS})
# However it is told, who wants to send, give or take things back, returns them.
_BACK = re.compile(
    r"\b(?:(?:send|sending|give|giving|bring|bringing|ship|take|taking|post|hand|go|goes|going|get)\b[^.?!\n]{0,60}\bback\b(?! (?:to|on|onto) (?:me|us|my (?:gift|card|visa|paypal|account)))|(?:both|one|them|it|all|those|these) back\b|back please)",
    re.IGNORECASE,
)
_TOLD_AS = frozenset({Intent.ITEM_PROBLEM, Intent.INFORM, Intent.OUT_OF_SCOPE, Intent.REFUND_ORDER, Intent.PRODUCT_QUESTION, Intent.COMPLAINT})  # fmt: skip
_OFFERED = {
    Awaiting.ORDER_HISTORY_OFFER: Intent.LIST_ORDERS,
    Awaiting.PERSON_OFFER: Intent.TALK_TO_PERSON,
    Awaiting.TICKET_OFFER: Intent.OPEN_TICKET,
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


def reread(text: str, person: Person, understood: Understood, memory: Memory) -> Intent | None:
    """Return the intent that counts, given what was said before; None where it is unknown."""
    answered = _answer_to_offer(text, understood, memory.awaiting)
    if answered is not None:
        return answered
    named = _named_only(text, person, understood)
    if named is not None:
        return named
    intent = understood.intent
    if intent is Intent.OUT_OF_SCOPE or (
        understood.confidence < _SURE and intent is not Intent.POLICY_QUESTION
    ):
        return None
    return intent


def retold(understood: Understood, text: str, *, is_staff: bool) -> Understood:
    """Return a wish with the intent that its words have, where the head took the story for it."""
    is_back = understood.intent in _TOLD_AS and _BACK.search(text) is not None
    is_refund = understood.intent is Intent.REFUND_ORDER and not is_staff
    if is_refund or (is_back and "?" not in text and not is_staff):
        return replace(understood, intent=Intent.RETURN_ITEMS, confidence=max(understood.confidence, 0.7))
    return understood


def is_yes(text: str) -> bool:
    """Tell whether a message says yes and nothing else."""
    return _YES.fullmatch(text) is not None


def _named_only(text: str, person: Person, understood: Understood) -> Intent | None:
    """Return what a bare order number asks for, and what a colleague's list with a day does."""
    is_bare = len(text.split()) <= _LONE
    if is_bare and understood.values(EntityType.ORDER_NUMBER) and understood.intent in _VAGUE:
        return Intent.SHOW_ORDER
    if isinstance(person, Staff) and understood.values(EntityType.ORDER_NUMBER):
        # A colleague who names an order and nothing to do with it wants to see it.
        return Intent.SHOW_ORDER if understood.intent in _ABOUT_PEOPLE else None
    has_days = bool(understood.values(EntityType.DAYS))
    asks_for_list = understood.intent in (Intent.LIST_ORDERS, Intent.FIND_CUSTOMER)
    if has_days and isinstance(person, Staff) and asks_for_list:
        return Intent.ORDERS_TODAY
    return None


def _answer_to_offer(text: str, understood: Understood, awaiting: Awaiting) -> Intent | None:
    """Return what a yes, a no or a bare number means after the assistant's own question."""
    if awaiting in _OFFERED:
        if _NO.fullmatch(text) or understood.intent is Intent.NO:
            return Intent.NO
        says_yes = _YES.fullmatch(text) or understood.intent is Intent.YES
        return _OFFERED[awaiting] if says_yes else None
    has_number = bool(understood.values(EntityType.ORDER_NUMBER))
    return Intent.SHOW_ORDER if awaiting is Awaiting.ORDER_NUMBER and has_number else None

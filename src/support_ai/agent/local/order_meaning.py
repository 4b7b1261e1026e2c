"""What is asked about an order in words that no pattern knows: found by what the words are like. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import ON_ORDERS, Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.understood import Understood
from support_ai.agent.local.usual import Usual

# How alike a question must be, and by how much more than what is asked about no order.
_ALIKE, _AHEAD = 0.55, 0.10
# Nearly so in as many words: this counts more than a word such as `where`, and than what the head is sure of.
_TWIN, _FAR_AHEAD = 0.72, 0.18
_SURE, _CERTAIN, _DOUBTFUL = 0.85, 0.97, 0.60
_MANY = 16
# A word for these may stand in a question on something narrower: `how much per pair`.
_WIDE = frozenset({Aspect.STATUS, Aspect.COST})
# With these nothing is asked about an order, however alike it sounds, if the head is not in doubt.
_NEVER = frozenset({
    Intent.GET_BACK_TOTAL, Intent.REFUND_STATUS, Intent.TALK_TO_PERSON, Intent.DELETE_MY_DATA, Intent.OPEN_TICKET,
    Intent.TICKET_STATUS, Intent.GREET, Intent.THANKS, Intent.GOODBYE, Intent.YES, Intent.NO, Intent.IDENTIFY,
})  # fmt: skip
# The head knows these in few words, or takes for them what it does not know.
_OPEN = frozenset({Intent.OUT_OF_SCOPE, Intent.REPEAT, Intent.INFORM, Intent.PREVIOUS_ORDER})
_AFTER_CHANGES = frozenset(one.value for one in CHANGES)
_IN_HAND = (
    ON_ORDERS | _AFTER_CHANGES | {Intent.YES.value, Intent.THANKS.value, Intent.LANGUAGE_QUESTION.value}
)
_IS_IT = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|sorry|hm+|great|thanks|oh)\W+)*(?:is|was|were|did|does|has|have|which|who|whose|where|when|what)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|\b(?:what|which|who|whose|whom|where|when|how|is|was|were|are|did|does|do|has|have|had|any|will|should|can|total|price|amount)\b",
    re.IGNORECASE,
)
# What was is of an order; what is may be of the shop.
_WAS = re.compile(r"\b(?:was|were|did|had)\b", re.IGNORECASE)


def asked_about(text: str, wish: Understood) -> frozenset[Aspect]:
    """Return what a text asks about an order: by its words, or by what it is like where they say little."""
    found = aspects(text)
    nearest = wish.on_order
    if nearest is None or not _is_alike(nearest):
        return found
    if not found or (found <= _WIDE and _is_twin(nearest)):
        return frozenset({Aspect(nearest.question)})
    return found


def asks_by_meaning(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what is wanted where the order that was spoken of just before is asked about; None where it is not."""
    nearest = wish.on_order
    if nearest is None or not _is_alike(nearest) or not _is_in_hand(memory, nearest):
        return None
    is_counted = any(one.isdigit() for one in wish.values(EntityType.QUANTITY))
    is_named = is_counted or bool(wish.values(EntityType.ORDER_NUMBER))
    if is_named or len(text.split()) > _MANY or not _ASKS.search(text) or not _may_be(text, wish, nearest):
        return None
    return Intent.PREVIOUS_ORDER if wish.values(EntityType.PLACE) and memory.listed else Intent.SHOW_ORDER


def _is_in_hand(memory: Memory, nearest: Usual) -> bool:
    """Tell whether an order was spoken of just before; much else is asked about a change that waits, or was done."""
    if memory.last_order is None or memory.form is not None or memory.last_intent not in _IN_HAND:
        return False
    return memory.last_intent not in _AFTER_CHANGES or _is_twin(nearest)


def _is_alike(nearest: Usual) -> bool:
    return nearest.likeness >= _ALIKE and nearest.ahead >= _AHEAD


def _is_twin(nearest: Usual) -> bool:
    return nearest.likeness >= _TWIN and nearest.ahead >= _FAR_AHEAD


def _may_be(text: str, wish: Understood, nearest: Usual) -> bool:
    """Tell whether the head leaves room for it: it is in doubt, or takes a question for a wish, or for one on the rules."""
    if wish.intent in _NEVER:
        return wish.confidence < (_SURE if _is_twin(nearest) else _DOUBTFUL)
    if wish.intent in _OPEN or wish.confidence < _SURE:
        return True
    is_far = nearest.ahead >= _FAR_AHEAD and _IS_IT.match(text) is not None
    if wish.intent in CHANGES:
        return is_far and wish.confidence < _CERTAIN
    if wish.intent is Intent.POLICY_QUESTION:
        return is_far and _is_twin(nearest) and _WAS.search(text) is not None
    return _is_twin(nearest) and wish.confidence < _CERTAIN

"""The change that is meant by a story about it: what was ordered wrongly goes, what was ordered goes elsewhere. Pure."""

import re

from support_ai.agent.local import problem_answers, slot_address
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.following import CALLS_OFF, WAYS
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.understood import Understood

_NOT_WANTED = re.compile(
    r"\b(?:undo|stop|drop|take (?:it |that )?back|money back|refund\w*)\b|\b(?:don'?t|do not|no longer) (?:need|want) (?:it|that|this|them|the|any)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:whole|entire|complete|all of it|everything|the lot)\b|\bthe first\b", re.IGNORECASE
)
# Who gives an address and says nothing else that is clear wants something to go there.
_NO_ADDRESS_MEANT = frozenset(
    {Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.IDENTIFY, Intent.SHOW_ORDER, Intent.REPEAT}
)
_FEW, _UNSURE = 10, 0.5


def told_change(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return the change that is meant by a story about it: what was ordered wrongly goes, what was ordered goes elsewhere."""
    is_asked = memory.wanted == WAYS and memory.last_intent == Intent.ITEM_PROBLEM.value
    if is_asked and len(text.split()) <= _FEW and _calls_off(text, wish):
        return Intent.CANCEL_ORDER
    if wish.intent is Intent.ITEM_PROBLEM and memory.form is None and problem_answers.calls_off(text, wish):
        return Intent.CANCEL_ORDER
    if not wish.values(EntityType.ADDRESS):
        return None
    is_open = wish.intent in _NO_ADDRESS_MEANT or wish.confidence < _UNSURE
    if wish.intent is Intent.CHANGE_CUSTOMER_ADDRESS or (is_open and memory.form is None and "?" not in text):
        return Intent.CHANGE_ADDRESS if slot_address.is_of_goods(text) or is_open else None
    return None


def _calls_off(text: str, wish: Understood) -> bool:
    """Tell whether of what can be done with an order that is pending somebody takes the first: all of it, away."""
    is_other = wish.intent in (Intent.CHANGE_ITEMS, Intent.EXCHANGE_ITEMS, Intent.CHANGE_ADDRESS)
    return (
        not is_other and "?" not in text and any(one.search(text) for one in (CALLS_OFF, _NOT_WANTED, _WHOLE))
    )

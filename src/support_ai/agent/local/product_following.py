"""What is asked of the products in few words: `smallest?`, `navy?`, `and in medium`, `the rubber one`, `by how much`. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import ON_PRODUCTS, Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.understood import Understood

_FEW, _SURE, _UNSURE = 7, 0.85, 0.55
_NEVER = frozenset(
    {Intent.TALK_TO_PERSON, Intent.YES, Intent.NO, Intent.THANKS, Intent.GOODBYE, Intent.GREET, Intent.CHANGE_OF_MIND, Intent.OPEN_TICKET}
)  # fmt: skip
_WORDS = re.compile(
    r"\b(?:prices?|pric(?:e|ing) (?:of|for)|how much|costs?|colou?rs?|sizes?|stock|available|availability|options?|variants?|ones?|by how much|what else|which ones?|expensive|dear)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:orders?|parcel|package|shipping|postage|deliver\w*|return\w*|refund\w*|warrant\w*|guarantee\w*|pay|card|my|mine|open|close)\b",
    re.IGNORECASE,
)
_KINDS = (EntityType.OPTION, EntityType.COMPARISON, EntityType.QUANTITY)


def asks_of_product(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether some words ask for a price, a size or another variant: of the product spoken of, or of one that they name."""
    if memory.form is not None or wish.intent in _NEVER or wish.values(EntityType.ORDER_NUMBER):
        return False
    if len(text.split()) > _FEW or _OF_OTHERS.search(text):
        return False
    if memory.last_intent in ON_PRODUCTS and memory.last_product is not None:
        is_sure = wish.intent in CHANGES and wish.confidence >= _SURE
        return not is_sure and (_WORDS.search(text) is not None or any(wish.values(one) for one in _KINDS))
    is_choice = bool(wish.values(EntityType.ITEM)) and bool(wish.values(EntityType.COMPARISON))
    return is_choice and memory.last_order is None and wish.confidence < _UNSURE

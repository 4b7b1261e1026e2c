"""What is asked of the order that was spoken of, in words that only point at it, or in hardly any. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.understood import Understood

_FEWEST, _LONE, _FEW = 6, 3, 16
_SURE = 0.85
_ON_ORDERS = frozenset(
    one.value
    for one in (
        Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER, Intent.PREVIOUS_ORDER, Intent.LIST_ORDERS,
        Intent.ITEM_PROBLEM, Intent.CHANGE_ADDRESS, Intent.CHANGE_PAYMENT, Intent.CHANGE_ITEMS,
        Intent.THANKS, Intent.YES, Intent.OUT_OF_SCOPE, Intent.INFORM,
    )
)  # fmt: skip
# The order itself is called so, or what is in it.
_THE_ORDER = re.compile(
    r"\b(?:that|this|the|said|same) (?:\w+ )?(?:order|parcel|package|box|delivery|shipment|purchase)\b|\bin (?:it|there)\b|\bits\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:it|that|this|them|they|those|these|em|all in all|altogether|in all|all together)\b|^\W*(?:and|plus|but)\b",
    re.IGNORECASE,
)
# What is free is free by a rule.
IN_GENERAL = re.compile(
    r"\b(?:is|are|be|gets?|becomes?|goes) (?:it |this |that |they |shipping |delivery |postage )?(?:for )?free\b|\bfree (?:shipping|delivery|postage)\b|\b(?:usually|normally|generally|in general|always|policy|(?:do|can|could) (?:you|u|i|we) (?:\w+ )?(?:ship|deliver|send|use|work|take|accept|have|sell|offer|pay)|you guys|your|ur)\b",
    re.IGNORECASE,
)
# Asked for on its own, these are about the shop's rules as well as about an order.
_VAGUE = frozenset({Aspect.STATUS, Aspect.SHIPPED})
# Words of another subject: what comes back is asked for elsewhere.
_OF_OTHERS = re.compile(
    r"\b(?:refund\w*|back|return\w*|exchang\w*|cancel\w*|warrant\w*|guarantee\w*|if|would|could|(?:do|will|did) i get|get for|coming (?:to me|my way)|owed?|due to me)\b",
    re.IGNORECASE,
)


def asks_on(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether one more thing is asked about the order spoken of: `carrier`, `and its total, shipping included?`."""
    if memory.last_order is None or memory.form is not None or wish.values(EntityType.ORDER_NUMBER):
        return False
    if wish.intent in CHANGES and wish.confidence >= _SURE:
        return False
    words, asked = len(text.split()), aspects(text) - _VAGUE
    if not asked or words > _FEW or IN_GENERAL.search(text) or _OF_OTHERS.search(text):
        return False
    if _THE_ORDER.search(text):
        return True
    if wish.intent is Intent.POLICY_QUESTION and wish.confidence >= _SURE:
        return False
    is_near = memory.last_intent in _ON_ORDERS
    is_bare = words <= _FEWEST and not wish.values(EntityType.ITEM)
    if asked == frozenset({Aspect.SHIPPING_FEE}):
        # `What does express shipping cost?` asks for the rule.
        is_bare = words <= _LONE
    is_whole = asked >= {Aspect.COST, Aspect.SHIPPING_FEE}
    return is_near and (is_whole or is_bare or _POINTS.search(text) is not None)

"""What is asked of the list of orders that was shown just before: `and altogether?`, `how many is that?`, `which are not packed yet?`. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.order_states import state_named
from support_ai.agent.local.understood import Understood

_FEW = 12
_SUM = re.compile(
    r"\b(?:altogether|all together|in all|all in all|in total|totals?|grand total|sum(?:med)?|add(?:ed|s|ing)?\b[^?]{0,20}\bup|(?:they|these|those|everything|all)\b[^?]{0,20}\b(?:cost|come to|make|amount to|worth)|come to all|combined|how much (?:have|did) i (?:spen[dt]|pay|paid)|overall|together)\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\b(?:on average|average|the mean|per order|each on the whole)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\bhow many (?:is|are|was|were|does|do) (?:that|they|those|these|there|it)\b|\bhow many(?: orders?)?(?: altogether| in all| in total)?\W*$",
    re.IGNORECASE,
)
# Some of the orders that were shown, and in which state they are.
_OF_THEM = re.compile(
    r"\b(?:any(?:thing)?|none|all|some|which|what|ones?|both|each|every(?:thing)?|either|them|those|these|others?|the rest|how many)\b",
    re.IGNORECASE,
)
_POINTS_AT_LIST = re.compile(
    r"\bof (?:them|those|these|the (?:orders|others|lot))\b|\bones?\b|^\W*(?:(?:and|so|ok(?:ay)?|but)\W+)*(?:(?:is|are|has|have|did|was|were|do) )?(?:any|which|what|all|none|some|both|those|these|they|the others?|how many)\b(?! (?:of )?(?:my|the) (?!others?|orders|rest))",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|but)\W+)*(?:which|what|any|is|are|has|have|did|was|were|can|how many)\b",
    re.IGNORECASE,
)
_OF_RULES = re.compile(
    r"\b(?:why|how come|policy|usually|normally|generally|in general|carriers?|couriers?|company|how (?:long|do|does)|(?:do|can|could) you|your|countr\w+|items?|things?|products?)\b",
    re.IGNORECASE,
)
_NAMES = (EntityType.ORDER_NUMBER, EntityType.PLACE, EntityType.COMPARISON, EntityType.DAYS)
_OTHER = re.compile(r"\b(?:back|refund\w*|return\w*|cancel\w*|shipping|postage|tax)\b", re.IGNORECASE)


def asked_of_list(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what is asked of the orders that were listed: their sum, their number; None where they are not meant."""
    if memory.last_intent not in (Intent.LIST_ORDERS.value, Intent.THANKS.value) or memory.form is not None:
        return None
    if len(memory.last_orders) < len(("one", "other")) or len(text.split()) > _FEW:
        return None
    if _asks_state(text, wish):
        return Intent.LIST_ORDERS
    if _OTHER.search(text) or any(wish.values(one) for one in _NAMES):
        return None
    if _SUM.search(text) or _AVERAGE.search(text):
        return Intent.GET_BACK_TOTAL
    return Intent.LIST_ORDERS if _COUNT.search(text) else None


def _asks_state(text: str, wish: Understood) -> bool:
    """Tell whether it is asked which of the orders that were listed are in some state: `is any of those not packed yet`."""
    if wish.values(EntityType.ORDER_NUMBER) or wish.values(EntityType.PLACE):
        return False
    if wish.intent in CHANGES and _ASKS.match(text) is None:
        # `Cancel those that are not packed yet` asks for nothing.
        return False
    is_of_them = _OF_THEM.search(text) is not None and _POINTS_AT_LIST.search(text) is not None
    return is_of_them and state_named(text) is not None and _OF_RULES.search(text) is None


def is_sum_of_list(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether the sum of the orders that were listed is asked for."""
    return asked_of_list(text, wish, memory) is Intent.GET_BACK_TOTAL


def asks_average(text: str) -> bool:
    """Tell whether what an order comes to on average is asked for."""
    return _AVERAGE.search(text) is not None


def is_of_list(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether it is asked how many orders were listed, or which of them are in some state."""
    return asked_of_list(text, wish, memory) is Intent.LIST_ORDERS

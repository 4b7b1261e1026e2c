"""What is asked of the order that was spoken of, in words that only point at it, or in hardly any. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import ON_ORDERS, Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.understood import Understood

_FEWEST, _LONE, _WORDS, _FEW = 6, 3, 12, 16
_SURE, _UNSURE = 0.85, 0.5
_ON_ORDERS = frozenset(
    one.value
    for one in (
        Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER, Intent.PREVIOUS_ORDER, Intent.LIST_ORDERS,
        Intent.ITEM_PROBLEM, Intent.CHANGE_ADDRESS, Intent.CHANGE_PAYMENT, Intent.CHANGE_ITEMS,
        Intent.THANKS, Intent.YES, Intent.OUT_OF_SCOPE, Intent.INFORM,
    )
)  # fmt: skip
_TRAVELS = frozenset(
    one.value
    for one in (Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER, Intent.PREVIOUS_ORDER, Intent.LIST_ORDERS, Intent.THANKS, Intent.LANGUAGE_QUESTION)
)  # fmt: skip
_RULE = Intent.POLICY_QUESTION.value
_MY_OWN = re.compile(
    r"\b(?:(?:did|have|had) i|i (?:paid|ordered|bought|took|picked|chose)|(?:did|was|were) (?:it|that|they)\b[^.?!]{0,20}\b(?:go on|cost|charged|paid|taken))\b",
    re.IGNORECASE,
)
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
    r"\b(?:is|are|be|gets?|becomes?|goes) (?:it |this |that |they |shipping |delivery |postage )?(?:for )?free\b|\bfree (?:shipping|delivery|postage)\b|\b(?:available|in stock|come in|comes in|usually|normally|generally|in general|always|policy|(?:do|can|could) (?:you|u|i|we) (?:\w+ )?(?:ship|deliver|send|use|work|take|accept|have|sell|offer|pay)|you guys|your|ur)\b",
    re.IGNORECASE,
)
# Asked for on its own, these are about the shop's rules as well as about an order.
_VAGUE = frozenset({Aspect.STATUS, Aspect.SHIPPED})
# Words of another subject: what comes back is asked for elsewhere.
_OF_OTHERS = re.compile(
    r"\b(?:refund\w*|back|return\w*|exchang\w*|cancel\w*|warrant\w*|guarantee\w*|if|would|could|(?:do|will|did) i get|get for|coming (?:to me|my way)|owed?|due to me)\b",
    re.IGNORECASE,
)


def asks_of_own(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether what was done with the order spoken of is asked, though a rule came between."""
    if memory.last_order is None or memory.form is not None or memory.last_intent != _RULE:
        return False
    if wish.intent in CHANGES or wish.values(EntityType.ORDER_NUMBER) or len(text.split()) > _WORDS:
        return False
    if IN_GENERAL.search(text) or _OF_OTHERS.search(text):
        return False
    return _MY_OWN.search(text) is not None and bool(aspects(text) - _VAGUE)


def asks_on(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether one more thing is asked about the order spoken of: `carrier`, `and its total, shipping included?`."""
    if memory.last_order is None or memory.form is not None or wish.values(EntityType.ORDER_NUMBER):
        return False
    if wish.intent in CHANGES and wish.confidence >= _SURE:
        return False
    words, asked = len(text.split()), aspects(text) - _VAGUE
    if not asked or words > _FEW or IN_GENERAL.search(text) or _OF_OTHERS.search(text):
        return False
    # `UPS?`, asked of a parcel.
    is_carrier = words <= _LONE and asked == frozenset({Aspect.CARRIER}) and memory.last_intent in _TRAVELS
    if is_carrier or _THE_ORDER.search(text):
        return True
    if wish.intent is Intent.POLICY_QUESTION and wish.confidence >= _SURE:
        return False
    is_near = memory.last_intent in _ON_ORDERS
    is_which = Aspect.CONTENTS in asked and len(wish.values(EntityType.OPTION)) > 1
    names = bool(wish.values(EntityType.ITEM)) and Aspect.PIECE_PRICE not in asked and not is_which
    is_bare = words <= (_FEW if is_which else _FEWEST) and not names
    if asked == frozenset({Aspect.SHIPPING_FEE}):
        # `What does express shipping cost?` asks for the rule.
        is_bare = words <= _LONE
    is_whole = asked >= {Aspect.COST, Aspect.SHIPPING_FEE}
    return is_near and (is_whole or is_bare or _POINTS.search(text) is not None)


_WHEN_HERE = re.compile(
    r"\b(?:arriv\w*|com(?:e|es|ing)|here|land\w*|turn(?:ing)? up|deliver(?:ed|s|ing)?|due|expect\w*|be there|get to me|reach me)\b",
    re.IGNORECASE,
)
_ASKED_DAY = re.compile(
    r"\b(?:wh?en|wen|(?:which|what) (?:day|date|time|hour)|how (?:long|soon)|\w+day|tomorrow|tmrw|weekend|date)\b",
    re.IGNORECASE,
)
_DAY_OR_HOUR = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|but|roughly|about|like|at|by|around|in the|on|is (?:it|that)|will (?:it|that) be)\W+)*(?:(?:which|what) (?:day|date|time|hour)|morning|afternoon|evening|before noon|(?:time )?(?:slot|window)|am or pm)\b",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"\b(?:what (?:time|hour)|which hour|time of (?:the )?day|morning|afternoon|evening|(?:before|after|around) (?:noon|lunch|midday|\d{1,2} ?(?:am|pm|o'clock))|am or pm|time (?:slot|window)|exact(?:ly)? (?:time|hour))\b",
    re.IGNORECASE,
)
# How far it is, asked by a yes or no: `was that delivered ok`, `how come its not out`.
_WHETHER = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|but|hm+|oh|wow|right|well|thanks?|cool|great)\W+)*(?:(?:is|was|has|have|did|are|were|will|would) (?:it|that|this|they|those|these)(?: one)?(?: \w+){0,3}? (?:handed (?:over|out)|with me|deliver\w*|arriv\w*|sent|shipped|come|came|left|leave|go out|gone out|out|dispatch\w*|packed|posted|lost|late|delayed|stuck|on time|in time)\b"
    r"|(?:why|how come|what(?:'?s| is) (?:keeping|holding|taking))\b[^.!]{0,40}\b(?:(?:not|n'?t|still|never|yet|so) (?:\w+ ){0,2}(?:out|here|sent|shipped|come|arrived|packed|moved|left|late|long|delayed|gone)|late|delayed|keeping it|so long|it|them)\W*$)",
    re.IGNORECASE,
)
_SO_THEN = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|but|oh|ah|not|it'?s|that'?s|means?|is it)\W+)*(?:today|tomorrow|tmrw|tomoz|(?:on |by |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|this week|next week|the weekend)(?: (?:then|right|for sure|already|or not))*\W*\?+\W*$",
    re.IGNORECASE,
)
# Delivery as such, not that of the order.
_DELIVERY = re.compile(
    r"\b(?:standard|express|next[- ]day|overnight|delivery|shipping) (?:take|takes|times?|options?|cost|days?)\b|\b(?:does|do) (?:standard |express |normal )?(?:delivery|shipping)\b|\b(?:orders|parcels|things|deliveries)\b",
    re.IGNORECASE,
)


def asks_when(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether it is asked when the order spoken of comes: `sorry - arriving which day?`, `morning or afternoon?`."""
    if memory.last_order is None or memory.form is not None or memory.last_intent not in _TRAVELS:
        return False
    if wish.values(EntityType.ORDER_NUMBER) or wish.values(EntityType.PLACE) or len(text.split()) > _WORDS:
        return False
    if IN_GENERAL.search(text) or _OF_OTHERS.search(text) or _DELIVERY.search(text):
        return False
    if wish.intent in CHANGES and wish.confidence >= _SURE:
        return False
    if _WHETHER.match(text) or _SO_THEN.match(text):
        return True
    is_day = _WHEN_HERE.search(text) is not None and _ASKED_DAY.search(text) is not None
    return is_day or _DAY_OR_HOUR.match(text) is not None


def asks_hour(text: str) -> bool:
    """Tell whether the hour is asked for at which something comes."""
    return _HOUR.search(text) is not None


_NEXT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|oh|but|right|thanks?|cool)\W+)*(?:and|what about|how about|wh?at of)\b(?: (?:the|my|those|that))+ (?!(?:first|second|third|last|other|one|order|rest)\b)[\w -]{3,30}\W*$",
    re.IGNORECASE,
)


def names_next(text: str) -> bool:
    """Tell whether only another thing is named: `and the shoes?`."""
    return _NEXT.match(text) is not None


def asks_of_next(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether a thing is named after orders were spoken of; one that no order holds is asked of as a product."""
    is_near = memory.last_order is not None and memory.form is None and memory.last_intent in ON_ORDERS
    is_open = wish.intent not in CHANGES or wish.confidence < _UNSURE
    return (
        is_near and is_open and not memory.parked and bool(wish.values(EntityType.ITEM)) and names_next(text)
    )


_SO_IS_IT = re.compile(
    r"\b(?:right|correct|yes|yeah|no|wasn'?t it|isn'?t it|innit|wasnt it|isnt it|or)\W*\?+\W*$", re.IGNORECASE
)
_VAGUE_INTENTS = frozenset({Intent.YES, Intent.INFORM, Intent.OUT_OF_SCOPE, Intent.PROFILE, Intent.REPEAT, Intent.PRODUCT_QUESTION, Intent.NO})  # fmt: skip


def asks_if_so(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether an option is only asked to be so, of the order spoken of: `navy, right?`."""
    is_near = memory.last_order is not None and memory.form is None and memory.last_intent in ON_ORDERS
    is_bare = len(text.split()) <= _FEWEST and wish.intent in _VAGUE_INTENTS
    return is_near and is_bare and bool(wish.values(EntityType.OPTION)) and _SO_IS_IT.search(text) is not None

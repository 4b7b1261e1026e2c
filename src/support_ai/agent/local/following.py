"""What a customer's few words go on with: the refund, the rule, the list of products that was spoken of just before. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import ON_ORDERS, Intent
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.topics import goes_on
from support_ai.agent.local.understood import Understood

_FEW = 10
_OF_ORDERS = re.compile(
    r"\b(?:orders?|parcels?|packages?|deliver\w*|ship\w*|post(?:age)?|p ?& ?p|freight|carriage)\b",
    re.IGNORECASE,
)
_OF_MONEY = re.compile(
    r"\b(?:it|that|this|them|they|the (?:money|refund|amount))\b|\bwhy (?:so|is it|not)\b|\bhow (?:long|much)\b|\bto (?:which|what|my)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?)\W+)*(?:when|where|how|why|where to|to where|by when|until when|how long|how much)\W*$",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(r"\bhow (?:long|fast|quick\w*|many days)\b", re.IGNORECASE)
_ON_MONEY = frozenset(
    {Intent.WHERE_IS_MY_ORDER, Intent.SHOW_ORDER, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.REPEAT, Intent.POLICY_QUESTION, Intent.PREVIOUS_ORDER, Intent.GET_BACK_TOTAL}
)  # fmt: skip
_ON_RULES = frozenset(
    {Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.REFUND_STATUS, Intent.GET_BACK_TOTAL, Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.SHOW_ORDER, Intent.REPEAT, Intent.PREVIOUS_ORDER, Intent.IDENTIFY, Intent.FIND_CUSTOMER, Intent.LIST_ORDERS, Intent.LANGUAGE_QUESTION, Intent.PLACE_ORDER, Intent.BOT_QUESTION, Intent.NO, Intent.CHANGE_PAYMENT}
)  # fmt: skip
_ON_PRODUCTS = frozenset(
    {
        Intent.PRODUCT_QUESTION.value,
        Intent.LIST_PRODUCTS.value,
        Intent.PLACE_ORDER.value,
        Intent.GET_BACK_TOTAL.value,
    }
)
_OF_TEAM = re.compile(
    r"\b(?:they|them|she|he|the team|support|somebody|someone|that)\b[^.?!]{0,30}\b(?:need\w*|want\w*|say|said|says|ask\w*|answer\w*|write|wrote|mean\w*|reply|replied)\b",
    re.IGNORECASE,
)
_TO_YOU = re.compile(r"\b(?:you|u|ya|this bot|this chat)\b", re.IGNORECASE)
# What is remembered while it is asked which order was placed by mistake.
MISTAKEN = "mistaken"
# What is remembered once it was said what can be done about it.
WAYS = "ways"
# Whoever ordered by mistake wants it called off, however they say it.
CALLS_OFF = re.compile(
    r"\b(?:cancel\w*|annul\w*|scrap|bin|ditch|axe|kill|void|call(?:ed)? (?:it |that |this |the \w+ )?off|get rid of)\b",
    re.IGNORECASE,
)
FITS_NOT = re.compile(
    r"\b(?:(?:do|does|did)(?:n'?t| not) fit|too (?:big|small|tight|loose|large|short|long|wide|narrow)(?: for me)?)\b",
    re.IGNORECASE,
)
_TOLD = frozenset({Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.COMPLAINT})
_TAKES = re.compile(r"\bi(?:'?ll| will| would|'?d) (?:take|have|buy|get)\b(?! (?:it )?back)", re.IGNORECASE)
# Customers adjust nothing: `I'll take 2` is no sum.
_OWN_CHANGES = frozenset(CHANGES) - {Intent.ADJUST_ORDER}
_CANCEL_IT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|please|pls|then|so|and|well|can you|could you|just)\W+)*cancel (?:it|this|that)(?: one| order)?(?:\W+(?:please|pls|then|for me))*\W*$",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:it|that|this|they|them|those|these)\b", re.IGNORECASE)
_AND_THE = re.compile(
    r"^\W*(?:and|what about|how about|or)(?: (?:the|your|a|some))? (?!(?:when|where|why|who|how|what|which|my|is|are|do|does|did|can|will)\b)",
    re.IGNORECASE,
)
_PARTS = tuple(
    (
        re.compile(
            rf"\W*(?:(?:no|just|only|i mean|actually|its)\W+)*(?:the |my )?(?:{pattern})\W*(?:please)?\W*",
            re.IGNORECASE,
        ),
        meant,
    )
    for pattern, meant in (
        (r"(?:delivery |shipping )?address|where it goes", Intent.CHANGE_ADDRESS),
        (r"payment(?: method)?|(?:way|how) i pay|card", Intent.CHANGE_PAYMENT),
    )
)


def followed(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what a few words go on with; None where they stand alone."""
    if len(text.split()) > _FEW:
        return None
    if memory.form is not None:
        return _instead(text, memory.form)
    if is_asked_which(memory) and _names_one(text, wish):
        return Intent.ITEM_PROBLEM
    if FITS_NOT.search(text) and wish.intent in _TOLD and "?" not in text:
        return Intent.ITEM_PROBLEM
    return None if wish.values(EntityType.ORDER_NUMBER) else _after(text, wish, memory)


def is_asked_which(memory: Memory) -> bool:
    """Tell whether it was just asked which order was placed by mistake."""
    return memory.wanted == MISTAKEN and memory.last_intent == Intent.ITEM_PROBLEM.value


def _instead(text: str, form: Form) -> Intent | None:
    """Return what of an order is to be changed, where it was asked for its items and they are not it."""
    if form.kind != "change_order_items":
        return None
    return next((meant for pattern, meant in _PARTS if pattern.fullmatch(text)), None)


def _after(text: str, wish: Understood, memory: Memory) -> Intent | None:
    before = memory.last_intent
    if before == Intent.REFUND_STATUS.value and _is_of_money(text, wish):
        return Intent.REFUND_STATUS
    if before == Intent.POLICY_QUESTION.value and goes_on(text) and not wish.values(EntityType.ITEM)[2:]:
        is_of_them = wish.intent is Intent.WHAT_CAN_YOU_DO and not _TO_YOU.search(text)
        is_open = wish.intent in _ON_RULES or not wish.is_sure or is_of_them
        is_span = wish.intent is Intent.WHERE_IS_MY_ORDER and _HOW_LONG.search(text)
        return Intent.POLICY_QUESTION if is_open or is_span else None
    if before == Intent.TICKET_STATUS.value and _OF_TEAM.search(text) and wish.intent not in _OWN_CHANGES:
        return Intent.TICKET_STATUS
    if before in _ON_PRODUCTS:
        return _on_products(text, wish, memory)
    if before in ON_ORDERS and memory.last_order is not None and not memory.parked and _CANCEL_IT.match(text):
        # Nothing is under way that could be called off: it is the order.
        return Intent.CANCEL_ORDER
    return None


def _on_products(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what goes on about the products that were spoken of."""
    if (
        wish.intent in _OWN_CHANGES
        or _OF_ORDERS.search(text)
        or (memory.last_product is None and not memory.last_products)
    ):
        return None
    if _TAKES.search(text):
        return Intent.PLACE_ORDER
    is_placed = bool(memory.last_products) and bool(wish.values(EntityType.PLACE))
    costs = bool(aspects(text) & {Aspect.COST}) and _POINTS.search(text) is not None
    names = bool(wish.values(EntityType.ITEM)) and _AND_THE.match(text) is not None
    is_one = is_placed or costs or names
    return Intent.PRODUCT_QUESTION if is_one and wish.intent is not Intent.PLACE_ORDER else None


def _names_one(text: str, wish: Understood) -> bool:
    """Tell whether a few words only say which order, or which thing, was meant."""
    kinds = (EntityType.ORDER_NUMBER, EntityType.ITEM, EntityType.PLACE, EntityType.DAYS)
    return wish.intent not in CHANGES and "?" not in text and any(wish.values(kind) for kind in kinds)


def _is_of_money(text: str, wish: Understood) -> bool:
    """Tell whether words after a refund was spoken of are about it still: `when will I get it`."""
    if _BARE.match(text):
        return True
    if wish.intent not in _ON_MONEY or wish.values(EntityType.ITEM) or _OF_ORDERS.search(text):
        return False
    return _OF_MONEY.search(text) is not None


_DIFFERENCE = re.compile(
    r"\b(?:how much (?:more|less|extra|dearer|cheaper|on top|of a difference)|(?:what(?:'?s| is)|is there) (?:the |a |any )?(?:price )?(?:diff(?:erence)?|extra|surcharge)|(?:is|are|will|would) (?:that|it|this|they|those) (?:be )?(?:more|less|any (?:more|dearer|cheaper)|dearer|cheaper|pricier)(?: expensive)?|pay (?:more|extra|anything|something|on top)|(?:what|how much) (?:would|will|does|do) (?:that|it|this|the (?:swap|change|exchange|difference)) (?:cost|come to|make|be)|cost me)\b",
    re.IGNORECASE,
)


# What it costs to have things sent is no difference of prices.
_OF_SENDING = re.compile(
    r"\b(?:deliver\w*|shipping|post(?:age)?|express|p ?& ?p|freight|carriage)\b", re.IGNORECASE
)


def speaks_of_sending(text: str) -> bool:
    """Tell whether it is about what it costs, or how long it takes, to have things sent."""
    return _OF_SENDING.search(text) is not None


def asks_difference(text: str) -> bool:
    """Tell whether it is asked what something else costs more or less."""
    return len(text.split()) <= _FEW and _DIFFERENCE.search(text) is not None and not speaks_of_sending(text)


_WHERE_TO = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|well)\W+)*(?:where (?:does|do|will|would|is|to)\b[^?]{0,20}\b(?:it|that|the (?:money|refund|cash)|go|going|to)|(?:(?:on|to|onto) )?(?:which|what) (?:card|account|method)|how (?:do|will|would) i get (?:it|that|the money|my money))\b",
    re.IGNORECASE,
)


def asks_where_to(text: str) -> bool:
    """Tell whether it is asked where the money of what waits goes."""
    return len(text.split()) <= _FEW and _WHERE_TO.search(text) is not None


_ON_THERE = re.compile(
    r"\bhow much\b[^?]{0,30}\b(?:on|in|left)\b(?: (?:there|it|that|them|the|my)\b|\W*$)|\b(?:balance|enough (?:on|in))\b|^\W*(?:(?:and|but|so|ok(?:ay)?)\W+)*(?:is|will) (?:it|that|there) (?:be )?enough\b",
    re.IGNORECASE,
)


def asks_balance(text: str) -> bool:
    """Tell whether it is asked how much lies on what something is to be paid with."""
    return len(text.split()) <= _FEW and _ON_THERE.search(text) is not None


def asks_price(text: str, wish: Understood) -> bool:
    """Tell whether the price of what was just spoken of is asked, by a word that only points: `how much is that?`."""
    if wish.values(EntityType.ITEM) or wish.values(EntityType.ORDER_NUMBER) or len(text.split()) > _FEW:
        return False
    found = aspects(text)
    return bool(found & {Aspect.COST, Aspect.PIECE_PRICE}) and bool(wish.values(EntityType.PRONOUN))

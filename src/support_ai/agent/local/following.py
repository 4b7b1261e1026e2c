"""What a customer's few words go on with: the refund, the rule, the list of products that was spoken of just before. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Awaiting, Memory
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.topics import goes_on
from support_ai.agent.local.understood import Understood

_FEW = 10
_OF_ORDERS = re.compile(r"\b(?:orders?|parcels?|packages?|deliver\w*|ship\w*)\b", re.IGNORECASE)
_OF_MONEY = re.compile(
    r"\b(?:it|that|this|them|they|the (?:money|refund|amount))\b|\bwhy (?:so|is it|not)\b|\bhow (?:long|much)\b|\bto (?:which|what|my)\b",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(r"\bhow (?:long|fast|quick\w*|many days)\b", re.IGNORECASE)
_ON_MONEY = frozenset(
    {Intent.WHERE_IS_MY_ORDER, Intent.SHOW_ORDER, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.REPEAT, Intent.POLICY_QUESTION, Intent.PREVIOUS_ORDER, Intent.GET_BACK_TOTAL}
)  # fmt: skip
_ON_RULES = frozenset(
    {Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.REFUND_STATUS, Intent.GET_BACK_TOTAL, Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.SHOW_ORDER, Intent.REPEAT, Intent.PREVIOUS_ORDER, Intent.IDENTIFY, Intent.FIND_CUSTOMER, Intent.LIST_ORDERS, Intent.LANGUAGE_QUESTION}
)  # fmt: skip
_ON_PRODUCTS = frozenset(
    {Intent.PRODUCT_QUESTION.value, Intent.LIST_PRODUCTS.value, Intent.PLACE_ORDER.value}
)
# What is remembered while it is asked which order was placed by mistake.
MISTAKEN = "mistaken"
FITS_NOT = re.compile(
    r"\b(?:(?:do|does|did)(?:n'?t| not) fit|too (?:big|small|tight|loose|large|short|long|wide|narrow)(?: for me)?)\b",
    re.IGNORECASE,
)
_TOLD = frozenset({Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.COMPLAINT})
_TAKES = re.compile(r"\bi(?:'?ll| will| would|'?d) (?:take|have|buy|get)\b(?! (?:it )?back)", re.IGNORECASE)
_BUYS = frozenset({Intent.PLACE_ORDER, *CHANGES})


def followed(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what a few words go on with; None where they stand alone."""
    if memory.wanted == MISTAKEN and memory.awaiting is Awaiting.ORDER_NUMBER and _names_one(text, wish):
        return Intent.ITEM_PROBLEM
    if FITS_NOT.search(text) and wish.intent in _TOLD and "?" not in text:
        return Intent.ITEM_PROBLEM
    if memory.form is not None or len(text.split()) > _FEW or wish.values(EntityType.ORDER_NUMBER):
        return None
    before = memory.last_intent
    if before == Intent.REFUND_STATUS.value and _is_of_money(text, wish):
        return Intent.REFUND_STATUS
    if before == Intent.POLICY_QUESTION.value and goes_on(text) and not wish.values(EntityType.ITEM)[1:]:
        is_open = wish.intent in _ON_RULES or not wish.is_sure
        is_span = wish.intent is Intent.WHERE_IS_MY_ORDER and _HOW_LONG.search(text)
        return Intent.POLICY_QUESTION if is_open or is_span else None
    if before in _ON_PRODUCTS and _TAKES.search(text) and wish.intent not in CHANGES:
        return Intent.PLACE_ORDER
    if before in _ON_PRODUCTS and _is_of_the_list(text, wish, memory):
        return Intent.PRODUCT_QUESTION
    return None


def _names_one(text: str, wish: Understood) -> bool:
    """Tell whether a few words only say which order, or which thing, was meant."""
    kinds = (EntityType.ORDER_NUMBER, EntityType.ITEM, EntityType.PLACE, EntityType.DAYS)
    return wish.intent not in CHANGES and "?" not in text and any(wish.values(kind) for kind in kinds)


def _is_of_money(text: str, wish: Understood) -> bool:
    """Tell whether words after a refund was spoken of are about it still: `when will I get it`."""
    if wish.intent not in _ON_MONEY or wish.values(EntityType.ITEM) or _OF_ORDERS.search(text):
        return False
    return _OF_MONEY.search(text) is not None


def _is_of_the_list(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether a place is named in a list of products that was shown, and nothing of an order."""
    is_placed = bool(memory.last_products) and bool(wish.values(EntityType.PLACE))
    return is_placed and wish.intent not in _BUYS and not _OF_ORDERS.search(text)


def asks_price(text: str, wish: Understood) -> bool:
    """Tell whether the price of what was just spoken of is asked, by a word that only points: `how much is that?`."""
    if wish.values(EntityType.ITEM) or wish.values(EntityType.ORDER_NUMBER) or len(text.split()) > _FEW:
        return False
    found = aspects(text)
    return bool(found & {Aspect.COST, Aspect.PIECE_PRICE}) and bool(wish.values(EntityType.PRONOUN))

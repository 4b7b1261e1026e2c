"""What colleagues ask of the customer or the order that was spoken of, and what is no ticket. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.report_following import follows
from support_ai.agent.local.report_routing import REPORT_INTENTS, asks_for_figures, on_report
from support_ai.agent.local.staff_follow_ups import ON_TICKETS
from support_ai.agent.local.staff_order_words import asks_particular
from support_ai.agent.local.staff_wanted import Wanted, wanted_in
from support_ai.agent.local.staff_whom import points
from support_ai.agent.local.understood import Understood

_SHORT = 8
OPENS = re.compile(
    r"\b(?:open|create|raise|file|log|make|start) (?:(?:a|an|another|new|support|me) )*(?:ticket|case)\b"
    r"|^\W*(?:(?:please|pls|and|ok|a|one|another)\W+)*new (?:support )?(?:ticket|case)\b"
    r"|\b(?:need|want|make|give) (?:me )?(?:a|an|another) (?:new )?(?:ticket|case)\b"
    r"|^\W*(?:(?:please|pls|a|one)\W+)*(?:ticket|case) (?:for|about|on|regarding) [^?]*[,:;-]\s",
    re.IGNORECASE,
)
NOT_OF_SOMEBODY = frozenset(
    {
        Intent.LIST_PRODUCTS, Intent.PRODUCT_QUESTION, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.PLACE_ORDER, Intent.GREET,
        Intent.COMPLAINT, Intent.BOT_QUESTION, *REPORT_INTENTS,
    }
)  # fmt: skip


def spoken_of(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what is asked of the customer or the order that was spoken of."""
    if OPENS.search(text):
        return Intent.OPEN_TICKET
    is_person = wish.intent is Intent.TALK_TO_PERSON and _CUSTOMERS.search(text) is not None
    if is_person or _is_misread_ticket(text, wish, memory):
        return Intent.FIND_CUSTOMER
    if wish.intent in _LOOK_UPS and (_points_at_one(text, memory) or _points_at_order(text, wish, memory)):
        # `What is the most recent thing she ordered?` is no question on the shop's figures.
        return wish.intent
    is_vague = wish.intent in (*REPORT_INTENTS, *NOT_OF_SOMEBODY, Intent.POLICY_QUESTION) or not wish.is_sure
    if _points_at_somebody(text, memory) and is_vague:
        return Intent.FIND_CUSTOMER
    return Intent.FIND_CUSTOMER if _goes_on(text, wish, memory, is_vague=is_vague) else None


def _goes_on(text: str, wish: Understood, memory: Memory, *, is_vague: bool) -> bool:
    """Tell whether few words ask one thing more: `which carrier?`, `and the speaker?`."""
    if memory.customer is not None and wish.values(EntityType.ITEM) and _AND_THING.match(text):
        return True
    is_known = memory.last_order is not None or memory.customer is not None
    asks = (wanted_in(text) is not Wanted.PROFILE or asks_particular(text)) and not on_report(memory)
    names_days = bool(wish.values(EntityType.DAYS) or wish.values(EntityType.GROUPING))
    is_short = len(text.split()) <= _SHORT
    return is_known and is_short and is_vague and asks and not names_days and not _is_of_shop(text)


def _points_at_somebody(text: str, memory: Memory) -> bool:
    """Tell whether a text points at a customer: `how many of them` does not, nor `they` where nobody was spoken of."""
    if not points(_OF_THEM.sub(" ", text)):
        return False
    is_plural = not points(_PLURAL.sub(" ", text))
    is_alone = memory.customer is None and memory.last_order is None
    goes_on = on_report(memory) and follows(text)
    return not (is_plural and (goes_on or (is_alone and asks_for_figures(text) is not None)))


def _points_at_one(text: str, memory: Memory) -> bool:
    """Tell whether a text points at one person who was spoken of: `she`, `him`."""
    is_known = memory.customer is not None or memory.last_order is not None
    return is_known and points(_PLURAL.sub(" ", text))


def _points_at_order(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether a few words point at the order that was spoken of: `and how was that paid?`."""
    is_order = memory.last_order is not None and not on_report(memory)
    return is_order and len(text.split()) <= _SHORT and _THAT.search(text) is not None and wish.is_sure


def _is_misread_ticket(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether tickets are neither named nor spoken of, but somebody, or an order, is: `Costa. What has she got open?`."""
    if (
        wish.intent is not Intent.TICKET_STATUS
        or memory.last_intent in ON_TICKETS
        or _OF_A_TICKET.search(text)
    ):
        return False
    return points(text) or (memory.last_order is not None and _THAT.search(text) is not None)


# `And the speaker?`, asked of the customer who was spoken of.
_AND_THING = re.compile(
    r"^\W*(?:(?:ok|and|so)\W+)*(?:and|what about|how about) (?:the|her|his|their) [\w -]{2,30}\W*$",
    re.IGNORECASE,
)
_THAT = re.compile(r"\b(?:it|that|this)\b", re.IGNORECASE)
_OF_A_TICKET = re.compile(
    r"\b(?:tickets?|cases?|issues?|requests?|enquir\w+|inquir\w+|quer(?:y|ies)|queue|inbox|complain\w*|escalat\w*|assign\w*|priorit\w+|urgent|answer\w*|repl(?:y|ies|ied)|wrote|written|told|tell|said|say|contact\w*|notes?|messages?|solved?|hold)\b",
    re.IGNORECASE,
)
_LOOK_UPS = frozenset(
    {
        Intent.SHOW_ORDER, Intent.LIST_ORDERS, Intent.PREVIOUS_ORDER, Intent.ORDERS_TODAY, Intent.SEARCH_ORDERS, Intent.PROFILE,
        Intent.FIND_CUSTOMER, Intent.WHERE_IS_MY_ORDER, Intent.REFUND_STATUS,
    }
)  # fmt: skip
_OF_THEM = re.compile(r"\b(?:of|from|among) (?:them|these|those|they)\b", re.IGNORECASE)
_PLURAL = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)


_CUSTOMERS = re.compile(r"\b(?:customers?|clients?|buyers?)\b", re.IGNORECASE)


def _is_of_shop(text: str) -> bool:
    """Tell whether a text asks for the shop as a whole: `we`, `our`, all customers, a rate."""
    return _SHOP.search(text) is not None


_SHOP = re.compile(
    r"\b(?:we|our|us|customers|people|everybody|shop|store|all|total|rates?|by|per|sales|revenue|policy|how long|usually|normally|do you|can you)\b",
    re.IGNORECASE,
)

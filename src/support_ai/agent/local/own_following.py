"""What customers and visitors mean by a few words after an answer, a list, or something that was done; and of the shop itself. Pure."""

import re

from support_ai.agent.local.article_following import asks_on_article
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import ON_PRODUCTS, Intent
from support_ai.agent.local.list_following import asked_of_list
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.shop_visits import asks_to_visit
from support_ai.agent.local.understood import Understood

_SURE, _UNSURE, _FEW, _MANY = 0.85, 0.5, 12, 26
# Money that is on its way to the person, however they call it.
_DUE = re.compile(
    r"\bhow much\b[^.?!]{0,40}\b(?:coming (?:to me|back|my way)|(?:do|will) (?:you|u) owe|am i (?:owed|due|getting|going to (?:get|see))|(?:will|do|would) i (?:see|get|receive|have back)|(?:is|goes|going|go) back|owed? (?:to )?me|credited|due to me)\b"
    r"|\bwhat(?:'s| is| am| do| will|ll)? (?:i )?(?:coming (?:to me|back)|owed|due (?:to me|back)|getting back|get back)\b|\bwhat (?:do|will) (?:you|u) owe me\b",
    re.IGNORECASE,
)
_MINE = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|and|so|but|what about|how about|now|then)\W+){0,3}(?:mine|my (?:one|order|parcel))\W*$",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|would|for the|of the|each)\b", re.IGNORECASE)
_WHAT_NOW = re.compile(
    r"\bwhat (?:do|must|should|have|shall) i (?:(?:need|have|got|must) )?(?:to )?do (?:now|next|then)\b|\b(?:what(?:'?s| is| happens| comes)?|and|so) (?:next|now|then)\W*$|\bnext steps?\b|\bhow does (?:it|this) go on\b|\bhow (?:do|should|shall|will|would|can) i (?:send|post|ship|get) (?:it|them|this|that|those)\b|\bwhere (?:do|should|shall|must) i (?:send|post|ship) (?:it|them|this|that)\b|\b(?:do|will) (?:i|you) (?:get|need|send(?: me)?|e-?mail(?: me)?|print) (?:a|the|any) label\b",
    re.IGNORECASE,
)
# What it costs to have bought things sent, asked of products that were just priced.
_POSTAGE = re.compile(
    r"\b(?:postage|shipping|delivery|p ?(?:&|and|n) ?p|freight|carriage)\b(?!.*\b(?:back|return\w*|my|order)\b)",
    re.IGNORECASE,
)
_SPENT = re.compile(
    r"\b(?:what|how much) (?:have|did|do) (?:i|we) (?:\w+ )?(?:spen[dt]|shell(?:ed)? out|paid|pay)\b|\b(?:what|how much)(?: money| cash)? (?:have|did|do) (?:i|we) (?:\w+ )?(?:leave|left|put|blow|blown|give|given|drop|dropped|invest\w*)\b[^.?!]{0,20}\b(?:you|u|your|ur|this (?:shop|store))\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?)\W+)*(?:when|how long|until when|by when|how soon)\W*$", re.IGNORECASE
)
_ON_ORDERS = frozenset({Intent.WHERE_IS_MY_ORDER.value, Intent.SHOW_ORDER.value, Intent.PREVIOUS_ORDER.value})
_AFTER_LIST = frozenset({*_ON_ORDERS, Intent.LIST_ORDERS.value, Intent.THANKS.value})
_VAGUE_OF_PLACE = frozenset({Intent.PREVIOUS_ORDER, Intent.REPEAT, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS})  # fmt: skip
# A rule that somebody wants to hear of, called by its name.
_TELL_ME = re.compile(
    r"\b(?:know|tell me|info(?:rmation|s)?|questions?|quer(?:y|ies)|explain|wondering|curious|learn|understand|read)\b[^.?!]{0,20}\b(?:about|on|regarding|of|re|how)\b (?:your |the |a |an )*(?:returns?|exchang\w+|refunds?|deliver\w+|shipping|warrant\w+|guarantees?|gift ?cards?|discounts?|payments?|opening (?:hours|times)|cancel\w+|polic\w+|price match\w*)(?: (?:polic\w+|terms|rules?|work|works|options?))?\W*$",
    re.IGNORECASE,
)
_SELLS = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hiya|and|so|also)\W+)*(?:do|would|can) (?:you|u|ya|y'?all)(?: guys| lot| also| still)* (?:sell|stock|carry)\b(?: any| some| a| an)? [a-z -]{3,40}\W*$",
    re.IGNORECASE,
)
_VAGUE = frozenset({Intent.POLICY_QUESTION, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.LIST_PRODUCTS})
_USUAL = 0.60
_GOING_BACK = frozenset({"return_items", "exchange_items"})
_JUST_DONE = frozenset(
    one.value
    for one in (
        Intent.RETURN_ITEMS, Intent.EXCHANGE_ITEMS, Intent.YES, Intent.THANKS, Intent.REFUND_STATUS, Intent.GET_BACK_TOTAL, Intent.ITEM_PROBLEM,
        Intent.WHERE_IS_MY_ORDER, Intent.SHOW_ORDER, Intent.POLICY_QUESTION,
    )
)  # fmt: skip
# All that was ever bought, called by no name.
_BOUGHT = re.compile(
    r"\b(?:everything|all(?: of)?(?: the)?(?: (?:things?|stuff|goods|items?|orders?|purchases?))?|whatever|what(?: all| things| stuff)?|anything|the lot|the things|(?:a )?(?:list|overview|summary|record|rundown|history) of (?:what|everything|all))\b[^.?!]{0,12}\b(?:i|i'?ve|we|we'?ve) (?:have |had |ever |have ever )*(?:purchased|bought|ordered|got|shopped)\b"
    r"|\b(?:my|all|previous|past|the) (?:\w+ ){0,2}(?:purchases|shopping)\b(?!.*\b(?:address|card)\b)|\b(?:order|purchase|buying|shopping) history\b",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"\b(?:list|set out|lay out|show|see|give|tell|send|write|print|pull up|overview|summary|run ?down|go through|spell out|itemi[sz]e|what|have|history|remind)\b",
    re.IGNORECASE,
)
# What one of them holds.
_IN_ONE = re.compile(
    r"\b(?:in|inside) (?:it|there|that|this|that one|the (?:box|parcel|package))\b", re.IGNORECASE
)
# Whether all has come, or something still travels.
_STILL = re.compile(
    r"\b(?:anything|something|everything|any|all|some|what|stuff|nothing)\b[^.?!]{0,40}\b(?:still (?:to come|on (?:the|its|their) (?:way|road)|out there|outstanding|missing|coming|travell?ing|in transit|due|open|not here|under ?way)|on (?:the|its|their) (?:road|way)|in transit|outstanding|turned up|left to (?:come|arrive)|under ?way|(?:to be|been) delivered|arrived|yet to (?:come|arrive))\b"
    r"|\b(?:am i|are we) (?:still )?(?:waiting (?:for|on)|expecting|owed) (?:anything|something|any|more|some)\b|\bdo i (?:still )?have (?:anything|something|any\w*) (?:coming|on the way|outstanding|due|open)\b|\bwhat (?:am i|have i) (?:still )?(?:waiting for|got coming|expecting)\b|\bwh?at(?:'?s| is) (?:still )?(?:coming|to come|outstanding|on (?:its|the) way)\b",
    re.IGNORECASE,
)
_MY = re.compile(r"\b(?:i|i'?m|i'?ve|me|my|mine|we|us|our)\b", re.IGNORECASE)
_NOT_OPEN = frozenset({Intent.TICKET_STATUS, Intent.REFUND_STATUS, Intent.LIST_ORDERS, Intent.OPEN_TICKET, Intent.UPDATE_TICKET, Intent.COMPLAINT, Intent.ITEM_PROBLEM})  # fmt: skip
_OTHER_THINGS = re.compile(
    r"\b(?:refund\w*|money|ticket|reply|answer|news|paid|charged?|bank)\b", re.IGNORECASE
)


def went_on(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what a customer's or visitor's words go on with, or ask of the shop or of all their orders; None where it is nothing of these."""
    if asks_to_visit(text) and not wish.values(EntityType.ORDER_NUMBER):
        return Intent.POLICY_QUESTION
    if memory.form is not None or wish.values(EntityType.ORDER_NUMBER):
        return None
    if _MINE.match(text):
        return Intent.WHERE_IS_MY_ORDER
    return (
        asked_of_list(text, wish, memory)
        or (Intent.PREVIOUS_ORDER if _at_place(text, wish, memory) else None)
        or (Intent.POLICY_QUESTION if _of_rules(text, wish, memory) else None)
        or (Intent.PRODUCT_QUESTION if _sells(text, wish) else None)
        or _of_all_orders(text, wish)
        or (Intent.WHERE_IS_MY_ORDER if _bare_of_order(text, memory) else None)
        or (Intent.GET_BACK_TOTAL if _of_money_due(text, memory) else None)
    )


def _at_place(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether one of the orders that were shown is meant by its place among them: `the middle one - what was in that again?`."""
    is_shown = len(memory.last_orders) > len(("one",)) and memory.last_intent in _AFTER_LIST
    is_open = wish.intent in _VAGUE_OF_PLACE or (wish.confidence < _UNSURE and wish.intent not in CHANGES)
    return is_shown and is_open and len(text.split()) <= _FEW and bool(wish.values(EntityType.PLACE))


def _of_rules(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether a rule is asked for by what was spoken of: the article, what goes back, what would be bought."""
    if asks_what_now(text, memory) or asks_on_article(text, wish, memory):
        return True
    if wish.intent not in CHANGES and _TELL_ME.search(text):
        return True
    is_short = len(text.split()) <= _FEW and _POSTAGE.search(text) is not None
    return is_short and memory.last_intent in ON_PRODUCTS


def _bare_of_order(text: str, memory: Memory) -> bool:
    """Tell whether a bare `how long?` is asked of the order that was spoken of just before."""
    return (
        memory.last_intent in _ON_ORDERS and memory.last_order is not None and _BARE.match(text) is not None
    )


def _sells(text: str, wish: Understood) -> bool:
    """Tell whether it is asked whether the shop has a thing, of which no usual question speaks."""
    is_open = wish.confidence < _SURE and wish.intent in _VAGUE
    is_usual = wish.usual is not None and wish.usual.likeness >= _USUAL
    return is_open and not is_usual and _SELLS.search(text) is not None and bool(wish.values(EntityType.ITEM))


def _of_all_orders(text: str, wish: Understood) -> Intent | None:
    """Return the list of orders where all that was bought, or all that has not come, is asked for."""
    if wish.intent in CHANGES or len(text.split()) > _MANY or wish.values(EntityType.COMPARISON):
        return None
    if _SPENT.search(text) and wish.intent in (Intent.LIST_ORDERS, Intent.PROFILE):
        return Intent.GET_BACK_TOTAL
    is_list = _BOUGHT.search(text) and _LISTS.search(text) and wish.intent is not Intent.GET_BACK_TOTAL
    is_list = is_list and not _IN_ONE.search(text)
    is_open = wish.intent not in _NOT_OPEN and _STILL.search(text) and _MY.search(text)
    is_other = _OTHER_THINGS.search(text) is not None or bool(wish.values(EntityType.PLACE))
    return Intent.LIST_ORDERS if (is_list or is_open) and not is_other else None


def _of_money_due(text: str, memory: Memory) -> bool:
    """Tell whether the sum that comes back is asked for as money that is on its way."""
    is_short = len(text.split()) <= _FEW and _IF.search(text) is None
    return is_short and memory.last_order is not None and _DUE.search(text) is not None


def is_money_due(text: str) -> bool:
    """Tell whether money is asked for that is on its way already."""
    return _DUE.search(text) is not None


def asks_what_now(text: str, memory: Memory) -> bool:
    """Tell whether it is asked how it goes on, just after something was to go back."""
    kinds = {one.kind for one in memory.parked[-1:]}
    is_after = bool(kinds & _GOING_BACK) and memory.last_intent in _JUST_DONE
    return is_after and len(text.split()) <= _FEW and _WHAT_NOW.search(text) is not None

"""What colleagues mean where the words are surer than the examples: questions on the shop's figures, and what follows them."""

import re
from dataclasses import replace

from support_ai.access.actor import Person, Staff
from support_ai.access.permission import Permission, permits
from support_ai.agent.brain import Turn
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.report_asking import with_corrections
from support_ai.agent.local.report_following import is_bare
from support_ai.agent.local.report_routing import (
    REPORT_INTENTS,
    SOLD,
    asks_for_figures,
    follow_up,
    on_report,
)
from support_ai.agent.local.report_topics import Topic, topic_named
from support_ai.agent.local.staff_beyond import elsewhere
from support_ai.agent.local.staff_commands import command_in, is_negated
from support_ai.agent.local.staff_corrections import corrects
from support_ai.agent.local.staff_follow_ups import followed
from support_ai.agent.local.staff_lone import named_alone
from support_ai.agent.local.staff_moved_orders import asks_moved
from support_ai.agent.local.staff_spoken_of import NOT_OF_SOMEBODY, OPENS, spoken_of
from support_ai.agent.local.staff_tickets import ASKED_FOR_TEXT
from support_ai.agent.local.understanding import Understood

_CERTAIN = 0.9
_QUESTION = re.compile(
    r"\?|^\W*(?:and |but |so )?(?:what|who|which|when|where|how|why|does|did|do|is|are|has|have|show|list|any)\b",
    re.IGNORECASE,
)
_RULE = 0.5
_LONE = 2
# What names one customer, order or ticket asks for that, not for a sum.
_PARTICULAR = (
    EntityType.ORDER_NUMBER,
    EntityType.CUSTOMER_NUMBER,
    EntityType.TICKET_NUMBER,
    EntityType.RETURN_NUMBER,
    EntityType.EMAIL,
    EntityType.PHONE,
    EntityType.NAME,
)


def reread(turn: Turn, wish: Understood, memory: Memory) -> Understood:
    """Return a colleague's wish as what it asks for beyond doubt; any other as it is."""
    if not isinstance(turn.person, Staff):
        return wish
    text = turn.text[wish.start : wish.end or None]
    if corrects(text, wish, turn.waiting, memory):
        return replace(wish, intent=Intent.INFORM)
    under_way = turn.waiting is not None or memory.form is not None
    found = meant(text, turn.person, wish, memory, under_way=under_way)
    return wish if found is None else replace(wish, intent=found, confidence=max(wish.confidence, _CERTAIN))


def meant(
    text: str, person: Person, wish: Understood, memory: Memory, *, under_way: bool = False
) -> Intent | None:
    """Return what a colleague means; None where the understanding decides."""
    certain = None if under_way and is_negated(text) else _certain(text, wish, memory)
    if certain is not None:
        return certain
    is_answer = under_way and not _QUESTION.search(text)
    following = None if is_answer else followed(text, wish, memory)
    if following is not None:
        return following
    if is_answer and _answers_with_number(wish, memory):
        return Intent.INFORM
    if _names_particular(wish):
        return _of_somebody(text, wish)
    if is_answer:
        return None
    return (
        named_alone(text, wish, is_report=on_report(memory))
        or spoken_of(text, wish, memory)
        or _of_the_shop(text, person, wish, memory)
    )


def _answers_with_number(wish: Understood, memory: Memory) -> bool:
    """Tell whether an order was asked for and is told, with what happened to it: `it's ORD-1, the speaker has a scratch`."""
    is_asked = memory.form is not None and memory.form.asked == "order" and memory.form.times > 0
    gives = (Intent.REFUND_ORDER, Intent.ADJUST_ORDER)
    is_told = wish.intent in (*NOT_OF_SOMEBODY, Intent.ITEM_PROBLEM, Intent.SHOW_ORDER, *gives)
    return is_asked and is_told and bool(wish.values(EntityType.ORDER_NUMBER))


def _certain(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what a text orders in so many words, or asks for that is done elsewhere."""
    if elsewhere(text, wish) is not None:
        return Intent.OUT_OF_SCOPE
    if memory.wanted == ASKED_FOR_TEXT and wish.intent not in (Intent.CHANGE_OF_MIND, Intent.NO):
        return Intent.OPEN_TICKET
    asks_status = wish.intent is Intent.SET_ORDER_STATUS and _ASKS_STATUS.search(text) is not None
    return command_in(text, wish) or (Intent.SHOW_ORDER if asks_status else None)


def _names_particular(wish: Understood) -> bool:
    """Tell whether one customer, order or ticket is named; `Sales By Product` names nobody."""
    named = [wish.values(kind) for kind in _PARTICULAR if kind is not EntityType.NAME]
    return any(named) or any(not is_bare(name.lower()) for name in wish.values(EntityType.NAME))


def _of_the_shop(text: str, person: Person, wish: Understood, memory: Memory) -> Intent | None:
    """Return the report that is asked for, or that a message goes on with."""
    following = follow_up(text, wish, memory) if on_report(memory) else None
    if following is not None:
        return following
    if _is_list_of_a_day(text, wish) or (wish.intent in REPORT_INTENTS and _STATUS_LIST.search(text)):
        return Intent.ORDERS_TODAY
    if (
        wish.values(EntityType.DAYS)
        and _PARCELS.search(text)
        and asks_moved(text)
        and not _RATED.search(text)
    ):
        return Intent.ORDERS_TODAY
    if (
        _TERMS.search(text)
        or _MAY.search(text)
        or (_ON_SALE.search(text) and wish.intent is Intent.SALES_REPORT)
    ):
        return Intent.POLICY_QUESTION
    is_rule = (
        wish.intent is Intent.POLICY_QUESTION
        and wish.confidence >= _RULE
        and not wish.values(EntityType.DAYS)
        and not _OF_MANY.search(text)
    )
    wanted = None if is_rule else asks_for_figures(with_corrections(text))
    # How many orders, or tickets, there are is shown to every colleague, as a list.
    is_list = topic_named(text) in (Topic.TICKETS, Topic.SALES) and not SOLD.search(text)
    may = permits(person, Permission.ANALYTICS_READ)
    if is_list and not may and _LISTED.search(text):
        return _listed(text, wish)
    is_figure = wanted is not None or wish.intent in REPORT_INTENTS
    return Intent.REFUND_STATUS if is_figure and not may and _RETURNS_LIST.match(text) else wanted


# Which returns there are is shown to every colleague; how much went back, and which share, is a report.
_RETURNS_LIST = re.compile(
    r"^\W*(?:(?:please|pls|and|ok|now|can you|could you|do we have|have we got)\W+)*(?:list|show|see|give me|display|which|what|any|are there any|is there any)\b(?!.*\b(?:how|rates?|reasons?|total|sum|share|percent\w*|by|per|most|products?|money|compar\w*|than|amount)\b)[^.?!]{0,30}\b(?:returns?|exchanges?|refunds?|rmas?)\b",
    re.IGNORECASE,
)


_PARCELS = re.compile(r"\b(?:orders?|parcels?|packages?|shipments?)\b", re.IGNORECASE)
# Which orders left is a list; how fast, how late or which share is a report.
_RATED = re.compile(
    r"\b(?:averages?|rates?|share|percent\w*|late|on time|delay\w*|fast|long|report|compar\w*|than|versus|vs|by (?:day|week|month)|per|each|trend)\b",
    re.IGNORECASE,
)
# What customers may do is a rule.
_MAY = re.compile(
    r"\b(?:may|can|must|should|(?:is|are) allowed to|(?:has|have) to) (?:a |the |our )?(?:customers?|buyers?|clients?|they|people|somebody|someone)\b|\b(?:customers?|buyers?|clients?|people) (?:may|can|must|are allowed to|have to)\b",
    re.IGNORECASE,
)
_STATUS_LIST = re.compile(
    r"^\W*(?:(?:and|please|pls|ok|now|can you|could you)\W+)*(?:(?:show|list|give me|see|display|get|pull up|which|what)(?: me)? )?(?:all |the |our |every |any )*(?:open|pending|unshipped|shipped|delivered|cancell?ed|processed|packed|returned) orders\b(?! (?:by|per|report|stat\w*|numbers|figures|count|rate|volume))",
    re.IGNORECASE,
)
# What people do is counted; what they may do is a rule.
_OF_MANY = re.compile(
    r"\b(?:why|what|which \w+|how (?:often|many|much)) (?:do|does|did|are|were|have|is|has) (?:the |our |most |all )?(?:people|customers|buyers|clients|they|folks|everyone|everybody) (?!have to\b|need to\b|supposed\b|allowed\b)\w+"
    r"|\b(?:people|customers|buyers|clients|folks) (?:are |have been |keep )?(?:return|send|buy|order|exchang|cancel|complain)ing\b",
    re.IGNORECASE,
)
_ORDERED = re.compile(r"\b(?:orders?|ordered)\b", re.IGNORECASE)
_DAY = frozenset({"today", "yesterday"})
# What only a report answers, even of one day.
_REPORTED = re.compile(
    r"\b(?:averages?|avg|aov|value|volume|reports?|rates?|share|percent\w*|compar\w*|versus|vs|than|per|by|each|every(?! (?:single )?order)|trends?|best|worst|most|least|top|discount\w*|tax\w*|vat|gross|net|products?|items?|pieces|late|delivered|cancel\w*|return\w*|refund\w*|pa(?:id|y|yments?))\b",
    re.IGNORECASE,
)
# The wording of a rule is in the articles; a report has none.
_TERMS = re.compile(
    r"\b(?:returns?|refunds?|exchanges?|cancell?ations?|shipping|delivery|warranty|privacy|payment)s? (?:polic\w+|terms|rules?|conditions|wording)\b"
    r"|\b(?:polic\w+|terms|rules?|conditions|wording) (?:on|for|about|of) (?:our |the )?(?:returns?|refunds?|exchanges?|cancell\w+|shipping|deliver\w+|warranty)\b",
    re.IGNORECASE,
)


_ON_SALE = re.compile(
    r"\b(?:sale|sales|discounted|reduced) (?:items?|goods|articles?|products?)\b(?! by)|\bon sale\b",
    re.IGNORECASE,
)


def _is_list_of_a_day(text: str, wish: Understood) -> bool:
    """Tell whether the orders of today or yesterday are asked for: a day's are listed, with their count and total."""
    days = set(wish.values(EntityType.DAYS))
    return (
        bool(days)
        and days <= _DAY
        and _ORDERED.search(text) is not None
        and not (SOLD.search(text) or _REPORTED.search(text) or wish.values(EntityType.GROUPING))
    )


def _of_somebody(text: str, wish: Understood) -> Intent | None:
    """Return what is asked of one customer, order or ticket where the examples take it for something else."""
    if OPENS.search(text):
        return Intent.OPEN_TICKET
    is_lone = wish.values(EntityType.TICKET_NUMBER) and len(text.split()) <= _LONE
    if (is_lone or _TICKETS.search(text)) and (is_lone or wish.intent is not Intent.UPDATE_TICKET):
        return Intent.TICKET_STATUS
    if not wish.is_sure and wish.values(EntityType.ORDER_NUMBER):
        return Intent.SHOW_ORDER
    if wish.intent is Intent.OUT_OF_SCOPE and wish.confidence >= _RULE and _names_only_somebody(wish):
        # Who is named may be nobody of the shop's: `Who wrote Harry Potter?`.
        return None
    if wish.intent is Intent.ITEM_PROBLEM and not _QUESTION.search(text):
        # What is told of a parcel is looked up; what to do about it was not asked.
        return Intent.FIND_CUSTOMER
    return Intent.FIND_CUSTOMER if wish.intent in NOT_OF_SOMEBODY else None


def _names_only_somebody(wish: Understood) -> bool:
    return not any(wish.values(kind) for kind in _PARTICULAR if kind is not EntityType.NAME)


# `2060 status?` asks for it; to what it is to be set would be said.
_ASKS_STATUS = re.compile(r"\?|\bstatus\W*(?:pls|please|now)?\W*$", re.IGNORECASE)


def _listed(text: str, wish: Understood) -> Intent | None:
    """Return the list that a colleague sees who may read no reports and asks how many there are."""
    if wish.intent not in REPORT_INTENTS or _REPORTED.search(text):
        return None
    return Intent.TICKET_STATUS if _TICKETS.search(text) else Intent.SEARCH_ORDERS


_TICKETS = re.compile(r"\btickets?\b", re.IGNORECASE)
_LISTED = re.compile(r"\b(?:orders?|tickets?)\b", re.IGNORECASE)

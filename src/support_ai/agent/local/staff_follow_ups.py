"""What few words of a colleague go on with: the list of orders, of customers or of tickets that was just shown. Pure."""

import re
from enum import StrEnum

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.understood import Understood

_FEW = 8
_BARE = 4
_SUM = re.compile(
    r"\b(?:totals?|totall?ed|sums?|summed|altogether|in all|together|combined|add(?:ed|s)? (?:\w+ )?up|(?:come|comes|amount|amounts) to|grand total|how much (?:is|are|was|were|do|does|would) (?:that|those|these|they|it|them|all|this)|how much (?:in total|altogether|all in all)|what(?:'s| is) (?:that|it|the total) in (?:money|total))\b",
    re.IGNORECASE,
)
EXTREME = re.compile(
    r"\b(?:(?P<most>biggest|largest|highest|dearest|most expensive|priciest|top)|smallest|lowest|cheapest|least expensive)\b(?! (?:product|item|seller|customer|thing)s?\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:the )?(?:(?:day|week|month|one|year) (?:before(?: that)?|earlier|prior)|(?:previous|prior|preceding) (?:day|week|month|one|year))\b(?! yesterday)", re.IGNORECASE)  # fmt: skip
_AFTER = re.compile(r"\b(?:the )?(?:(?:day|week|month|one) (?:after(?: that)?|later)|(?:next|following) (?:day|week|month))\b", re.IGNORECASE)  # fmt: skip
_OF_LIST = re.compile(
    r"\b(?:those|these|them|they|all|both|the (?:list|lot|\d+|two|three|four|five|orders)|together|altogether|combined|that list|in all)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"\b(?:open|pending|unshipped|shipped|delivered|cancell?ed|processed|packed|returned|on (?:its|their|the) way|not (?:yet )?shipped|still (?:waiting|pending|open))\b",
    re.IGNORECASE,
)
# Beside these, a status or a day is something to do, or another thing to look up.
_ELSE = re.compile(
    r"\b(?:set|mark|make|put|change|update|refund\w*|cancel(?!l?ed)|returns?|tickets?|sales|revenue|sold|customers?|products?|why|who|whose|where|address|phone|e-?mail|when|is|was|has|did|does)\b",
    re.IGNORECASE,
)
# Which of a list are so is asked, and nothing else of them: `which of these is still in transit?`.
_ASKS_WHICH = re.compile(
    r"^\W*(?:(?:and|so|ok|now|tell me|show me)\W+)*(?:(?:which|what|how many)\b[^.?!]{0,30}\b(?:is|are|was|were|has|have|got|did)|(?:is|are|was|were|has|have) any)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:the )?other (?:one|customer|person|guy|lady|woman|man|[A-Z\u00c0-\u00de][\w'-]+)\b|\b(?:wrong|not that|not the same) (?:one|person|customer|guy|lady|woman|man|[A-Z\u00c0-\u00de][\w'-]+)\b|\bnot (?:him|her|that one|this one)\b|\b(?:someone|somebody) else\b",
)
_WHO = re.compile(r"^\W*(?:(?:and|so|ok|wait)\W+)*(?:who|whose)(?:'s|s| is| was)? (?:that|this|it|he|she|they|(?:the |this |that )?(?:customer|buyer|client|owner|one))(?: (?:for|from|again|order|anyway))*\W*$|^\W*(?:and )?(?:the |which |what )?(?:customer|buyer|client)\W*$", re.IGNORECASE)  # fmt: skip
_OF_TICKETS = re.compile(
    r"\b(?:mine|my (?:own|ones)|(?:assigned|belong\w*) to me|who (?:is|was) (?:it|that|this) assigned to|assigned to whom|who (?:has|owns|handles|is (?:working )?on) (?:it|that|this)|urgent|high(?: priority)?|open|pending|unassigned|nobody'?s|on hold|solved|closed|unanswered|needs? (?:an? )?(?:answer|reply|response)|waiting|the one (?:about|on|with|from|of|where)|who (?:wrote|answered|replied|noted)|what (?:does|did) (?:it|he|she|they) (?:say|write)|(?:last|latest) (?:message|answer|reply|note|comment)|read it|oldest|newest|latest|first|second|third|last one|overdue)\b",
    re.IGNORECASE,
)
_ON_TICKET = re.compile(
    r"^\W*(?:(?:please|pls|and|then|ok|so|can you|could you|now|just)\W+)*(?:(?:reply|answer|respond|write (?:back|to)|tell (?:him|her|them)|comment|add an? (?:internal )?(?:note|comment)|note (?:on|that)|take over|escalate|reassign|reopen|bump|solve|close|assign)\b|(?:set|mark|put) (?:it|that|this|that one|the ticket|the priority)\b(?! (?:as |to )?(?:shipped|delivered|processed)))",
    re.IGNORECASE,
)
_OPENS_ONE = re.compile(
    r"^\W*(?:(?:please|pls|and|also|then|ok|so|can you|could you|now)\W+)*(?:open|create|raise|log|file|make|start) (?:one|another(?: one)?|a new one)\b",
    re.IGNORECASE,
)
ON_TICKETS = frozenset(
    {
        Intent.TICKET_STATUS.value,
        Intent.TICKETS_REPORT.value,
        Intent.OPEN_TICKET.value,
        Intent.UPDATE_TICKET.value,
    }
)
_NAMED = (
    EntityType.ORDER_NUMBER,
    EntityType.CUSTOMER_NUMBER,
    EntityType.TICKET_NUMBER,
    EntityType.EMAIL,
    EntityType.PHONE,
)


def followed(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what few words go on with, where something was listed just before; None where they stand alone."""
    if _OPENS_ONE.search(text):
        return Intent.OPEN_TICKET if memory.last_intent in ON_TICKETS else None
    if len(text.split()) > _FEW or any(wish.values(kind) for kind in _NAMED):
        return None
    return _of_orders(text, wish, memory) or _of_people(text, wish, memory) or _of_tickets(text, wish, memory)


def _of_orders(text: str, wish: Understood, memory: Memory) -> Intent | None:
    if sums_list(text, memory) or picks_extreme(text, memory):
        return Intent.GET_BACK_TOTAL
    return Intent.ORDERS_TODAY if narrows_list(text, wish, memory) else None


def _of_people(text: str, wish: Understood, memory: Memory) -> Intent | None:
    whose = _WHO.search(text) and (memory.last_order is not None or memory.customer is not None)
    is_open = is_another(text) or memory.customer is None
    chooses = memory.last_customers and is_open and _names_person(text, wish)
    return Intent.FIND_CUSTOMER if whose or chooses else None


def _of_tickets(text: str, wish: Understood, memory: Memory) -> Intent | None:
    if memory.last_intent not in ON_TICKETS:
        return None
    if _ON_TICKET.search(text):
        return Intent.UPDATE_TICKET
    is_named = bool(wish.values(EntityType.NAME))
    return Intent.TICKET_STATUS if _OF_TICKETS.search(text) and not is_named else None


def asks_who(text: str) -> bool:
    """Tell whether a text asks nothing but whose something is."""
    return _WHO.search(text) is not None


def sums_list(text: str, memory: Memory) -> bool:
    """Tell whether a sum of the orders is asked that were just listed: `total of those?`."""
    if len(memory.last_orders) < len(("one", "other")) or _SUM.search(text) is None:
        return False
    return memory.listed or _OF_LIST.search(text) is not None


def picks_extreme(text: str, memory: Memory) -> bool:
    """Tell whether the dearest or the cheapest of the list is meant: `the biggest one?`."""
    return memory.listed and len(memory.last_orders) > 1 and EXTREME.search(text) is not None


def narrows_list(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether the same list is asked of other days, or of one status: `and yesterday?`, `only the open ones`."""
    if not memory.listed or (_ELSE.search(text) and not _ASKS_WHICH.search(text)):
        return False
    is_step = memory.listed_days is not None and step_in(text) is not None
    return (
        is_step
        or bool(wish.values(EntityType.DAYS) or wish.values(EntityType.STATUS))
        or _KEPT.search(text) is not None
    )


class Step(StrEnum):
    """From some days to those beside them."""

    BEFORE = "before"
    AFTER = "after"


def step_in(text: str) -> Step | None:
    """Return which days beside those of a list are meant: `and the day before?`, `the previous one`."""
    if _BEFORE.search(text):
        return Step.BEFORE
    return Step.AFTER if _AFTER.search(text) else None


def is_another(text: str) -> bool:
    """Tell whether somebody says that another person is meant than the one who was shown."""
    return _OTHER.search(text) is not None


def _names_person(text: str, wish: Understood) -> bool:
    if is_another(text) or wish.values(EntityType.PLACE) or wish.values(EntityType.NAME):
        return True
    return len(text.split()) <= _BARE and not wish.values(EntityType.DAYS) and wish.intent not in _CLEAR


# Said while it is open which customer is meant, these are no name.
_CLEAR = frozenset({Intent.YES, Intent.NO, Intent.THANKS, Intent.GOODBYE, Intent.GREET, Intent.HOLD_ON})

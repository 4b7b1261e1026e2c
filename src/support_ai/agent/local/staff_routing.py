"""What colleagues mean where the words are surer than the examples: questions on the shop's figures, and what follows them."""

import re

from support_ai.access.permission import Permission, permits
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.report_asking import follows, with_corrections
from support_ai.agent.local.report_topics import Topic, topic_named, unkept_in

REPORTS = {
    Topic.SALES: Intent.SALES_REPORT,
    Topic.MONEY: Intent.FINANCIAL_REPORT,
    Topic.REFUNDS: Intent.REFUNDS_REPORT,
    Topic.GIVEN: Intent.REFUNDS_REPORT,
    Topic.CANCELLATIONS: Intent.SALES_REPORT,
    Topic.RETURNS: Intent.RETURNS_REPORT,
    Topic.EXCHANGES: Intent.RETURNS_REPORT,
    Topic.DELIVERIES: Intent.ANALYTICS,
    Topic.TICKETS: Intent.TICKETS_REPORT,
    Topic.ASSISTANT: Intent.ASSISTANT_REPORT,
    Topic.APPROVALS: Intent.ANALYTICS,
    Topic.OVERVIEW: Intent.ANALYTICS,
}
_REPORT_INTENTS = frozenset(REPORTS.values())
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
_SUMS = re.compile(
    r"\b(?:how (?:many|much|often|long|fast|quick\w*|well|are (?:we|things)|is business|is the shop|do we)|what(?:'s| is| was| were| are) (?:our|the) \w+|rates?|reports?|averages?|avg|totals?|sums?|figures|numbers?|statistics|stats|kpis?|dashboard|compar\w*|versus|vs|trends?|number of|count of|overview|summary|best|worst|most|least|top \d*|why (?:do|did|are|were)|(?:which|what) (?:products?|items?|reasons?|days?|weeks?|months?)|reasons?|by (?:day|week|month|quarter|year|product|item|reason|status|payment|method|priority|cause)\w*|(?:per|each|every) (?:day|week|month|product|reason|quarter)|(?:late|on time|delayed|waiting for|pending)|(?:do|did) (?:\w+ ){0,3}pay (?:with|by)|came in|(?:best|strongest|weakest|busiest|slowest|quietest) (?:day|week|month)|(?:daily|weekly|monthly|table|breakdown|share|percent\w*|proportion|ratio))\b",
    re.IGNORECASE,
)
_SOLD = re.compile(
    r"\b(?:sales|slaes|sold|revenues?|revenu|turn ?over|turned over|takings|earnings|bestsell\w+|best sell\w+|did we (?:sell?|make|take|earn|turn)|have we (?:sold|made|earned)|financials?|(?:gross|net) (?:sales|revenue)|analytics|kpis?|profit\w*)\b",
    re.IGNORECASE,
)
_WANTED_LIST = re.compile(
    r"\b(?:which|what|show|list|give me|see|display|any|all)(?: me)?(?: all| the| of the| our| every)*(?: (?:open|pending|unsolved|new|shipped|delivered|cancell?ed|processed|late|newest|latest|today'?s|yesterday'?s|last \d+|recent))* (?:orders?|tickets?|customers?)\b(?! (?:by|per|report|stat\w*|numbers|figures|count|volume))",
    re.IGNORECASE,
)


def meant(desk: Desk) -> Intent | None:
    """Return what a colleague means; None where the understanding decides."""
    if not desk.is_staff or any(desk.wish.values(kind) for kind in _PARTICULAR):
        return None
    if desk.before.last_intent in _REPORT_INTENTS:
        following = _follow_up(desk)
        if following is not None:
            return following
    wanted = asks_for_figures(with_corrections(desk.text))
    # How many orders, or tickets, there are is shown to every colleague, as a list.
    is_list = topic_named(desk.text) in (Topic.TICKETS, Topic.SALES) and not _SOLD.search(desk.text)
    may = permits(desk.turn.person, Permission.ANALYTICS_READ)
    return None if is_list and not may and _LISTED.search(desk.text) else wanted


_LISTED = re.compile(r"\b(?:orders?|tickets?)\b", re.IGNORECASE)


def _follow_up(desk: Desk) -> Intent | None:
    """Return the report that a message goes on with."""
    names_days = bool(desk.wish.values(EntityType.DAYS) or desk.wish.values(EntityType.GROUPING))
    topic = topic_named(with_corrections(desk.text))
    if follows(desk.text) and (
        names_days or topic is not None or _SUMS.search(desk.text) or _refers(desk.text)
    ):
        return REPORTS[topic] if topic is not None else Intent(desk.before.last_intent or Intent.ANALYTICS)
    return None


_REFERS = re.compile(
    r"\b(?:before|previous|prior|earlier|compar\w*|ago|period|better|worse|best|worst|open|late|fast|quick\w*|reasons?|why|split|table)\b",
    re.IGNORECASE,
)


def _refers(text: str) -> bool:
    return _REFERS.search(text) is not None


def asks_for_figures(text: str) -> Intent | None:
    """Return the report that a text asks for beyond doubt: a sum, a rate, a split or a comparison of something that is counted."""
    if _WANTED_LIST.search(text):
        return None
    topic = topic_named(text)
    if _SOLD.search(text):
        return REPORTS[topic or Topic.SALES]
    if topic is not None and _SUMS.search(text):
        return REPORTS[topic]
    return Intent.ANALYTICS if topic is None and unkept_in(text) and _SUMS.search(text) else None

"""Whether a manager asks for a report, or goes on with the one that was shown. Pure."""

import re

from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.report_asking import with_corrections
from support_ai.agent.local.report_following import (
    COMPARES,
    day_alone,
    follows,
    is_bare,
    names_days,
    says_more,
)
from support_ai.agent.local.report_sellers import SELLERS
from support_ai.agent.local.report_topics import (
    Topic,
    cut_of,
    figure_of,
    topic_named,
    wants_best,
)
from support_ai.agent.local.report_unkept import unkept_in
from support_ai.agent.local.understanding import Understood

_BRIEF = 4
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
    Topic.RATINGS: Intent.ANALYTICS,
    Topic.OVERVIEW: Intent.ANALYTICS,
}
REPORT_INTENTS = frozenset(REPORTS.values())
_SUMS = re.compile(
    r"\b(?:how (?:many|much|often|long|fast|quick\w*|well|are (?:we|things)|is business|is the shop|do we)|what(?:'s| is| was| were| are) (?:our|the) \w+|rates?|reports?|averages?|avg|totals?|sums?|figures|numbers?|statistics|stats|kpis?|dashboard|compar\w*|versus|vs|trends?|number of|count of|overview|summary|best|worst|most|least|top \d*|why (?:do|did|are|were)|(?:which|what) (?:products?|items?|reasons?|days?|weeks?|months?)|what (?:are|do|did) (?:people|customers|they)|reasons?|by (?:day|week|month|quarter|year|product|item|reason|status|payment|method|priority|cause)\w*|(?:per|each|every) (?:day|week|month|product|reason|quarter)|(?:late|on time|delayed|waiting for|pending)|(?:do|did) (?:\w+ ){0,3}pay (?:with|by)|came in|(?:best|strongest|weakest|busiest|slowest|quietest) (?:day|week|month)|(?:daily|weekly|monthly|table|breakdown|share|percent\w*|proportion|ratio|up or down)|did (?:we|you) (?:have|get|do)|have (?:we|there|you) (?:had|been))\b",
    re.IGNORECASE,
)
SOLD = re.compile(
    rf"\b(?:(?:bring|brings|brought|bringing|take|took|taking) (?:us )?in|sales|slaes|sold|revenues?|revenu|turn ?over|turned over|turn (?:\w+ )?over|takings|earnings|gmv|aov|baskets?|average (?:order|ticket size)|bestsell\w+|best sell\w+|did we (?:sell?|make|take|earn|turn|shift)|have we (?:sold|made|earned|taken)|(?:units?|pieces) (?:shifted|sold|moved)|(?:how'?s|how is|how was) (?:business|trade|trading)|financials?|(?:gross|net) (?:sales|revenue)|analytics|kpis?|profit\w*|(?:best|worst|top|slowest|fastest|strongest|weakest)[- ](?:sell\w*|product|item|article)s?|{SELLERS})(?!\w)",
    re.IGNORECASE,
)
_WANTED_LIST = re.compile(
    r"\b(?:which|what|show|list|give me|see|display|any|all)(?: me)?(?: all| the| of the| our| every)*(?: (?:open|pending|unsolved|new|shipped|delivered|cancell?ed|processed|late|newest|latest|today'?s|yesterday'?s|last \d+|recent))* (?:orders?|tickets?|customers?)\b(?! (?:by|per|report|stat\w*|numbers|figures|count|volume))",
    re.IGNORECASE,
)


def on_report(memory: Memory) -> bool:
    """Tell whether a report is what was spoken of last; thanks, or what was not understood, ends it not."""
    is_near = memory.last_intent in _ASIDE or memory.last_intent in REPORT_INTENTS
    return is_near and memory.last_report is not None


_ASIDE = frozenset(
    {Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.THANKS, Intent.HOLD_ON, Intent.YES, Intent.NO, Intent.REPEAT}
)


def follow_up(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return the report that a message goes on with."""
    words = with_corrections(text)
    has_days = bool(wish.values(EntityType.GROUPING)) or names_days(text) or day_alone(text) is not None
    topic = topic_named(words)
    is_part = (
        has_days
        or topic is not None
        or bool(wish.values(EntityType.ITEM) or wish.values(EntityType.PAYMENT))
        or says_more(text)
        or wants_best(words)
        or figure_of(words) is not None
        or cut_of(words) is not None
        or unkept_in(words) is not None
    )
    if not (is_part and follows(text)):
        return None
    last = memory.last_intent if memory.last_intent in REPORT_INTENTS else None
    return REPORTS[topic] if topic is not None else Intent(last or Intent.ANALYTICS)


def _asks_of_days(text: str) -> bool:
    """Tell whether a text asks how some days were: `walk me through last week`, `was Monday better than Tuesday`."""
    if _BRIEFS.search(text):
        return True
    return is_bare(text) and (_HOW.match(text) or COMPARES.search(text) or _TOTAL.search(text)) is not None


_TOTAL = re.compile(r"\b(?:totals?|sum|grand total)\b", re.IGNORECASE)
_BRIEFS = re.compile(
    r"\b(?:talk|walk|run|take|lead|guide) (?:me|us) through|\bsum(?:med)? (?:it |things )?up\b|\bbrief (?:me|us)\b|\bcatch (?:me|us) up\b|\bfill (?:me|us) in\b|\b(?:run ?down|recap|round[- ]?up|wrap[- ]?up)\b|\bbring (?:me|us) up to (?:speed|date)\b|\bwhat (?:happened|went on)\b|\bstate of (?:play|the (?:shop|business))\b",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"^\W*(?:(?:and|so|ok|hi|hey|hello|well|good|morning|afternoon)\W+)*(?:how'?s|how (?:is|was|were|did|has|have|are|does|do))\b",
    re.IGNORECASE,
)


def asks_for_figures(text: str) -> Intent | None:
    """Return the report that a text asks for beyond doubt: a sum, a rate, a split or a comparison of something that is counted."""
    if _WANTED_LIST.search(text):
        return None
    topic = topic_named(text)
    if SOLD.search(text):
        return REPORTS[topic or Topic.SALES]
    if topic is not None and _SUMS.search(text):
        return REPORTS[topic]
    says_what = cut_of(text) is not None or figure_of(text) is not None or wants_best(text)
    if topic is not None and is_bare(text) and says_what:
        return REPORTS[topic]
    if topic in (None, Topic.OVERVIEW) and names_days(text) and _asks_of_days(text):
        return Intent.SALES_REPORT if _TOTAL.search(text) else Intent.ANALYTICS
    is_asked = _SUMS.search(text) is not None or len(text.split()) <= _BRIEF
    return Intent.ANALYTICS if topic is None and unkept_in(text) and is_asked else None

"""What a manager's question is about: the topic, the figure, how it is cut, and what no report holds."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from support_ai.agent.local.intent import Intent
from support_ai.agent.local.report_sellers import LEAST, MOST, SELLERS


class Topic(StrEnum):
    """What a report is about."""

    SALES = "sales"
    MONEY = "money"
    REFUNDS = "refunds"
    GIVEN = "given"
    RETURNS = "returns"
    EXCHANGES = "exchanges"
    CANCELLATIONS = "cancellations"
    DELIVERIES = "deliveries"
    TICKETS = "tickets"
    ASSISTANT = "assistant"
    APPROVALS = "approvals"
    RATINGS = "ratings"
    OVERVIEW = "overview"


# What is about goods that were sold, and what they brought.
OF_SALES = frozenset({Topic.SALES, Topic.MONEY, Topic.OVERVIEW})


class Cut(StrEnum):
    """By what the rows of a report are, beside days, weeks and months."""

    PRODUCT = "product"
    METHOD = "method"
    REASON = "reason"
    STATUS = "status"
    PRIORITY = "priority"
    WEEKDAY = "weekday"
    QUARTER = "quarter"


class Figure(StrEnum):
    """Which figure was asked for above all."""

    AVERAGE = "average"
    DAILY = "daily"
    DISCOUNTS = "discounts"
    TAX = "tax"
    SHIPPING = "shipping"
    PAYMENTS = "payments"
    RATE = "rate"
    OPEN = "open"
    SPEED = "speed"
    LATE = "late"
    PIECES = "pieces"
    WORTH = "worth"
    GROSS = "gross"
    NET = "net"
    ORDERS = "orders"
    ALONE = "alone"
    WITHHELD = "withheld"
    HANDED = "handed"


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words.replace('SELLERS', SELLERS)})(?!\w)", re.IGNORECASE)


_UNITS = r"pieces?|pcs|units?|quantit\w+"
# The more particular first: `refunds of returned goods` are refunds.
_TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (Topic.RATINGS, _any(r"(?:dis|un)?satisf\w+|csat|ratings?|rated|(?:how )?(?:happy|unhappy|content|pleased) (?:are|were|is|was)|happiness")),
    (Topic.ASSISTANT, _any(r"assistants?|chat ?bots?|bots?|conversations?|chats?|chatted|hand(?:ed)?[- ]?overs?|hand(?:ed)? (?:over|off)|automation|(?:your|its|the assistant's|the bot's) own (?:record|performance)|blocked (?:answers?|repl(?:y|ies)|messages?)|(?:answers?|repl(?:y|ies)|messages?) (?:\w+ ){0,3}(?:blocked|withheld|held back|stopped)|(?:blocked|withheld|held back|stopped) by the guard|escalat\w+|(?:went|go|goes|gone|passed|transferred|referred|sent|forwarded|taken over) (?:\w+ )?(?:to|on to|over to|by) (?:a |an |the |our |your |one of )*(?:humans?|persons?|people|colleagues?|agents?|staff|team)|ask(?:ed|s|ing)? for (?:a |an |the )?(?:humans?|persons?|people|colleagues?|agents?)|did you (?:handle|answer|help|do|solve)|you (?:handled?|answered)|have you (?:handled|answered|helped)")),
    (Topic.APPROVALS, _any(r"approvals?|approved|waiting for approval|four[- ]eyes")),
    (Topic.TICKETS, _any(r"tickets?|tikcets?|tckts?|support (?:requests?|work ?load|cases|team|performance|stats|statistics|volume)|response times?|first (?:response|answer|reply)|resolution times?|sla|backlog|how (?:fast|quick\w*|long)\b[^.?!]{0,30}(?:answer|respond|reply|response)|inquiries|enquiries|helpdesk")),
    (Topic.GIVEN, _any(r"goodwill|credits? (?:given|granted)|adjustments?|price corrections?|compensations?|store credit|gave away(?! in discounts)|given away(?! in discounts)")),
    (Topic.REFUNDS, _any(r"refund\w*|refnds?|re-?imburs\w*|paid back|pay(?:ing)? back|money back|gave back|given back|give back|went back to customers|charge ?backs?")),
    (Topic.EXCHANGES, _any(r"exchang\w*|swaps?|swapped")),
    (Topic.RETURNS, _any(r"returns?|returned|returning|rturns?|retuns?|sent back|send (?:\w+ ){0,3}back|sending (?:\w+ ){0,3}back|came back|come back|comes back|send things back")),
    (Topic.CANCELLATIONS, _any(r"cancel\w*|cancl\w*")),
    (Topic.DELIVERIES, _any(r"deliver(?:y|ies|ed)(?: times?)?|shipments?|parcels?|arrive late|late arrivals?|shipping times?|on time")),
    (Topic.MONEY, _any(r"financials?|finance|financial (?:report|statement|figures|overview)|profits?|p ?& ?l|income statement|books|cash|cash ?flow|money (?:in|out)|in and out|inflows?|outflows?|payments?|paid|(?:do|did) (?:\w+ ){0,3}pay|came in and|money in and|net cash|earnings")),
    (Topic.SALES, _any(r"sales?|slaes|sold|sell|sel|sells|selling|sellers?|revenues?|revenu|turn ?over|turned over|turn(?:ed)? (?:\w+ )?over|takings|income|made|make|took in|take in|taken|bring in|brings? in|brought in|earn\w*|gross|net|average (?:order|basket)|basket|aov|business|order (?:volume|value|count)|baskets?|basket (?:size|value)|units?|pieces|gmv|trade|trading|money|orders?|ordered|discount\w*|tax(?:es)?|vat|popular|shifted|shift|(?:best|worst|strongest|weakest|busiest|slowest|quietest) (?:days?|weeks?|months?)|SELLERS")),
    (Topic.OVERVIEW, _any(r"analytics|statistics|stats|kpis?|dashboard|key figures|overview|summary|insights|report|reports|numbers|figures|performance|recap|how (?:are|were|is|was|did|have|has) (?:we|things|the shop|the store|the business)(?: been)?(?: do\w*| go\w*| far\w*| perform\w*)?|how'?s (?:the shop|the store|it|everything|things) (?:do\w*|go\w*|look\w*)")),
)  # fmt: skip
_FIGURES: tuple[tuple[Figure, re.Pattern[str]], ...] = (
    (Figure.ALONE, _any(r"(?:on|by) (?:its|your|their|the bot'?s|the assistant'?s) own|by (?:it|your|them)self|(?:all )?alone|without (?:\w+ ){0,2}(?:humans?|persons?|people|colleagues?|agents?|staff|help|hand\w*|team)|self[- ]?(?:serv\w*|solved|resolved)|contain(?:ed|ment)|deflect\w*|(?:resolution|solution|success|automation) rate|(?:solv|resolv|sort|handl|fix|answer|settl)\w* (?:\w+ ){0,2}(?:yourself|itself)")),
    (Figure.WITHHELD, _any(r"blocked|withheld|held back|guard")),
    (Figure.HANDED, _any(r"hand(?:ed)?[- ]?overs?|hand(?:ed)? (?:\w+ )?(?:over|off)|escalat\w+|to (?:a |an |the |our )?(?:humans?|persons?|people|colleagues?|agents?|team)|for (?:a |an )?(?:humans?|persons?|people)")),
    (Figure.DAILY, _any(r"(?:average|mean|typical) (?:\w+ ){0,2}(?:per|a|each) day|(?:per|a|each) day(?:,)? on average|on average[^.?!]{0,20}(?:per|a|each|every) day|daily average|average daily \w+")),
    (Figure.AVERAGE, _any(r"averages?|avg|mean|aov|on average|typical(?:ly)?|per order|(?<!total )order values?|value of (?:an? |the )?orders?|baskets?|spend per \w+|aov")),
    (Figure.DISCOUNTS, _any(r"discount\w*|rebates?|coupons?|promo\w*")),
    (Figure.TAX, _any(r"tax(?:es)?|vat|sales tax")),
    (Figure.SHIPPING, _any(r"shipping (?:fees?|income|charges?|costs?|revenue)|(?:take|took|earn\w*|make|made|for|in) (?:\w+ )?(?:on |for |from )?shipping|^\W*(?:(?:and|what|how|about|the)\W+)*(?:shipping|postage)\W*$")),
    (Figure.PAYMENTS, _any(r"payments?|paid(?! back)|cash|came in|money (?:in|out)|cash ?flow|inflows?|outflows?")),
    (Figure.RATE, _any(r"rates?|share|percent\w*|proportion|ratio|what part|how often|in (?:percent|%)|as (?:a )?(?:percent\w*|%|share)")),
    (Figure.ORDERS, _any(r"(?:how many|number of|count of|amount of) (?:\w+ )?orders?|orders? (?:count|volume|numbers?|only)|only orders|(?:just|only) the orders|orders came in|busiest|quietest|(?:most|fewest|least|many) orders|^\W*(?:(?:and|in|by|just|only|what|how|about|the|terms|of|number)\W+)*orders\W*$")),
    (Figure.GROSS, _any(r"gross|before (?:discounts?|deductions)")),
    (Figure.NET, _any(r"net|after discounts?")),
    (Figure.SPEED, _any(r"response times?|first (?:response|answer|reply)|resolution times?|how (?:long|fast|quick\w*)|delivery times?|shipping times?|answer(?:ed)? (?:fast|quick\w*)")),
    (Figure.LATE, _any(r"late|overdue|delay\w*|too long|sla|targets?|on time")),
    (Figure.OPEN, _any(r"(?:are|is|still|currently|remain\w*|left|number of|many|all|the) (?:still |currently |now )?open|open (?:right )?now|unsolved|backlog|open (?:tickets|returns)|waiting|outstanding|pending")),
    (Figure.PIECES, _any(rf"{_UNITS}|items|how many|most often|copies|volume")),
    (Figure.WORTH, _any(r"money|revenue|turnover|value|worth|dollars?|income|profit\w*|valuable|earn\w*|brought in|brings? in|bring in|how much")),
)  # fmt: skip
_CUTS: tuple[tuple[Cut, re.Pattern[str]], ...] = (
    (Cut.QUARTER, _any(r"(?:by|per|each|every|across|split by|into|in) (?:the )?quarters?|quarterly|quarter[- ]by[- ]quarter|(?:best|worst|strongest|weakest|busiest|which|what) quarter")),
    (Cut.WEEKDAY, _any(r"(?:by|per|each|which|what|every|across) (?:week ?days?|days? of (?:the |a )?week)|week ?days?|days? of the week|on which (?:week ?)?days? do (?:we|people|customers)")),
    (Cut.METHOD, _any(r"(?:by|per|each|which|what|every|of|across|split by) (?:payment )?(?:methods?|types? of payment|ways? (?:to pay|of paying)|payment types?)|payment methods?|how (?:do|did) (?:people|customers|they|our customers|most people) (?:usually )?pay|(?:do|did) (?:\w+ ){0,2}(?:people|customers|they) (?:usually |mostly |most often )?pay (?:with|by)|(?:paid|pay|paying) (?:by|with|via|through|using) (?:which|what|paypal|card|gift|credit|bank|visa)")),
    (Cut.REASON, _any(r"(?:by|per|each|which|what|for what|main|top|common|most common|biggest|usual|main|the|with|and|their) (?:return |cancellation |refund |exchange )?(?:reasons?|causes?)|why|reasons?|because of what|what for|for what|how come|what(?:'s| is| was) (?:behind|causing|driving)|what (?:caused|drove|explains|made)|grounds")),
    (Cut.PRIORITY, _any(r"(?:by|per|each|which|what) priorit(?:y|ies)|priorities|urgent|high[- ]priority")),
    (Cut.STATUS, _any(r"(?:by|per|each|which|what) (?:status(?:es)?|states?)|status(?:es)?|(?:how many|how much|share|percent\w*|number|which part|part)\b[^.?!]{0,40}\b(?:pending|shipped|unshipped|processed|packed)|orders?\b[^.?!]{0,20}\b(?:have|has|are|were|still) (?:been |already |still )?(?:pending|shipped|processed|packed|sent)")),
    (Cut.PRODUCT, _any(r"(?:by|per|each|which|what|every|of|top \d+|top|for each|across|best|most popular|most|worst) (?:\w+ )?(?:products?|items?|articles?|things?|goods)|best[- ]?sell\w*|top[- ]?sell\w*|bestseller\w*|worst[- ]?sell\w*|sells?(?: the)? (?:best|most|worst|least)|sold(?: the)? (?:best|most|worst|least|better)|sold (?:in|at) \w+ most|most sold|(?:best|worst|least|most)[- ](?:selling|sold|popular)|slow(?:est)?[- ](?:sellers?|movers?|selling)|product ?mix|products|(?:by|per|which|what) (?:the )?(?:sku|skus|product lines?|lines?)|SELLERS")),
)  # fmt: skip
_BEST_PERIOD = _any(
    r"(?:best|worst|strongest|weakest|busiest|slowest|quietest|highest|lowest|most|least)[^.?!]{0,20}(?:days?|weeks?|months?)|(?:which|what) (?:day|week|month)[^.?!]{0,30}(?:best|worst|strongest|weakest|busiest|slowest|quietest|most|least|highest|lowest)"
)
_TOP = re.compile(
    r"\b(?:top|best|worst|first|bottom|the|lowest|highest|least|most) (\d{1,2}|two|three|four|five|six|eight|ten)\b(?! (?:days?|weeks?|months?))",
    re.IGNORECASE,
)
_TOP_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}
_WORST = _any(
    r"worst|weakest|quietest|least|fewest|lowest|slowest|poorest|bottom|slow[- ](?:movers?|sellers?)|not sell\w*|LEAST".replace(
        "LEAST", LEAST
    )
)
_PIECES = _any(_UNITS)
_BEST = _any(rf"best|strongest|busiest|most|highest|biggest|largest|top|{MOST}")
_BY_INTENT: Mapping[Intent, Topic] = MappingProxyType(
    {
        Intent.SALES_REPORT: Topic.SALES,
        Intent.FINANCIAL_REPORT: Topic.MONEY,
        Intent.REFUNDS_REPORT: Topic.REFUNDS,
        Intent.RETURNS_REPORT: Topic.RETURNS,
        Intent.TICKETS_REPORT: Topic.TICKETS,
        Intent.ASSISTANT_REPORT: Topic.ASSISTANT,
        Intent.ANALYTICS: Topic.OVERVIEW,
    }
)


def topic_named(text: str) -> Topic | None:
    """Return the topic that the words of a question name."""
    named = next((topic for topic, pattern in _TOPICS if pattern.search(text)), None)
    return Topic.SALES if named is None and wants_best_period(text) else named


def topic_of(text: str, intent: Intent) -> Topic | None:
    """Return what a question is about: by its words, else by what it was understood as."""
    named = topic_named(text)
    meant = _BY_INTENT.get(intent)
    if named is None or (named is Topic.OVERVIEW and meant is not None):
        return meant or named
    return named


def topics_joined(text: str) -> tuple[Topic, ...]:
    """Return the topics of `sales and refunds` or `returns versus exchanges`, in their order; none where they are one."""
    found = _JOINED.search(text)
    if found is None:
        return ()
    named = [topic_named(word) for word in found.groups() if word]
    topics = tuple(dict.fromkeys(one for one in named if one is not None))
    return topics if len(topics) > 1 else ()


_NOUN = r"(sales|revenue|turnover|takings|refunds|returns|exchanges|cancellations|tickets|payments|deliveries|chats|conversations)"
_JOINED = re.compile(
    rf"\b{_NOUN}(?:,? (?:\w+ )?{_NOUN},?)? (?:and|plus|versus|vs\.?|against|compared (?:to|with)|or|next to) (?:the |our |also )?{_NOUN}\b",
    re.IGNORECASE,
)


def figure_of(text: str) -> Figure | None:
    """Return the figure that was asked for above all."""
    return next((figure for figure, pattern in _FIGURES if pattern.search(text)), None)


def cut_of(text: str) -> Cut | None:
    """Return by what the rows are wanted, beside days, weeks and months."""
    return next((cut for cut, pattern in _CUTS if pattern.search(text)), None)


def without_report_words(text: str) -> str:
    """Return a text with the words blanked that say what a report is about, which figure is wanted, and how it is cut."""
    patterns = (_TOP, _BEST_PERIOD, *(one for _, one in (*_TOPICS, *_FIGURES, *_CUTS)), _WORST, _BEST)
    for pattern in patterns:
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    return text


def wants_pieces(text: str) -> bool:
    """Tell whether pieces are asked for, not orders or money."""
    return _PIECES.search(text) is not None


def wants_best(text: str) -> bool:
    """Tell whether the best, the worst, the most or the least is asked for."""
    return _BEST.search(text) is not None or _WORST.search(text) is not None


def wants_best_period(text: str) -> bool:
    """Tell whether the best, or the weakest, day, week or month is asked for."""
    return _BEST_PERIOD.search(text) is not None


def top_of(text: str) -> int | None:
    """Return how many rows are wanted: 3 of `top three`."""
    found = _TOP.search(text)
    return None if found is None else _TOP_WORDS.get(found[1].lower()) or int(found[1]) or None


def wants_worst(text: str) -> bool:
    """Tell whether the other end of the list is wanted."""
    return _WORST.search(text) is not None

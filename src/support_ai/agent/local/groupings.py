"""By what figures are to be grouped, as people say it."""

import re
from collections.abc import Iterator

from support_ai.agent.local.entity import Entity, EntityType

_PLAIN = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
    "item": "product",
    "agent": "colleague",
}
_GROUPING = re.compile(
    r"\b(?:by|per|each|every|a) (?P<g>day|week|month|year|quarter|product|item|reason|status|channel|colleague|agent|customer|priority|weekday)s?\b"
    r"|\b(?P<h>daily|weekly|monthly|quarterly|yearly|annual)\b|\bday[- ]by[- ](?P<d>day)\b|\bmonth[- ]by[- ](?P<m>month)\b|\bquarter[- ]by[- ](?P<q>quarter)\b|\bfor each (?P<e>day|week|month|quarter|product|reason)\b"
    r"|\b(?:which|what) (?P<w>products?|days?|months?|weeks?|reasons?)\b|\b(?:main|top|common|return) (?P<t>reasons|products)\b",
    re.IGNORECASE,
)


def groupings(text: str) -> Iterator[Entity]:
    """Yield by what a report is to be grouped."""
    for match in _GROUPING.finditer(text):
        word = next(one for one in match.groups() if one).lower()
        yield Entity(
            EntityType.GROUPING,
            _PLAIN.get(word, word.removesuffix("s") if word != "status" else word),
            *match.span(),
        )

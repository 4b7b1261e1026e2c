"""What reports can tell to somebody who asks why: no reasons, but the parts that a figure is made of."""

from datetime import date

from support_ai.agent.brain import Refusal
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.report_asked import Asked
from support_ai.agent.local.report_reading import analytics
from support_ai.agent.local.report_relative import Span, earlier_span
from support_ai.agent.local.report_topics import OF_SALES, Topic
from support_ai.agent.local.report_unkept import UNKEPT
from support_ai.core.money import format_money
from support_ai.reports.analytics_models import Figures

_NO_REASONS = "The reports do not say why; they count what happened. "
_PARTS = "What they tell is how many orders there were and how much one was worth on average:"


async def why(desk: Desk, asked: Asked, today: date) -> None:
    """Own up that no report knows why, and show what the sales of two spans of days are made of."""
    if asked.topic is Topic.TICKETS:
        desk.say(UNKEPT["questions"])
        return
    if asked.topic not in OF_SALES:
        desk.say(_NO_REASONS.strip())
        return
    spans = (asked.days, asked.before or earlier_span(asked.days, "period"))
    rows: list[tuple[str, ...]] = []
    for span in spans:
        found = await analytics(desk, span, None)
        if isinstance(found, Refusal):
            desk.say(found.sentence)
            return
        rows += _rows(span, today, found.whole)
    desk.say(_NO_REASONS + _PARTS)
    desk.say(*tables.table("Beside each other", ("days", "orders", "average order", "cancelled"), rows))


def _rows(span: Span, today: date, whole: Figures) -> list[tuple[str, ...]]:
    name, cancelled = tables.capital(tables.span_name(span, today)), str(whole.orders.cancelled)
    rows = [
        (name, str(one.orders), format_money(one.average_minor, one.currency), cancelled)
        for one in whole.orders.values
        if one.average_minor is not None
    ]
    return rows or [(name, "0", "none", cancelled)]

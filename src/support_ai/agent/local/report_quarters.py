"""Figures by the quarter: each quarter of the days is a report of its own, as the books hold months at most."""

from collections.abc import Iterator
from datetime import date, timedelta

from support_ai.agent.brain import Refusal
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.report_asked import Asked
from support_ai.agent.local.report_reading import financial, today_of
from support_ai.agent.local.report_relative import Span
from support_ai.agent.local.report_topics import OF_SALES, Topic, wants_best
from support_ai.core.money import format_money
from support_ai.reports.models import FinancialRow

_OF_BOOKS = frozenset({*OF_SALES, Topic.REFUNDS})
_ONLY_BOOKS = "By quarter I can tell sales and refunds only. The rest can be split by day, week or month."
_MOST = 8
_TOO_LONG = "That is too long to split by quarter: ask for two years at most."
_MONTHS = 3


async def quarters(desk: Desk, asked: Asked, days: str) -> None:
    """Say how the days of a report are spread over their quarters."""
    spans = tuple(quarters_of(asked.days))
    if asked.topic not in _OF_BOOKS or len(spans) > _MOST:
        desk.say(_ONLY_BOOKS if asked.topic not in _OF_BOOKS else _TOO_LONG)
        return
    rows: list[tuple[str, ...]] = []
    best: list[tuple[int, str]] = []
    for span in spans:
        found = await financial(desk, span, None)
        if isinstance(found, Refusal):
            desk.say(found.sentence)
            return
        name = _name(span, today_of(desk))
        rows += [(name, *_cells(one)) for one in found.totals] or [(name, "0", "none", "none", "none")]
        best += [(one.net_minor, name) for one in found.totals]
    if wants_best(desk.text) and best and asked.topic in OF_SALES:
        desk.say(
            f"The {'weakest' if asked.worst else 'best'} quarter: {(min if asked.worst else max)(best)[1]}."
        )
    heads = ("quarter", "orders", "gross", "net", "refunds")
    desk.say(*tables.table(f"By quarter, {days}", heads, rows))


def quarters_of(days: Span) -> Iterator[Span]:
    """Yield the quarters that some days lie in, the first and the last as far as they do."""
    first = days.first
    while first <= days.last:
        after = _after(first)
        yield Span(first, min(after - timedelta(days=1), days.last))
        first = after


def _after(day: date) -> date:
    """Return the first day of the next quarter."""
    month = (day.month - 1) // _MONTHS * _MONTHS + 1 + _MONTHS
    return date(day.year + 1, 1, 1) if month > 12 else date(day.year, month, 1)


def _name(span: Span, today: date) -> str:
    number = (span.first.month - 1) // _MONTHS + 1
    return f"Q{number}, {tables.period_name(span.first, span.last, today)}"


def _cells(row: FinancialRow) -> tuple[str, str, str, str]:
    return (
        str(row.orders),
        format_money(row.gross_minor, row.currency),
        format_money(row.net_minor, row.currency),
        format_money(row.refunds_minor, row.currency),
    )

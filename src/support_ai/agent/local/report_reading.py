"""Reads reports through the tools, for days that a question names."""

from datetime import date

from support_ai.agent.brain import Refusal
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.report_relative import Span
from support_ai.agent.local.report_tables import counts
from support_ai.agent.tools.reports import ANALYTICS_REPORT, FINANCIAL_REPORT, ReportDays, ReportSales
from support_ai.reports.analytics_models import AnalyticsReport
from support_ai.reports.models import FinancialReport, Group
from support_ai.reports.periods import Step

# A line that says no more than `cancelled` reads like something that was done.
_STATUSES = {
    "shipped": "on their way",
    "cancelled": "cancelled orders",
    "return_requested": "orders with a return asked for",
    "exchange_requested": "orders with an exchange asked for",
}


def today_of(desk: Desk) -> date:
    """Return the day that it is in the shop."""
    return desk.turn.now.astimezone(desk.turn.zone).date()


async def financial(
    desk: Desk, days: Span, by: Step | None, group: Group = Group.PERIOD
) -> FinancialReport | Refusal:
    """Return what was sold and paid; by month where no step matters."""
    step = by or (Step.MONTH if group is Group.PERIOD else None)
    wanted = ReportSales(first=days.first, last=days.last, by=step, group=group)
    return await desk.turn.tools.use(FINANCIAL_REPORT, wanted)


async def analytics(desk: Desk, days: Span, by: Step | None) -> AnalyticsReport | Refusal:
    """Return how the shop did; by month where no step matters."""
    wanted = ReportDays(first=days.first, last=days.last, by=by or Step.MONTH)
    return await desk.turn.tools.use(ANALYTICS_REPORT, wanted)


def orders_by_status(report: AnalyticsReport) -> list[tuple[str, str]]:
    """Return rows of statuses and how many orders have them."""
    return counts(report.whole.orders.by_status, _STATUSES)

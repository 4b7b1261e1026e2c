"""Tools for admins and owners: what was sold, paid and given, and how the shop and its assistant do."""

from datetime import date

from support_ai.access.permission import Permission
from support_ai.agent.tools.tool import Scene, Tool
from support_ai.core.action import Arguments
from support_ai.core.database import Connection
from support_ai.reports import service
from support_ai.reports.analytics_models import AnalyticsReport
from support_ai.reports.models import FinancialReport, Group
from support_ai.reports.periods import Step
from support_ai.reports.service import Wanted


class ReportDays(Arguments):
    """Which days, both included, in periods of what length; what is left open is usual."""

    first: date | None = None
    last: date | None = None
    by: Step | None = None


class ReportSales(ReportDays):
    """And whether by period, product or payment method."""

    group: Group = Group.PERIOD


async def _financial(conn: Connection, scene: Scene, wanted: ReportSales) -> FinancialReport:
    days = Wanted(wanted.first, wanted.last, wanted.by)
    return (await service.read_financial(conn, days, wanted.group, scene.now))[0]


async def _analytics(conn: Connection, scene: Scene, wanted: ReportDays) -> AnalyticsReport:
    days = Wanted(wanted.first, wanted.last, wanted.by)
    return (await service.read_analytics(conn, days, scene.now))[0]


FINANCIAL_REPORT = Tool(
    "financial_report",
    "Return sales, refunds, adjustments, tax and shipping by period, product or payment method.",
    ReportSales,
    (Permission.FINANCIAL_REPORTS_READ,),
    _financial,
    subject="report:financial",
    snapshot=True,
)
ANALYTICS_REPORT = Tool(
    "analytics_report",
    "Return orders, returns and their reasons, deliveries, tickets, conversations and the assistant's own record.",
    ReportDays,
    (Permission.ANALYTICS_READ,),
    _analytics,
    subject="report:analytics",
    snapshot=True,
)

"""Read a report for somebody: as everything stood at one moment, and written down before they have it."""

from dataclasses import dataclass
from datetime import date, datetime

from support_ai.access.actor import Person
from support_ai.audit import service as audit
from support_ai.core.database import Connection, Database
from support_ai.core.errors import InvalidError
from support_ai.reports import analytics, financial, queries
from support_ai.reports.analytics_models import AnalyticsReport
from support_ai.reports.models import FinancialReport, Group
from support_ai.reports.periods import Calendar, Step, cut, span
from support_ai.shop import service as shop

# What is told of products could be without end.
MOST_ROWS = 100_000


class ReportTooLargeError(InvalidError):
    """This report would have more than 100,000 rows: ask for less time, or for longer periods."""

    code = "report_too_large"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which days, both included, in periods of what length, and in one currency only; what is left open is usual."""

    first: date | None = None
    last: date | None = None
    by: Step | None = None
    currency: str | None = None


async def financial_report(
    database: Database, person: Person, wanted: Wanted, group: Group, now: datetime, *, form: str
) -> FinancialReport:
    """Return what was sold, paid and given; SpanError for days that are no time, ReportTooLargeError beyond the bound.

    Periods are days where rows are by period and nothing else is asked for; other rows are of the whole time then.
    """
    async with database.transaction(person, snapshot=True) as conn:
        report, calendar = await read_financial(conn, wanted, group, now)
    by = report.by
    await _note(database, person, "financial", calendar, wanted.currency, by=by, group=group.value, form=form)
    return report


async def read_financial(
    conn: Connection, wanted: Wanted, group: Group, now: datetime
) -> tuple[FinancialReport, Calendar]:
    """Return the report and the days that it is of, in a transaction that sees one moment; whoever reads notes it."""
    by = wanted.by or (Step.DAY if group is Group.PERIOD else None)
    calendar = await _calendar(conn, wanted, by, now)
    report = await financial.read_report(conn, calendar, by, group, wanted.currency)
    if len(report.rows) > MOST_ROWS:
        raise ReportTooLargeError(field="by")
    return report, calendar


async def analytics_report(
    database: Database, person: Person, wanted: Wanted, now: datetime, *, form: str
) -> AnalyticsReport:
    """Return how the shop does; SpanError for days that are no time. Periods are days where nothing else is asked for."""
    async with database.transaction(person, snapshot=True) as conn:
        report, calendar = await read_analytics(conn, wanted, now)
    await _note(database, person, "analytics", calendar, wanted.currency, by=report.by, form=form)
    return report


async def read_analytics(conn: Connection, wanted: Wanted, now: datetime) -> tuple[AnalyticsReport, Calendar]:
    """Return the report and the days that it is of, in a transaction that sees one moment; whoever reads notes it."""
    by = wanted.by or Step.DAY
    calendar = await _calendar(conn, wanted, by, now)
    return await analytics.read_report(conn, calendar, by, wanted.currency), calendar


async def _calendar(conn: Connection, wanted: Wanted, by: Step | None, now: datetime) -> Calendar:
    zone = (await shop.settings(conn)).time_zone
    whole = span(wanted.first, wanted.last, now.astimezone(zone).date())
    await queries.make_room(conn, (whole.last - whole.first).days + 1)
    return Calendar(zone, cut(whole, by))


async def _note(
    database: Database,
    person: Person,
    report: str,
    calendar: Calendar,
    currency: str | None,
    **asked: str | None,
) -> None:
    """Write down who read what, in a transaction of its own: one that sees a single moment could not be told of any change."""
    detail = {"from": calendar.whole.first.isoformat(), "to": calendar.whole.last.isoformat(), **asked}
    async with database.transaction(person) as conn:
        await audit.append(conn, "report.read", f"report:{report}", detail=detail | {"currency": currency})

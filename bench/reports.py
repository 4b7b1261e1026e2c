"""How long reports take on a shop's whole books: a month by day and a year by month, as the admin reads them."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from statistics import median
from uuid import UUID
from zoneinfo import ZoneInfo

from bench.aims import Aim
from bench.report import table
from bench.shops import Shop
from support_ai.access.actor import Staff
from support_ai.access.role import Role
from support_ai.core.crypto import Keyring
from support_ai.core.database import Connection, Database
from support_ai.reports import analytics, financial, queries
from support_ai.reports.models import Group
from support_ai.reports.periods import Calendar, Period, Step, cut

_ADMIN = Staff(UUID(int=1, version=4), UUID(int=2, version=4), Role.ADMIN, "Admin")
_ZONE = ZoneInfo("America/New_York")
# The shop's orders come every thirty seconds from the beginning of 2021 on.
_MONTH, _YEAR = Period(date(2021, 1, 5), date(2021, 2, 3)), Period(date(2021, 1, 1), date(2021, 12, 31))
_SPANS = {"a month by day": (_MONTH, Step.DAY, 1.0), "a year by month": (_YEAR, Step.MONTH, 3.0)}
_KINDS = ("financial", "analytics", "product", "payment_method")
_ROUNDS = 5
# Seconds by report and time; the first reading, which warms up, is left out.
ReportFigures = Mapping[tuple[str, str], Sequence[float]]


async def measure_reports(shop: Shop, keys: Keyring) -> ReportFigures:
    """Read every report again and again, one after the other."""
    database = await Database.open(shop.application, keys, connections=2)
    found: dict[tuple[str, str], list[float]] = {}
    for kind in _KINDS:
        for name, (days, step, _) in _SPANS.items():
            readings = [
                await _read(database, kind, Calendar(_ZONE, cut(days, step))) for _ in range(_ROUNDS + 1)
            ]
            found[kind, name] = readings[1:]
    await database.close()
    return found


async def _read(database: Database, kind: str, calendar: Calendar) -> float:
    began = time.perf_counter()
    async with database.transaction(_ADMIN, snapshot=True) as conn:
        await queries.make_room(conn, len(calendar.days) - 1)
        await _make(conn, kind, calendar)
    return time.perf_counter() - began


async def _make(conn: Connection, kind: str, calendar: Calendar) -> None:
    if kind == "analytics":
        report = await analytics.read_report(conn, calendar, Step.DAY, None)
        assert report.whole.orders.placed
        return
    group = Group.PERIOD if kind == "financial" else Group(kind)
    whole = calendar if group is Group.PERIOD else Calendar(calendar.zone, (calendar.whole,))
    found = await financial.read_report(conn, whole, None, group, None)
    assert found.rows
    assert found.reconciliation.balances


def report_aims(found: ReportFigures) -> Iterator[Aim]:
    """Yield what is aimed at, and whether it was met."""
    for kind in _KINDS[:2]:
        for name, (_, _, wanted) in _SPANS.items():
            seconds = median(found[kind, name])
            yield Aim(f"{kind} report, {name}", f"≤ {wanted:.0f} s", f"{seconds:.2f} s", seconds <= wanted)


def report_paragraphs(found: ReportFigures, shop: Shop) -> Iterator[str]:
    """Yield the part of the reports."""
    yield "## Reports"
    yield (
        f"Of {shop.orders:,} orders with two lines each, payments, refunds, returns, parcels and gifts; as the admin, under"
        " row security, with every check of the reconciliation; each of them balanced."
    )
    rows = [
        (f"{kind}, {name}", f"{median(seconds):.2f}", f"{max(seconds):.2f}")
        for (kind, name), seconds in found.items()
    ]
    yield table(("report", "median s", "slowest s"), rows)

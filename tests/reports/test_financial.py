"""Financial reports say to the cent what plain SQL says, whatever the zone, the period and the kind of order."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_ai.core.database import Database
from support_ai.reports import service
from support_ai.reports.models import FinancialReport, FinancialRow, Group
from support_ai.reports.periods import Calendar, Period, Step, begin_of, cut
from support_ai.reports.service import Wanted
from tests.conftest import Addresses, Cast
from tests.identity.signing_in import as_owner
from tests.reports.books import fill
from tests.reports.truth import Days, Truth

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu")
FIRST, LAST = date(2025, 3, 1), date(2026, 1, 31)
NOW = datetime.fromisoformat("2026-02-01T12:00:00Z")


def in_zone(addresses: Addresses, zone: str) -> None:
    """Move the shop."""
    as_owner(
        addresses,
        "insert into shop_settings (name, time_zone, currency, default_region) values ('Shop', %s, 'USD', 'US') returning 1",
        zone,
    )


async def read(
    database: Database, cast: Cast, group: Group = Group.PERIOD, **wanted: object
) -> FinancialReport:
    """Return a report as the admin reads it."""
    chosen = Wanted(**({"first": FIRST, "last": LAST} | wanted))  # pyright: ignore[reportArgumentType] - a test's own
    return await service.financial_report(database, cast.admin, chosen, group, NOW, form="json")


def told(row: FinancialRow) -> Counter[str]:
    """Return a row's figures by name."""
    names = [name for name in FinancialRow.__slots__ if name.endswith("_minor") or "orders" in name]
    return Counter(
        {name: getattr(row, name) for name in names}
        | {f"refunds_{cause}": minor for cause, minor in row.refunds_by_cause.items()}
    )


def expected(days: Days, row: FinancialRow) -> Counter[str]:
    """Return what plain SQL says of a row's days."""
    found: Counter[str] = Counter()
    for (day, currency), sums in days.items():
        if currency == row.currency and (
            day is row.first is None or (day and row.first and row.last and row.first <= day <= row.last)
        ):
            found.update(sums)
    found["net_cash_minor"] = (
        found["payments_minor"]
        - found["refunds_minor"]
        - found["reversed_payments_minor"]
        + found["reversed_refunds_minor"]
    )
    return found


@pytest.mark.parametrize("zone", ZONES)
async def test_every_figure_of_every_period_is_that_of_plain_sql(
    database: Database, addresses: Addresses, accounts: None, cast: Cast, zone: str
) -> None:
    fill(addresses, ZONES.index(zone), 150)
    in_zone(addresses, zone)
    days = Truth(addresses, zone).days()
    assert min(len([one for one in days if one[1] == currency]) for currency in ("USD", "JPY", "KWD")) > 30
    for step in Step:
        report = await read(database, cast, by=step)
        assert report.time_zone == zone
        for row in (*report.rows, *report.totals):
            assert isinstance(row, FinancialRow)
            assert told(row) == expected(days, row), (step, row.first, row.currency)
            assert row.net_minor == row.gross_minor - row.discounts_minor + row.tax_minor + row.shipping_minor
        undated = {currency for day, currency in days if day is None}
        assert {row.currency for row in report.rows if row.first is None} == undated > set()
        assert report.reconciliation.balances, report.reconciliation.checks
        assert len(report.reconciliation.checks) == 27
    one = await read(database, cast, by=Step.MONTH, currency="JPY")
    whole = await read(database, cast, by=Step.MONTH)
    assert list(one.rows) == [row for row in whole.rows if row.currency == "JPY"]
    assert one.reconciliation.balances


async def test_a_refund_that_no_adjustment_has_and_a_reversal_of_another_amount_do_not_balance(
    database: Database, addresses: Addresses, accounts: None, cast: Cast
) -> None:
    fill(addresses, 3, 150)
    assert (await read(database, cast)).reconciliation.balances
    for statement, figure in (
        (
            "update adjustments set amount_minor = amount_minor + 1 where kind = 'shipping' and currency = 'USD'",
            "shipping_adjustments",
        ),
        (
            "update adjustments set amount_minor = amount_minor + 1 where kind = 'goodwill_credit'",
            "goodwill_credit",
        ),
        ("update balance_entries set amount_minor = amount_minor + 1 where origin = 'shop'", "balances"),
        ("update payments set amount_minor = amount_minor + 1 where kind = 'reversal'", "reversed_refunds"),
    ):
        assert as_owner(addresses, f"{statement} returning 1")
        report = await read(database, cast)
        wrong = {one.figure for one in report.reconciliation.checks if one.difference_minor}
        assert not report.reconciliation.balances
        assert figure in wrong


async def test_nothing_is_reported_of_a_shop_without_orders(
    database: Database, accounts: None, cast: Cast
) -> None:
    for group in Group:
        report = await read(database, cast, group)
        assert (report.rows, report.totals, report.reconciliation.checks) == ((), (), ())
        assert report.reconciliation.balances


_DAYS = st.dates(FIRST, LAST)


async def test_days_weeks_and_months_add_up_to_the_same(
    database: Database, addresses: Addresses, accounts: None, cast: Cast
) -> None:
    fill(addresses, 11, 60)
    drawn: list[tuple[str, date, date]] = []

    @settings(max_examples=12, deadline=None, database=None)
    @given(st.sampled_from(ZONES), _DAYS, _DAYS)
    def draw(zone: str, one: date, other: date) -> None:
        drawn.append((zone, min(one, other), max(one, other)))

    draw()
    assert len(drawn) >= 12
    for zone, first, last in drawn:
        in_zone(addresses, zone)
        sums: list[dict[str, Counter[str]]] = []
        for step in Step:
            report = await read(database, cast, by=step, first=first, last=last)
            found: dict[str, Counter[str]] = {}
            for row in report.rows:
                assert isinstance(row, FinancialRow)
                if row.first is not None:
                    found.setdefault(row.currency, Counter()).update(told(row))
            assert {row.currency: +told(row) for row in report.totals if any(told(row).values())} == {
                currency: +one for currency, one in found.items() if any(one.values())
            }
            sums.append(found)
        assert sums[0] == sums[1] == sums[2]


_ZONES = st.sampled_from(("America/Sao_Paulo", "Pacific/Apia", "Africa/Cairo", "America/Havana", *ZONES))


@given(_ZONES, st.dates(date(1995, 1, 1), date(2030, 1, 1)), st.integers(0, 800), st.sampled_from(Step))
def test_periods_leave_no_day_out_and_begin_when_their_day_does(
    zone: str, first: date, more: int, step: Step
) -> None:
    whole = Period(first, date.fromordinal(first.toordinal() + more))
    periods = cut(whole, step)
    covered = [
        day for period in periods for day in range(period.first.toordinal(), period.last.toordinal() + 1)
    ]
    assert covered == list(range(whole.first.toordinal(), whole.last.toordinal() + 1))
    assert all(
        {
            Step.DAY: one.first == one.last,
            Step.WEEK: one.first.weekday() == 0,
            Step.MONTH: one.first.day == 1,
        }[step]
        for one in periods[1:]
    )
    starts = Calendar(ZoneInfo(zone), periods).starts
    assert starts == sorted(starts)
    for start, period in zip(starts, periods, strict=False):
        here = start.astimezone(ZoneInfo(zone))
        # Where clocks pass over midnight, or over the whole day, the day begins with what is left of it.
        assert here.date() >= period.first
        assert start == begin_of(period.first, ZoneInfo(zone))

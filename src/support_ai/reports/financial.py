"""Financial reports: sales, money and gifts, by period, product or payment method, and whether the books agree."""

from collections.abc import Sequence

from support_ai.core.database import Connection
from support_ai.reports import breakdown_queries, checking_queries, queries, tallying
from support_ai.reports.models import (
    Check,
    FinancialReport,
    FinancialRow,
    Group,
    MethodRow,
    ProductRow,
    Reconciliation,
)
from support_ai.reports.periods import Calendar, Step
from support_ai.reports.tallying import Tally, check

_BOOKS = (checking_queries.LEDGER, checking_queries.GIVEN, checking_queries.MOVED)
Rows = tuple[FinancialRow, ...] | tuple[ProductRow, ...] | tuple[MethodRow, ...]


async def read_report(
    conn: Connection, calendar: Calendar, by: Step | None, group: Group, currency: str | None
) -> FinancialReport:
    """Return the report; every statement must see the same moment, or its checks would compare two."""
    whole = calendar if group is Group.PERIOD else Calendar(calendar.zone, (calendar.whole,))
    given = queries.values(whole.starts, currency)
    sums = await read_sums(conn, given, await queries.fetch(conn, queries.HEADS, given))
    books = [row for statement in _BOOKS for row in await queries.fetch(conn, statement, given)]
    checks = list(tallying.checks(sums, books))
    totals = tuple(
        tallying.financial_row(calendar.whole, one, tallying.dated(sums, one))
        for one in tallying.currencies(sums)
    )
    rows: Rows
    match group:
        case Group.PERIOD:
            rows = tuple(tallying.financial_rows(sums, calendar.periods))
        case Group.PRODUCT:
            rows = await _products(conn, calendar, currency)
            checks += _product_checks(rows, totals)
        case Group.PAYMENT_METHOD:
            rows = await _methods(conn, calendar, currency)
            checks += _method_checks(rows, totals)
    return FinancialReport(
        first=calendar.whole.first,
        last=calendar.whole.last,
        time_zone=calendar.zone.key,
        group=group,
        by=by,
        rows=rows,
        totals=totals,
        reconciliation=Reconciliation(all(one.difference_minor == 0 for one in checks), tuple(checks)),
    )


async def read_sums(conn: Connection, given: dict[str, object], heads: Sequence[queries.Row]) -> Tally:
    """Return every sum of every period and currency; `heads` are the rows of the statement `HEADS`."""
    sums: Tally = {}
    tallying.add_heads(sums, heads)
    tallying.add_lines(sums, await queries.fetch(conn, queries.LINES, given))
    tallying.take_unused(sums, await queries.fetch(conn, queries.UNUSED_DISCOUNTS, given))
    tallying.add_money(sums, await queries.fetch(conn, queries.MONEY, given))
    for statement in (queries.ADJUSTMENTS, queries.BALANCES):
        tallying.add_adjustments(sums, await queries.fetch(conn, statement, given))
    return sums


async def _products(conn: Connection, calendar: Calendar, currency: str | None) -> tuple[ProductRow, ...]:
    given = queries.values(calendar.starts, currency)
    sold, shares, refunded = [
        await queries.fetch(conn, statement, given)
        for statement in (
            breakdown_queries.PRODUCTS,
            breakdown_queries.DISCOUNT_SHARES,
            breakdown_queries.REFUNDED,
        )
    ]
    return tuple(tallying.product_rows(sold, shares, refunded, calendar.periods))


async def _methods(conn: Connection, calendar: Calendar, currency: str | None) -> tuple[MethodRow, ...]:
    found = await queries.fetch(conn, breakdown_queries.METHODS, queries.values(calendar.starts, currency))
    return tuple(tallying.method_rows(found, calendar.periods))


def _product_checks(rows: tuple[ProductRow, ...], totals: tuple[FinancialRow, ...]) -> list[Check]:
    """Return what products were sold and refunded for, beside the sums of the orders and of the ledger."""
    found: list[Check] = []
    for whole in totals:
        mine = [row for row in rows if row.currency == whole.currency and row.first is not None]
        gross, refunded = sum(row.gross_minor for row in mine), sum(row.refunded_minor for row in mine)
        found.append(check(whole.currency, "products_gross", gross, whole.gross_minor))
        returned = whole.refunds_by_cause["return"]
        found.append(check(whole.currency, "products_refunded", refunded, returned))
    return found


def _method_checks(rows: tuple[MethodRow, ...], totals: tuple[FinancialRow, ...]) -> list[Check]:
    """Return what moved by payment methods, beside the sum of the ledger."""
    return [
        check(
            whole.currency,
            "payment_methods_net_cash",
            sum(row.net_cash_minor for row in rows if row.currency == whole.currency),
            whole.net_cash_minor,
        )
        for whole in totals
    ]

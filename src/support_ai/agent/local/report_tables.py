"""Reports as tables of text lines: a head that names the columns, and a line for each row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from support_ai.agent.local.report_relative import Span
from support_ai.core.money import format_money
from support_ai.reports.analytics_models import AnalyticsReport, Figures
from support_ai.reports.models import FinancialReport, FinancialRow, MethodRow, ProductRow

MOST = 31
_TOP = 10
_METHODS = {
    "credit_card": "credit card",
    "paypal": "PayPal",
    "gift_card": "gift card",
    "bank_transfer": "bank transfer",
    "voucher": "store credit",
    "other": "other methods",
}
_CAUSES = {
    "import": "imported",
    "external": "booked elsewhere",
    "cancel": "cancelled orders",
    "items": "changed items",
    "payment_method": "changed payment methods",
    "return": "returns",
    "exchange": "exchanges",
    "refund": "refunds by colleagues",
    "price_correction": "price corrections",
    "shipping": "shipping",
    "reversal": "reversals",
}
_SECONDS_OF = (("day", 86_400), ("hour", 3_600), ("minute", 60))
_NO_REASON = "no reason given"


def table(head: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table; nothing but its head's words where it has no rows."""
    lines = [f"• {' | '.join(row)}" for row in rows]
    if not lines:
        return []
    more = len(lines) - MOST
    kept = (
        lines if more <= 0 else [*lines[:MOST], "• … and more rows: ask for fewer days, or by week or month."]
    )
    return [f"{head} ({' | '.join(columns)}):", *kept]


def day_name(day: date, today: date) -> str:
    """Return a day without its weekday, and with its year where that is another."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def span_name(span: Span, today: date) -> str:
    """Say which days: `today`, `on Monday, 2 March`, `in February`, `from 1 March to 18 March`."""
    if span.first == span.last:
        match (span.first - today).days:
            case 0:
                return "today"
            case -1:
                return "yesterday"
            case _:
                return f"on {span.first:%A}, {day_name(span.first, today)}"
    if span.first.day == 1 and (span.last + timedelta(days=1)).day == 1:
        if span.first.month == span.last.month and span.first.year == span.last.year:
            return f"in {span.first:%B %Y}"
        if span.first.month == 1 and span.last.month == 12 and span.first.year == span.last.year:
            return f"in {span.first.year}"
    return f"from {day_name(span.first, today)} to {day_name(span.last, today)}"


def period_name(first: date | None, last: date | None, today: date) -> str:
    """Name the period of a row."""
    if first is None or last is None:
        return "without a date"
    if first == last:
        return f"{first:%A}, {day_name(first, today)}"
    return f"{day_name(first, today)} to {day_name(last, today)}"


def counts(found: Mapping[str, int], words: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Return rows of names and how many, the most first."""
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(readable(name, words), str(number)) for name, number in ordered if number]


def readable(name: str, words: Mapping[str, str] | None = None) -> str:
    """Return a stored name as people read it."""
    return (words or {}).get(name) or name.replace("_", " ").strip() or _NO_REASON


def method_name(name: str) -> str:
    """Return how people call a type of payment methods."""
    return readable(name, _METHODS)


def cause_rows(causes: Mapping[str, int], currency: str) -> list[tuple[str, str]]:
    """Return rows of why money went back and how much."""
    ordered = sorted(causes.items(), key=lambda pair: -pair[1])
    return [(readable(name, _CAUSES), format_money(minor, currency)) for name, minor in ordered if minor]


def financial_rows(
    report: FinancialReport, today: date, cells: Callable[[FinancialRow], Sequence[str]]
) -> list[Sequence[str]]:
    """Return a row for each period of a financial report."""
    rows = [one for one in report.rows if isinstance(one, FinancialRow)]
    return [(period_name(one.first, one.last, today), *cells(one)) for one in rows]


def analytics_rows(
    report: AnalyticsReport, today: date, cells: Callable[[Figures], Sequence[str]]
) -> list[Sequence[str]]:
    """Return a row for each period of analytics."""
    return [(period_name(one.first, one.last, today), *cells(one)) for one in report.periods]


def product_rows(
    rows: Sequence[ProductRow], today: date, *, with_period: bool, refunded: bool = False
) -> list[Sequence[str]]:
    """Return a row for each product."""
    found: list[Sequence[str]] = []
    for one in rows if with_period else rows[:_TOP]:
        head = (period_name(one.first, one.last, today),) if with_period else ()
        name = one.name or "not of a known product"
        figures = (
            (str(one.refunded_pieces), format_money(one.refunded_minor, one.currency))
            if refunded
            else (
                str(one.pieces),
                format_money(one.gross_minor, one.currency),
                format_money(one.net_minor, one.currency),
            )
        )
        found.append((*head, name, *figures))
    return found


def method_rows(rows: Sequence[MethodRow]) -> list[Sequence[str]]:
    """Return a row for each type of payment methods."""
    ordered = sorted(rows, key=lambda row: -row.payments_minor)
    return [
        (
            method_name(one.type),
            str(one.payments),
            format_money(one.payments_minor, one.currency),
            percent(one.share) if one.share is not None else "none",
            format_money(one.refunds_minor, one.currency),
        )
        for one in ordered
    ]


def capital(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def several(count: int, noun: str) -> str:
    """Return `1 order`, `2 orders`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def length(seconds: int) -> str:
    """Return a time in its largest whole unit: `2 days`, `45 minutes`."""
    for unit, size in _SECONDS_OF:
        if seconds >= size:
            return several(seconds // size, unit)
    return "less than a minute"


def percent(share: float) -> str:
    """Return a share of 1 as percent, with one decimal where there is one."""
    return f"{share * 100:.1f}".removesuffix(".0") + "%"

"""Reports as CSV (RFC 4180): amounts are decimals of their currency; no cell of text is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from typing import Any, cast

from support_ai.core.money import decimal_text
from support_ai.reports.analytics_models import AnalyticsReport
from support_ai.reports.models import (
    REFUND_CAUSES,
    FinancialReport,
    FinancialRow,
    Group,
    MethodRow,
    ProductRow,
)

Cell = str | int | float | Decimal | date | None
_MINOR = "_minor"
# What spreadsheets take for the beginning of a formula, in its wide form too (OWASP, CSV injection).
_FORMULA = tuple("=+-@＝＋－＠")
_ROWS = {Group.PERIOD: FinancialRow, Group.PRODUCT: ProductRow, Group.PAYMENT_METHOD: MethodRow}
_REFUNDS = tuple(f"refunds_{cause.value}" for cause in REFUND_CAUSES)
_COUNTS = frozenset(
    {
        "by_status",
        "cancel_reasons",
        "by_reason",
        "by_caller",
        "messages",
        "by_state",
        "by_action",
        "by_priority",
    }
)
_ANALYTICS = ("first", "last", "figure", "of", "currency", "value")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet calculates: an apostrophe stands before what would begin a formula."""
    is_formula = text.lstrip().startswith(_FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if is_formula else text


def write(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table; what is nothing is an empty cell."""
    file = io.StringIO()
    output = csv.writer(file, lineterminator="\r\n")
    output.writerow(head)
    output.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return file.getvalue()


def amount(minor: int, currency: str) -> Decimal:
    """Return minor units with all of the currency's places."""
    return Decimal(decimal_text(minor, currency))


def financial(report: FinancialReport) -> str:
    """Return the rows of a financial report; refunds have a column for each cause."""
    names = [field.name for field in fields(_ROWS[report.group])]
    head: list[str] = []
    for name in names:
        head += _REFUNDS if name == "refunds_by_cause" else (name.removesuffix(_MINOR),)
    return write(head, (list(_cells(row, names)) for row in report.rows))


def _cells(row: FinancialRow | ProductRow | MethodRow, names: Sequence[str]) -> Iterator[Cell]:
    for name in names:
        value = getattr(row, name)
        if name == "refunds_by_cause":
            yield from (amount(minor, row.currency) for minor in value.values())
        else:
            yield amount(value, row.currency) if name.endswith(_MINOR) else value


def analytics(report: AnalyticsReport) -> str:
    """Return a figure a line: of every period, then of the whole, and at last the orders without a date."""
    rows: list[Sequence[Cell]] = []
    for figures in (*report.periods, report.whole):
        rows += [(figures.first, figures.last, *cells) for cells in _figures("", asdict(figures), "")]
    if report.undated_orders is not None:
        undated = _figures("orders", asdict(report.undated_orders), "")
        rows += [(None, None, *cells) for cells in undated]
    return write(_ANALYTICS, rows)


def _figures(path: str, found: Mapping[str, Any], currency: str) -> Iterator[tuple[str, str, str, Cell]]:
    """Yield figure, what of, currency and value; the name of a figure is the path to it."""
    for name, value in found.items():
        place = f"{path}.{name}" if path else name
        if name == "values":
            for one in value:
                yield from _figures(place, one, one["currency"])
        elif name == "tool_calls":
            for tool, outcomes in value.items():
                yield from ((f"{place}.{outcome}", tool, "", many) for outcome, many in outcomes.items())
        elif isinstance(value, dict):
            counts = cast("dict[str, Any]", value)
            if name in _COUNTS:
                yield from ((place, of, "", many) for of, many in counts.items())
            else:
                yield from _figures(place, counts, currency)
        elif name.endswith(_MINOR):
            shown = None if value is None else amount(value, currency)
            yield place.removesuffix(_MINOR), "", currency, shown
        elif name not in ("first", "last", "currency"):
            yield place, "", currency, value

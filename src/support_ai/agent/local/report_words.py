"""What reports say, in sentences; every figure is one of the report."""

from collections.abc import Sequence

from support_ai.agent.local.report_tables import counts, length, method_name, percent, several
from support_ai.agent.local.report_topics import Figure
from support_ai.core.money import format_money
from support_ai.reports.analytics_models import (
    AnalyticsReport,
    Deliveries,
    Figures,
    Ratings,
    Requests,
    Tickets,
)
from support_ai.reports.models import FinancialRow

USUAL_DAYS = "You named no days; tell me which ones you would like to see, such as last week or this month."
NOT_PERMITTED = "Reports are not permitted for your role. An admin or the owner can see them."
NOT_PERMITTED_CUSTOMER = (
    "I cannot show figures of the shop: they are not for customers. I can tell you about your own orders."
)
NO_DAILY = "The average of a day is not in the reports; the sum is, and each day."
WHICH_REPORT = (
    "What would you like to see: sales, payments, refunds, returns, tickets or my own record? "
    "Tell me the days too, and whether by day, week, month, product, payment method or reason."
)


def sales(totals: Sequence[FinancialRow], days: str, figure: Figure | None) -> list[str]:
    """Say what was sold, the figure that was asked for first."""
    if not totals:
        return [f"There are no sales {days}."]
    lines: list[str] = []
    for one in totals:
        first = _asked_first(one, days, figure)
        lines += [first] if first else []
        gross, net = format_money(one.gross_minor, one.currency), format_money(one.net_minor, one.currency)
        lines.append(f"Sales {days}: {several(one.orders, 'order')}, {gross} gross, {net} net.")
        parts = _parts(one)
        lines += [f"Of it: {', '.join(parts)}."] if parts else []
        if one.cancelled_orders:
            worth = format_money(one.cancelled_gross_minor, one.currency)
            lines.append(f"Not in it: {several(one.cancelled_orders, 'cancelled order')} of {worth}.")
    return lines


def _asked_first(row: FinancialRow, days: str, figure: Figure | None) -> str | None:
    named = {
        Figure.DISCOUNTS: ("Discounts", row.discounts_minor),
        Figure.TAX: ("Tax", row.tax_minor),
        Figure.SHIPPING: ("Shipping fees", row.shipping_minor),
    }
    if figure is None or figure not in named:
        return None
    name, minor = named[figure]
    return f"{name} {days}: {format_money(minor, row.currency)}."


def _parts(row: FinancialRow) -> list[str]:
    named = (("discounts", row.discounts_minor), ("tax", row.tax_minor), ("shipping", row.shipping_minor))
    return [f"{format_money(minor, row.currency)} {name}" for name, minor in named if minor]


def money(totals: Sequence[FinancialRow], days: str) -> list[str]:
    """Say everything of a financial report."""
    if not totals:
        return [f"Financial report {days}: no sales, no payments, no refunds."]
    lines: list[str] = []
    for one in totals:
        rows = (
            ("Orders", str(one.orders)),
            ("Gross sales", format_money(one.gross_minor, one.currency)),
            ("Discounts", format_money(one.discounts_minor, one.currency)),
            ("Tax", format_money(one.tax_minor, one.currency)),
            ("Shipping", format_money(one.shipping_minor, one.currency)),
            ("Net sales", format_money(one.net_minor, one.currency)),
            ("Payments", format_money(one.payments_minor, one.currency)),
            ("Refunds", format_money(one.refunds_minor, one.currency)),
            ("Net cash", format_money(one.net_cash_minor, one.currency)),
            ("Goodwill credit", format_money(one.goodwill_credit_minor, one.currency)),
            ("Cancelled orders", f"{one.cancelled_orders} of {format_money(one.cancelled_gross_minor, one.currency)}"),
        )  # fmt: skip
        lines.append(f"Financial report {days}, in {one.currency}:")
        lines += [f"• {name} | {value}" for name, value in rows]
    return lines


def payments(totals: Sequence[FinancialRow], days: str) -> list[str]:
    """Say what came in and what went out."""
    if not totals:
        return [f"No money came in or went out {days}."]
    return [
        f"Payments {days}: {format_money(one.payments_minor, one.currency)}; "
        f"refunds: {format_money(one.refunds_minor, one.currency)}; "
        f"what is left: {format_money(one.net_cash_minor, one.currency)}."
        for one in totals
    ]


def refunds(totals: Sequence[FinancialRow], days: str, count: int) -> list[str]:
    """Say how much went back, and in how many refunds."""
    paid_back = [one for one in totals if one.refunds_minor]
    if not paid_back:
        zero = f" ({format_money(0, totals[0].currency)})" if totals else ""
        return [f"There are no refunds {days}{zero}."]
    amounts = " and ".join(format_money(one.refunds_minor, one.currency) for one in paid_back)
    return [f"Refunds {days}: {amounts}, {several(count, 'refund')}."]


def given(totals: Sequence[FinancialRow], days: str) -> list[str]:
    """Say what the shop gave beside refunds."""
    lines: list[str] = []
    for one in totals:
        named = (
            ("goodwill credit", one.goodwill_credit_minor),
            ("price corrections", one.price_corrections_minor),
            ("shipping", one.shipping_adjustments_minor),
        )
        if any(minor for _, minor in named):
            parts = ", ".join(f"{format_money(minor, one.currency)} {name}" for name, minor in named)
            lines.append(f"Adjustments {days}: {parts}.")
    zero = f" ({format_money(0, totals[0].currency)})" if totals else ""
    return lines or [f"There are no adjustments {days}: no goodwill credit, no price corrections{zero}."]


def best_period(name: str, value: str, *, worst: bool) -> str:
    """Say which day, week or month was the best."""
    return f"{'The weakest' if worst else 'The best'}: {name} with {value}."


def of_method(name: str, count: int, paid: str, days: str, share: float | None) -> str:
    """Say what was paid by one method."""
    part = "" if share is None else f" That is {percent(share)} of what was paid."
    return f"Payments by {method_name(name)} {days}: {several(count, 'payment')}, {paid}.{part}"


def requests(found: Requests, noun: str, days: str, rate: float | None) -> list[str]:
    """Say how many returns, or exchanges, were asked for, and why."""
    if not found.requests:
        part = "" if rate is None else f" That is {percent(rate)} of the orders of these days."
        return [f"There are no {noun}s {days}.{part}"]
    share = (
        ""
        if rate is None
        else f" {percent(rate)} of the orders of these days came back or were to be exchanged."
    )
    lines = [
        f"{noun.capitalize()}s {days}: {several(found.requests, 'request')}, {several(found.pieces, 'piece')}.{share}"
    ]
    reasons = counts(found.by_reason)
    if reasons:
        name, number = reasons[0]
        lines.append(f"The most frequent reason: {name} ({number}).")
    return lines


def cancellations(whole: Figures, days: str, share: str | None) -> list[str]:
    """Say how many orders are cancelled by now."""
    orders = whole.orders
    if not orders.cancelled:
        return [f"None of the {several(orders.placed, 'order')} {days} is cancelled."]
    part = "" if share is None else f" That is {share}."
    return [
        f"Cancelled orders {days}: {orders.cancelled}, of {several(orders.placed, 'order')} in all.{part}"
    ]


def statuses(whole: Figures, days: str) -> str:
    """Say how many orders there are of which the status is told."""
    placed = whole.orders.placed
    return (
        f"Of the {several(placed, 'order')} {days}, as they stand now:"
        if placed
        else f"There are no orders {days}."
    )


def tickets(found: Tickets, days: str) -> list[str]:
    """Say how many tickets came, what became of them, and how fast they were answered."""
    if not found.opened and not found.solved:
        return [f"No tickets came in {days}."]
    lines = [f"Tickets {days}: {found.opened} came in, {found.solved} solved."]
    states = counts(found.by_status)
    if states:
        lines.append(f"Of those that came in: {', '.join(f'{number} {name}' for name, number in states)}.")
    if found.median_answer_seconds is not None:
        lines.append(f"Half of the first answers came within {length(found.median_answer_seconds)}.")
    late = (
        f"{several(found.late_answers, 'first answer')} late",
        f"{several(found.late_solutions, 'solution')} late",
    )
    return [*lines, f"Too late: {late[0].removesuffix(' late')}, {late[1].removesuffix(' late')}."]


def assistant(whole: Figures, days: str) -> list[str]:
    """Say what the assistant did."""
    talks, record = whole.conversations, whole.assistant
    begun = several(talks.begun, "conversation")
    handed = f"{talks.handed_over} handed over to colleagues"
    lines = [
        f"My own record {days}: {begun} with customers and visitors, {handed}, {talks.answered_by_colleagues} answered by a colleague."
    ]
    callers = counts(talks.by_caller)
    if callers:
        lines.append(f"They began with: {', '.join(f'{number} {name}' for name, number in callers)}.")
    mine = record.messages.get("assistant")
    lines += [f"I wrote {several(mine, 'message')}."] if mine else []
    return [*lines, withheld(whole, days)] if record.withheld else lines


def withheld(whole: Figures, days: str) -> str:
    """Say how often the guard held something back."""
    count = whole.assistant.withheld
    return (
        f"The guard held something back of {several(count, 'answer')} {days}."
        if count
        else f"The guard held nothing back of any answer {days}."
    )


def deliveries(found: Deliveries, days: str) -> list[str]:
    """Say how parcels arrived."""
    if not found.parcels:
        return [f"No parcels arrived {days}."]
    lines = [
        f"Deliveries {days}: {several(found.parcels, 'parcel')}, {found.late} late of {found.promised} with a promised day."
    ]
    if found.late_share is not None:
        lines.append(f"That is {percent(found.late_share)}.")
    for name, way in (
        ("From shipping", found.shipped_to_delivered),
        ("From the order", found.placed_to_delivered),
    ):
        if way.median_seconds is not None:
            lines.append(f"{name} to the door, half took at most {length(way.median_seconds)}.")
    return lines


def approvals(whole: Figures, days: str) -> list[str]:
    """Say which changes had to wait for a colleague."""
    found = whole.approvals
    if not found.asked:
        return [f"No change had to wait for an approval {days}."]
    states = ", ".join(f"{number} {name}" for name, number in counts(found.by_state))
    return [f"Approvals {days}: {several(found.asked, 'request')}; {states}."]


def ratings(found: Ratings, days: str) -> list[str]:
    """Say how satisfied people were with their conversations."""
    whole = found.whole
    if whole.average is None or whole.satisfied_share is None:
        return [f"No conversation was rated {days}."]
    return [
        f"Ratings {days}: {several(whole.ratings, 'rating')}, {whole.average} of 5 on average.",
        f"{percent(whole.satisfied_share)} of them are fours and fives.",
    ]


def overview(report: AnalyticsReport, totals: Sequence[FinancialRow], days: str) -> list[str]:
    """Say the key figures of everything."""
    whole = report.whole
    rows = [("Orders", str(whole.orders.placed)), ("Cancelled orders", str(whole.orders.cancelled))]
    for one in totals:
        rows += [
            ("Gross sales", format_money(one.gross_minor, one.currency)),
            ("Net sales", format_money(one.net_minor, one.currency)),
            ("Refunds", format_money(one.refunds_minor, one.currency)),
        ]
    rows += [(f"Average order ({one.currency})", format_money(one.average_minor, one.currency)) for one in whole.orders.values if one.average_minor is not None]  # fmt: skip
    rows += [
        ("Returns", str(whole.returns.requests)),
        ("Exchanges", str(whole.exchanges.requests)),
        ("Parcels delivered", str(whole.deliveries.parcels)),
        ("Tickets opened", str(whole.tickets.opened)),
        ("Tickets solved", str(whole.tickets.solved)),
        ("Conversations", str(whole.conversations.begun)),
        ("Handed over to colleagues", str(whole.conversations.handed_over)),
    ]
    return [f"Key figures {days}:", *(f"• {name} | {value}" for name, value in rows)]


def refund_methods(rows: Sequence[tuple[str, int, str]], days: str) -> list[str]:
    """Say by which payment method most went back."""
    if not rows:
        return [f"There are no refunds {days}."]
    name, minor, currency = rows[0]
    return [f"Most was refunded to {method_name(name)} {days}: {format_money(minor, currency)}."]


def methods(rows: Sequence[tuple[str, int, str]], days: str) -> list[str]:
    """Say which payment method stands first."""
    if not rows:
        return [f"There are no payments {days}."]
    name, minor, currency = rows[0]
    return [f"Most was paid by {method_name(name)} {days}: {format_money(minor, currency)}."]

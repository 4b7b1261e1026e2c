"""Answers from the books: sales, payments, refunds, and what the shop gave."""

from collections.abc import Sequence

from support_ai.agent.brain import Refusal
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local import report_words as words
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.report_asked import Asked
from support_ai.agent.local.report_reading import analytics, financial, today_of
from support_ai.agent.local.report_topics import Cut, Figure, Topic
from support_ai.core.money import format_money
from support_ai.reports.models import FinancialReport, FinancialRow, Group, MethodRow

_ALIKE = 3
_PAYMENTS = {
    "visa": "credit_card",
    "mastercard": "credit_card",
    "amex": "credit_card",
    "store_credit": "voucher",
}


async def sales(desk: Desk, asked: Asked, days: str) -> None:
    """Say what was sold."""
    if asked.figure is Figure.AVERAGE and await _average(desk, asked, days):
        return
    found = await financial(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    if asked.figure is Figure.DAILY:
        desk.say(words.NO_DAILY)
    desk.say(*words.sales(found.totals, days, asked.figure))
    if asked.by is not None:
        if asked.best_period:
            _say_best(desk, found, asked)
        rows = tables.financial_rows(found, today_of(desk), sales_cells)
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "orders", "gross", "net"), rows))


def _say_best(desk: Desk, found: FinancialReport, asked: Asked) -> None:
    rows = [one for one in found.rows if isinstance(one, FinancialRow) and one.first is not None]
    if not rows:
        return

    def weight(row: FinancialRow) -> tuple[int, int]:
        return (row.orders, row.net_minor) if asked.figure is Figure.ORDERS else (row.net_minor, row.orders)

    one = (min if asked.worst else max)(rows, key=weight)
    names = [
        tables.period_name(row.first, row.last, today_of(desk)) for row in rows if weight(row) == weight(one)
    ]
    more = " and others" if len(names) > _ALIKE else ""
    value = f"{tables.several(one.orders, 'order')}, {format_money(one.net_minor, one.currency)} net"
    desk.say(words.best_period(f"{', '.join(names[:_ALIKE])}{more}", value, worst=asked.worst))


def sales_cells(row: FinancialRow) -> Sequence[str]:
    """Return orders, gross and net sales of a row."""
    return (
        str(row.orders),
        format_money(row.gross_minor, row.currency),
        format_money(row.net_minor, row.currency),
    )


async def _average(desk: Desk, asked: Asked, days: str) -> bool:
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        return False
    said = [
        f"The average value of an order {days} is {format_money(one.average_minor, one.currency)}, "
        f"of {tables.several(one.orders, 'order')} with {format_money(one.net_minor, one.currency)} in all."
        for one in found.whole.orders.values
        if one.average_minor is not None
    ]
    desk.say(*(said or [f"There are no orders {days}."]))
    if asked.by is not None:
        rows = [
            (tables.period_name(one.first, one.last, today_of(desk)), str(value.orders), format_money(value.average_minor, value.currency))
            for one in found.periods
            for value in one.orders.values
            if value.average_minor is not None
        ]  # fmt: skip
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "orders", "average"), rows))
    return True


async def money(desk: Desk, asked: Asked, days: str) -> None:
    """Say everything of a financial report, or what came in and went out."""
    found = await financial(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    is_cash = asked.figure is Figure.PAYMENTS
    desk.say(*(words.payments if is_cash else words.money)(found.totals, days))
    if asked.by is not None:
        rows = tables.financial_rows(
            found,
            today_of(desk),
            lambda row: [
                format_money(minor, row.currency)
                for minor in (row.net_minor, row.payments_minor, row.refunds_minor, row.net_cash_minor)
            ],
        )
        columns = (asked.by.value, "net sales", "payments", "refunds", "net cash")
        desk.say(*tables.table(f"By {asked.by.value}", columns, rows))


async def refunds(desk: Desk, asked: Asked, days: str) -> None:
    """Say what went back, why and how often."""
    found = await financial(desk, asked.days, asked.by)
    by_method = await financial(desk, asked.days, None, Group.PAYMENT_METHOD)
    if isinstance(found, Refusal) or isinstance(by_method, Refusal):
        desk.say(next(one.sentence for one in (found, by_method) if isinstance(one, Refusal)))
        return
    count = sum(one.refunds for one in by_method.rows if isinstance(one, MethodRow))
    desk.say(*words.refunds(found.totals, days, count))
    if asked.figure is Figure.RATE:
        await _refund_rate(desk, asked, days)
    for one in found.totals:
        causes = tables.cause_rows(one.refunds_by_cause, one.currency)
        if asked.cut is Cut.REASON or len(causes) > 1:
            desk.say(*tables.table("By reason", ("reason", "refunds"), causes))
    if asked.by is not None:
        rows = tables.financial_rows(
            found, today_of(desk), lambda row: [format_money(row.refunds_minor, row.currency)]
        )
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "refunds"), rows))


async def _refund_rate(desk: Desk, asked: Asked, days: str) -> None:
    found = await analytics(desk, asked.days, None)
    if isinstance(found, Refusal):
        return
    for one in found.whole.orders.values:
        if one.refund_rate is not None:
            desk.say(f"The refund rate {days} is {tables.percent(one.refund_rate)} of what was paid.")


async def given(desk: Desk, asked: Asked, days: str) -> None:
    """Say what the shop gave beside refunds."""
    found = await financial(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    desk.say(*words.given(found.totals, days))
    if asked.by is not None:
        rows = tables.financial_rows(
            found,
            today_of(desk),
            lambda row: [
                format_money(minor, row.currency)
                for minor in (
                    row.goodwill_credit_minor,
                    row.price_corrections_minor,
                    row.shipping_adjustments_minor,
                )
            ],
        )
        columns = (asked.by.value, "goodwill credit", "price corrections", "shipping")
        desk.say(*tables.table(f"By {asked.by.value}", columns, rows))


async def methods(desk: Desk, asked: Asked, days: str) -> None:
    """Say how customers paid."""
    found = await financial(desk, asked.days, None, Group.PAYMENT_METHOD)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    rows = [one for one in found.rows if isinstance(one, MethodRow)]
    named = [_PAYMENTS.get(one, one) for one in desk.wish.values(EntityType.PAYMENT)]
    if named:
        mine = [one for one in rows if one.type == named[0]]
        said = [
            words.of_method(
                one.type, one.payments, format_money(one.payments_minor, one.currency), days, one.share
            )
            for one in mine
        ]
        desk.say(*(said or [f"There are no payments by {tables.method_name(named[0])} {days}."]))
        return
    if asked.topic is Topic.REFUNDS:
        back = sorted((one for one in rows if one.refunds), key=lambda row: -row.refunds_minor)
        desk.say(*words.refund_methods([(one.type, one.refunds_minor, one.currency) for one in back], days))
        if back:
            cells = [(tables.method_name(one.type), str(one.refunds), format_money(one.refunds_minor, one.currency)) for one in back]  # fmt: skip
            desk.say(*tables.table("By payment method", ("method", "refunds", "amount"), cells))
        return
    ordered = sorted(rows, key=lambda row: -row.payments_minor)
    desk.say(
        *words.methods(
            [(one.type, one.payments_minor, one.currency) for one in ordered if one.payments], days
        )
    )
    columns = ("method", "payments", "paid", "share", "refunds")
    desk.say(*tables.table("By payment method", columns, tables.method_rows(rows)))

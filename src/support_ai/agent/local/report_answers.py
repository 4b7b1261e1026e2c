"""Answers to managers' questions on how the shop does: words first, then a table."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from support_ai.access.permission import Permission, permits
from support_ai.agent.brain import Refusal
from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local import report_words as words
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.report_asking import Asked, asked_for, recalled
from support_ai.agent.local.report_comparing import compare
from support_ai.agent.local.report_products import products
from support_ai.agent.local.report_reading import analytics, financial, orders_by_status
from support_ai.agent.local.report_topics import Cut, Figure, Topic, unkept_in
from support_ai.core.money import format_money
from support_ai.reports.analytics_models import Requests
from support_ai.reports.models import FinancialRow, Group, MethodRow

_CHOICES = ("Sales this month", "Refunds this month", "Returns by reason", "Tickets this week")
Answer = Callable[[Desk, Asked, str], Awaitable[None]]


def today_of(desk: Desk) -> date:
    """Return the day that it is in the shop."""
    return desk.turn.now.astimezone(desk.turn.zone).date()


async def report(desk: Desk) -> None:
    """Answer a question on the shop's figures; the next one may leave out what stays the same."""
    if not permits(desk.turn.person, Permission.ANALYTICS_READ):
        desk.say(words.NOT_PERMITTED if desk.is_staff else words.NOT_PERMITTED_CUSTOMER)
        return
    unkept = unkept_in(desk.text)
    before = recalled(desk.before.last_report)
    asked = asked_for(desk.text, Intent(desk.wish.intent), today_of(desk), before)
    if unkept is not None:
        desk.say(words.UNKEPT[unkept])
        if unkept != "profit" or asked is None:
            return
    if asked is None:
        desk.say(words.WHICH_REPORT)
        desk.show(ChoicesCard(_CHOICES))
        return
    desk.keep(replace(desk.memory, last_report=asked.dump()))
    days = tables.span_name(asked.days, today_of(desk))
    if asked.before is not None:
        await compare(desk, asked, asked.before, today_of(desk))
    elif await products(desk, asked, days, today_of(desk)):
        pass
    elif asked.cut is Cut.METHOD:
        await _methods(desk, asked, days)
    else:
        await _ANSWERS[asked.topic](desk, asked, days)
    if asked.usual and not (asked.figure is Figure.OPEN and asked.topic is Topic.TICKETS):
        desk.say(words.USUAL_DAYS)


async def _sales(desk: Desk, asked: Asked, days: str) -> None:
    if asked.figure is Figure.AVERAGE and await _average(desk, asked, days):
        return
    found = await financial(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    desk.say(*words.sales(found.totals, days, asked.figure))
    if asked.by is not None:
        rows = tables.financial_rows(found, today_of(desk), _sales_cells)
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "orders", "gross", "net"), rows))


def _sales_cells(row: FinancialRow) -> Sequence[str]:
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
        f"of {words.several(one.orders, 'order')} with {format_money(one.net_minor, one.currency)} in all."
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


async def _money(desk: Desk, asked: Asked, days: str) -> None:
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


async def _refunds(desk: Desk, asked: Asked, days: str) -> None:
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
            desk.say(f"The refund rate {days} is {words.percent(one.refund_rate)} of what was paid.")


async def _given(desk: Desk, asked: Asked, days: str) -> None:
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


async def _requests(desk: Desk, asked: Asked, days: str) -> None:
    """Say what was sent back, or was to be exchanged."""
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    is_exchange = asked.topic is Topic.EXCHANGES
    whole = found.whole.exchanges if is_exchange else found.whole.returns
    rate = found.whole.orders.return_rate if asked.figure is Figure.RATE else None
    desk.say(*words.requests(whole, "exchange" if is_exchange else "return", days, rate))
    if asked.cut is Cut.REASON and whole.requests:
        desk.say(*tables.table("By reason", ("reason", "requests"), tables.counts(whole.by_reason)))
    if asked.cut is Cut.STATUS or asked.figure is Figure.OPEN:
        desk.say(*tables.table("By status", ("status", "requests"), tables.counts(whole.by_status)))
    if asked.by is not None:
        rows = tables.analytics_rows(
            found,
            today_of(desk),
            lambda one: _request_cells(one.exchanges if is_exchange else one.returns),
        )
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "requests", "pieces"), rows))


def _request_cells(found: Requests) -> Sequence[str]:
    return str(found.requests), str(found.pieces)


async def _cancellations(desk: Desk, asked: Asked, days: str) -> None:
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    desk.say(*words.cancellations(found.whole, days))
    if found.whole.orders.cancel_reasons:
        reasons = tables.counts(found.whole.orders.cancel_reasons)
        desk.say(*tables.table("By reason", ("reason", "orders"), reasons))
    if asked.by is not None:
        rows = tables.analytics_rows(
            found, today_of(desk), lambda one: [str(one.orders.cancelled), str(one.orders.placed)]
        )
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "cancelled", "orders in all"), rows))


async def _tickets(desk: Desk, asked: Asked, days: str) -> None:
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    whole = found.whole.tickets
    desk.say(*words.tickets(whole, days))
    if asked.cut is Cut.STATUS and whole.opened:
        desk.say(*tables.table("By status", ("status", "tickets"), tables.counts(whole.by_status)))
    if asked.cut is Cut.PRIORITY and whole.opened:
        desk.say(*tables.table("By priority", ("priority", "tickets"), tables.counts(whole.by_priority)))
    if asked.cut is Cut.REASON:
        desk.say(words.UNKEPT["questions"])
    if asked.by is not None:
        rows = tables.analytics_rows(
            found, today_of(desk), lambda one: [str(one.tickets.opened), str(one.tickets.solved)]
        )
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "opened", "solved"), rows))


async def _assistant(desk: Desk, asked: Asked, days: str) -> None:
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    desk.say(*words.assistant(found.whole, days))
    calls = found.whole.assistant.tool_calls
    rows = [(tables.readable(name), *_outcomes(outcomes)) for name, outcomes in calls.items()]
    columns = ("what I used", "done", "refused", "failed")
    desk.say(*tables.table("Tools", columns, sorted(rows, key=lambda row: -int(row[1]))))
    if asked.by is not None:
        periods = tables.analytics_rows(
            found,
            today_of(desk),
            lambda one: [str(one.conversations.begun), str(one.conversations.handed_over)],
        )
        columns = (asked.by.value, "conversations", "handed over")
        desk.say(*tables.table(f"By {asked.by.value}", columns, periods))


def _outcomes(found: Mapping[str, int]) -> tuple[str, str, str]:
    done, refused, failed = (str(found.get(name, 0)) for name in ("done", "refused", "failed"))
    return done, refused, failed


async def _deliveries(desk: Desk, asked: Asked, days: str) -> None:
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    desk.say(*words.deliveries(found.whole.deliveries, days))
    if asked.by is not None:
        rows = tables.analytics_rows(
            found, today_of(desk), lambda one: [str(one.deliveries.parcels), str(one.deliveries.late)]
        )
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "parcels", "late"), rows))


async def _approvals(desk: Desk, asked: Asked, days: str) -> None:
    found = await analytics(desk, asked.days, asked.by)
    desk.say(*([found.sentence] if isinstance(found, Refusal) else words.approvals(found.whole, days)))


async def _overview(desk: Desk, asked: Asked, days: str) -> None:
    found = await analytics(desk, asked.days, asked.by)
    books = await financial(desk, asked.days, asked.by)
    if isinstance(found, Refusal) or isinstance(books, Refusal):
        desk.say(next(one.sentence for one in (found, books) if isinstance(one, Refusal)))
        return
    desk.say(*words.overview(found, books.totals, days))
    if asked.cut is Cut.STATUS:
        desk.say(*tables.table("Orders by status", ("status", "orders"), orders_by_status(found)))
    if asked.by is not None:
        rows = tables.financial_rows(books, today_of(desk), _sales_cells)
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "orders", "gross", "net"), rows))


async def _methods(desk: Desk, asked: Asked, days: str) -> None:
    found = await financial(desk, asked.days, None, Group.PAYMENT_METHOD)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    rows = [one for one in found.rows if isinstance(one, MethodRow)]
    ordered = sorted(rows, key=lambda row: -row.payments_minor)
    desk.say(
        *words.methods(
            [(one.type, one.payments_minor, one.currency) for one in ordered if one.payments], days
        )
    )
    columns = ("method", "payments", "paid", "refunds")
    desk.say(*tables.table("By payment method", columns, tables.method_rows(rows)))


_ANSWERS: Mapping[Topic, Answer] = MappingProxyType(
    {
        Topic.SALES: _sales,
        Topic.MONEY: _money,
        Topic.REFUNDS: _refunds,
        Topic.GIVEN: _given,
        Topic.RETURNS: _requests,
        Topic.EXCHANGES: _requests,
        Topic.CANCELLATIONS: _cancellations,
        Topic.DELIVERIES: _deliveries,
        Topic.TICKETS: _tickets,
        Topic.ASSISTANT: _assistant,
        Topic.APPROVALS: _approvals,
        Topic.OVERVIEW: _overview,
    }
)

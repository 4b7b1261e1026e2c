"""Two spans of days beside each other, and how the main figure changed."""

from collections.abc import Sequence
from datetime import date

from support_ai.agent.brain import Refusal
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.report_asked import Asked
from support_ai.agent.local.report_products import BACK, SELLING
from support_ai.agent.local.report_rates import OF, compare_rates
from support_ai.agent.local.report_reading import analytics, financial
from support_ai.agent.local.report_relative import Span
from support_ai.agent.local.report_topics import Cut, Figure, Topic
from support_ai.agent.tools.calculating import CALCULATE, PERCENT, Calculate
from support_ai.core.money import decimal_text, format_money
from support_ai.reports.analytics_models import Figures
from support_ai.reports.models import FinancialRow, Group, ProductRow

_COUNTED = frozenset(
    {Topic.RETURNS, Topic.EXCHANGES, Topic.CANCELLATIONS, Topic.DELIVERIES, Topic.TICKETS, Topic.ASSISTANT, Topic.APPROVALS, Topic.RATINGS}
)  # fmt: skip


_ORDERS = "Orders"


async def compare(desk: Desk, asked: Asked, before: Span, today: date) -> None:
    """Say how two spans of days differ: a sentence on the main figure, and a table."""
    spans = (asked.days, before)
    names = [tables.span_name(span, today) for span in spans]
    if asked.topic in SELLING and (asked.items or asked.cut is Cut.PRODUCT):
        await _products(desk, asked, spans, names)
    elif asked.figure is Figure.RATE and asked.topic in OF:
        await compare_rates(desk, asked.topic, spans, names)
    elif asked.topic in _COUNTED:
        await _counted(desk, asked.topic, spans, names)
    elif asked.figure is Figure.AVERAGE:
        await _averages(desk, spans, names)
    else:
        await _books(desk, asked, spans, names)
    if asked.days.last >= today and before.last < asked.days.first and _is_shorter(asked.days, before):
        desk.say("The days that are compared are not over yet.")


def _is_shorter(span: Span, other: Span) -> bool:
    return span.last - span.first < other.last - other.first


async def _products(desk: Desk, asked: Asked, spans: Sequence[Span], names: Sequence[str]) -> None:
    """Say how single products, or all of them, sold or came back on two spans of days."""
    found = [await financial(desk, span, None, Group.PRODUCT) for span in spans]
    pieces: list[dict[tuple[str, str], tuple[int, int]]] = []
    for one in found:
        if isinstance(one, Refusal):
            desk.say(one.sentence)
            return
        rows = [row for row in one.rows if isinstance(row, ProductRow) and row.product_id]
        mine = [row for row in rows if not asked.items or row.name in asked.items]
        pieces.append({(row.name, row.currency): _of_row(row, is_back=asked.topic in BACK) for row in mine})
    keys = list(dict.fromkeys(key for one in pieces for key in one))
    if not keys:
        desk.say(
            f"There is nothing of {' and '.join(asked.items) or 'any product'} {names[0]}, and none {names[1]}."
        )
        return
    none = (0, 0)
    if len(keys) == 1:
        name, currency = keys[0]
        count, worth = zip(*(one.get(keys[0], none) for one in pieces), strict=True)
        await _say_change(desk, f"{name}, pieces", (count[0], count[1]), None, names)
        await _say_change(desk, f"{name}, money", (worth[0], worth[1]), currency, names)
        return
    lines = [
        (name, *(cell for one in pieces for cell in _piece_cells(one.get((name, currency), none), currency)))
        for name, currency in keys
    ]
    what = "refunds" if asked.topic in BACK else "gross"
    heads = [f"{head} {name}" for name in names for head in ("pieces", what)]
    desk.say(*tables.table("By product", ("product", *heads), lines))


def _of_row(row: ProductRow, *, is_back: bool) -> tuple[int, int]:
    return (row.refunded_pieces, row.refunded_minor) if is_back else (row.pieces, row.gross_minor)


def _piece_cells(found: tuple[int, int], currency: str) -> tuple[str, str]:
    return str(found[0]), format_money(found[1], currency)


async def _books(desk: Desk, asked: Asked, spans: Sequence[Span], names: Sequence[str]) -> None:
    found = [await financial(desk, span, None) for span in spans]
    currencies: list[str] = []
    totals: list[dict[str, FinancialRow]] = []
    for one in found:
        if isinstance(one, Refusal):
            desk.say(one.sentence)
            return
        totals.append({row.currency: row for row in one.totals})
        currencies += [row.currency for row in one.totals if row.currency not in currencies]
    if not currencies:
        desk.say(f"There are no sales {names[0]}, and none {names[1]}.")
    for currency in currencies:
        now, then = (one.get(currency) for one in totals)
        title, values = _main(asked, now, then)
        unit = None if title == _ORDERS else currency
        await _say_change(desk, title, values, unit, names)
    rows = [
        (tables.capital(name), *_cells(one.get(currency), currency))
        for currency in currencies
        for name, one in zip(names, totals, strict=True)
    ]
    desk.say(*tables.table("Beside each other", ("days", "orders", "gross", "net", "refunds"), rows))


def _main(asked: Asked, now: FinancialRow | None, then: FinancialRow | None) -> tuple[str, tuple[int, int]]:
    rows = (now, then)
    match asked.topic:
        case Topic.REFUNDS:
            title, values = "Refunds", [one.refunds_minor if one else 0 for one in rows]
        case Topic.GIVEN:
            title, values = "Goodwill credit", [one.goodwill_credit_minor if one else 0 for one in rows]
        case Topic.MONEY if asked.figure is Figure.PAYMENTS:
            title, values = "Payments", [one.payments_minor if one else 0 for one in rows]
        case _ if asked.figure is Figure.ORDERS:
            title, values = _ORDERS, [one.orders if one else 0 for one in rows]
        case _ if asked.figure is Figure.GROSS:
            title, values = "Gross sales", [one.gross_minor if one else 0 for one in rows]
        case _:
            title, values = "Net sales", [one.net_minor if one else 0 for one in rows]
    return title, (values[0], values[1])


def _cells(row: FinancialRow | None, currency: str) -> Sequence[str]:
    if row is None:
        zero = format_money(0, currency)
        return ("0", zero, zero, zero)
    return (
        str(row.orders),
        format_money(row.gross_minor, currency),
        format_money(row.net_minor, currency),
        format_money(row.refunds_minor, currency),
    )


async def _averages(desk: Desk, spans: Sequence[Span], names: Sequence[str]) -> None:
    for span, name in zip(spans, names, strict=True):
        found = await analytics(desk, span, None)
        if isinstance(found, Refusal):
            desk.say(found.sentence)
            return
        values = [one for one in found.whole.orders.values if one.average_minor is not None]
        desk.say(
            *(
                f"The average order {name}: {format_money(one.average_minor or 0, one.currency)}."
                for one in values
            )
        )
        if not values:
            desk.say(f"There are no orders {name}.")


async def _counted(desk: Desk, topic: Topic, spans: Sequence[Span], names: Sequence[str]) -> None:
    wholes: list[Figures] = []
    for span in spans:
        found = await analytics(desk, span, None)
        if isinstance(found, Refusal):
            desk.say(found.sentence)
            return
        wholes.append(found.whole)
    columns = [_count_rows(topic, one) for one in wholes]
    title, now = columns[0][0]
    await _say_change(desk, title, (now, columns[1][0][1]), None, names)
    rows = [
        (tables.capital(name), *(str(number) for _, number in column))
        for name, column in zip(names, columns, strict=True)
    ]
    heads = [head.lower() for head, _ in columns[0]]
    desk.say(*tables.table("Beside each other", ("days", *heads), rows))


def _count_rows(topic: Topic, one: Figures) -> list[tuple[str, int]]:
    """Return the figures of a topic, the main one first."""
    rows = {
        Topic.RETURNS: [("Returns", one.returns.requests), ("Pieces", one.returns.pieces)],
        Topic.EXCHANGES: [("Exchanges", one.exchanges.requests), ("Pieces", one.exchanges.pieces)],
        Topic.CANCELLATIONS: [("Cancelled orders", one.orders.cancelled), ("Orders", one.orders.placed)],
        Topic.DELIVERIES: [("Parcels", one.deliveries.parcels), ("Late", one.deliveries.late)],
        Topic.TICKETS: [("Tickets", one.tickets.opened), ("Solved", one.tickets.solved)],
        Topic.APPROVALS: [("Approvals", one.approvals.asked)],
        Topic.RATINGS: [("Ratings", one.ratings.whole.ratings)],
    }
    talks = one.conversations
    return rows.get(topic, [("Conversations", talks.begun), ("Handed over", talks.handed_over)])


async def _say_change(
    desk: Desk, title: str, values: tuple[int, int], currency: str | None, names: Sequence[str]
) -> None:
    """Say two figures and how they differ; what is reckoned comes from the tool that reckons."""
    now, then = (_written(value, currency) for value in values)
    shown = [_shown(value, currency) for value in values]
    said = f"{title}: {shown[0]} {names[0]}, {shown[1]} {names[1]}"
    if values[0] == values[1]:
        desk.say(f"{said}. That is the same.")
        return
    more = "more" if values[0] > values[1] else "less"
    large, small = (now, then) if values[0] > values[1] else (then, now)
    gap = await _reckoned(desk, f"{large} - {small}", currency)
    share = await _reckoned(desk, f"({large} - {small}) / {then} * 100", PERCENT) if values[1] > 0 else None
    if gap is None:
        desk.say(f"{said}. That is {more}.")
        return
    written = gap if currency is None else format_money(_minor(gap), currency)
    extra = f" ({share.removesuffix('.0')}%)" if share is not None else ""
    desk.say(f"{said}. That is {written} {more}{extra}.")


def _written(value: int, currency: str | None) -> str:
    return str(value) if currency is None else decimal_text(value, currency)


def _shown(value: int, currency: str | None) -> str:
    return str(value) if currency is None else format_money(value, currency)


def _minor(amount: str) -> int:
    return int(amount.replace(".", ""))


async def _reckoned(desk: Desk, expression: str, unit: str | None) -> str | None:
    found = await desk.turn.tools.use(CALCULATE, Calculate(expression=expression, unit=unit))
    return None if isinstance(found, Refusal) else found.result

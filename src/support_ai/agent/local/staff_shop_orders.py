"""The shop's orders for colleagues: of a status, of some days, those that are late; with their count and total."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from support_ai.agent.brain import Refusal
from support_ai.agent.local import slot_order, staff_moved_orders, staff_order_words, staff_people, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.report_relative import Span
from support_ai.agent.local.report_tables import span_name
from support_ai.agent.local.said import read
from support_ai.agent.local.staff_described import products_named
from support_ai.core.money import exponent
from support_ai.orders.models import DaySummary, OrderStatus

_MOST_READ = 12
_LIMIT = re.compile(
    r"\b(?:(?P<over>above|over|more than|bigger than|larger than|at least|exceeding|worth more than)|below|under|less than|smaller than|at most|up to) (?:than )?[$€£]? ?(?P<amount>\d[\d,]*(?:\.\d\d)?)(?= ?(?:[$€£]|dollars?|bucks|usd|eur\w*|pounds)|[^\w.%-]|$)(?! (?:days?|weeks?|months?|items?|pieces?))",
    re.IGNORECASE,
)
LATE = re.compile(r"\b(?:late|delayed|overdue|stuck)\b", re.IGNORECASE)
OPEN = re.compile(r"\b(?:open|unshipped|not (?:yet )?shipped|haven'?t (?:gone|shipped)|waiting|to be shipped|need attention)\b", re.IGNORECASE)  # fmt: skip


async def shop_orders(desk: Desk) -> None:
    """List the shop's orders of a status and some days, with count and total."""
    span, status = staff_people.meant_days(desk), staff_people.status_of(desk)
    if LATE.search(desk.text):
        await _late(desk)
        return
    if span is not None and await _moved(desk, span):
        return
    if status is None and OPEN.search(desk.text):
        status = OrderStatus.PENDING
    found = await staff_people.found_orders(desk, status=status, span=span)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    if (limit := _limit_of(desk.text)) is not None:
        _within(desk, found, limit, span)
        return
    if things := await products_named(desk, read(desk.text)):
        await _holding(desk, found, things)
        return
    today = desk.turn.now.astimezone(desk.turn.zone).date()
    what = "orders" if status is None else f"{status.value.replace('_', ' ')} orders"
    if span is not None:
        what += f" {span_name(span, today)}"
    remember(desk, found, staff_people.written(span))
    desk.say(*staff_order_words.matching(found, what, desk.turn.now, desk.turn.zone))


async def _moved(desk: Desk, span: Span) -> bool:
    """List the orders that were shipped or delivered on some days, whenever they were placed; False where that is not asked."""
    if not staff_moved_orders.asks_moved(desk.text):
        return False
    what, orders = await staff_moved_orders.moved(desk, span)
    today = desk.turn.now.astimezone(desk.turn.zone).date()
    days = span_name(span, today)
    if orders is None:
        desk.say(
            f"I cannot tell which orders were {what} {days}: there are too many to look into. Name fewer days, such as one."
        )
        return True
    if not orders:
        desk.say(f"No orders were {what} {days}.")
        return True
    remember(desk, DaySummary(len(orders), (), orders))
    count = "One order was" if len(orders) == 1 else f"{len(orders)} orders were"
    lines = wording.listing(orders, desk.turn.now, desk.turn.zone, for_staff=True)
    desk.say(f"{count} {what} {days}:", *lines)
    return True


def remember(desk: Desk, found: DaySummary, days: str | None = None) -> None:
    """Keep which orders were listed."""
    numbers = tuple(one.number for one in found.orders)
    desk.keep(
        replace(
            desk.memory,
            last_orders=numbers,
            last_order=numbers[0] if len(numbers) == 1 else None,
            customer=None,
            last_customers=(),
            listed=True,
            listed_days=days,
        )
    )


@dataclass(frozen=True, slots=True)
class _Limit:
    """From which total on, or up to which, orders are wanted."""

    amount: Decimal
    is_least: bool


def _limit_of(text: str) -> _Limit | None:
    found = _LIMIT.search(text)
    return (
        None
        if found is None
        else _Limit(Decimal(found["amount"].replace(",", "")), found["over"] is not None)
    )


def _within(desk: Desk, found: DaySummary, limit: _Limit, span: Span | None) -> None:
    """List those of some orders whose total is within a limit; where not all of them were found, say so."""
    if found.count > len(found.orders):
        desk.say(
            f"I cannot look through {found.count} orders for their totals. Name a status, or fewer days."
        )
        return
    kept = tuple(
        one
        for one in found.orders
        if (one.total_minor >= limit.amount * 10 ** exponent(one.currency)) is limit.is_least
    )
    remember(desk, DaySummary(len(kept), (), kept), staff_people.written(span))
    summary = DaySummary(len(kept), (), kept)
    desk.say(*staff_order_words.matching(summary, "such orders", desk.turn.now, desk.turn.zone))


async def _holding(desk: Desk, found: DaySummary, things: Sequence[str]) -> None:
    """List those of some orders that hold what is named; where they are too many to look into, say so."""
    if found.count > _MOST_READ:
        desk.say(
            f"I cannot search {found.count} orders for what is in them. Name a customer, a status, or fewer days."
        )
        return
    kept = await slot_order.holding(desk, found.orders, read(desk.text))
    if not kept:
        desk.say(f"None of these orders holds {things[0]}.")
        return
    remember(desk, DaySummary(len(kept), (), tuple(kept)))
    count = "One order holds" if len(kept) == 1 else f"{len(kept)} orders hold"
    lines = wording.listing(kept, desk.turn.now, desk.turn.zone, for_staff=True)
    desk.say(f"{count} {things[0]}:", *lines)


async def _late(desk: Desk) -> None:
    """List the orders that are on their way, or not yet, and were due before today."""
    today = desk.turn.now.astimezone(desk.turn.zone).date()
    late: list[DaySummary] = []
    for status in (OrderStatus.PENDING, OrderStatus.PROCESSED, OrderStatus.SHIPPED):
        found = await staff_people.found_orders(desk, status=status)
        if not isinstance(found, Refusal):
            late.append(found)
    orders = [
        one
        for summary in late
        for one in summary.orders
        if one.estimated_delivery is not None
        and one.estimated_delivery.astimezone(desk.turn.zone).date() < today
    ]
    if not orders:
        desk.say("None of the newest open orders is late.")
        return
    remember(desk, DaySummary(len(orders), (), tuple(orders)))
    desk.say(
        "These were due before today:",
        *wording.listing(orders, desk.turn.now, desk.turn.zone, for_staff=True),
    )

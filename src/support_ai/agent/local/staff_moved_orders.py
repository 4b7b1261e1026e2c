"""Orders that left or arrived on some days, whenever they were placed: `how many went out yesterday?`."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from support_ai.agent.brain import Refusal
from support_ai.agent.local import staff_people
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.facts import LISTED, Missing
from support_ai.agent.local.report_relative import Span
from support_ai.orders.models import OrderStatus, OrderSummary

_LEFT = re.compile(
    r"\b(?:(?:were|was|got|have been|has been|we|did we|did you|had) (?:\w+ )?(?:shipped|ship|sent out|send out|sent|dispatched|dispatch|posted)|shipped|(?:parcels?|orders?|packages?|shipments?) (?:have |has )?(?:already )?left|(?:go|went|gone|going) out|left the (?:warehouse|house|building)|dispatched|sent out)\b",
    re.IGNORECASE,
)
_ARRIVED = re.compile(r"\b(?:delivered|arrived|reached (?:the|their|our) customers?)\b", re.IGNORECASE)
_PLACED = re.compile(
    r"\b(?:placed|ordered|came in|bought|from (?:today|yesterday|last|this)|not|un\w+|(?:today|yesterday)'?s)\b|^\W*(?:(?:show|list|give|get|me|all|the|any)\W+)*(?:shipped|delivered) orders\b",
    re.IGNORECASE,
)
# An order that left was placed at most so many days before.
_BEFORE = timedelta(days=30)
_MOST_READ = 12


def asks_moved(text: str) -> bool:
    """Tell whether it is asked which orders left, or arrived."""
    return _PLACED.search(text) is None and bool(_ARRIVED.search(text) or _LEFT.search(text))


async def moved(desk: Desk, span: Span) -> tuple[str, tuple[OrderSummary, ...] | None]:
    """Return what happened and the orders that it happened to; None for them where they are too many to look into."""
    if _ARRIVED.search(desk.text):
        found = await _placed_before(desk, span, OrderStatus.DELIVERED)
        kept = [one for one in found or () if _is_in(desk, span, one.delivered_at)]
        return "delivered", None if found is None else tuple(kept)
    return "shipped", await _left(desk, span)


async def _placed_before(desk: Desk, span: Span, status: OrderStatus) -> tuple[OrderSummary, ...] | None:
    """Return the orders of a status that were placed up to the last of some days; None where there are more than are listed."""
    around = replace(span, first=span.first - _BEFORE)
    found = await staff_people.found_orders(desk, status=status, span=around)
    return None if isinstance(found, Refusal) or len(found.orders) >= LISTED else found.orders


async def _left(desk: Desk, span: Span) -> tuple[OrderSummary, ...] | None:
    on_their_way = await _placed_before(desk, span, OrderStatus.SHIPPED)
    arrived = await staff_people.found_orders(
        desk, status=OrderStatus.DELIVERED, span=replace(span, first=span.first - _BEFORE)
    )
    if on_their_way is None or isinstance(arrived, Refusal):
        return None
    first = datetime.combine(span.first, datetime.min.time(), desk.turn.zone)
    since = [one for one in arrived.orders if one.delivered_at is not None and one.delivered_at >= first]
    candidates = (*on_their_way, *since)
    if len(candidates) > _MOST_READ:
        return None
    left: list[OrderSummary] = []
    for one in candidates:
        order = await desk.facts.order(one.number)
        if not isinstance(order, Missing) and any(
            _is_in(desk, span, parcel.shipped_at) for parcel in order.shipments
        ):
            left.append(one)
    return tuple(left)


def _is_in(desk: Desk, span: Span, moment: datetime | None) -> bool:
    return moment is not None and span.first <= moment.astimezone(desk.turn.zone).date() <= span.last

"""Answers about orders: where one is, what is in it, all of them, the one before, those of some days."""

import re
from dataclasses import replace
from datetime import date, datetime, time

from support_ai.agent.brain import Refusal
from support_ai.agent.local import wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType, days_between
from support_ai.agent.local.facts import LISTED, Missing
from support_ai.agent.local.finding import number_at
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.tools.orders import SEARCH_ORDERS, SearchOrders
from support_ai.orders.models import Order, OrderStatus

_FOLLOW_UP_WORDS = 8
_CARDS = 5
_PRONOUN = re.compile(r"\b(?:it|that|this|that one|this one)\b", re.IGNORECASE)
_OPEN = frozenset(
    {OrderStatus.PENDING, OrderStatus.PENDING_ITEM_MODIFIED, OrderStatus.PROCESSED, OrderStatus.SHIPPED}
)


async def _chosen(desk: Desk) -> Order | Missing | None:
    """Return the order that the wish names or means; None where it names none."""
    numbers = desk.wish.values(EntityType.ORDER_NUMBER)
    if numbers:
        return await desk.facts.order(numbers[0])
    short = len(desk.text.split()) <= _FOLLOW_UP_WORDS
    if desk.before.last_order is not None and short and _PRONOUN.search(desk.text):
        return await desk.facts.order(desk.before.last_order)
    return None


async def where(desk: Desk) -> None:
    """Say how far the named, or the newest open, order is."""
    if desk.is_barred():
        return
    order = await _chosen(desk)
    if isinstance(order, Missing):
        not_found(desk, order.number)
    elif order is not None:
        say_where(desk, order)
    elif desk.is_staff:
        desk.wait_for(Awaiting.ORDER_NUMBER)
        desk.say(wording.WHICH_ORDER)
    else:
        await _where_newest(desk)


async def _where_newest(desk: Desk) -> None:
    orders = await desk.facts.orders()
    if isinstance(orders, Refusal) or not orders:
        desk.say(wording.NO_ORDERS if not isinstance(orders, Refusal) else orders.sentence)
        return
    newest = next((one for one in orders if one.status in _OPEN), orders[0])
    desk.speak_of(newest.number, tuple(one.number for one in orders))
    desk.say(wording.arrival(newest, desk.turn.now, desk.turn.zone))
    desk.show(wording.card(newest))


def say_where(desk: Desk, order: Order) -> None:
    """Say how far an order is."""
    desk.speak_of(order.number)
    summary = wording.summary_of(order)
    if desk.is_staff:
        desk.say(*wording.details(order, desk.turn.now, desk.turn.zone, for_staff=True))
    else:
        desk.say(wording.arrival(summary, desk.turn.now, desk.turn.zone))
        parcels = wording.tracking(order)
        if parcels and summary.status is OrderStatus.SHIPPED:
            desk.say(parcels)
    desk.show(wording.card(summary, tuple(one.name for one in order.items)))


async def show(desk: Desk) -> None:
    """Say what is in the named, or the newest, order."""
    if desk.is_barred():
        return
    order = await _chosen(desk)
    if order is None and not desk.is_staff:
        orders = await desk.facts.orders()
        if isinstance(orders, Refusal) or not orders:
            desk.say(wording.NO_ORDERS)
            return
        desk.speak_of(orders[0].number, tuple(one.number for one in orders))
        order = await desk.facts.order(orders[0].number)
    if order is None:
        desk.wait_for(Awaiting.ORDER_NUMBER)
        desk.say(wording.WHICH_ORDER)
    elif isinstance(order, Missing):
        not_found(desk, order.number)
    else:
        say_details(desk, order)


def say_details(desk: Desk, order: Order) -> None:
    """Say what is in an order."""
    desk.speak_of(order.number)
    desk.say(*wording.details(order, desk.turn.now, desk.turn.zone, for_staff=desk.is_staff))
    desk.show(wording.card(wording.summary_of(order), tuple(one.name for one in order.items)))


def not_found(desk: Desk, number: str) -> None:
    """Say the same for an order that does not exist and for somebody else's; colleagues see that there is none."""
    if desk.is_staff:
        desk.say(wording.STAFF_NOT_FOUND.format(number=number))
        return
    desk.wait_for(Awaiting.ORDER_HISTORY_OFFER)
    desk.say(wording.OWN_ORDERS_ONLY)


async def list_all(desk: Desk) -> None:
    """List the orders that the person may see."""
    if desk.is_barred():
        return
    if desk.is_staff and desk.wish.values(EntityType.DAYS):
        await days(desk)
        return
    orders = await desk.facts.orders()
    if isinstance(orders, Refusal):
        desk.say(orders.sentence)
    elif not orders:
        desk.say("There are no orders yet." if desk.is_staff else wording.NO_ORDERS)
    else:
        desk.speak_of(orders[0].number, tuple(one.number for one in orders))
        noun = "order" if len(orders) == 1 else "orders"
        more = " newest" if len(orders) == LISTED else ""
        desk.say(f"{'The' if desk.is_staff else 'Your'}{more} {noun}:")
        desk.say(*wording.listing(orders, desk.turn.now, desk.turn.zone, for_staff=desk.is_staff))
        for one in orders[:_CARDS]:
            desk.show(wording.card(one))


async def previous(desk: Desk) -> None:
    """Go to another place in the list spoken of."""
    if desk.is_barred():
        return
    place = next(iter(desk.wish.values(EntityType.PLACE)), "previous")
    numbers = desk.memory.last_orders
    if not numbers:
        orders = await desk.facts.orders()
        numbers = () if isinstance(orders, Refusal) else tuple(one.number for one in orders)
    number = number_at(place, numbers, desk.memory.last_order)
    if number is None:
        desk.say(wording.NO_EARLIER)
        return
    order = await desk.facts.order(number)
    if isinstance(order, Missing):
        not_found(desk, order.number)
        return
    desk.speak_of(number, numbers)
    was_where = desk.before.last_intent == Intent.WHERE_IS_MY_ORDER.value
    (say_where if was_where else say_details)(desk, order)


async def days(desk: Desk) -> None:
    """Say which orders some days brought; for colleagues."""
    if not desk.is_staff:
        await list_all(desk)
        return
    name = next(iter(desk.wish.values(EntityType.DAYS)), "today")
    today = desk.turn.now.astimezone(desk.turn.zone).date()
    first, end = days_between(name, today)
    # A day that no calendar has, or none after it, is read as today, and called so.
    name = "today" if (first, end) == days_between("today", today) else name
    wanted = SearchOrders(placed_from=_midnight(desk, first), placed_to=_midnight(desk, end), limit=LISTED)
    found = await desk.turn.tools.use(SEARCH_ORDERS, wanted)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    desk.keep(replace(desk.memory, last_orders=tuple(one.number for one in found.orders)))
    desk.say(*wording.of_days(found, name, desk.turn.now, desk.turn.zone))


def _midnight(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, time(), desk.turn.zone)

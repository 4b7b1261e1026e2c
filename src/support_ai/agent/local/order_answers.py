"""Answers about orders: where one is, what is in it, all of them, the one before, those of some days."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from support_ai.agent.brain import Refusal
from support_ai.agent.local import policy_answers, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType, days_between
from support_ai.agent.local.facts import LISTED, Missing
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.list_answers import list_own
from support_ai.agent.local.meaning import Meant, is_ever, orders_meant
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.local.order_aspects import Aspect, Clock, told
from support_ai.agent.local.order_following import asks_hour
from support_ai.agent.local.order_meaning import asked_about
from support_ai.agent.local.order_states import OPEN, state_named
from support_ai.agent.local.things import named
from support_ai.agent.tools.orders import SEARCH_ORDERS, SearchOrders
from support_ai.customers.models import PaymentMethod
from support_ai.orders.models import Order, OrderItem, OrderStatus, OrderSummary

_MOST, _BARE = 3, 5
_UPSET = re.compile(
    r"\b(?:upset|angry|furious|annoy\w*|frustrat\w*|ridiculous|unacceptable|disappoint\w*|terrible|worst|awful|fed up|sick of|useless|joke|disgrac\w*|wtf)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\btrack\w*|\bnumber\b", re.IGNORECASE)
_OF_CARRIERS = "which carrier do you ship with"
_WHOLE = frozenset({Aspect.STATUS, Aspect.CONTENTS})


async def where(desk: Desk) -> None:
    """Say how far the named, or the newest open, order is, and whatever else was asked about it."""
    if desk.is_barred():
        return
    if _UPSET.search(desk.text) and not desk.is_staff:
        desk.say("I'm sorry about the trouble.")
    asked = _asked(desk)
    is_carried = bool(asked) and not asked_about(desk.text, desk.wish)
    await _answer(desk, asked if is_carried else asked | {Aspect.STATUS}, prefers_open=True)
    if asks_hour(desk.text) and not desk.is_staff and desk.memory.last_order is not None:
        desk.say(wording.NO_HOUR)


async def show(desk: Desk) -> None:
    """Say what was asked of the named, or the newest, order: without anything particular, all of it."""
    if desk.is_barred():
        return
    asked = _asked(desk)
    await _answer(desk, asked or _WHOLE, prefers_open=bool(asked & {Aspect.ADDRESS, Aspect.CARRIER}))


async def previous(desk: Desk) -> None:
    """Go to another place in the list spoken of, or to the order that the words describe."""
    if desk.is_barred():
        return
    meant = await orders_meant(desk)
    if meant.missing is not None:
        not_found(desk, meant.missing.number)
        return
    if not meant.is_told and desk.wish.values(EntityType.PLACE):
        desk.say(wording.NO_EARLIER)
        return
    was_where = desk.before.last_intent == Intent.WHERE_IS_MY_ORDER.value
    asked = _asked(desk)
    await _say_meant(
        desk,
        meant,
        asked or (frozenset({Aspect.STATUS}) if was_where else _WHOLE),
        prefers_open=False,
        details=not asked and not was_where,
    )


def _asked(desk: Desk) -> frozenset[Aspect]:
    """Return what is asked about an order; behind another one's answer a bare number asks the same: `and ORD-2?`."""
    asked = asked_about(desk.text, desk.wish)
    is_bare = len(desk.text.split()) <= _BARE and bool(desk.wish.values(EntityType.ORDER_NUMBER))
    if not asked and is_bare and not desk.is_staff:
        asked = frozenset(Aspect(one) for one in desk.before.last_asked)
    desk.keep(replace(desk.memory, last_asked=tuple(sorted(asked))))
    return asked


async def _answer(desk: Desk, asked: frozenset[Aspect], *, prefers_open: bool) -> None:
    meant = await orders_meant(desk)
    if meant.missing is not None:
        not_found(desk, meant.missing.number)
        return
    whole = asked == _WHOLE and not asked_about(desk.text, desk.wish)
    await _say_meant(desk, meant, asked, prefers_open=prefers_open, details=whole)


async def _say_meant(
    desk: Desk, meant: Meant, asked: frozenset[Aspect], *, prefers_open: bool, details: bool
) -> None:
    orders = meant.orders
    if desk.wish.values(EntityType.COMPARISON) and not desk.is_staff:
        asked |= {Aspect.COST}
    if not orders and desk.is_staff:
        desk.wait_for(Awaiting.ORDER_NUMBER)
        desk.say(wording.WHICH_ORDER)
        return
    if not orders:
        await _newest(desk, asked, prefers_open=prefers_open, details=details)
        return
    if prefers_open and len(orders) > 1:
        orders = tuple(one for one in orders if one.status in OPEN) or orders
    for one in orders[: _MOST if len(orders) > 1 else 1]:
        await _say_order(desk, one, asked, details=details)
    if len(orders) > 1:
        desk.speak_of(orders[0].number, tuple(one.number for one in orders))


async def _newest(desk: Desk, asked: frozenset[Aspect], *, prefers_open: bool, details: bool) -> None:
    listed = await desk.facts.orders()
    if isinstance(listed, Refusal) or not listed:
        desk.say(wording.NO_ORDERS if not isinstance(listed, Refusal) else listed.sentence)
        return
    newest = next((one for one in listed if one.status in OPEN), listed[0]) if prefers_open else listed[0]
    desk.speak_of(newest.number, tuple(one.number for one in listed))
    if asked == frozenset({Aspect.STATUS}):
        desk.say(wording.arrival(newest, desk.turn.now, desk.turn.zone))
        desk.show(wording.card(newest))
        _say_others(desk, newest, listed)
        return
    order = await desk.facts.order(newest.number)
    if isinstance(order, Missing):
        not_found(desk, order.number)
    else:
        await _say_order(desk, order, asked, details=details)


def _say_others(desk: Desk, newest: OrderSummary, listed: Sequence[OrderSummary]) -> None:
    """Say that more is under way: whoever asks where their order is may mean another one."""
    others = [one for one in listed if one.status in OPEN and one.number != newest.number]
    for one in others[:_MOST]:
        desk.say(wording.arrival(one, desk.turn.now, desk.turn.zone).replace("Your order", "Order", 1))
        desk.show(wording.card(one))


async def _say_order(desk: Desk, order: Order, asked: frozenset[Aspect], *, details: bool) -> None:
    if details:
        say_details(desk, order)
        return
    lines = told(
        order,
        asked,
        things_in(desk, order),
        Clock(desk.turn.now, desk.turn.zone),
        await _methods(desk, asked),
    )
    if lines and Aspect.STATUS not in asked:
        desk.speak_of(order.number)
        desk.say(*lines)
        desk.show(wording.card(wording.summary_of(order), tuple(one.name for one in order.items)))
        await _say_carriers(desk, order, asked)
        return
    say_where(desk, order, with_parcel=Aspect.CARRIER not in asked)
    if not desk.is_staff:
        desk.say(*lines)
        await _say_carriers(desk, order, asked)


async def tell(desk: Desk, order: Order, asked: frozenset[Aspect]) -> None:
    """Say what was asked of an order that is known already."""
    await _say_order(desk, order, asked, details=False)


async def _say_carriers(desk: Desk, order: Order, asked: frozenset[Aspect]) -> None:
    """Say what the shop's article tells of its carriers, where it is asked who will bring what no carrier has yet."""
    is_asked = Aspect.CARRIER in asked and not desk.is_staff and not _NUMBER.search(desk.text)
    if is_asked and order.status in OPEN and not any(one.carrier for one in order.shipments):
        await policy_answers.quoted(desk, _OF_CARRIERS)


async def _methods(desk: Desk, asked: frozenset[Aspect]) -> tuple[PaymentMethod, ...]:
    if Aspect.PAYMENT not in asked or desk.is_staff:
        return ()
    found = await desk.facts.customer()
    return () if isinstance(found, Refusal) else found.payment_methods


def things_in(desk: Desk, order: Order) -> list[OrderItem]:
    """Return the items of an order that the wish calls by name."""
    phrases = [one for one in desk.wish.entities if one.type is EntityType.ITEM]
    spoken = named(desk.turn.text, [one.name for one in order.items], phrases)
    return [one for n, one in enumerate(order.items) if any(n in word.which for word in spoken)]


def say_where(desk: Desk, order: Order, *, with_parcel: bool = True) -> None:
    """Say how far an order is, and with whom it travels."""
    desk.speak_of(order.number)
    summary = wording.summary_of(order)
    if desk.is_staff:
        desk.say(*wording.details(order, desk.turn.now, desk.turn.zone, for_staff=True))
    else:
        desk.say(wording.arrival(summary, desk.turn.now, desk.turn.zone))
        parcels = wording.tracking(order)
        if parcels and with_parcel and summary.status is OrderStatus.SHIPPED:
            desk.say(parcels)
    desk.show(wording.card(summary, tuple(one.name for one in order.items)))


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
    """List the orders that the person may see; one that is described so that only it fits is shown instead."""
    if desk.is_barred():
        return
    if desk.is_staff:
        await _list_for_staff(desk)
        return
    if desk.wish.values(EntityType.CUSTOMER_NUMBER) or desk.wish.values(EntityType.ORDER_NUMBER):
        await _listed_of(desk)
        return
    one_is_meant = set(desk.wish.values(EntityType.COMPARISON)) - {"same", "different"} or (
        desk.wish.values(EntityType.PLACE) and not _plural(desk.text)
    )
    if one_is_meant and state_named(desk.text) is None:
        await previous(desk)
    else:
        await list_own(desk)


async def _listed_of(desk: Desk) -> None:
    """Answer about orders that are named by their number, or by a customer's: other people's are not shown."""
    if desk.wish.values(EntityType.ORDER_NUMBER):
        await show(desk)
        return
    own = await desk.facts.customer()
    if isinstance(own, Refusal) or own.customer_id not in desk.wish.values(EntityType.CUSTOMER_NUMBER):
        desk.wait_for(Awaiting.ORDER_HISTORY_OFFER)
        desk.say(wording.OWN_ORDERS_ONLY)
        return
    await list_own(desk)


def _plural(text: str) -> bool:
    return "orders" in text.lower() and not is_ever(text)


async def _list_for_staff(desk: Desk) -> None:
    if desk.wish.values(EntityType.DAYS):
        await days(desk)
        return
    orders = await desk.facts.orders()
    if isinstance(orders, Refusal):
        desk.say(orders.sentence)
    elif not orders:
        desk.say("There are no orders yet.")
    else:
        desk.speak_of(orders[0].number, tuple(one.number for one in orders))
        noun = "order" if len(orders) == 1 else "orders"
        more = " newest" if len(orders) == LISTED else ""
        desk.say(f"The{more} {noun}:")
        desk.say(*wording.listing(orders, desk.turn.now, desk.turn.zone, for_staff=True))


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

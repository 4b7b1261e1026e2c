"""Which of a customer's orders somebody means: by number, day, place in a list, price, or by what is in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from support_ai.agent.brain import Refusal
from support_ai.agent.local.choices import same_option
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType, days_between
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.finding import number_at
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.order_states import OPEN
from support_ai.agent.local.things import named
from support_ai.orders.models import Order, OrderStatus, OrderSummary

# So many orders are opened to look for what is in them.
_OPENED = 16
_FOLLOW_UP_WORDS = 12
# So few words, as `carrier?`, say nothing of another order.
_BARE = 3
_OWN = re.compile(r"\b(?:my|mine|orders?|parcels?|packages?)\b", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:it|its|that|this|them|they|those|these|the (?:order|parcel|package|delivery|box)|there)\b",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"\b(?:order(?:ed|s)?|bought|buy|purchased?|purchases|placed|got|spen[dt]|paid|made)\b", re.IGNORECASE
)
_ARRIVES = re.compile(r"\b(?:expect\w*|arriv\w*|deliver\w*|com(?:e|es|ing)|due)\b", re.IGNORECASE)
_COMES = re.compile(
    r"\b(?:will|'ll|due|expect(?:ed|ing)?|going to|supposed to|be here|should)\b", re.IGNORECASE
)
_NEVER_CAME = re.compile(
    r"\b(?:never|not|n't|nothing|still|missing|lost)\b[^.!?]{0,20}\b(?:came|come|arriv\w*|here|got|received|shown?|deliver\w*|nothing)\b|\b(?:didn't|hasn't|haven't|wasn't) (?:come|arrive|arrived|get|got|received?|been delivered)\b",
    re.IGNORECASE,
)
_NEWER = re.compile(r"\b(?:newer|later|more recent|latest|last|newest|most recent)\b", re.IGNORECASE)
_OLDER = re.compile(r"\b(?:older|earlier|first|oldest)\b", re.IGNORECASE)
# All that was ever bought is meant, and no day.
_UP_TO_NOW = re.compile(r"so far", re.IGNORECASE)
_DEAREST, _CHEAPEST = frozenset({"dearest", "biggest"}), frozenset({"cheapest", "smallest"})


@dataclass(frozen=True, slots=True)
class Meant:
    """The orders that fit, the newest first, and whether the words told them apart; `missing` is a number of none."""

    orders: tuple[Order, ...] = ()
    is_told: bool = False
    missing: Missing | None = None
    # Something in an order was called by name, and this is where.
    by_thing: bool = False

    @property
    def one(self) -> Order | None:
        """Return the order where exactly one fits."""
        return self.orders[0] if len(self.orders) == 1 else None


def day_of(moment: datetime | None, desk: Desk) -> date | None:
    """Return the shop's day of a moment."""
    return None if moment is None else moment.astimezone(desk.turn.zone).date()


def in_days(desk: Desk, orders: Sequence[OrderSummary]) -> tuple[OrderSummary, ...] | None:
    """Return those orders that were placed, or else come or came, on the days that the wish names; None where it names none."""
    days = [one for one in desk.wish.entities if one.type is EntityType.DAYS]
    names = [one.value for one in days if not _UP_TO_NOW.match(desk.turn.text, one.start)]
    if not names:
        return None
    first, end = days_between(names[0], day_of(desk.turn.now, desk) or desk.turn.now.date())

    def within(moment: datetime | None) -> bool:
        day = day_of(moment, desk)
        return day is not None and first <= day < end

    if _COMES.search(desk.text):
        # What is still to come is no order that came on those days.
        due = tuple(one for one in orders if one.status in OPEN and within(one.estimated_delivery))
        return due or None
    placed = tuple(one for one in orders if within(one.placed_at))
    moved = tuple(one for one in orders if within(one.delivered_at) or within(one.estimated_delivery))
    if _ARRIVES.search(desk.text) and moved:
        return moved
    return placed if _PLACED.search(desk.text) else placed or moved


async def orders_meant(desk: Desk) -> Meant:
    """Return which orders the wish means; for colleagues only by number, or the one spoken of."""
    numbers = tuple(dict.fromkeys(desk.wish.values(EntityType.ORDER_NUMBER)))
    if numbers:
        return await _named(desk, numbers)
    if desk.is_staff:
        return await _spoken_of(desk)
    listed = await desk.facts.orders()
    if isinstance(listed, Refusal) or not listed:
        return Meant()
    by_days = in_days(desk, listed) or ()
    holding = await _holding_the_thing(desk, by_days, listed)
    spoken_of = tuple(one for one in holding if one.number == desk.before.last_order)
    if spoken_of and is_follow_up(desk.text):
        return Meant(spoken_of, is_told=True, by_thing=True)
    if holding:
        return Meant(_compared(desk, holding), is_told=True, by_thing=True)
    chosen = (
        _by_state(desk, listed)
        or _by_price(desk, by_days or listed)
        or _by_place(desk, by_days or listed, is_list=bool(by_days))
    )
    numbers = (chosen,) if chosen is not None else tuple(one.number for one in by_days[:_OPENED])
    return await (_named(desk, numbers) if numbers or _is_beyond(desk) else _spoken_of(desk))


def _is_beyond(desk: Desk) -> bool:
    """Tell whether a step from the order spoken of is meant: where there is none, no other one is meant."""
    steps = set(desk.wish.values(EntityType.PLACE)) & {"previous", "next"}
    return bool(steps) and desk.before.last_order is not None


async def _holding_the_thing(
    desk: Desk, by_days: Sequence[OrderSummary], listed: Sequence[OrderSummary]
) -> tuple[Order, ...]:
    """Return the orders that hold what is called by name: of the days that are named, unless what never came did come then."""
    of_days = await orders_holding(desk, by_days) if by_days else None
    never_came = _NEVER_CAME.search(desk.text) is not None
    if of_days and not (never_came and all(one.status is OrderStatus.DELIVERED for one in of_days)):
        return of_days
    found = await orders_holding(desk, listed) or ()
    if never_came:
        found = tuple(one for one in found if one.status is not OrderStatus.DELIVERED) or found
    return found or of_days or ()


async def _named(desk: Desk, numbers: Sequence[str]) -> Meant:
    orders: list[Order] = []
    for number in numbers:
        found = await desk.facts.order(number)
        if isinstance(found, Missing):
            return Meant(missing=found)
        orders.append(found)
    return Meant(tuple(orders), is_told=bool(orders))


async def _spoken_of(desk: Desk) -> Meant:
    """Return the order spoken of last, where the words point at it or are few."""
    last = desk.before.last_order
    is_short = len(desk.text.split()) <= _FOLLOW_UP_WORDS
    is_bare = len(desk.text.split()) <= _BARE and _OWN.search(desk.text) is None
    goes_on = is_bare or _POINTS.search(desk.text) is not None or is_follow_up(desk.text)
    if last is None or not is_short or not goes_on:
        return Meant()
    return await _named(desk, (last,))


_FOLLOW_UP = re.compile(
    r"^\W*(?:n|and|so|ok(?:ay)?|what about|how about|also|then|when was|when did|by whom|who|how much|how many|what colou?r|which|in (?:what|which)|to (?:what|which|whom)|from (?:what|which)|did|was|were|is|are|has|have|what (?:did|was|were|size|colou?r))\b",
    re.IGNORECASE,
)


def is_follow_up(text: str) -> bool:
    """Tell whether a text goes on about what was spoken of."""
    return _FOLLOW_UP.match(text) is not None


async def orders_holding(desk: Desk, listed: Sequence[OrderSummary]) -> tuple[Order, ...] | None:
    """Return the orders that hold what the wish calls by name; None where it names nothing that any holds."""
    if not desk.wish.values(EntityType.ITEM) and not desk.wish.values(EntityType.OPTION):
        return None
    orders: list[Order] = []
    for one in listed[:_OPENED]:
        order = await desk.facts.order(one.number)
        if not isinstance(order, Missing):
            orders.append(order)
    names = tuple(dict.fromkeys(item.name for order in orders for item in order.items))
    phrases = [one for one in desk.wish.entities if one.type is EntityType.ITEM]
    spoken = named(desk.turn.text[: desk.wish.end or None], names, phrases)
    which = [frozenset(names[n] for n in one.which) for one in spoken if one.start >= desk.wish.start]
    if not which:
        return None
    options = [
        one.value
        for one in desk.wish.entities
        if one.type is EntityType.OPTION and not desk.wish.unwanted(one)
    ]
    scored = [(_score(order, which, options), order) for order in orders]
    best = max(score for score, _ in scored)
    return tuple(order for score, order in scored if score == best)


def _score(order: Order, which: Sequence[frozenset[str]], options: Sequence[str]) -> tuple[int, int]:
    """Return how many of the things an order holds, and of how many of them the last option said."""
    things = sum(any(item.name in one for item in order.items) for one in which)
    named_items = [item for item in order.items if any(item.name in one for one in which)]
    fitting = sum(
        2**place
        for place, option in enumerate(options)
        if any(same_option(value, option) for item in named_items for _, value in item.options)
    )
    return things, fitting


def _compared(desk: Desk, orders: tuple[Order, ...]) -> tuple[Order, ...]:
    """Return the newer or the older one of several orders, where that is said."""
    if len(orders) > 1 and _NEWER.search(desk.text):
        return orders[:1]
    if len(orders) > 1 and _OLDER.search(desk.text):
        return orders[-1:]
    return orders


_STATES: Mapping[str, frozenset[OrderStatus]] = MappingProxyType(
    {
        "pending": frozenset({OrderStatus.PENDING, OrderStatus.PENDING_ITEM_MODIFIED}),
        "open": OPEN,
        "cancelled": frozenset({OrderStatus.CANCELLED}),
        "canceled": frozenset({OrderStatus.CANCELLED}),
        "delivered": frozenset({OrderStatus.DELIVERED}),
        "shipped": frozenset({OrderStatus.SHIPPED}),
        "returned": frozenset({OrderStatus.RETURNED, OrderStatus.RETURN_REQUESTED}),
    }
)
_STATE = re.compile(rf"\b({'|'.join(_STATES)}) (?:one|order)\b", re.IGNORECASE)


def _by_state(desk: Desk, listed: Sequence[OrderSummary]) -> str | None:
    """Return the newest order that is in the state by which one is called: `the pending one`."""
    named_so = _STATE.search(desk.text)
    if named_so is None:
        return None
    return next((one.number for one in listed if one.status in _STATES[named_so[1].lower()]), None)


def _by_price(desk: Desk, listed: Sequence[OrderSummary]) -> str | None:
    wanted = set(desk.wish.values(EntityType.COMPARISON))
    if wanted & _DEAREST:
        return max(listed, key=lambda one: one.total_minor).number
    if wanted & _CHEAPEST:
        return min(listed, key=lambda one: one.total_minor).number
    return None


_BEFORE = re.compile(
    r"\b(?:b4|bfore|befor|before|earlier|prior|previous|back (?:one|an?) (?:order)?|one order back)\b",
    re.IGNORECASE,
)
_OLDER_ONE = re.compile(r"\b(?:older|earlier|oldest) (?:one|order)\b", re.IGNORECASE)
_NEWER_ONE = re.compile(r"\b(?:newer|later|newest) (?:one|order)\b", re.IGNORECASE)


def _by_place(desk: Desk, listed: Sequence[OrderSummary], *, is_list: bool) -> str | None:
    """Return the number at the place that is said, in the list that was shown, or of all orders."""
    place = _place(desk)
    if place is None:
        return None
    numbers = tuple(one.number for one in listed)
    if place == "1" and (is_ever(desk.text) or not desk.before.last_orders):
        return numbers[-1]
    if place == "oldest" and _OLDER_ONE.search(desk.text) and desk.before.last_orders:
        return desk.before.last_orders[-1]
    if place in ("latest", "oldest") or is_list:
        return number_at(place, numbers, None)
    current = desk.before.last_order
    if place == "previous" and current is None:
        place = "2"
    if place == "other":
        # Of two that are under way, the other one is meant, not one that came long ago.
        under_way = tuple(one.number for one in listed if one.status in OPEN)
        if current in under_way and len(under_way) > 1:
            return number_at(place, under_way, current)
    return number_at(place, desk.before.last_orders or numbers, current)


def _place(desk: Desk) -> str | None:
    places = desk.wish.values(EntityType.PLACE)
    if places:
        return places[0]
    if desk.before.last_orders and _OLDER_ONE.search(desk.text):
        return "oldest"
    if desk.before.last_orders and _NEWER_ONE.search(desk.text):
        return "latest"
    says_before = desk.wish.intent is Intent.PREVIOUS_ORDER and _BEFORE.search(desk.text) is not None
    return "previous" if says_before else None


def is_ever(text: str) -> bool:
    """Tell whether somebody speaks of all that they ever did: `the first order I ever made`."""
    return (
        re.search(
            r"\b(?:ever|first (?:order|purchase|time)|with you|very first|my first)\b", text, re.IGNORECASE
        )
        is not None
    )

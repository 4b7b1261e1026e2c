"""The order of a customer that a question tells by what is in it, how far it is, or when it was placed: `has his watch left the warehouse?`."""

import re
from collections.abc import Sequence
from datetime import timedelta

from support_ai.agent.brain import Refusal
from support_ai.agent.local import slot_order, staff_one_order, staff_order_words, staff_people
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.said import Said, read
from support_ai.agent.local.staff_order_words import asks_particular
from support_ai.agent.local.staff_wanted import Wanted
from support_ai.agent.local.things import named
from support_ai.customers.models import CustomerProfile
from support_ai.orders.models import DaySummary, OrderSummary

# Of these, a thing that is named tells which order is meant.
_OF_AN_ORDER = frozenset(
    {Wanted.PROFILE, Wanted.LAST_ORDER, Wanted.ORDERS, Wanted.OPEN_ORDERS, Wanted.PAID, Wanted.ADDRESS}
)
_UNDER_WAY = re.compile(
    r"\b(?:(?:has|have|did|does|is|was)(?:n'?t| not)|never|not|still|yet|missing|waiting|lost|chasing|overdue|late)\b",
    re.IGNORECASE,
)
_NEWEST = re.compile(r"\b(?:last|latest|newest|most recent)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|around|roughly|some|approximately|circa|maybe|or so|ish|i think)\b", re.IGNORECASE)  # fmt: skip
_THE_ORDER = re.compile(r"\b(?:the|that|this|his|her|their) (?:order|parcel|package|purchase)\b", re.IGNORECASE)  # fmt: skip
_NEAR = timedelta(days=3)


async def answered(desk: Desk, one: CustomerProfile, wanted: Wanted) -> bool:
    """Answer about the order of a customer that is told by its contents or its day; False where none is told so."""
    if wanted not in _OF_AN_ORDER:
        return False
    said = read(desk.text)
    products = await products_named(desk, said)
    is_thing = bool(products)
    is_of_day = bool(desk.wish.values(EntityType.DAYS)) and _THE_ORDER.search(desk.text) is not None
    if not is_thing and not (is_of_day and asks_particular(desk.text)):
        return False
    found = await staff_people.found_orders(desk, customer=one.customer_id)
    if isinstance(found, Refusal):
        return False
    holding = await slot_order.holding(desk, found.orders, said) if is_thing else list(found.orders)
    if not holding:
        return _holds_none(desk, one, products, found.orders)
    await _say(desk, one, _narrowed(desk, holding))
    return True


def _narrowed(desk: Desk, orders: Sequence[OrderSummary]) -> Sequence[OrderSummary]:
    """Return those of some orders that are of the day, or as far, as it is told; all of them where none is."""
    status = staff_people.status_of(desk)
    for kept in (
        _of_days(desk, orders),
        [one for one in orders if one.status is status],
        [one for one in orders if one.status in staff_people.OPEN and _UNDER_WAY.search(desk.text)],
    ):
        orders = kept or orders
    if _NEWEST.search(desk.text):
        return orders[:1]
    spoken = [one for one in orders if one.number == desk.before.last_order]
    return orders if desk.wish.values(EntityType.NAME) else spoken or orders


def _of_days(desk: Desk, orders: Sequence[OrderSummary]) -> list[OrderSummary]:
    span = staff_people.span_of(desk)
    if span is None:
        return []
    around = _NEAR if _ABOUT.search(desk.text) else timedelta()
    return [
        one
        for one in orders
        if one.placed_at is not None
        and span.first - around <= one.placed_at.astimezone(desk.turn.zone).date() <= span.last + around
    ]


async def _say(desk: Desk, one: CustomerProfile, orders: Sequence[OrderSummary]) -> None:
    if len(orders) == 1:
        await staff_one_order.of_order(desk, orders[0].number)
        return
    staff_people.remember(desk, orders, None)
    found = DaySummary(len(orders), (), tuple(orders))
    desk.say(*staff_order_words.orders_of(found, one.name, "such orders", desk.turn.now, desk.turn.zone))


async def products_named(desk: Desk, said: Said) -> list[str]:
    """Return the products of the shop that are named."""
    phrases = said.of(EntityType.ITEM)
    if not phrases:
        return []
    products = [product.name for product in await desk.facts.products()]
    return [products[place] for one in named(said.text, products, phrases) for place in sorted(one.which)]


def _holds_none(
    desk: Desk, one: CustomerProfile, products: Sequence[str], orders: Sequence[OrderSummary]
) -> bool:
    """Say that a product of the shop is in none of the customer's orders; False where no product is named."""
    if not products or not orders:
        return False
    desk.say(f"I find no {products[0]} in the orders of {one.name}.")
    staff_people.remember(desk, orders, None)
    found = DaySummary(len(orders), (), tuple(orders))
    desk.say(*staff_order_words.orders_of(found, one.name, "orders", desk.turn.now, desk.turn.zone))
    return True

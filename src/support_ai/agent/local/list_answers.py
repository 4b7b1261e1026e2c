"""Answers that list orders: all of them, those of some state or some days; how many there are."""

import re
from collections.abc import Sequence

from support_ai.agent.brain import Refusal
from support_ai.agent.local import wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.facts import LISTED
from support_ai.agent.local.list_following import is_of_list
from support_ai.agent.local.meaning import in_days, orders_holding
from support_ai.agent.local.order_states import OPEN_ONES, state_named
from support_ai.agent.local.things import named
from support_ai.agent.local.wording import item_text
from support_ai.orders.models import Order, OrderSummary

_CARDS = 5
_HOW_MANY = re.compile(
    r"\bhow many\b|\bhow often\b|\bnumber of (?:my )?orders\b|\bcount\b(?!ing)", re.IGNORECASE
)
_OF_ORDERS = re.compile(r"\borders?\b|\bhow often\b|\btimes\b", re.IGNORECASE)


def filtered(orders: Sequence[OrderSummary], text: str) -> tuple[str, tuple[OrderSummary, ...]]:
    """Return the orders that are in the state a text names, and what that state is called; all for none."""
    state = state_named(text)
    if state is None:
        return "", tuple(orders)
    name, those = state
    return name, tuple(one for one in orders if one.status in those)


async def list_own(desk: Desk) -> None:
    """List a customer's orders, all or those that the words restrict it to."""
    orders = await desk.facts.orders()
    if isinstance(orders, Refusal):
        desk.say(orders.sentence)
        return
    if not orders:
        desk.say(wording.NO_ORDERS)
        return
    shown = ()
    if is_of_list(desk.text, desk.wish, desk.before):
        shown = tuple(one for one in orders if one.number in desk.before.last_orders)
        # What none of those is that were shown, another one may be.
        orders = shown if filtered(shown, desk.text)[1] else orders
    name, found = filtered(orders, desk.text)
    holding = await orders_holding(desk, found)
    if holding:
        found = tuple(one for one in found if one.number in {order.number for order in holding})
        if _HOW_MANY.search(desk.text) and not _OF_ORDERS.search(desk.text):
            _say_pieces(desk, holding)
            return
    days = in_days(desk, found)
    when = next(iter(desk.wish.values(EntityType.DAYS)), "")
    if days is not None:
        found = days
    if not found:
        # What is there is more help than a bare no.
        desk.say(_none(name, when if days is not None else ""))
        name, when, days, found = "", "", None, orders
    if name == OPEN_ONES and len(found) == 1 and not _HOW_MANY.search(desk.text):
        # The only one that is under way: when it comes is what counts.
        desk.speak_of(found[0].number, (found[0].number,))
        desk.say(wording.arrival(found[0], desk.turn.now, desk.turn.zone))
        desk.show(wording.card(found[0]))
    else:
        _say(desk, found, name, is_all=found == orders)
    if shown and len(found) == 1:
        # It is one of those that were shown: they are spoken of still.
        desk.speak_of(found[0].number, tuple(one.number for one in shown))


def _say_pieces(desk: Desk, orders: Sequence[Order]) -> None:
    """Say how many of what is called by name each order holds."""
    desk.speak_of(orders[0].number, tuple(one.number for one in orders))
    desk.say("You bought:")
    for order in orders:
        phrases = [one for one in desk.wish.entities if one.type is EntityType.ITEM]
        spoken = named(desk.turn.text, [one.name for one in order.items], phrases)
        for n, item in enumerate(order.items):
            if any(n in word.which for word in spoken):
                desk.say(f"• {item.quantity} × {item_text(item)} in order {order.number}")


def _none(name: str, when: str) -> str:
    span = f" in that time ({when})" if when else ""
    return f"You have no orders that are {name}{span}." if name else f"You have no orders{span}."


def _say(desk: Desk, found: Sequence[OrderSummary], name: str, *, is_all: bool) -> None:
    desk.speak_of(found[0].number, tuple(one.number for one in found))
    if _HOW_MANY.search(desk.text):
        desk.say(_count(len(found), name, is_all=is_all and len(found) < LISTED))
    noun = "order" if len(found) == 1 else "orders"
    more = " newest" if is_all and len(found) == LISTED else ""
    which = "" if is_all or not name else f" that {'is' if len(found) == 1 else 'are'} {name}"
    desk.say(f"Your{more} {noun}{which}:")
    desk.say(*wording.listing(found, desk.turn.now, desk.turn.zone, for_staff=False))
    for one in found[:_CARDS]:
        desk.show(wording.card(one))


def _count(count: int, name: str, *, is_all: bool) -> str:
    noun = "order" if count == 1 else "orders"
    which = f" that {'is' if count == 1 else 'are'} {name}" if name else ""
    return f"You have {count} {noun}{which}{' with us' if is_all else ''}."

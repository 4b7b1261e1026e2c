"""Which pieces of an order a question for a sum is about, and what the customer paid for them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.going_on import OF_RETURN
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.picking import HowMany, Picked, Which, pick
from support_ai.agent.local.said import Said
from support_ai.agent.local.things import named
from support_ai.orders.amounts import line_values, pieces_value
from support_ai.orders.models import Order, OrderItem


@dataclass(frozen=True, slots=True)
class Share:
    """Some pieces of an order, and what the customer paid for them."""

    order: Order
    item: OrderItem
    count: int
    value_minor: int


def all_of(order: Order) -> list[Share]:
    """Return every piece of an order."""
    values = line_values(order)
    return [Share(order, one, one.quantity, values[one.line]) for one in order.items]


def of_items(order: Order, ids: Sequence[str]) -> list[Share]:
    """Return these items of an order, each as often as it is among them."""
    values = line_values(order)
    found: list[Share] = []
    for one in order.items:
        count = min(sum(item_id == one.item_id for item_id in ids), one.quantity)
        if count and not any(share.item.item_id == one.item_id for share in found):
            found.append(Share(order, one, count, pieces_value(values[one.line], one.quantity, 0, count)))
    return found


def shares(said: Said, order: Order, *, is_only: bool) -> list[Share]:
    """Return the pieces of an order that are named; none where none is."""
    values = line_values(order)
    spoken = _of_order(said, order, is_only=is_only)
    last = _last_named(spoken, order)
    choice = Picked(last) if last else pick(order.items, spoken)
    match choice:
        case Picked(item_ids=ids):
            return of_items(order, ids)
        case HowMany(line=line):
            count = 1 if _is_single(said.text, line) else line.quantity
            return [Share(order, line, count, pieces_value(values[line.line], line.quantity, 0, count))]
        case Which(lines=lines):
            return [Share(order, one, one.quantity, values[one.line]) for one in lines]
        case _:
            return []


# More joins what was reckoned before.
_JOINS = re.compile(
    r"\b(?:too|also|as well|plus|on top|in addition|additionally|together with (?:that|it|them))\b",
    re.IGNORECASE,
)


def joined(text: str, before: Memory, orders: Sequence[Order], wanted: Sequence[Share]) -> list[Share]:
    """Return what was reckoned just before, where more is to join it: `and the watch too?`."""
    is_after = before.last_intent == Intent.GET_BACK_TOTAL.value and before.wanted == OF_RETURN
    if not is_after or len(orders) != 1 or before.last_order != orders[0].number or not _JOINS.search(text):
        return []
    new = {one.item.item_id for one in wanted}
    return [one for one in of_items(orders[0], before.last_items) if one.item.item_id not in new]


_OF_THEM = re.compile(
    r"\b(?:those|these|the|them|of the|just|only) (two|three|2|3)\b|\b(both)\b", re.IGNORECASE
)
_COUNTS = {"two": 2, "2": 2, "both": 2, "three": 3, "3": 3}


def _last_named(said: Said, order: Order) -> tuple[str, ...]:
    """Return what `those two` are where more kinds of things were named before: the last so many of them."""
    told = list(_OF_THEM.finditer(said.text))
    if not told:
        return ()
    count = _COUNTS[(told[-1][1] or told[-1][2]).lower()]
    found = named(said.text[: told[-1].start()], [one.name for one in order.items], said.of(EntityType.ITEM))
    lines = [order.items[min(one.which)] for one in found if len(one.which) == 1]
    last = list(dict.fromkeys(one.item_id for one in reversed(lines)))
    if len(last) <= count:
        return ()
    return tuple(
        one.item_id for one in order.items if one.item_id in last[:count] for _ in range(one.quantity)
    )


def _is_single(text: str, item: OrderItem) -> bool:
    """Tell whether one piece of an item is spoken of: `one keyboard`, `a pair of shoes`."""
    head = re.escape(item.name.split()[-1].lower().removesuffix("s"))
    single = rf"\b(?:one|an?|1|single)\s+(?:[\w-]+\s+){{0,3}}{head}(?:s\b(?<=pair of {head}s))?\b"
    return re.search(single, text, re.IGNORECASE) is not None


def _of_order(said: Said, order: Order, *, is_only: bool) -> Said:
    """Return the words that speak of an order: where several are named, those up to its number."""
    if is_only:
        return said
    numbers = [one for one in said.entities if one.type is EntityType.ORDER_NUMBER]
    end = next(
        (one.end for one in numbers if one.value.upper().lstrip("#") == order.number.upper().lstrip("#")),
        None,
    )
    if end is None:
        return said
    start = max((one.end for one in numbers if one.end < end), default=0)
    entities = tuple(
        replace(one, start=one.start - start, end=one.end - start)
        for one in said.entities
        if start <= one.start and one.end <= end
    )
    return Said(said.text[start:end], entities)

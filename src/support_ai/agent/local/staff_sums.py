"""Sums for colleagues: what the orders come to that were just listed."""

from collections import defaultdict
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import staff_look_ups, staff_people, sum_answers, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.reckoning import summed
from support_ai.agent.local.staff_follow_ups import picks_extreme, sums_list
from support_ai.core.money import format_money
from support_ai.orders.models import Order, OrderSummary

# More than so many are not counted in words: what is said of a list is what tools returned.
_COUNTED = 10


async def total(desk: Desk) -> None:
    """Answer a colleague who asks for a sum: of the list that was shown, else of one order or of things of the shop."""
    numbers = desk.wish.values(EntityType.ORDER_NUMBER)
    if not numbers and sums_list(desk.text, desk.before):
        await _listed(desk)
    elif not numbers and picks_extreme(desk.text, desk.before):
        await _extreme(desk)
    elif numbers or desk.before.last_order is None:
        await sum_answers.total(desk)
    else:
        await staff_look_ups.look_up(desk)


async def _listed(desk: Desk) -> None:
    """Say what exactly the orders of the list come to together, by currency."""
    orders = await _orders(desk)
    by_currency: dict[str, list[int]] = defaultdict(list)
    for one in orders:
        by_currency[one.currency].append(one.total_minor)
    sums = [
        format_money(whole, currency)
        for currency, values in by_currency.items()
        if (whole := await summed(desk, values, currency)) is not None
    ]
    desk.keep(replace(desk.memory, last_orders=desk.before.last_orders, listed=True))
    if not sums or len(sums) < len(by_currency) or len(orders) < len(desk.before.last_orders):
        desk.missed()
        return
    count = f" {len(orders)}" if len(orders) < _COUNTED else ""
    desk.say(f"The{count} orders in this list come to {' and '.join(sums)} in total.")


async def _extreme(desk: Desk) -> None:
    """Show the dearest or the cheapest order of the list."""
    orders = await _orders(desk)
    chosen = staff_people.superlative(orders, desk.text)
    if chosen is None:
        desk.missed()
        return
    await staff_people.one_of(desk, chosen, orders)


async def _orders(desk: Desk) -> tuple[OrderSummary, ...]:
    """Return the orders of the list: as it is found again, the rest one by one."""
    found = await staff_people.found_orders(desk, customer=desk.before.customer)
    known = {} if isinstance(found, Refusal) else {one.number: one for one in found.orders}
    orders: list[OrderSummary] = []
    for number in desk.before.last_orders:
        order = known.get(number) or await desk.facts.order(number)
        if not isinstance(order, Missing):
            orders.append(wording.summary_of(order) if isinstance(order, Order) else order)
    return tuple(orders)

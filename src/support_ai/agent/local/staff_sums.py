"""Sums for colleagues: what the orders come to that were just listed."""

from collections import defaultdict
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import staff_look_ups, staff_people, sum_answers
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.reckoning import summed
from support_ai.agent.local.staff_follow_ups import sums_list
from support_ai.core.money import format_money

# More than so many are not counted in words: what is said of a list is what tools returned.
_COUNTED = 10


async def total(desk: Desk) -> None:
    """Answer a colleague who asks for a sum: of the list that was shown, else of one order or of things of the shop."""
    numbers = desk.wish.values(EntityType.ORDER_NUMBER)
    if not numbers and sums_list(desk.text, desk.before):
        await _listed(desk)
    elif numbers or desk.before.last_order is None:
        await sum_answers.total(desk)
    else:
        await staff_look_ups.look_up(desk)


async def _listed(desk: Desk) -> None:
    """Say what exactly the orders of the list come to together, by currency."""
    numbers = desk.before.last_orders
    amounts = await _amounts(desk, numbers)
    sums = [
        format_money(whole, currency)
        for currency, values in amounts.items()
        if (whole := await summed(desk, values, currency)) is not None
    ]
    desk.keep(replace(desk.memory, last_orders=numbers, listed=True))
    if not sums or sum(len(values) for values in amounts.values()) != len(numbers):
        desk.missed()
        return
    count = f" {len(numbers)}" if len(numbers) < _COUNTED else ""
    desk.say(f"The{count} orders in this list come to {' and '.join(sums)} in total.")


async def _amounts(desk: Desk, numbers: tuple[str, ...]) -> dict[str, list[int]]:
    """Return the totals of some orders by currency: from the list as it is found again, the rest one by one."""
    found = await staff_people.found_orders(desk, customer=desk.before.customer)
    known = {} if isinstance(found, Refusal) else {one.number: one for one in found.orders}
    amounts: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        order = known.get(number) or await desk.facts.order(number)
        if not isinstance(order, Missing):
            amounts[order.currency].append(order.total_minor)
    return amounts

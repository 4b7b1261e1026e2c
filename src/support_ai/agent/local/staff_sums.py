"""Sums for colleagues: what the orders come to that were just listed."""

from collections import defaultdict
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import staff_look_ups, staff_one_order, staff_people, sum_answers
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.reckoning import summed
from support_ai.agent.local.staff_follow_ups import picks_extreme, sums_list
from support_ai.agent.local.staff_wanted import Wanted
from support_ai.agent.local.staff_whom import Whom, whom
from support_ai.core.money import format_money

# More than so many are not counted in words: what is said of a list is what tools returned.
_COUNTED = 10


async def total(desk: Desk) -> None:
    """Answer a colleague who asks for a sum: of the list that was shown, else of one order or of things of the shop."""
    numbers = desk.wish.values(EntityType.ORDER_NUMBER)
    if numbers and staff_one_order.asks_whose(desk.text):
        await staff_look_ups.look_up(desk)
    elif not numbers and sums_list(desk.text, desk.before):
        await _listed(desk)
    elif not numbers and picks_extreme(desk.text, desk.before):
        await _extreme(desk)
    elif numbers or desk.wish.values(EntityType.ITEM):
        await _of_things(desk)
    elif desk.before.last_order is not None:
        await staff_look_ups.look_up(desk)
    else:
        await _of_customer(desk)


async def _of_things(desk: Desk) -> None:
    """Say what orders or things of the shop come to; where somebody's name is written small, what they spent."""
    if desk.wish.values(EntityType.ORDER_NUMBER) or not await _of_customer(desk):
        await sum_answers.total(desk)


async def _of_customer(desk: Desk) -> bool:
    """Say what the customer who is named or spoken of ordered, and for how much; False where nobody is."""
    meant = await whom(desk, may_guess=desk.before.customer is None)
    if meant == Whom() and desk.before.customer is not None:
        known = await desk.facts.customer(desk.before.customer)
        meant = Whom() if isinstance(known, Refusal) else Whom(one=known)
    if meant.one is not None and not meant.is_near:
        await staff_people.answer(desk, meant.one, Wanted.ORDERS)
        return True
    if not desk.wish.values(EntityType.ITEM):
        desk.missed()
    return False


async def _listed(desk: Desk) -> None:
    """Say what exactly the orders of the list come to together, by currency."""
    orders = await staff_people.listed(desk)
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
    orders = await staff_people.listed(desk)
    chosen = staff_people.superlative(orders, desk.text)
    if chosen is None:
        desk.missed()
        return
    await staff_people.one_of(desk, chosen, orders)

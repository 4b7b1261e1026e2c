"""What the things of a change cost that waits for a yes: said from the order, not from the price list."""

from collections.abc import Sequence

from support_ai.agent.brain import Refusal
from support_ai.agent.local import account_answers, revising
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.following import (
    asks_balance,
    asks_difference,
    asks_price,
    asks_where_to,
    speaks_of_sending,
)
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Form
from support_ai.agent.local.product_wording import options_text
from support_ai.agent.local.reckoning import reckoned
from support_ai.agent.local.wording import item_text
from support_ai.core.money import decimal_text, format_money
from support_ai.orders.models import Order


async def answered(desk: Desk, intent: Intent | None, waiting: Sequence[Form]) -> bool:
    """Answer what the change that is put together, or waits, comes to; False where that is not asked."""
    form = desk.before.form
    forms = [*waiting, *([form] if form is not None else [])]
    if asks_balance(desk.text) and any(one.kind in revising.WITH_METHOD for one in forms):
        return await account_answers.say_balances(desk)
    if _is_sum(desk, intent) and await difference(desk, forms):
        return True
    if is_shown(desk, intent, waiting) or not waiting or not asks_price(desk.text, desk.wish):
        return False
    return await said(desk, waiting)


def is_shown(desk: Desk, intent: Intent | None, waiting: Sequence[Form]) -> bool:
    """Tell whether what is asked of what waits stands in what was shown of it."""
    if (
        not waiting
        or desk.wish.values(EntityType.ITEM)
        or asks_difference(desk.text)
        or speaks_of_sending(desk.text)
    ):
        return False
    return _is_sum(desk, intent) or _asks_where_to(desk, waiting)


def _is_sum(desk: Desk, intent: Intent | None) -> bool:
    is_sum = intent is Intent.GET_BACK_TOTAL or asks_difference(desk.text)
    return is_sum and not desk.wish.values(EntityType.ORDER_NUMBER)


def _asks_where_to(desk: Desk, waiting: Sequence[Form]) -> bool:
    has_method = any(one.kind in revising.WITH_METHOD for one in waiting)
    return has_method and asks_where_to(desk.text) and not desk.wish.values(EntityType.ORDER_NUMBER)


async def said(desk: Desk, waiting: Sequence[Form]) -> bool:
    """Say what was paid for everything that the waiting changes are about; False where they are about no order."""
    lines: list[str] = []
    for form in waiting:
        order = None if form.order is None else await desk.facts.order(form.order)
        if isinstance(order, Order):
            lines += _prices(form, order)
    desk.say(*dict.fromkeys(lines))
    return bool(lines)


async def difference(desk: Desk, forms: Sequence[Form]) -> bool:
    """Say how much more or less the other items cost than what was paid; False where it is not settled yet which they are."""
    lines: list[str] = []
    for form in forms:
        order = None if form.order is None else await desk.facts.order(form.order)
        if isinstance(order, Order) and form.new_items and len(form.new_items) == len(form.items):
            lines += await _apart(desk, form, order)
    desk.say(*lines)
    return bool(lines)


async def _apart(desk: Desk, form: Form, order: Order) -> list[str]:
    """Return what the pieces of one form cost more or less, with the prices that it comes of."""
    terms: list[str] = []
    told: dict[str, None] = {}
    for item_id, new_id in zip(form.items, form.new_items, strict=True):
        line = next((one for one in order.items if one.item_id == item_id), None)
        product = None if line is None else await desk.facts.product(line.product_id)
        if line is None or product is None or isinstance(product, Refusal):
            return []
        new = next((one for one in product.variants if one.item_id == new_id), None)
        if new is None:
            return []
        old, price = line.unit_price_minor, new.price_minor
        terms.append(f"{decimal_text(price, order.currency)} - {decimal_text(old, order.currency)}")
        told[
            f"the {item_text(line)} cost {format_money(old, order.currency)} each, "
            f"{options_text(new)} costs {format_money(price, order.currency)}"
        ] = None
    more = await reckoned(desk, " + ".join(terms), order.currency)
    if more is None:
        return []
    if not more:
        return [f"The price stays the same: {'; '.join(told)}."]
    word = "more" if more > 0 else "less"
    return [f"That is {format_money(abs(more), order.currency)} {word} in total: {'; '.join(told)}."]


def _prices(form: Form, order: Order) -> list[str]:
    """Return the price of each piece that goes back or is changed; of a change of the whole order, its total."""
    items = [one for one in order.items if one.item_id in form.items]
    if not items:
        return [f"The total of order {order.number} is {format_money(order.total_minor, order.currency)}."]
    return [
        f"In order {order.number}, the {item_text(one)} cost {format_money(one.unit_price_minor, order.currency)}"
        f"{' each' if form.items.count(one.item_id) > 1 else ''}."
        for one in items
    ]

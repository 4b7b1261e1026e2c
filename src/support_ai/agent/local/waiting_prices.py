"""What the things of a change cost that waits for a yes: said from the order, not from the price list."""

from collections.abc import Sequence

from support_ai.agent.local.desk import Desk
from support_ai.agent.local.memory import Form
from support_ai.agent.local.order_aspects import item_text
from support_ai.core.money import format_money
from support_ai.orders.models import Order


async def said(desk: Desk, waiting: Sequence[Form]) -> bool:
    """Say what was paid for everything that the waiting changes are about; False where they are about no order."""
    lines: list[str] = []
    for form in waiting:
        order = None if form.order is None else await desk.facts.order(form.order)
        if isinstance(order, Order):
            lines += _prices(form, order)
    desk.say(*dict.fromkeys(lines))
    return bool(lines)


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

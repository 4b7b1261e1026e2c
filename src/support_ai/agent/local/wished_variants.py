"""What the variants that are wished for tell before it is known which, or how many, of the items are meant."""

from support_ai.agent.brain import Refusal
from support_ai.agent.local import change_words
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.said import Said
from support_ai.agent.local.variants import Found, NotThere, wanted_variant
from support_ai.orders.models import Order, OrderItem


async def line_of_wish(desk: Desk, order: Order, said: Said) -> OrderItem | None:
    """Return the only line of an order whose product comes as it is wished for: the grinder for `the 110 one`."""
    if not said.wanted(EntityType.OPTION):
        return None
    found: list[OrderItem] = []
    for one in order.items:
        product = await desk.facts.product(one.product_id)
        if not isinstance(product, Refusal) and isinstance(wanted_variant(product, one.item_id, said), Found):
            found.append(one)
    return found[0] if len(found) == 1 else None


async def kept_wish(desk: Desk, line: OrderItem, said: Said) -> tuple[str, ...]:
    """Return in words what is wished for instead of a line, to be known while it is asked how many; what is not sold is said."""
    product = await desk.facts.product(line.product_id)
    if isinstance(product, Refusal):
        return ()
    match wanted_variant(product, line.item_id, said):
        case Found(variant=variant):
            own = dict(line.options)
            new = [value for name, value in variant.options if own.get(name) != value]
            return (
                (f"for {' and '.join(f'size {one}' if one.isdigit() else one for one in new)}",)
                if new
                else ()
            )
        case NotThere(wanted=wanted, others=others):
            desk.say(change_words.not_sold(product.name, wanted))
            if others:
                desk.say(change_words.there_is(others))
            return ()
        case _:
            return ()

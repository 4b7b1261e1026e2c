"""What the variants that are wished for tell before it is known which, or how many, of the items are meant."""

import re
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import change_words
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.memory import Form
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


_ONE_OF = re.compile(
    r"\b(?:one|1)(?: (?:of (?:them|those|these|the(?: \w+){1,2})|pair|piece))?\b(?! (?:size|up|down)\b)",
    re.IGNORECASE,
)


async def one_apart(desk: Desk, form: Form, order: Order, said: Said) -> Form | None:
    """Return the form with another variant for one of several like pieces: `one of them should be 43`; None where that is not said."""
    kinds = set(form.items)
    if len(kinds) != 1 or len(form.items) < len(("one", "other")) or len(form.new_items) != len(form.items):
        return None
    found = _ONE_OF.search(said.text)
    if found is None or said.says_only or re.search(r"\bboth\b", said.text, re.IGNORECASE):
        return None
    line = next((one for one in order.items if one.item_id in kinds), None)
    product = None if line is None else await desk.facts.product(line.product_id)
    if product is None or isinstance(product, Refusal):
        return None
    wanted = wanted_variant(product, form.items[0], said)
    if not isinstance(wanted, Found) or wanted.variant.item_id in form.new_items:
        return None
    return replace(form, new_items=(wanted.variant.item_id, *form.new_items[1:]), told=None)

"""Other items instead of those of an order: changed as long as it is pending, exchanged once it is delivered."""

import re
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import things
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.said import read
from support_ai.agent.local.wanted_change import swaps_for_shown, swaps_it
from support_ai.orders.models import OrderStatus

_BY_STATUS = {OrderStatus.PENDING: "change_order_items", OrderStatus.DELIVERED: "exchange_items"}
_MORE = re.compile(
    r"\b(?:add (?:a|an|one|another|two|three|four|\d+|some|more)\b(?! (?:note|comment|message|address|apartment|flat|suite|unit))|(?:one|two|three|\d+) (?:more|extra|additional)\b|an (?:extra|additional)\b)",
    re.IGNORECASE,
)


async def by_status(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Return the form as what it can be: who says `exchange` of an order that is not sent yet wants its items changed."""
    del kind
    order = await desk.facts.order(form.order or "")
    if isinstance(order, Missing):
        return form
    return replace(form, kind=_BY_STATUS.get(order.status, form.kind))


async def of_shown(desk: Desk, kind: Kind) -> Form | None:
    """Return the form that names the product of the variant shown before, where a thing of theirs is only pointed at."""
    last = desk.before.last_product
    for_shown = desk.before.last_variant is not None and swaps_for_shown(desk.text)
    is_of_shown = desk.before.last_intent == Intent.PRODUCT_QUESTION.value and swaps_it(desk.text)
    if last is None or not (for_shown or is_of_shown):
        return None
    product = await desk.facts.product(last)
    if isinstance(product, Refusal):
        return None
    named = things.named(desk.text, [product.name], read(desk.text).of(EntityType.ITEM))
    return None if named else Form(kind.name, said=(f"my {product.name}.",))


def asks_for_more(text: str) -> bool:
    """Tell whether somebody wants more pieces than they ordered."""
    return _MORE.search(text) is not None

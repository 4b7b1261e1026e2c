"""Answers with what several pieces of one order came to together: `both keyboards, how much was that?`."""

import re

from support_ai.agent.local import product_answers
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.meaning import Meant, orders_meant
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.paid_pieces import shares
from support_ai.agent.local.reckoning import paid_for, reckoned, summed
from support_ai.agent.local.said import Said
from support_ai.agent.local.wording import item_text
from support_ai.core.money import format_money

_TOGETHER = re.compile(
    r"\b(?:both|together|combined|in total|total|sum|altogether|add(?:ed)? up|(?:a|the|my|this|that) (?:pair|set) of|all (?:two|three|four|of (?:the|them|my)))\b",
    re.IGNORECASE,
)


_WHAT_TOGETHER = re.compile(
    r"\bwhat(?:'?s| is| was| are| were| do| does| did)? (?:that|it|this|they|those|them|these|all that)(?: \w+){0,2} (?:together|combined|in total|altogether)\b",
    re.IGNORECASE,
)


def asks_together(desk: Desk) -> bool:
    """Tell whether it is asked what some things came to together, and not what each of them cost."""
    asked = aspects(desk.text)
    several = _TOGETHER.search(desk.text) is not None or any(
        one.isdigit() and int(one) > 1 for one in desk.wish.values(EntityType.QUANTITY)
    )
    return (
        several
        and (Aspect.COST in asked or _WHAT_TOGETHER.search(desk.text) is not None)
        and Aspect.PIECE_PRICE not in asked
        and bool(desk.wish.values(EntityType.ITEM))
    )


async def together(desk: Desk, meant: Meant | None = None) -> bool:
    """Say what the things that are named came to in the order that is meant; False where that is not asked."""
    if not asks_together(desk):
        return False
    order = (meant or await orders_meant(desk)).one
    if order is None:
        return False
    said = Said(desk.text, product_answers.asked_by(desk).entities)
    found = shares(said, order, is_only=True)
    if sum(one.count for one in found) < len(("one", "other")):
        return False
    currency = order.currency
    values = [await reckoned(desk, paid_for(one.order, one.item, one.count), currency) for one in found]
    known = [one for one in values if one is not None]
    whole = await summed(desk, known, currency) if len(known) == len(found) else None
    if whole is None:
        return False
    each = [
        f"{one.count} × {item_text(one.item)} {format_money(value, currency)}"
        for one, value in zip(found, known, strict=True)
    ]
    exact = "" if known == [one.value_minor for one in found] else "about "
    desk.speak_of(order.number)
    desk.say(
        f"In order {order.number} that came to {exact}{format_money(whole, currency)} in total: {', '.join(each)}."
    )
    return True

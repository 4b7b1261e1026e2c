"""What is asked of a thing that the order spoken of holds: of that one, not of what the shop sells: `what colour are the headphones?`."""

import re
from dataclasses import replace

from support_ai.access.actor import Customer
from support_ai.agent.brain import Refusal
from support_ai.agent.local import order_answers
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.intent import ON_ORDERS, Intent
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.order_following import names_next
from support_ai.orders.models import Order

_FEW, _OPENED = 12, 6
_HOW_IT_IS = re.compile(
    r"\bhow (?:big|large|small|long|wide|many)\b|\b(?:what|which) (?:colou?rs?|sizes?|kinds?|types?|sorts?|versions?|models?|straps?|bands?|layouts?|voltages?|materials?)\b|^\W*(?:and |so )?(?:is|are|was|were) (?:the|my) \w+",
    re.IGNORECASE,
)
# What the shop has, and what somebody might want of it.
_OF_SHOP = re.compile(
    r"\b(?:(?:do|can|could|would|have|had) (?:you|u|ya|i|we|it|they)|you (?:got|have|sell)|in stock|stock|available|availab\w+|comes? in|other|others|another|cheaper|bigger|smaller|buy|sell|else|instead|options?|any|an?|new|if|exist|there|waterproof|good|warranty)\b",
    re.IGNORECASE,
)
_OR, _MY = re.compile(r"\bor\b", re.IGNORECASE), re.compile(r"\bmy\b", re.IGNORECASE)
_AFTER = frozenset({*ON_ORDERS, Intent.THANKS.value})


async def answered(desk: Desk) -> bool:
    """Answer what is asked of a thing in the order, or in one of the orders, that was spoken of; False where it is none of them."""
    before = desk.before
    is_near = before.last_order is not None and before.last_intent in _AFTER
    is_own = isinstance(desk.turn.person, Customer) and _asks_which_is_mine(desk)
    if desk.is_staff or not (is_near or is_own) or len(desk.text.split()) > _FEW:
        return False
    asks_how = is_own or (_HOW_IT_IS.search(desk.text) is not None and _OF_SHOP.search(desk.text) is None)
    asks_next = is_own or names_next(desk.text)
    if not asks_how and not asks_next:
        return False
    numbers = [*([before.last_order] if before.last_order else []), *before.last_orders]
    if asks_next:
        listed = await desk.facts.orders()
        numbers += [] if isinstance(listed, Refusal) else [one.number for one in listed]
    for number in list(dict.fromkeys(numbers))[: _OPENED if asks_next else 1]:
        order = await desk.facts.order(number)
        if not isinstance(order, Missing) and order_answers.things_in(desk, order):
            await _tell(desk, order, asks_how=asks_how)
            return True
    return False


def _asks_which_is_mine(desk: Desk) -> bool:
    """Tell whether it is asked which of two a thing of one's own is: `my watch - leather or silicone?`."""
    options = desk.wish.values(EntityType.OPTION)
    is_which = len(options) > len(("one",)) and _OR.search(desk.text) is not None
    return is_which and _MY.search(desk.text) is not None and _OF_SHOP.search(desk.text) is None


async def _tell(desk: Desk, order: Order, *, asks_how: bool) -> None:
    was_where = desk.before.last_intent == Intent.WHERE_IS_MY_ORDER.value
    asked = aspects(desk.text) - {Aspect.STATUS}
    if asks_how:
        asked |= {Aspect.CONTENTS}
    elif not asked:
        asked = frozenset({Aspect.STATUS} if was_where else {Aspect.STATUS, Aspect.CONTENTS})
    await order_answers.tell(desk, order, asked)
    told = Intent.WHERE_IS_MY_ORDER if was_where and not asks_how else Intent.SHOW_ORDER
    desk.keep(replace(desk.memory, last_intent=told.value))

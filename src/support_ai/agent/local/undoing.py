"""What is said to somebody who wants back what was done a moment ago: a request can be withdrawn, the rest cannot be undone."""

import re

from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import change_words, changing, own_changes
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.memory import Awaiting
from support_ai.conversations.models import Speaker
from support_ai.orders.models import Order, OrderStatus

_UNDO = re.compile(
    r"\b(?:undo\w*|revert|reverse (?:it|that|this|the)|roll (?:it|that|this) ?back|un-?cancel\w*|reinstate|(?:change|turn|put) (?:it|that|this|everything) back|(?:bring|get) (?:it|my order|the order|that order|this order) back)\b",
    re.IGNORECASE,
)
# Right after something was done, these take it back too.
_AFTERWARDS = re.compile(
    r"\b(?:take (?:it|that|this) back|(?:want|keep|need|have|like|get) (?:it|them|that|the order|my order|this)(?: back)? (?:after all|anyway|though)|(?:i'?ll|i (?:want|wanna|would like|decided|think i'?ll|am going) to|i'?d (?:like to|rather)|let me|rather) keep (?:it|them|that|those|these|everything|the \w+)|(?:want|need|like) (?:it|the order|my order) back|(?:changed my mind|change of mind)|(?:that|it) was (?:a mistake|by mistake|wrong|an accident)|don'?t cancel|made a mistake|didn'?t (?:want|mean) (?:that|to)|restore (?:it|that|the order|my order)|wait,? no\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\border (\S+?)(?=[\s,.:;]|$)")
_REQUESTED = frozenset({OrderStatus.RETURN_REQUESTED, OrderStatus.EXCHANGE_REQUESTED})
_OVER = frozenset({OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.EXCHANGED})
CANCELLED = "Order {number} stays cancelled: I cannot undo that here. If you still want the items, please order them anew in our shop."
OTHERWISE = "What was done cannot simply be undone here. As long as the order allows it, tell me what it should be instead, and I'll prepare that."
OVER = "What was done with order {number} cannot be undone here."
STAFF = "What was done cannot be undone here; the history of the order keeps it."
_PERSON = "Or would you like me to ask a person whether anything can be done?"


def is_undoing(text: str, last: str | None) -> bool:
    """Tell whether somebody wants back what was done; `last` is what was said to them last."""
    just_done = last is not None and last.startswith(change_words.DONE)
    return _UNDO.search(text) is not None or (just_done and _AFTERWARDS.search(text) is not None)


async def answered(desk: Desk) -> bool:
    """Answer whoever wants back what was done; False where nothing was, or something else is meant."""
    own = [one.text for one in desk.turn.history if one.speaker is not Speaker.PERSON]
    if desk.turn.waiting is not None or desk.before.form is not None:
        return False
    done = next((one for one in reversed(own) if one.startswith(change_words.DONE)), None)
    if not is_undoing(desk.text, done if desk.before.on_change else None) or _wants_something_else(desk):
        return False
    order = await _order(desk, done)
    if order is None and done is None:
        return False
    if order is not None and order.status in _REQUESTED:
        desk.speak_of(order.number)
        await changing.start(desk, own_changes.WITHDRAW_RETURN)
    elif order is None or done is not None or order.status in _OVER:
        _say(desk, order)
    return desk.has_answered or bool(desk.ready)


def _wants_something_else(desk: Desk) -> bool:
    kinds = [EntityType.ADDRESS, EntityType.PAYMENT]
    if not re.search(r"\bkeep\b", desk.text, re.IGNORECASE):
        # What is kept may be called by its colour.
        kinds.append(EntityType.OPTION)
    return any(desk.wish.values(kind) for kind in kinds)


async def _order(desk: Desk, done: str | None) -> Order | None:
    """Return the order that is named, that something was done with, or that was spoken of."""
    said = None if done is None else _NUMBER.search(done)
    named = next(iter(desk.wish.values(EntityType.ORDER_NUMBER)), None)
    number = named or (None if said is None else said[1]) or desk.before.last_order
    if number is None:
        return None
    found = await desk.facts.order(number)
    return found if isinstance(found, Order) else None


def _say(desk: Desk, order: Order | None) -> None:
    """Say that it stays as it is, and what is possible."""
    if desk.is_staff:
        desk.say(STAFF)
        return
    if order is not None and order.status is OrderStatus.CANCELLED:
        desk.speak_of(order.number)
        desk.say(CANCELLED.format(number=order.number))
    elif order is not None and order.status in _OVER:
        desk.say(OVER.format(number=order.number))
    else:
        desk.say(OTHERWISE)
    desk.wait_for(Awaiting.PERSON_OFFER)
    desk.say(_PERSON)
    desk.show(ChoicesCard(("Yes, a person please", "No, thanks")))

"""Answers when something went wrong: what came is broken or wrong, or never came, or was charged twice."""

import re
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import order_answers, policy_answers, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.following import CALLS_OFF, FITS_NOT, MISTAKEN, WAYS, is_asked_which
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.meaning import Meant, orders_meant
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.order_states import OPEN
from support_ai.agent.local.understood import Understood
from support_ai.orders.models import OrderStatus, OrderSummary

SORRY = "I'm sorry about that."
WHICH_MISTAKE = (
    "Let's see. As long as an order is pending, I can cancel it or change its items; what is delivered can be returned or exchanged. "
    "Which order is it, and what would you like?"
)
_NOT_FITTING = "something does not fit: can it be exchanged for another size or colour"
_BY_MISTAKE = "ordered by mistake"
_CAME_WRONG = re.compile(
    r"\b(?:you(?:'ve| have)?|they|shop) (?:have )?(?:sent|delivered|shipped|packed|gave)\b|\b(?:got|received|arrived|came|delivered|sent|broken|damaged|faulty)\b",
    re.IGNORECASE,
)
_MENDABLE = frozenset(
    {OrderStatus.PENDING, OrderStatus.PROCESSED, OrderStatus.SHIPPED, OrderStatus.DELIVERED}
)
_MOST = 4
_LOST = re.compile(
    r"\b(?:never (?:came|arrived|got|received|showed)|(?:has|have|did|hasn'?t|haven'?t|didn'?t|not)(?:n'?t| not)? (?:yet )?(?:arrive[d]?|come|came|received?|got(?:ten)?|show(?:n|ed)? up|been delivered)|nothing (?:has )?(?:came|come|arrived)|still (?:nothing|waiting|no)|lost|stolen|disappeared|where is|not here|says? (?:it was |it's |it is )?delivered)\b",
    re.IGNORECASE,
)
_ABOUT_MONEY = re.compile(
    r"\b(?:charged|debited|billed|twice|double|overcharged|money|discount|coupon|code|invoice|wrong (?:price|amount))\b",
    re.IGNORECASE,
)
_ONLY_ASKS = re.compile(
    r"\bwas (?:that|it|this)\b|\b(?:delivered|left|rang|van|driver|neighbou?r)\b[^.!]*\?|\bwhen was\b|\bwhich order\b",
    re.IGNORECASE,
)
_OF_ORDERS = re.compile(r"\b(?:orders?|ord|number|parcel|package|purchase|delivery)\b|#", re.IGNORECASE)
_FEW, _CERTAIN = 6, 0.95
_BROKEN_QUESTION = "what if an item arrived damaged or faulty"
_LOST_QUESTION = "what if a parcel is late or lost"
_CHOICES = ("Return it", "Exchange it", "Yes, a person please")


async def item_problem(desk: Desk) -> None:
    """Say what the shop does about it, and offer a way on: a return, an exchange, or a person."""
    text = desk.text
    if _LOST.search(text) or _ONLY_ASKS.search(text):
        await _lost(desk)
        return
    if (is_mistaken(desk.text, desk.wish) or is_asked_which(desk.before)) and not desk.is_staff:
        await _mistaken(desk)
        return
    desk.say(SORRY)
    desk.memory = replace(desk.memory, told=text)
    if _ABOUT_MONEY.search(text):
        _offer_person(desk)
        return
    await _broken(desk)


async def not_as_wanted(desk: Desk) -> bool:
    """Offer a return or an exchange to somebody who only tells why a thing is not what they want; False where nobody does."""
    wish = desk.wish
    if desk.is_staff or not wish.values(EntityType.REASON) or not wish.values(EntityType.ITEM):
        return False
    desk.say(SORRY, "I can start a return or an exchange for you: just say which.")
    meant = Meant() if _is_stranger(desk) else await orders_meant(desk)
    if meant.one is not None and meant.is_told:
        desk.speak_of(meant.one.number)
    desk.memory = replace(desk.memory, told=desk.text)
    desk.show(ChoicesCard(_CHOICES[:2]))
    return True


def is_mistaken(text: str, wish: Understood) -> bool:
    """Tell whether somebody ordered wrongly; nothing is wrong with what came."""
    return _BY_MISTAKE in wish.values(EntityType.REASON) and not _CAME_WRONG.search(text)


def calls_off(text: str, wish: Understood) -> bool:
    """Tell whether somebody who ordered wrongly says at once that it is to be called off."""
    is_told = is_mistaken(text, wish) and CALLS_OFF.search(text) is not None
    return is_told and _ABOUT_MONEY.search(text) is None


async def _mistaken(desk: Desk) -> None:
    """Say what can be done about the order that was placed by mistake; ask which it is, or what is wanted."""
    desk.keep(replace(desk.memory, wanted=None))
    if desk.is_barred():
        return
    meant = await orders_meant(desk)
    if meant.missing is not None:
        order_answers.not_found(desk, meant.missing.number)
        return
    listed = await desk.facts.orders()
    orders = () if isinstance(listed, Refusal) else listed
    pending = [one.number for one in orders if one.status is OrderStatus.PENDING]
    number = meant.one.number if meant.one is not None and meant.is_told else None
    if meant.one is not None and number is not None:
        things = order_answers.things_in(desk, meant.one)
        desk.keep(replace(desk.memory, last_items=tuple(one.item_id for one in things)))
    number = number or (pending[0] if len(pending) == 1 else None)
    order = None if number is None else next((one for one in orders if one.number == number), None)
    if order is None:
        few = [one for one in orders if one.status in _MENDABLE][:_MOST] or list(orders[:_MOST])
        desk.say(WHICH_MISTAKE, *wording.listing(few, desk.turn.now, desk.turn.zone, for_staff=False))
        desk.keep(replace(desk.memory, last_orders=tuple(one.number for one in few), wanted=MISTAKEN))
        return
    desk.speak_of(order.number)
    if order.status is OrderStatus.PENDING:
        desk.keep(replace(desk.memory, wanted=WAYS, told=desk.text))
    else:
        desk.wait_for(Awaiting.PERSON_OFFER)
    desk.say(_ways(order))
    desk.show(wording.card(order))


def _ways(order: OrderSummary) -> str:
    """Say what can be done with an order that was placed by mistake."""
    match order.status:
        case OrderStatus.PENDING:
            return f"Order {order.number} is still pending: I can cancel it, or change its items to another colour or size. Which would you like?"
        case OrderStatus.DELIVERED:
            return f"Order {order.number} is delivered: I can start a return or an exchange of what is wrong. Which would you like?"
        case OrderStatus.SHIPPED | OrderStatus.PROCESSED:
            return f"Order {order.number} can't be changed any more. Once it has arrived, you can return or exchange what is wrong."
        case _:
            return f"I can't change order {order.number} any more. Would you like me to ask a person to look at it?"


async def _lost(desk: Desk) -> None:
    """Say where the order is, and what happens with parcels that do not come."""
    if desk.is_barred():
        return
    meant = await orders_meant(desk)
    await order_answers.where(desk)
    order = meant.orders[0] if meant.orders else None
    if meant.missing is not None or _ONLY_ASKS.search(desk.text):
        return
    is_over = order is not None and order.status not in OPEN
    if is_over and order is not None and order.status is not OrderStatus.DELIVERED:
        return
    await policy_answers.quoted(desk, _LOST_QUESTION)
    if is_over or re.search(r"\b(?:lost|stolen|never)\b", desk.text, re.IGNORECASE):
        _offer_person(desk)


async def _broken(desk: Desk) -> None:
    found = await policy_answers.quoted(
        desk, _NOT_FITTING if FITS_NOT.search(desk.text) else _BROKEN_QUESTION
    )
    if desk.is_staff:
        return
    meant = None if _is_stranger(desk) else await orders_meant(desk)
    if meant is not None and meant.missing is not None:
        order_answers.not_found(desk, meant.missing.number)
        return
    if meant is not None and meant.is_told and meant.one is not None:
        desk.speak_of(meant.one.number)
        things = order_answers.things_in(desk, meant.one)
        desk.keep(replace(desk.memory, last_items=tuple(one.item_id for one in things)))
        desk.say(f"This is about order {meant.one.number}.")
    desk.wait_for(Awaiting.PERSON_OFFER)
    if found:
        desk.say(
            "I can also start a return or an exchange for you: just say which. Or would you like a person to look at it?"
        )
    else:
        desk.say("Would you like to return or exchange it, or would you like me to pass you to a colleague?")
    desk.show(ChoicesCard(_CHOICES))


def _is_stranger(desk: Desk) -> bool:
    return "list_orders" not in desk.turn.tools.offered


def _offer_person(desk: Desk) -> None:
    if desk.is_staff:
        return
    desk.wait_for(Awaiting.PERSON_OFFER)
    desk.say("Would you like me to ask a person to look into it?")
    desk.show(ChoicesCard(("Yes, a person please", "No, thanks")))


def _is_of_nothing(desk: Desk) -> bool:
    """Tell whether the head is certain that a text is about nothing here, and nothing in it says otherwise."""
    wish = desk.wish
    is_certain = wish.intent is Intent.OUT_OF_SCOPE and wish.confidence >= _CERTAIN
    return is_certain and not wish.values(EntityType.ORDER_NUMBER) and not aspects(desk.text)


async def order_in(desk: Desk) -> bool:
    """Answer about an order where a text that nothing was made of names one, or something in one; False where it does not."""
    if desk.is_staff or _is_stranger(desk) or _is_of_nothing(desk):
        return False
    listed = await desk.facts.orders()
    if isinstance(listed, Refusal) or not listed:
        return False
    meant = await orders_meant(desk)
    if meant.missing is not None:
        if meant.missing.number.isdigit() and not _OF_ORDERS.search(desk.text):
            return False
        order_answers.not_found(desk, meant.missing.number)
        return True
    is_of_order = meant.by_thing or len(desk.text.split()) <= _FEW or _OF_ORDERS.search(desk.text) is not None
    if not (meant.is_told and is_of_order) or not (
        aspects(desk.text) - {Aspect.CONTENTS} or meant.by_thing is False
    ):
        return False
    await order_answers.where(desk)
    return True

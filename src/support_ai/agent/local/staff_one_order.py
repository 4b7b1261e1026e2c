"""What colleagues read of one order: whose it is, one thing or several of it, or all of it."""

import re
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import order_answers, staff_order_words, staff_tickets, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.order_aspects import Aspect, Clock, aspects
from support_ai.agent.local.staff_commands import is_negated
from support_ai.agent.local.staff_follow_ups import asks_who
from support_ai.agent.local.staff_wanted import Wanted, mentions
from support_ai.orders.models import Order

_WHO = re.compile(
    r"\bwho(?:se)?(?:'s)? (?:placed|ordered|bought|made|is (?:the )?(?:customer|buyer)|does it belong|(?:order )?is (?:it|that|this|the \w+ (?:one|order)|order \S+|ord-?\d+))\b|\bwho is (?:it|that|this|the \w+ one) (?:for|from|of)\b"
    r"|\bwho(?:'s| is| was|'d be) (?:the )?(?:buyer|customer|client|purchaser|owner|person)\b|\b(?:which|what) (?:customer|client|buyer|person)\b(?!'s)|\bwhose (?:is|was)\b|\bwho(?:m)? (?:does|did) \S+(?: \S+)? belong\b|\bwho (?:is|was) behind\b",
    re.IGNORECASE,
)
_PLAIN_QUESTION = re.compile(r"\b(?:what|how|when|where|which|is|was|did|does|has|and)\b", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|plus|as well as)\s+|,\s*|\s*&\s*|[?;.]\s+", re.IGNORECASE)
_BUYER = re.compile(r"(?:[,+&;]|\band\b|\bplus\b)\W*(?:the |its |who(?:'s| is) (?:the )?)?(?:buyer|customer|client|name|who(?:se)?)\b(?!'s)(?! (?:phone|e-?mail|address|tel))", re.IGNORECASE)  # fmt: skip
_OF_ONE = (Wanted.TICKETS, Wanted.REFUNDS, Wanted.PAID, Wanted.METHODS, Wanted.PHONE, Wanted.EMAIL, Wanted.ADDRESS)  # fmt: skip


async def of_order(desk: Desk, number: str) -> None:
    """Answer what is asked of one order."""
    order = await desk.facts.order(number)
    if isinstance(order, Missing):
        order_answers.not_found(desk, number)
        return
    desk.speak_of(order.number)
    desk.keep(replace(desk.memory, customer=order.customer_id, last_customers=(), wanted=None))
    if _WHO.search(desk.text) or asks_who(desk.text):
        desk.say(f"Order {order.number} is of {order.customer_name}, {order.customer_id}.")
        await _also_told(desk, order)
        return
    is_all = is_negated(desk.text)
    if not is_all and (await _each_told(desk, order) or await _told(desk, order, desk.text)):
        if _BUYER.search(desk.text):
            desk.say(f"The customer is {order.customer_name}, {order.customer_id}.")
        return
    desk.say(*wording.details(order, desk.turn.now, desk.turn.zone, for_staff=True))
    desk.say(f"The customer is {order.customer_name}, {order.customer_id}.")
    desk.show(wording.card(wording.summary_of(order), tuple(one.name for one in order.items)))


async def _also_told(desk: Desk, order: Order) -> None:
    """Say what is asked of an order beside whose it is: `…, and how much was it?`."""
    for piece in _AND.split(desk.text):
        if _PLAIN_QUESTION.search(piece) and not (_WHO.search(piece) or asks_who(piece)) and _asks(piece):
            await _told(desk, order, piece)


def asks_whose(text: str) -> bool:
    """Tell whether a text asks, among other things, whose an order is."""
    return _WHO.search(text) is not None


async def _each_told(desk: Desk, order: Order) -> bool:
    """Say each of several things that are asked in one sentence: `the total, and was it paid by card`."""
    pieces = [one for one in _AND.split(desk.text) if one.strip()]
    if len(pieces) < len(("one", "other")) or not all(_asks(one) for one in pieces):
        return False
    is_whole = False
    for piece in pieces:
        if not await _told(desk, order, piece) and not is_whole:
            is_whole = True
            desk.say(wording.details(order, desk.turn.now, desk.turn.zone, for_staff=True)[0])
    return True


def _asks(piece: str) -> bool:
    """Tell whether a piece asks for something of an order."""
    is_thing = any(mentions(piece, one) for one in _OF_ONE) or staff_order_words.asks_particular(piece)
    return is_thing or Aspect.STATUS in aspects(piece)


async def _told(desk: Desk, order: Order, text: str) -> bool:
    """Say only what was asked for, where that is one thing: payment, address, refunds, tickets, the customer."""
    if mentions(text, Wanted.TICKETS):
        await staff_tickets.of_order(desk, order)
    elif mentions(text, Wanted.REFUNDS):
        found = await desk.facts.booked(order.number)
        desk.say(*([found.sentence] if isinstance(found, Refusal) else staff_order_words.booked(found, f"for order {order.number}", desk.turn.zone)))  # fmt: skip
    elif mentions(text, Wanted.PAID) or mentions(text, Wanted.METHODS):
        one = await desk.facts.customer(order.customer_id)
        known = () if isinstance(one, Refusal) else one.payment_methods
        desk.say(*staff_order_words.paid(order, known))
    elif mentions(text, Wanted.PHONE) or mentions(text, Wanted.EMAIL):
        one = await desk.facts.customer(order.customer_id)
        if isinstance(one, Refusal):
            return False
        asked = {name: mentions(text, name) for name in (Wanted.PHONE, Wanted.EMAIL)}
        desk.say(*staff_order_words.contact(one, phone=asked[Wanted.PHONE], email=asked[Wanted.EMAIL]))
    elif mentions(text, Wanted.ADDRESS):
        desk.say(staff_order_words.goes_to(order))
    elif re.search(r"\b(?:prices?|each|shipping (?:cost|fee)s?)\b", text, re.IGNORECASE):
        desk.say(staff_order_words.prices(order))
    else:
        lines = staff_order_words.particulars(order, text, Clock(desk.turn.now, desk.turn.zone))
        desk.say(*lines)
        return bool(lines)
    return True

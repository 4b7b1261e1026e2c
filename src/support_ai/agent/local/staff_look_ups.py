"""What colleagues look up: orders of anybody, customers, the shop's orders by status and day."""

import re
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import (
    order_answers,
    staff_order_words,
    staff_people,
    staff_shop_orders,
    staff_tickets,
    wording,
)
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.finding import number_in
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.local.order_aspects import Clock
from support_ai.agent.local.staff_follow_ups import asks_who, narrows_list
from support_ai.agent.local.staff_order_words import asks_particular
from support_ai.agent.local.staff_wanted import Wanted, mentions, wanted_in
from support_ai.agent.local.staff_whom import Whom, whom
from support_ai.orders.models import Order

_MOST_ORDERS = 3
_SOUGHT_BY = {
    Wanted.PHONE: (EntityType.PHONE,),
    Wanted.EMAIL: (EntityType.EMAIL,),
    Wanted.ADDRESS: (EntityType.POSTAL_CODE,),
}
_GUESSING = frozenset({Intent.FIND_CUSTOMER, Intent.ACT_FOR_CUSTOMER, Intent.IDENTIFY, Intent.PROFILE})
_IT = re.compile(r"\b(?:it|that|this|that one|this one|the order|that order|this order)\b", re.IGNORECASE)
_OF_SHOP = re.compile(r"\b(?:orders|ordered|pending|unshipped|parcels|shipments)\b", re.IGNORECASE)
_ME = re.compile(r"\b(?:who am i|my (?:profile|role|account|name)|am i)\b", re.IGNORECASE)
_WHO = re.compile(
    r"\bwho(?:se)?(?:'s)? (?:placed|ordered|bought|made|is (?:the )?(?:customer|buyer)|does it belong|(?:order )?is (?:it|that|this|the \w+ (?:one|order)|order \S+))\b|\bwho is (?:it|that|this|the \w+ one) (?:for|from|of)\b",
    re.IGNORECASE,
)
_AND_MORE = re.compile(
    r"\band (?:how|what|where|which|the|their|his|her)\b.*\b(?:pa(?:y|id)|phone|e-?mail|address|reach|contact|call|go|goes|refund\w*|tickets?)\b",
    re.IGNORECASE,
)
_OF_IT = re.compile(
    r"\b(?:is|was|has|did|does|will|where'?s|when'?s) (?:it|that one|this one)\b", re.IGNORECASE
)
_FOLLOW_UP_WORDS = 8
_BARE_LIST = 5
_ALONE = 3
_WHOLE_SHOP = re.compile(
    r"\b(?:we|our|all|show|list|shop|came in|everybody|today'?s|give me)\b", re.IGNORECASE
)
_CORRECTED = re.compile(r"\bi mean(?:t)?\b|^\W*(?:no|sorry|actually|rather|oops)\b", re.IGNORECASE)
_BY_CODE = "By a postal code alone I find nobody. Tell me the name too, or the last name."
_WHOM = "Whom or what would you like to look up? Give me a name, an e-mail address, a phone number, or a customer or order number."


async def look_up(desk: Desk) -> None:
    """Answer a colleague who looks something up."""
    numbers = desk.wish.values(EntityType.ORDER_NUMBER) or await _year_as_number(desk)
    if desk.wish.values(EntityType.TICKET_NUMBER):
        await staff_tickets.show(desk)
        return
    if numbers and not desk.wish.values(EntityType.CUSTOMER_NUMBER):
        for number in dict.fromkeys(numbers[:_MOST_ORDERS]):
            await _of_order(desk, number)
        return
    if before_all := _particular_of_last(desk):
        await _of_order(desk, before_all)
        return
    goes_on = narrows_list(desk.text, desk.wish, desk.before)
    is_open = desk.before.customer is None and bool(desk.before.last_customers)
    meant = (
        Whom()
        if goes_on
        else await whom(
            desk,
            may_guess=is_open or _CORRECTED.search(desk.text) is not None or desk.wish.intent in _GUESSING,
        )
    )
    if meant == Whom() and (_asks_of_the_same(desk) or (goes_on and desk.before.customer is not None)):
        known = await desk.facts.customer(desk.before.customer)
        meant = Whom() if isinstance(known, Refusal) else Whom(one=known)
    if meant == Whom() and asks_who(desk.text) and desk.before.last_order is None and desk.before.customer:
        known = await desk.facts.customer(desk.before.customer)
        meant = Whom() if isinstance(known, Refusal) else Whom(one=known)
    if await _of_person(desk, meant):
        return
    await _without_person(desk)


async def _year_as_number(desk: Desk) -> tuple[str, ...]:
    """Return what may be a year and is the number of an order, where nothing else is said: `2014?`."""
    years = [one for one in desk.wish.values(EntityType.DAYS) if re.fullmatch(r"\d{4}", one)]
    if not years or len(desk.text.split()) > _ALONE:
        return ()
    return tuple(years[:1]) if isinstance(await desk.facts.order(years[0]), Order) else ()


def _particular_of_last(desk: Desk) -> str | None:
    """Return the order that was spoken of where one thing of it is asked: `tracking nr?`, `when did she order it`."""
    named = (
        EntityType.NAME,
        EntityType.CUSTOMER_NUMBER,
        EntityType.EMAIL,
        EntityType.PHONE,
        EntityType.PLACE,
        EntityType.DAYS,
    )
    is_short = len(desk.text.split()) <= _FOLLOW_UP_WORDS
    is_free = is_short and not any(desk.wish.values(kind) for kind in named) and not desk.before.listed
    return desk.before.last_order if is_free and asks_particular(desk.text) else None


def _asks_of_the_same(desk: Desk) -> bool:
    """Tell whether a short question goes on about the customer who was spoken of."""
    asked = wanted_in(desk.text)
    is_theirs = (
        asked not in (Wanted.PROFILE, Wanted.PAID, Wanted.ADDRESS, Wanted.LAST_ORDER)
        or desk.before.last_order is None
    )
    is_short = len(desk.text.split()) <= _FOLLOW_UP_WORDS and asked is not Wanted.PROFILE
    is_list = (
        (desk.wish.values(EntityType.DAYS) and not _is_theirs(desk))
        or desk.wish.values(EntityType.STATUS)
        or desk.wish.values(EntityType.PLACE)
    )
    points_at_it = _IT.search(desk.text) and desk.before.last_order is not None
    return desk.before.customer is not None and is_theirs and is_short and not is_list and not points_at_it


def _is_theirs(desk: Desk) -> bool:
    """Tell whether orders of some days are those of the customer who was just shown: `orders this month`, in few words."""
    shown = desk.before.last_order is None and desk.before.last_intent in {one.value for one in _GUESSING}
    return shown and len(desk.text.split()) <= _BARE_LIST and not _WHOLE_SHOP.search(desk.text)


async def _of_person(desk: Desk, meant: Whom) -> bool:
    """Answer about the customer who is meant; tell whether anybody is."""
    wanted = wanted_in(desk.text)
    if wanted is Wanted.PROFILE and narrows_list(desk.text, desk.wish, desk.before):
        wanted = Wanted.OPEN_ORDERS if staff_shop_orders.OPEN.search(desk.text) else Wanted.ORDERS
    if any(desk.wish.values(kind) for kind in _SOUGHT_BY.get(wanted, ())):
        # `The customer with the phone number …` is sought by it.
        wanted = Wanted.PROFILE
    if wanted is Wanted.PROFILE and desk.before.wanted and desk.before.last_customers:
        wanted = Wanted(desk.before.wanted)
    if meant.one is not None:
        if meant.is_near:
            desk.say(f"I find no {meant.sought}; {meant.one.name} is the nearest.")
        await staff_people.answer(desk, meant.one, wanted)
    elif meant.several:
        staff_people.choose(desk, meant, wanted)
    elif meant.is_nobody:
        staff_people.not_found(desk, meant.sought or "")
    else:
        return False
    return True


async def _without_person(desk: Desk) -> None:
    """Answer where nobody is named: an order spoken of, a place in a list, or the shop's orders."""
    before, short = desk.before, len(desk.text.split()) <= _FOLLOW_UP_WORDS
    asks_of_it = before.last_order is not None and _OF_IT.search(desk.text) is not None
    tells_of_it = _IT.search(desk.text) is not None and not _OF_SHOP.search(desk.text)
    is_list = (
        bool(desk.wish.values(EntityType.DAYS) or desk.wish.values(EntityType.STATUS))
        and not asks_of_it
        and not tells_of_it
    )
    if _ME.search(desk.text):
        desk.say(_own(desk))
    elif desk.wish.values(EntityType.PLACE) and before.last_orders:
        await _at_place(desk, desk.wish.values(EntityType.PLACE)[0])
    elif before.last_order is not None and (asks_who(desk.text) or (short and not is_list and _points(desk))):
        await _of_order(desk, before.last_order)
    elif (
        is_list
        or narrows_list(desk.text, desk.wish, before)
        or _OF_SHOP.search(desk.text)
        or staff_shop_orders.LATE.search(desk.text)
    ):
        await staff_shop_orders.shop_orders(desk)
    elif desk.wish.intent in (Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER, Intent.REFUND_STATUS):
        desk.wait_for(Awaiting.ORDER_NUMBER)
        desk.say(wording.WHICH_ORDER)
    else:
        desk.say(_BY_CODE if desk.wish.values(EntityType.POSTAL_CODE) else _WHOM)


async def _at_place(desk: Desk, place: str) -> None:
    """Answer about the order at a place of the list that was shown."""
    number = number_in(place, desk.text, desk.before.last_orders, desk.before.last_order)
    if number is None:
        desk.say(wording.NO_SUCH_PLACE.format(count=len(desk.before.last_orders)))
    else:
        await _of_order(desk, number)


def _points(desk: Desk) -> bool:
    asks = wanted_in(desk.text)
    return (
        bool(_IT.search(desk.text))
        or asks_particular(desk.text)
        or asks
        in (
            Wanted.PAID,
            Wanted.ADDRESS,
            Wanted.REFUNDS,
            Wanted.LAST_ORDER,
        )
    )


def _own(desk: Desk) -> str:
    name, role = getattr(desk.turn.person, "name", ""), getattr(desk.turn.person, "role", None)
    return f"You are {name}, signed in as {str(role.value).replace('_', ' ') if role is not None else 'a colleague'}."


async def _of_order(desk: Desk, number: str) -> None:
    """Answer what is asked of one order."""
    order = await desk.facts.order(number)
    if isinstance(order, Missing):
        order_answers.not_found(desk, number)
        return
    desk.speak_of(order.number)
    desk.keep(replace(desk.memory, customer=order.customer_id, last_customers=(), wanted=None))
    if _WHO.search(desk.text) or asks_who(desk.text):
        desk.say(f"Order {order.number} is of {order.customer_name}, {order.customer_id}.")
        if _AND_MORE.search(desk.text):
            await _said_particular(desk, order)
        return
    if await _said_particular(desk, order):
        return
    desk.say(*wording.details(order, desk.turn.now, desk.turn.zone, for_staff=True))
    desk.say(f"The customer is {order.customer_name}, {order.customer_id}.")
    desk.show(wording.card(wording.summary_of(order), tuple(one.name for one in order.items)))


async def _said_particular(desk: Desk, order: Order) -> bool:
    """Say only what was asked for, where that is one thing: payment, address, refunds, tickets, the customer."""
    text = desk.text
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


async def act_for(desk: Desk) -> None:
    """Remember whom a colleague is helping, and say what can be done for them."""
    meant = await whom(desk, may_guess=True)
    if meant.one is None or wanted_in(desk.text) is not Wanted.PROFILE:
        await look_up(desk)
        return
    await staff_people.answer(desk, meant.one, Wanted.PROFILE)
    desk.say("What would you like to do for them?")

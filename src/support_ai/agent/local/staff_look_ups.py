"""What colleagues look up: orders of anybody, customers, the shop's orders by status and day."""

import re

from support_ai.agent.brain import Refusal
from support_ai.agent.local import (
    staff_described,
    staff_in_list,
    staff_one_order,
    staff_people,
    staff_shop_orders,
    staff_small_names,
    staff_tickets,
    wording,
)
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.finding import number_in
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.local.staff_follow_ups import asks_who, narrows_list
from support_ai.agent.local.staff_order_words import asks_particular
from support_ai.agent.local.staff_wanted import Wanted, wanted_in
from support_ai.agent.local.staff_whom import Whom, whom
from support_ai.orders.models import Order

_MOST_ORDERS = 3
_SOUGHT_BY = {
    Wanted.PHONE: (EntityType.PHONE,),
    Wanted.EMAIL: (EntityType.EMAIL,),
    Wanted.ADDRESS: (EntityType.POSTAL_CODE,),
}
_GUESSING = frozenset({Intent.FIND_CUSTOMER, Intent.ACT_FOR_CUSTOMER, Intent.IDENTIFY, Intent.PROFILE})
_IT = re.compile(
    r"\b(?:it|that|this|that one|this one|the order(?! (?:count|number|total|volume|list|book)s?\b)|that order|this order)\b",
    re.IGNORECASE,
)
_RETURNS = re.compile(
    r"\b(?:returns|exchanges|refunds|rmas|any (?:return|exchange|refund|rma))\b(?!.*\b(?:on|for|of) (?:it|this|that)\b)",
    re.IGNORECASE,
)
_THAT_ORDER = re.compile(r"\b(?:that|this|the same) (?:order|parcel|package|shipment)\b", re.IGNORECASE)
_OF_SHOP = re.compile(
    r"\b(?:orders|order (?:count|volume|list|book)|number of orders|ordered|pending|unshipped|parcels|shipments)\b",
    re.IGNORECASE,
)
_ME = re.compile(r"\b(?:who am i|my (?:profile|role|account|name)|am i)\b", re.IGNORECASE)
_OF_IT = re.compile(
    r"\b(?:is|was|has|did|does|will|where'?s|when'?s) (?:it|that one|this one)\b", re.IGNORECASE
)
_FOLLOW_UP_WORDS = 8
_BARE_LIST = 5
_IN_YEAR = re.compile(
    r"\b(?:in|since|from|of|during|until|till|year|by|before|after)\W+(?:the year )?\d{4}\b", re.IGNORECASE
)
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
            await staff_one_order.of_order(desk, number)
        return
    if before_all := _particular_of_last(desk) or _whose(desk):
        await staff_one_order.of_order(desk, before_all)
        return
    goes_on = narrows_list(desk.text, desk.wish, desk.before)
    meant = Whom() if goes_on else await whom(desk, may_guess=_may_guess(desk))
    if meant.is_nobody and _is_vague(desk):
        # A word that is no customer's name was no name.
        meant = Whom()
    if meant == Whom() and (_asks_of_the_same(desk) or (goes_on and desk.before.customer is not None)):
        known = await desk.facts.customer(desk.before.customer)
        meant = Whom() if isinstance(known, Refusal) else Whom(one=known)
    if meant == Whom() and asks_who(desk.text) and desk.before.last_order is None and desk.before.customer:
        known = await desk.facts.customer(desk.before.customer)
        meant = Whom() if isinstance(known, Refusal) else Whom(one=known)
    if meant == Whom() and await _of_known(desk):
        return
    if await staff_in_list.answered(desk, meant) or await _of_person(desk, meant):
        return
    await _without_person(desk)


async def _of_known(desk: Desk) -> bool:
    """Answer a few words that name a thing for the customer who was spoken of: `and the speaker?`; False where they do not."""
    is_short = len(desk.text.split()) <= _FOLLOW_UP_WORDS
    if desk.before.customer is None or not is_short or not desk.wish.values(EntityType.ITEM):
        return False
    known = await desk.facts.customer(desk.before.customer)
    return not isinstance(known, Refusal) and await staff_described.answered(
        desk, known, wanted_in(desk.text)
    )


def _may_guess(desk: Desk) -> bool:
    """Tell whether a word that is written small may be a name: where one is asked for, corrected, or nobody is known yet."""
    before = desk.before
    is_open = before.customer is None and bool(before.last_customers)
    is_asked = desk.wish.intent in _GUESSING or _CORRECTED.search(desk.text) is not None
    return is_open or is_asked or _is_vague(desk)


def _is_vague(desk: Desk) -> bool:
    """Tell whether nothing is known of whom or what a look-up is about."""
    before = desk.before
    is_new = before.customer is None and before.last_order is None and not before.last_orders
    named = (EntityType.DAYS, EntityType.STATUS, EntityType.NAME, EntityType.EMAIL, EntityType.PHONE)
    return is_new and desk.wish.intent not in _GUESSING and not any(desk.wish.values(one) for one in named)


async def _year_as_number(desk: Desk) -> tuple[str, ...]:
    """Return what may be a year and is the number of an order, where nothing else is said: `2014?`."""
    years = [one for one in desk.wish.values(EntityType.DAYS) if re.fullmatch(r"\d{4}", one)]
    if not years or _OF_SHOP.search(desk.text) or _IN_YEAR.search(desk.text):
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
    is_list = desk.before.listed and len(desk.before.last_orders) > 1
    is_free = is_short and not any(desk.wish.values(kind) for kind in named) and not is_list
    return desk.before.last_order if is_free and asks_particular(desk.text) else None


def _whose(desk: Desk) -> str | None:
    """Return the order that was spoken of where nothing is asked but whose it is."""
    is_list = desk.before.listed and len(desk.before.last_orders) > 1
    return desk.before.last_order if asks_who(desk.text) and not is_list else None


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
    if wanted is Wanted.PROFILE and desk.before.last_wanted and staff_small_names.only_names(desk.text):
        # `And Michael Chen?`, `sorry, meant Nadia Jensen`: the same of another.
        wanted = Wanted(desk.before.last_wanted)
    if meant.one is not None:
        if meant.is_near:
            desk.say(f"I find no {meant.sought}; {meant.one.name} is the nearest.")
        if not await staff_described.answered(desk, meant.one, wanted):
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
    elif desk.wish.intent is Intent.REFUND_STATUS and _RETURNS.search(desk.text):
        await staff_people.booked_of_shop(desk)
    elif desk.wish.values(EntityType.PLACE) and before.last_orders:
        await _at_place(desk, desk.wish.values(EntityType.PLACE)[0])
    elif before.last_order is not None and (
        asks_who(desk.text) or ((short or _THAT_ORDER.search(desk.text)) and not is_list and _points(desk))
    ):
        await staff_one_order.of_order(desk, before.last_order)
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
        await staff_one_order.of_order(desk, number)


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


async def act_for(desk: Desk) -> None:
    """Remember whom a colleague is helping, and say what can be done for them."""
    meant = await whom(desk, may_guess=True)
    if meant.one is None or wanted_in(desk.text) is not Wanted.PROFILE:
        await look_up(desk)
        return
    await staff_people.answer(desk, meant.one, Wanted.PROFILE)
    desk.say("What would you like to do for them?")

"""What a message brings: its wishes, each with all that is said about it. Pure.

The pieces of a message that only say more about a change (how to pay, which order, why) belong to that change.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.local import fronting
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES, SMALL, is_alike
from support_ai.agent.local.going_back import says_back
from support_ai.agent.local.intent import OTHER_ITEMS, Intent
from support_ai.agent.local.rereading import said_otherwise
from support_ai.agent.local.said import read
from support_ai.agent.local.travelling import asks_for_parcel
from support_ai.agent.local.understanding import Understood

_SURE, _VERY_SURE = 0.60, 0.80
_ITEM_CHANGES = frozenset(
    {Intent.RETURN_ITEMS, Intent.EXCHANGE_ITEMS, Intent.CHANGE_ITEMS, Intent.REFUND_ORDER}
)
# Said beside a change of items, these are about its money or its reason.
_ABOUT_IT = frozenset(
    {Intent.CHANGE_PAYMENT, Intent.GET_BACK_TOTAL, Intent.REFUND_ORDER, Intent.ADJUST_ORDER, Intent.ITEM_PROBLEM, Intent.INFORM, Intent.OUT_OF_SCOPE, Intent.REFUND_STATUS}
)  # fmt: skip
_LOOK_UPS = frozenset({Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER, Intent.PREVIOUS_ORDER, Intent.IDENTIFY, Intent.LIST_ORDERS, Intent.ORDERS_TODAY})  # fmt: skip
# With a reason in it, such a piece says why.
_WHYS = frozenset({Intent.CHANGE_OF_MIND, Intent.WITHDRAW_RETURN, Intent.ITEM_PROBLEM, Intent.INFORM, Intent.NO, Intent.COMPLAINT, Intent.OUT_OF_SCOPE, Intent.RETURN_ITEMS})  # fmt: skip
_BARE = 4
# What somebody tells of what they are at is no wish: `I am doing my household accounts`.
_OCCUPIED = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good \w+|so|well|ok(?:ay)?|just)\W+)*(?:i'?m|i am|we'?re|we are) (?:just |currently |busy |presently |at the moment |in the middle of )*(?:doing|going through|going over|sorting|working on|working out|preparing|filling in|updating|tidying|setting up|balancing|checking over|writing up|putting together|keeping)\b(?! (?:an?|the|my|this) (?:return|exchange|order|refund)\b)[^?]*$",
    re.IGNORECASE,
)


def gather(wishes: Sequence[Understood], text: str) -> tuple[Understood, ...]:
    """Return the wishes of a message, those joined that are one."""
    found: list[Understood] = []
    asked = [one for one in wishes if not _tells_occupation(one, text)]
    for wish in asked or wishes:
        if found and fronting.leads_to(found[-1], wish, text):
            found[-1] = _joined(found[-1], wish, leads=wish)
        elif found and wish.intent in CHANGES and _says_all(found[-1], text):
            # `No other items. Refund it to my card`: that this is all is no wish.
            found[-1] = _joined(found[-1], wish, leads=wish)
        elif found and _goes_back(found[-1], wish, text):
            # `They are too tight. Return them`: what is told before is why.
            found[-1] = _joined(found[-1], wish, leads=wish)
        elif found and _gives_back(found[-1], wish):
            continue
        elif found and _belongs(found[-1], wish, text):
            found[-1] = _joined(found[-1], wish)
        elif found and (_belongs(wish, found[-1], text) or _sums_up(wish, found[-1])):
            found[-1] = _joined(found[-1], wish, leads=wish)
        else:
            found.append(_of_the_same(found[-1], wish) if found else wish)
    return tuple(one for wish in found for one in _spread(wish))


def _goes_back(first: Understood, wish: Understood, text: str) -> bool:
    """Tell whether it is plainly said that something goes back, where it was only told what does not fit before."""
    told = text[first.start : first.end or None]
    is_told = first.intent in OTHER_ITEMS and not (said_otherwise(told) or first.values(EntityType.OPTION))
    return is_told and wish.intent is Intent.RETURN_ITEMS and says_back(text[wish.start : wish.end or None])


def _of_the_same(first: Understood, wish: Understood) -> Understood:
    """Return a question that names nothing as one of the order that was named before it: `what is in ORD-1, and the status?`."""
    numbers = [one for one in first.entities if one.type is EntityType.ORDER_NUMBER]
    if wish.entities or len(numbers) != 1 or wish.intent not in (Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER):
        return wish
    return replace(wish, entities=(numbers[0],))


def _sums_up(wish: Understood, first: Understood) -> bool:
    """Tell whether a piece asks for the sum of the orders that were only named before it."""
    is_sum = wish.intent is Intent.GET_BACK_TOTAL and not wish.values(EntityType.ORDER_NUMBER)
    several = len(set(first.values(EntityType.ORDER_NUMBER))) > len(("one",))
    return is_sum and several and first.intent in _LOOK_UPS


def _says_all(wish: Understood, text: str) -> bool:
    """Tell whether a piece says no more than that there is nothing more."""
    said = text[wish.start : wish.end or None]
    return len(said.split()) <= _BARE and read(said).says_that_is_all


def _gives_back(change: Understood, wish: Understood) -> bool:
    """Tell whether a piece only says that what was paid comes back once an order is paid in another way."""
    is_money = wish.intent in (Intent.RETURN_ITEMS, Intent.REFUND_ORDER) and bool(
        wish.values(EntityType.PAYMENT)
    )
    is_other = wish.values(EntityType.ITEM) or wish.values(EntityType.ORDER_NUMBER)
    return (
        change.intent is Intent.CHANGE_PAYMENT
        and is_money
        and not is_other
        and bool(change.values(EntityType.PAYMENT))
    )


def _tells_occupation(wish: Understood, text: str) -> bool:
    """Tell whether a piece only says what somebody is at, for which they want something."""
    return wish.intent not in CHANGES and _OCCUPIED.match(text[wish.start : wish.end or None]) is not None


def as_an_answer(wishes: Sequence[Understood], text: str, kind: str) -> tuple[Understood, ...]:
    """Return the wishes of a message that answers a question about a change: what says more of it belongs to the answer."""
    found: list[Understood] = []
    for wish in wishes:
        if found and not _stands_alone(wish, text, kind):
            found[-1] = _joined(found[-1], wish)
        else:
            found.append(wish)
    return tuple(found)


def _stands_alone(wish: Understood, text: str, kind: str) -> bool:
    """Tell whether a piece is surely something else than the answer that it stands behind."""
    if "?" in text[wish.start : wish.end or None]:
        return True
    if wish.intent in SMALL or wish.intent in _ABOUT_IT or is_alike(wish.intent, kind):
        return False
    return wish.confidence >= _VERY_SURE


def _spread(wish: Understood) -> tuple[Understood, ...]:
    """Return a look-up of several orders as one of each."""
    numbers = dict.fromkeys(wish.values(EntityType.ORDER_NUMBER))
    if wish.intent not in (Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER) or len(numbers) < len(
        ("one", "other")
    ):
        return (wish,)
    return tuple(
        replace(
            wish,
            entities=tuple(
                one for one in wish.entities if one.type is not EntityType.ORDER_NUMBER or one.value == number
            ),
        )
        for number in numbers
    )


def _joined(first: Understood, second: Understood, leads: Understood | None = None) -> Understood:
    lead = leads or first
    return replace(lead, start=first.start, end=second.end, entities=(*first.entities, *second.entities))


def _belongs(change: Understood, other: Understood, text: str) -> bool:
    """Tell whether a piece only says more about a change."""
    if change.intent not in CHANGES or _names_another_order(change, other):
        return False
    words = text[other.start : other.end or None]
    if other.intent in CHANGES and is_alike(other.intent, CHANGES[change.intent]):
        return _adds_nothing(other) or other.intent is not change.intent
    if _says_where_to(change, other):
        return True
    says_why = other.values(EntityType.REASON) and _adds_nothing(other) and other.intent in _WHYS
    asks = other.intent is Intent.WHERE_IS_MY_ORDER and bool(other.values(EntityType.ITEM))
    is_bare = other.intent in _LOOK_UPS and len(words.split()) <= _BARE and not asks
    if says_why or (is_bare and not asks_for_parcel(words)):
        return True
    if "?" in words:
        is_first = change.intent in _ITEM_CHANGES and not change.values(EntityType.ITEM)
        return is_first and other.intent is Intent.PRODUCT_QUESTION
    is_of_items = change.intent in _ITEM_CHANGES or other.intent is not Intent.CHANGE_PAYMENT
    is_unsure = other.confidence < _SURE and other.intent not in CHANGES
    return is_unsure or (other.intent in _ABOUT_IT and is_of_items)


def _says_where_to(change: Understood, other: Understood) -> bool:
    """Tell whether a piece only says where the difference of an exchange goes: `refund to visa`."""
    is_swap = change.intent in (Intent.EXCHANGE_ITEMS, Intent.CHANGE_ITEMS)
    is_money = other.intent in (Intent.RETURN_ITEMS, Intent.REFUND_ORDER) and bool(
        other.values(EntityType.PAYMENT)
    )
    return is_swap and is_money and not other.values(EntityType.ITEM) and _adds_nothing(other)


def _adds_nothing(wish: Understood) -> bool:
    return not wish.values(EntityType.ORDER_NUMBER)


def _names_another_order(change: Understood, other: Understood) -> bool:
    mine, theirs = change.values(EntityType.ORDER_NUMBER), other.values(EntityType.ORDER_NUMBER)
    return bool(mine and theirs) and not set(mine) & set(theirs)

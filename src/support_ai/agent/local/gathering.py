"""What a message brings: its wishes, each with all that is said about it. Pure.

The pieces of a message that only say more about a change (how to pay, which order, why) belong to that change.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.routing import CHANGES, is_alike
from support_ai.agent.local.understanding import Understood

_SURE = 0.60
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
# Who asks what would be if they did something does not ask for it yet.
_IF = re.compile(r"^\W*(?:and |but |so )?(?:what )?if (?:i|we)\b|\bwhat happens (?:if|when)\b|\b(?:suppose|supposing|assuming) (?:i|we)\b", re.IGNORECASE)  # fmt: skip


def gather(wishes: Sequence[Understood], text: str) -> tuple[Understood, ...]:
    """Return the wishes of a message, those joined that are one."""
    found: list[Understood] = []
    for wish in wishes:
        if found and _belongs(found[-1], wish, text):
            found[-1] = _joined(found[-1], wish)
        elif found and _belongs(wish, found[-1], text):
            found[-1] = _joined(found[-1], wish, leads=wish)
        else:
            found.append(wish)
    return tuple(found)


def is_hypothetical(text: str) -> bool:
    """Tell whether a message only asks what would be."""
    return _IF.search(text) is not None and "?" in text


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
    if (
        other.values(EntityType.REASON)
        and not other.values(EntityType.ORDER_NUMBER)
        and other.intent in _WHYS
    ):
        return True
    if "?" in words:
        return change.intent in _ITEM_CHANGES and other.intent is Intent.PRODUCT_QUESTION and not change.values(EntityType.ITEM)  # fmt: skip
    if other.intent in _ABOUT_IT and (
        change.intent in _ITEM_CHANGES or other.intent is not Intent.CHANGE_PAYMENT
    ):
        return True
    is_bare = other.intent in _LOOK_UPS and len(words.split()) <= _BARE
    return is_bare or (other.confidence < _SURE and other.intent not in CHANGES)


def _adds_nothing(wish: Understood) -> bool:
    return not wish.values(EntityType.ORDER_NUMBER)


def _names_another_order(change: Understood, other: Understood) -> bool:
    mine, theirs = change.values(EntityType.ORDER_NUMBER), other.values(EntityType.ORDER_NUMBER)
    return bool(mine and theirs) and not set(mine) & set(theirs)

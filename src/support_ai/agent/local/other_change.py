"""Whether another change is wanted than the one that waits, or is asked about. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import OTHER_ITEMS, Intent
from support_ai.agent.local.option_names import bare_sizes
from support_ai.agent.local.said import Said
from support_ai.agent.local.understood import Understood

ADDS = re.compile(
    r"\b(?:also|as well|too(?! (?:big|small|large|tight|loose|much|many|expensive|late|long|short|far|dear))|in addition|plus|additionally|on top|another thing|besides|one more thing|while you'?re at it)\b|^\W*and\b",
    re.IGNORECASE,
)
INSTEAD = re.compile(
    r"\b(?:instead|rather|actually|or no|or wait|on second thoughts?|forget (?:it|that|the)|changed my mind|better)\b",
    re.IGNORECASE,
)
VERY_SURE = 0.60
WITH_NEW_ITEMS = frozenset({"exchange_items", "change_order_items"})
WITH_MONEY = frozenset({"return_items", "exchange_items", "change_order_items", "refund_order"})
_TAKES_BACK = re.compile(r"\b(?:cancel|stop|withdraw|undo) (?:that|the (?:return|exchange|change|request|refund))\b", re.IGNORECASE)  # fmt: skip


def is_other_change(said: Said, wish: Understood, kinds: set[str]) -> bool:
    """Tell whether another change is wanted than what waits."""
    if wish.intent not in CHANGES or wish.confidence < VERY_SURE or _TAKES_BACK.search(said.text):
        return False
    if wish.intent is Intent.WITHDRAW_RETURN or _only_fewer(said, wish, kinds):
        return False
    return not (wish.intent is Intent.CHANGE_PAYMENT and kinds & WITH_MONEY)


_SWAPS = re.compile(r"\b(?:exchange|swap|switch|trade|replace|instead|for an?other)\b", re.IGNORECASE)


def _only_fewer(said: Said, wish: Understood, kinds: set[str]) -> bool:
    """Tell whether only fewer, or more, pieces go back than it was meant, said as if they were to be others: `make that just one keyboard`."""
    names_variant = said.of(EntityType.OPTION) or said.of(EntityType.COMPARISON) or _SWAPS.search(said.text)
    counts = said.says_only or said.quantities or said.excepts
    return wish.intent in OTHER_ITEMS and kinds == {"return_items"} and bool(counts) and not names_variant


_STOPS = re.compile(
    r"^\W*(?:(?:oh|hm+|wait|sorry|please|hang on|hold on)\W+)*(?:stop|no|nope|nah|not that)\b", re.IGNORECASE
)


def takes_the_place(said: Said) -> bool:
    """Tell whether a change is wanted in place of what waits, and not beside it."""
    return INSTEAD.search(said.text) is not None or (
        _STOPS.match(said.text) is not None and ADDS.search(said.text) is None
    )


# The order itself is another one than was shown.
OTHER_ORDER = re.compile(
    r"\b(?:not|wrong) (?:that |this |the )?order\b[^?]*\bother\b|\b(?:i mean|i meant|it'?s|no,?|not that,?) the other order\b",
    re.IGNORECASE,
)
_OF_DIFFERENCE = re.compile(
    r"\b(?:difference|rest|extra|surcharge|money|refund|what'?s left)\b", re.IGNORECASE
)
_STAYS_ORDERED = re.compile(r"\b(?:cancel\w*|keep\w*|leave|stop|return|send)\b", re.IGNORECASE)


def names_other_detail(said: Said, kinds: set[str]) -> bool:
    """Tell whether a detail of what waits is put right: another size, reason, order, or where the difference goes."""
    if said.is_question or (ADDS.search(said.text) and said.of(EntityType.ITEM)):
        return False
    if kinds & WITH_NEW_ITEMS and bare_sizes(said):
        return True
    is_method = bool(kinds & WITH_MONEY and said.of(EntityType.PAYMENT)) and _OF_DIFFERENCE.search(said.text)
    reasons = kinds == {"cancel_order"} and said.wanted(EntityType.REASON)
    is_reason = bool(reasons) and _STOPS.match(said.text) and not _STAYS_ORDERED.search(said.text)
    return bool(is_method or is_reason) or OTHER_ORDER.search(said.text) is not None

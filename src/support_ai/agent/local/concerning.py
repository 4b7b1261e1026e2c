"""Whether a message says something of the changes that wait for a yes. Pure."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from support_ai.agent.local.amounts import BARE_AMOUNT, WHOLE_AMOUNT
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.memory import Form
from support_ai.agent.local.postal_mending import mended
from support_ai.agent.local.said import Said

# What somebody wants to keep is not to go back.
KEEPS = re.compile(
    r"\b(?:leave|keep|keeping|skip|remove|drop|without|minus)(?: out)? (?:the|my) ", re.IGNORECASE
)
# `The bottle stays`: the thing stands before.
STAYS = re.compile(
    r"^(?:['\u2019]s)?,? ?(?:(?:it|they|that|can|will|should|shall|is|are|to|just) )*(?:stay(?:s|ing)?|remains?)\b|^ ?: ?(?:keep|stays?)\b|^,? ?(?:i|we)(?:['\u2019]?ll| will| want to| would like to| am going to| can)? keep\b",
    re.IGNORECASE,
)
# `Scratch that, it's the lamp`; `the bottle stays`: something else is meant, or less.
MEANS_THIS = re.compile(
    r"\b(?:it'?s|it is|i mean|i meant|i mean to say|make (?:it|that)|should be|should have been) (?:only |just |actually )?(?:the|my|for the) \w+|\b\w+ (?:(?:can|will|should|'?ll) )?(?:stays?|remains?)\b(?! (?:as|like))",
    re.IGNORECASE,
)
# `Show me 2106` is no answer to which order a change is for.
SHOWS = re.compile(
    r"^\W*(?:(?:please|pls|ok|and|then|can you|could you|first)\W+)*(?:show|see|look|check|open|pull up|find|display|what'?s|what|where|when|who|details)\b",
    re.IGNORECASE,
)
_THING_STAYS = re.compile(
    r"\b(?:the|my) (?:[\w-]+ ){1,3}(?:stays|can stay|will stay|is staying)\b", re.IGNORECASE
)
BARE_CANCEL = re.compile(
    r"^\W*(?:(?:please|ok(?:ay)?|no|just|sorry|actually)\W+)*(?:cancel|abort|stop|quit|exit)(?:\W+(?:please|now|thanks?|sorry))*\W*$",
    re.IGNORECASE,
)
_WITH_ADDRESS = frozenset({"change_order_address", "change_customer_address"})
_ADDRESS_PART = re.compile(
    r"\b(?:suite|ste|apt|apartment|flat|unit|floor|room|house number|number|no\.?|zip(?: ?code)?|post(?:al)? ?code) ?(?:is |should be )?#?\d+\w?\b",
    re.IGNORECASE,
)
_CONCERNS: Mapping[str, frozenset[EntityType]] = MappingProxyType(
    {
        "return_items": frozenset({EntityType.ITEM, EntityType.OPTION, EntityType.QUANTITY, EntityType.PAYMENT}),
        "exchange_items": frozenset({EntityType.ITEM, EntityType.OPTION, EntityType.QUANTITY, EntityType.PAYMENT, EntityType.COMPARISON}),
        "change_order_items": frozenset({EntityType.ITEM, EntityType.OPTION, EntityType.QUANTITY, EntityType.PAYMENT, EntityType.COMPARISON}),
        "change_order_address": frozenset({EntityType.ADDRESS, EntityType.POSTAL_CODE}),
        "change_customer_address": frozenset({EntityType.ADDRESS, EntityType.POSTAL_CODE}),
        "change_order_payment": frozenset({EntityType.PAYMENT}),
        "refund_order": frozenset({EntityType.AMOUNT, EntityType.PAYMENT}),
        "adjust_order": frozenset({EntityType.AMOUNT}),
        "set_order_status": frozenset({EntityType.STATUS}),
        "cancel_order": frozenset(),
    }
)  # fmt: skip


_FEW = 8
_KEPT = re.compile(
    r"\b(?:keep(?:ing)?|leav(?:e|ing)|hold(?:ing)? on to|hang(?:ing)? on to)(?: (?:only|just|out))? (?:the|my|that|this|those|these) (?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)


def is_kept(text: str, start: int, end: int) -> bool:
    """Tell whether something that is named is to stay: `keep the watch`, `the watch stays`."""
    return _KEPT.search(text[:start]) is not None or STAYS.match(text[end:]) is not None


def keeps_something(said: Said) -> bool:
    """Tell whether something is to stay: `leave the lamp`, `the lamp stays`."""
    things = said.of(EntityType.ITEM)
    stays = any(STAYS.match(said.text[one.end :]) or said.is_unwanted(one.start, one.end) for one in things)
    return stays or KEEPS.search(said.text) is not None or bool(_THING_STAYS.search(said.text))


def mends_address(said: Said, waiting: tuple[Form, ...]) -> bool:
    """Tell whether a message puts a part of an address right that waits: `17, not 71`."""
    return any(one.kind in _WITH_ADDRESS and mended(said.text, one.address or {}) for one in waiting)


_RETURN_STATUS = re.compile(
    r"\b(?:approved?|accepted|reject(?:ed)?|declined?|denied|refused|received|label sent|refunded|replaced|closed?)\b",
    re.IGNORECASE,
)


def names_status(said: Said, waiting: Sequence[Form]) -> bool:
    """Tell whether another status is named than the one that an order, or a return, is to get."""
    kinds = {one.kind for one in waiting}
    if "set_return_status" in kinds:
        return _RETURN_STATUS.search(said.text) is not None
    return "set_order_status" in kinds and bool(said.wanted(EntityType.STATUS))


def concerns(said: Said, waiting: tuple[Form, ...]) -> bool:
    """Tell whether a message says something of what waits: items, options, how many, how to pay, where to."""
    kinds = {kind for one in waiting for kind in _CONCERNS.get(one.kind, frozenset())}
    values = [one for kind in kinds for one in said.of(kind)]
    if said.says_that_is_all:
        values = [one for one in values if one.value != "all"]
    has_address = any(one.kind in _WITH_ADDRESS for one in waiting)
    mends = has_address and (_ADDRESS_PART.search(said.text) is not None or mends_address(said, waiting))
    names_amount = BARE_AMOUNT.search(said.text) or WHOLE_AMOUNT.search(said.text)
    is_amount = EntityType.AMOUNT in kinds and names_amount is not None
    counts = (
        EntityType.QUANTITY in kinds
        and bool(said.quantities)
        and len(said.text.split()) <= _FEW
        and not said.says_that_is_all
    )
    return is_amount or counts or bool(values) or mends or said.says_only or bool(said.excepts)

"""What of a change that waits is to stay after all: `leave the bottle`, `I'll keep one of the speakers`. Pure."""

import re
from collections import Counter
from collections.abc import Sequence

from support_ai.agent.local import things
from support_ai.agent.local.concerning import KEEPS, STAYS
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.said import Said
from support_ai.orders.models import OrderItem

_NEAR = 20
# Behind these, something else is said than what stays.
_TURNS = re.compile(r"[;.!?]|\b(?:only|just|but|return|send|refund|exchange)\b", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?:keep(?:ing)?|hold(?:ing)? on ?to|hang(?:ing)? on ?to|leave(?: me)?)(?: (?:just|only|back))?"
    r" (?:(?P<one>one|1|a)|(?P<two>two|2)|(?P<three>three|3)|(?P<other>the other(?: one)?))\b",
    re.IGNORECASE,
)
_COUNTS = {"one": 1, "other": 1, "two": 2, "three": 3}


def kept_back(waiting: Sequence[OrderItem], said: Said) -> set[str]:
    """Return the items that somebody wants to keep: `leave the bottle`, `I'll keep the lamp`."""
    mentions = things.named(said.text, [one.name for one in waiting], said.of(EntityType.ITEM))
    ends = [match.end() for match in KEEPS.finditer(said.text)]
    return {
        waiting[n].item_id
        for one in mentions
        if any(_is_kept_by(said.text[end : one.start], one.start - end) for end in ends)
        or STAYS.match(said.text[one.end :]) is not None
        or said.is_unwanted(one.start, one.end)
        for n in one.which
    }


def _is_kept_by(between: str, distance: int) -> bool:
    return 0 <= distance <= _NEAR and _TURNS.search(between) is None


def left_over(items: Sequence[str], waiting: Sequence[OrderItem], said: Said) -> tuple[str, ...] | None:
    """Return what goes on where so many of several are to stay: `keep one of the speakers`; None where no number of them is."""
    found = _SOME.search(said.text)
    if found is None or found.lastgroup is None:
        return None
    mentions = things.named(said.text, [one.name for one in waiting], said.of(EntityType.ITEM))
    near = [one for one in mentions if 0 <= one.start - found.end() <= _NEAR]
    lines = {n for one in near[:1] for n in one.which} or set(range(len(waiting)))
    kinds = {waiting[n].item_id for n in lines}
    counts = Counter(items)
    several = [one for one in kinds if counts[one] > _COUNTS[found.lastgroup]]
    if len(several) != 1 or (len(kinds) > 1 and near):
        return None
    counts[several[0]] -= _COUNTS[found.lastgroup]
    return tuple(counts.elements())

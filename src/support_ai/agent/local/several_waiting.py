"""Which of several changes that wait for one yes are left by what is said of them. Pure."""

import re
from collections.abc import Sequence

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.memory import Form
from support_ai.agent.local.said import Said

_NOUNS = (
    ("cancel_order", re.compile(r"\bcancel(?:lation|ling|ing)?\b", re.IGNORECASE)),
    ("return_items", re.compile(r"\b(?:return(?:ing)?|send(?:ing)? back)\b", re.IGNORECASE)),
    ("exchange_items", re.compile(r"\b(?:exchang(?:e|ing)|swap)\b", re.IGNORECASE)),
    ("change_order_items", re.compile(r"\b(?:items? change|change of items?|exchange)\b", re.IGNORECASE)),
    ("change_order_address", re.compile(r"\b(?:address|delivery)\b", re.IGNORECASE)),
    ("change_order_payment", re.compile(r"\bpayment\b", re.IGNORECASE)),
)
_NEGATED = re.compile(r"\b(?:not|without|but no|don'?t|leave out|skip|forget)\b", re.IGNORECASE)


def kept(forms: Sequence[Form], said: Said) -> tuple[Form, ...]:
    """Return the changes that are left of several: only those that are named, or all but those that are not wanted."""
    kinds = {one.kind for one in forms}
    if len(forms) < len(("one", "other")):
        return tuple(forms)
    spoken = {kind for kind, pattern in _NOUNS if kind in kinds and pattern.search(said.text)}
    numbers = {one.value.lstrip("#").upper() for one in said.of(EntityType.ORDER_NUMBER)}
    chosen = [
        one
        for one in forms
        if (
            one.kind in spoken
            if len(kinds) > 1 and spoken
            else (one.order or "").lstrip("#").upper() in numbers
        )
    ]
    if not chosen or len(chosen) == len(forms):
        return tuple(forms)
    if said.says_only:
        return tuple(chosen)
    if _NEGATED.search(said.text):
        return tuple(one for one in forms if one not in chosen)
    return tuple(forms)


def names_change(said: Said) -> bool:
    """Tell whether a change is called by its name: `never mind the return`."""
    return any(pattern.search(said.text) for _, pattern in _NOUNS)

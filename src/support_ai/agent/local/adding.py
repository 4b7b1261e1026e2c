"""Whether more is wanted of what waits, or of what was done last: `oh, and the mug too`, `and 2154 as well`. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES, SMALL
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Form
from support_ai.agent.local.other_change import ADDS, VERY_SURE
from support_ai.agent.local.revising import REPEATED
from support_ai.agent.local.said import Said
from support_ai.agent.local.understanding import Understood

_FEW = 8
_SAME_FOR = re.compile(r"\b(?:same|likewise|ditto)\b", re.IGNORECASE)


def goes_on(said: Said, wish: Understood) -> bool:
    """Tell whether more is wanted of what was done last: `oh, and the mug too`."""
    is_vague = wish.intent in SMALL or wish.confidence < VERY_SURE or wish.intent is Intent.ITEM_PROBLEM
    return (
        is_vague and not said.is_question and bool(ADDS.search(said.text)) and bool(said.of(EntityType.ITEM))
    )


def repeats(said: Said, wish: Understood, left: Form) -> bool:
    """Tell whether the same is wanted of another order: `and 2154 too`, `same for 2154`."""
    is_more = ADDS.search(said.text) or _SAME_FOR.search(said.text)
    is_bare = len(said.text.split()) <= _FEW and not said.is_question and wish.intent not in CHANGES
    return left.kind in REPEATED and is_bare and bool(is_more) and bool(said.of(EntityType.ORDER_NUMBER))

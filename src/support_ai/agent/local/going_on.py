"""A change that is wanted by words that only point: `let's do it` after a sum, `switch it over to that` after a balance. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.understood import Understood

# What a sum was of, as it is remembered: what would come back of a return, or of a cancellation.
OF_RETURN, OF_CANCELLATION = "sum_of_return", "sum_of_cancellation"
_MEANT = {OF_RETURN: Intent.RETURN_ITEMS, OF_CANCELLATION: Intent.CANCEL_ORDER}
_LETS = re.compile(
    r"\b(?:do (?:it|that|so|this|both|them)\b(?! again)|go (?:ahead|for it|on then)|proceed|(?:i'?ll|i will|let'?s|we'?ll|please|pls|then) (?:send|return|cancel|give) (?:it|them|both|those|all|that|everything)|make it so|(?:i'?ll|i will) take (?:that|it)|get (?:it|that) (?:going|started|done))\b",
    re.IGNORECASE,
)
_NOT_SO = re.compile(r"\b(?:don'?t|do not|not yet|rather not|won'?t|never)\b", re.IGNORECASE)
TO_IT = re.compile(
    r"\b(?:switch|move|put|pay\w*|charge|settle|change|bill|transfer|shift|take|cover|swap)\b[^.?!]{0,50}\b(?:to|onto|on|with|by|from|off|using) (?:it|that|this|that one|this one)\b(?! order)|\buse (?:it|that|this)(?: one)?(?: for\b| to pay| then| instead| please| pls|\W*$)",
    re.IGNORECASE,
)


def gone_on(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return the change that is gone on with; None where words stand alone."""
    points = memory.last_method is not None and TO_IT.search(text) and not wish.values(EntityType.PAYMENT)
    if points and (memory.form is None or memory.form.kind == CHANGES[Intent.CHANGE_PAYMENT]):
        return Intent.CHANGE_PAYMENT
    if memory.form is not None or "?" in text:
        return None
    meant = _MEANT.get(memory.wanted or "")
    is_other = wish.intent in CHANGES and wish.intent not in (meant, Intent.CHANGE_PAYMENT)
    if memory.last_intent != Intent.GET_BACK_TOTAL.value or meant is None or is_other:
        return None
    return meant if _LETS.search(text) and not _NOT_SO.search(text) else None

"""What a colleague names without saying what it is: a postal code, an order that looks like a year, a name. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.names import is_no_name
from support_ai.agent.local.spelling import is_strange
from support_ai.agent.local.understood import Understood

_LONE = 2
_AND = re.compile(r"^\W*(?:and|what about|how about|or)\b", re.IGNORECASE)
_SHORTEST = 3
_UNSURE = 0.8
_NO_ASKING = frozenset({Intent.GREET, Intent.INFORM, Intent.OUT_OF_SCOPE, Intent.YES, Intent.COMPLAINT, Intent.IDENTIFY, Intent.PROFILE})  # fmt: skip


def named_alone(text: str, wish: Understood, *, is_report: bool) -> Intent | None:
    """Return the look-up of what is named without saying what it is: a postal code, a number like a year, a name written small."""
    if (
        wish.values(EntityType.POSTAL_CODE)
        and wish.intent not in CHANGES
        and not wish.values(EntityType.ADDRESS)
    ):
        return Intent.FIND_CUSTOMER
    is_year = len(text.split()) <= _LONE and any(one.isdigit() for one in wish.values(EntityType.DAYS))
    if is_year and not is_report:
        return Intent.SHOW_ORDER
    if wish.intent in _NO_ASKING and wish.confidence < _UNSURE and _is_strange(text):
        return Intent.FIND_CUSTOMER
    return None


def _is_strange(text: str) -> bool:
    """Tell whether a text is one or two words that nobody else says: a name that is written small."""
    words = re.findall(r"[^\W\d_]+", _AND.sub("", text))
    return 0 < len(words) <= _LONE and all(
        len(one) >= _SHORTEST and is_strange(one.lower()) and not is_no_name(one) for one in words
    )

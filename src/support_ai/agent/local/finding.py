"""Which order or customer somebody means: by its place in a list, by e-mail, phone or name."""

import re
from collections.abc import Sequence

from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.understanding import Understood
from support_ai.agent.tools.customers import SearchCustomers

_NAME = re.compile(r"\b([A-Z][\w'-]+(?: [A-Z][\w'-]+)+)\b")
_LAST_WORD = re.compile(
    r"(?:customer|named|called|find|for|look ?up)\s+(?:a |the )?(?:customer )?([A-Za-z][\w'-]+)",
    re.IGNORECASE,
)
_LAST = re.compile(r"\b(?:the |that )?last (?:one|of (?:them|these|those))\b", re.IGNORECASE)
_NOT_NAMES = frozenset(
    {"show", "find", "look", "search", "customer", "customers", "details", "pull", "the", "list"}
)


def number_at(place: str, numbers: Sequence[str], current_number: str | None) -> str | None:
    """Return the number at a place of a list, seen from the one spoken of last; None where there is none."""
    if not numbers:
        return None
    current = numbers.index(current_number) if current_number in numbers else 0
    match place:
        case "previous" | "other":
            index = current + 1
            if place == "other" and index >= len(numbers):
                index = 0
        case "next":
            index = current - 1
        case "middle":
            # Of an even number there is none.
            index = len(numbers) // 2 if len(numbers) % 2 else -1
        case "oldest":
            index = len(numbers) - 1
        case "latest":
            index = 0
        case _:
            index = int(place) - 1
    return numbers[index] if 0 <= index < len(numbers) else None


def number_in(place: str, text: str, numbers: Sequence[str], current: str | None) -> str | None:
    """Return the number at a place of a list that somebody has before their eyes: its `last one` is the one at its end."""
    is_end = place == "latest" and _LAST.search(text) is not None
    return number_at("oldest" if is_end else place, numbers, current)


def customer_filter(text: str, understood: Understood) -> SearchCustomers:
    """Return whom a colleague looks for: by e-mail, phone or name; everybody where nothing was said."""
    emails, phones = understood.values(EntityType.EMAIL), understood.values(EntityType.PHONE)
    if emails:
        return SearchCustomers(email=emails[0])
    if phones:
        return SearchCustomers(phone=phones[0])
    name = _NAME.search(text)
    if name is not None and name[1].split()[0].lower() not in _NOT_NAMES:
        return SearchCustomers(name=name[1])
    word = _LAST_WORD.search(text)
    if word is not None and word[1].lower() not in _NOT_NAMES:
        return SearchCustomers(name=word[1])
    return SearchCustomers()

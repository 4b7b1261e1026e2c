"""A wish that names several orders is a change of each: `the speaker of ORD-1 and both shoes of ORD-2`."""

import re
from itertools import pairwise

from support_ai.agent.local import changing
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.said import Said, read

# Beside these words a bare number is a postal code.
_POSTAL = re.compile(r"\b(?:zip|post(?:al)?) ?code\b|\bzip\b", re.IGNORECASE)
_EACH = re.compile(r"\b(?:each|both|apiece|every one|per order|respectively)\b", re.IGNORECASE)
_BEHIND = re.compile(r"\b(?:of|from|in|out of|on)(?: (?:my|the))?(?: order)?\s*#?$", re.IGNORECASE)


async def each(desk: Desk, kind: Kind, form: Form | None = None) -> None:
    """Begin a change for every order that the desk's wish names; for one where it names one, or none."""
    said = read(desk.text)
    for part in parts(said):
        await changing.start(desk, kind, form, part)


def parts(said: Said) -> tuple[str, ...]:
    """Return the pieces of a text of which each is about one order. A reason that is given once is for all."""
    numbers = _distinct(said.wanted(EntityType.ORDER_NUMBER))
    if _POSTAL.search(said.text):
        numbers = [one for one in numbers if not one.value.isdigit()]
    if len(numbers) < len(("one", "other")):
        return (said.text,)
    items_first = bool(_BEHIND.search(said.text[: numbers[0].start].rstrip()))
    if items_first:
        cuts = [0, *(one.end for one in numbers[:-1]), len(said.text)]
    else:
        cuts = [0, *(one.start for one in numbers[1:]), len(said.text)]
    pieces = [said.text[start:end] for start, end in pairwise(cuts)]
    amounts = said.of(EntityType.AMOUNT)
    if len(amounts) == 1 and _EACH.search(said.text):
        # `5 dollars each`: the amount is for every one of them.
        written = said.text[amounts[0].start : amounts[0].end]
        pieces = [one if written in one else f"{one}\n{written}" for one in pieces]
    reasons = " ".join(said.text[one.start : one.end] for one in said.of(EntityType.REASON))
    return tuple(f"{piece}\n{reasons}" if reasons and reasons not in piece else piece for piece in pieces)


def _distinct(numbers: tuple[Entity, ...]) -> list[Entity]:
    found: dict[str, Entity] = {}
    for one in numbers:
        found.setdefault(one.value, one)
    return list(found.values())

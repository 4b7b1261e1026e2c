"""Everything that a message names, by rules, without a model; `masked` puts plain words in the place of names."""

import re
from collections.abc import Callable, Iterable, Iterator

from support_ai.agent.local import (
    amounts,
    choices,
    groupings,
    names,
    numbers,
    periods,
    postal,
    postal_codes,
    reasons,
    references,
)
from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.mentions import mentions
from support_ai.agent.local.periods import days_between

__all__ = ["Entity", "EntityType", "days_between", "find_entities", "masked"]

# The surest first: what one of them names, none after it names again.
_RULES: tuple[Callable[[str], Iterator[Entity]], ...] = (
    numbers.contacts,
    numbers.codes,
    postal.addresses,
    periods.periods,
    numbers.numbers,
    numbers.phones,
    amounts.amounts,
    postal_codes.postal_codes,
    choices.payments,
    numbers.bare_numbers,
    names.names,
    choices.options,
    choices.quantities,
    references.places,
    choices.statuses,
    groupings.groupings,
    references.pronouns,
)
_MASKS = {
    EntityType.ORDER_NUMBER: "order ORD-123",
    EntityType.CUSTOMER_NUMBER: "customer CUST-123",
    EntityType.TICKET_NUMBER: "ticket T-12",
    EntityType.RETURN_NUMBER: "return R-12",
    EntityType.EMAIL: "me@example.com",
    EntityType.PHONE: "my phone number",
    EntityType.ADDRESS: "12 Main Street, Springfield",
    EntityType.AMOUNT: "$20",
}
_NOUN_BEFORE = re.compile(r"\b(order|customer|ticket|return)(?: number| no\.?| id)?[ #:]*$", re.IGNORECASE)
# What stands behind so many characters names nothing any more.
_LONGEST = 2000


def find_entities(text: str) -> tuple[Entity, ...]:
    """Return what the text names, from left to right.

    Pieces do not overlap, the surer kind wins; but items, reasons, negations, corrections and scopes lie over
    the others: `not the blue lamp` is a negation, an item and an option.
    """
    read = text[:_LONGEST]
    found: list[Entity] = []
    taken = bytearray(len(read))
    for rule in _RULES:
        _keep(rule(read), found, taken)
    above = [one for kind in (reasons.reasons, references.turns) for one in _apart(kind(read))]
    items = _apart(mentions(read, [*found, *(one for one in above if one.type is EntityType.REASON)]))
    return tuple(sorted([*found, *above, *items], key=lambda one: (one.start, -one.end)))


def _keep(candidates: Iterable[Entity], found: list[Entity], taken: bytearray) -> None:
    for one in candidates:
        if not any(taken[one.start : one.end]):
            found.append(one)
            taken[one.start : one.end] = b"\1" * (one.end - one.start)


def _apart(candidates: Iterable[Entity]) -> list[Entity]:
    """Return the candidates of which none overlaps another of its own type."""
    found: list[Entity] = []
    for one in candidates:
        if all(
            one.type is not other.type or one.end <= other.start or one.start >= other.end for other in found
        ):
            found.append(one)
    return found


def masked(text: str, entities: tuple[Entity, ...]) -> str:
    """Return the text with names replaced by plain words, so that intents do not depend on the number named."""
    out, position = "", 0
    for entity in entities:
        if entity.type in _MASKS and entity.start >= position:
            mask = _MASKS[entity.type]
            out += text[position : entity.start]
            # `order ORD-789` is not to become `order order ORD-123`.
            noun = _NOUN_BEFORE.search(out)
            out += mask.removeprefix(noun[1].lower() + " ") if noun else mask
            position = entity.end
    return " ".join((out + text[position:]).split())

"""What of an order is given away for something else: told by its options, or by what stands behind `instead of`. Pure."""

import re
from collections.abc import Sequence

from support_ai.agent.local.choices import same_option
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.said import Said
from support_ai.agent.local.things import Named
from support_ai.orders.models import OrderItem


def has_option(line: OrderItem, option: str) -> bool:
    """Tell whether a line is of that colour, size or the like."""
    return any(same_option(value, option) for _, value in line.options)


def given_away(lines: Sequence[OrderItem], said: Said) -> tuple[OrderItem, ...]:
    """Return those of the lines that something else is wanted for, as far as their options tell: `green and not grey`, `the grey one for a green one`."""
    options = [
        one for one in said.of(EntityType.OPTION) if any(has_option(line, one.value) for line in lines)
    ]
    gone = [one for one in options if said.is_unwanted(one.start, one.end)]
    gone = gone or [one for one in options if not AIMED.search(said.text[: one.start])]
    fitting = tuple(one for one in lines if any(has_option(one, option.value) for option in gone))
    return fitting if len(fitting) < len(lines) else ()


_INSTEAD_OF = re.compile(
    r"\b(?:instead of|in (?:place|lieu) of|(?:rather )?than|as opposed to)\b[^,.;!?\n]{0,40}$", re.IGNORECASE
)


def replaced_things(text: str, found: Sequence[Named]) -> list[Named]:
    """Return the things that something else is wanted instead of: the keyboard of `a blanket instead of my keyboard`."""
    return [one for one in found if _INSTEAD_OF.search(text[: one.start])]


# What stands behind these is what is wanted, not what they have.
AIMED = re.compile(
    r"\b(?:for|to|into|in|with|become|be|want|need|prefer|rather (?:have)?|i'd like|would like)(?: (?:it|them|that|both|all|these|those))?(?: (?:in|as|to))?(?: (?:an?|the|size|colou?r))*\W*$",
    re.IGNORECASE,
)

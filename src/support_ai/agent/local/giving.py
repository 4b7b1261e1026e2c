"""What of an order is named, and what of it is given away for something else: told by its options, or by what stands behind `instead of`. Pure."""

import re
from collections.abc import Sequence

from support_ai.agent.local import things
from support_ai.agent.local.choices import same_option
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.said import Said
from support_ai.agent.local.things import Named
from support_ai.orders.models import Order, OrderItem


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


# The colour behind `for` is what is wanted, not what they have.
_AIM = re.compile(r"\b(?:for|to|into|in|with)\b[^,.;!?]{0,12}$", re.IGNORECASE)


def held(order: Order, said: Said, *, by_options: bool = True) -> int:
    """Return how much of what is named an order holds: a thing counts more than its options."""
    names = [one.name for one in order.items]
    mentions = things.named(said.text, names, said.of(EntityType.ITEM))
    gone = [] if by_options else replaced_things(said.text, mentions)
    wanted = gone or [one for one in mentions if not said.is_unwanted(one.start, one.end)] or list(mentions)
    which = {n for one in wanted for n in one.which}
    options = {
        one.value
        for one in said.of(EntityType.OPTION)
        if by_options and not _AIM.search(said.text[: one.start])
    }
    of_them = [order.items[n] for n in which] if which else []
    fitting = sum(
        any(same_option(value, option) for one in of_them for _, value in one.options) for option in options
    )
    return len({names[n] for n in which}) * 10 + fitting

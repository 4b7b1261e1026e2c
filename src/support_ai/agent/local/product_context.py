"""Which products were spoken of: by the assistant, in a list, or by the person just before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.finding import number_at
from support_ai.agent.local.product_finding import Asked, products_named
from support_ai.catalog.models import Product
from support_ai.conversations.models import Speaker

_FEW = 4
_FEW_WORDS = 8
_ONES = frozenset(("one", "ones"))
_LETTERS = frozenset(("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"))
AMONG_ALL = re.compile(
    r"\b(?:most expensive|cheapest|dearest)\b[^?]*\b(?:thing|product|item|article|you have|you sell|in (?:your|the) shop|in store)\b",
    re.IGNORECASE,
)


def is_among_all(desk: Desk) -> bool:
    """Tell whether the cheapest or the dearest of everything is asked for: in these words, or going on with them."""
    if AMONG_ALL.search(desk.text):
        return True
    before = next((one.text for one in reversed(desk.turn.history) if one.speaker is Speaker.PERSON), "")
    is_short = len(desk.text.split()) <= _FEW
    superlative = {"cheapest", "dearest"} & set(desk.wish.values(EntityType.COMPARISON))
    return bool(superlative) and is_short and AMONG_ALL.search(before) is not None


def keep(desk: Desk, found: Sequence[Product]) -> None:
    """Remember what is shown: as a list, where it is more than one; one of the list that was shown stays in it."""
    numbers = tuple(one.product_id for one in found)
    listed = (
        desk.before.last_products
        if len(numbers) == 1 and numbers[0] in desk.before.last_products
        else numbers
    )
    desk.keep(replace(desk.memory, last_product=numbers[0], last_products=listed))


def asked_by(desk: Desk) -> Asked:
    """Return the piece of the message that is the wish, with what it names at the places within it."""
    start = desk.wish.start
    entities = tuple(replace(one, start=one.start - start, end=one.end - start) for one in desk.wish.entities)
    return Asked(desk.text, entities)


def _is_option(phrase: str, asked: Asked) -> bool:
    """Tell whether a phrase only says which one: `blue one`, `m navy`."""
    options = {word for one in asked.values(EntityType.OPTION) for word in one.lower().split()}
    return all(word in options or word in _ONES or word in _LETTERS for word in phrase.lower().split())


async def _of_its_options(desk: Desk, asked: Asked) -> bool:
    """Tell whether what is named is only a part by which the product spoken of is told apart: `with the metal strap`."""
    found = await desk.facts.product(desk.before.last_product or "")
    if isinstance(found, Refusal) or len(asked.text.split()) > _FEW_WORDS:
        return False
    names = {name.replace("_", " ") for one in found.variants for name, _ in one.options}
    return any(re.search(rf"\b{re.escape(name)}s?\b", asked.text, re.IGNORECASE) for name in names)


async def spoken_of(desk: Desk, asked: Asked) -> tuple[Product, ...]:
    """Return the product that was spoken of before: by the assistant, or by the person just before."""
    named_words = [one for one in asked.values(EntityType.ITEM) if not _is_option(one, asked)]
    place = next(iter(asked.values(EntityType.PLACE)), None)
    if place is not None and not named_words and len(desk.before.last_products) > 1:
        number = number_at(place, desk.before.last_products, desk.before.last_product)
        at_place = None if number is None else await desk.facts.product(number)
        return () if at_place is None or isinstance(at_place, Refusal) else (at_place,)
    if desk.before.last_product is not None and (not named_words or await _of_its_options(desk, asked)):
        found = await desk.facts.product(desk.before.last_product)
        return () if isinstance(found, Refusal) else (found,)
    if desk.before.last_product is None and not named_words and desk.turn.history:
        everything = await desk.facts.products()
        for one in reversed(desk.turn.history[-4:]):
            found_before = products_named(Asked(one.text, ()), everything)
            if len(found_before) == 1:
                return found_before
    return ()

"""A bare number that is an option of a product, and no order: `the 110 one` is the one with 110 V."""

import re

from support_ai.agent.brain import Refusal
from support_ai.agent.local.facts import Facts

# Orders are called so too: what the person's own orders are numbered is left as it is.
_BARE = re.compile(
    r"(?<![\w#.,-])(?<!order )(?<!ord )(?:\d{2,4}(?=(?: one| ones| version| model| variant| type| size)\b)|(?<=\bin )\d{2,4}(?=\W*$| (?:or|and) \d)|(?<=\bthe )\d{2,4}(?=\W*$| (?:instead|please|pls|or|and)\b)|(?<=\bor )\d{2,4}(?=\W*$))",
    re.IGNORECASE,
)
_WITH_UNIT = re.compile(r"(\d+) ?([a-z]{1,3})", re.IGNORECASE)


async def with_units(text: str, facts: Facts) -> str:
    """Return a text with the unit behind each number that only an option of a product has."""
    bare = {match[0] for match in _BARE.finditer(text)}
    if not bare:
        return text
    units = {
        found[1]: found[2]
        for product in await facts.products()
        for variant in product.variants
        for _, value in variant.options
        if (found := _WITH_UNIT.fullmatch(value)) is not None and found[1] in bare
    }
    if not units:
        return text
    listed = await facts.orders()
    own = () if isinstance(listed, Refusal) else tuple(one.number for one in listed)

    def with_unit(match: re.Match[str]) -> str:
        is_order = any(one.endswith(match[0]) for one in own)
        unit = None if is_order else units.get(match[0])
        return match[0] if unit is None else f"{match[0]} {unit}"

    return _BARE.sub(with_unit, text)

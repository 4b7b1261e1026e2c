"""Which variant of a product a text asks for instead of the one somebody has: other options, bigger, cheaper. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from support_ai.agent.local.choices import same_option
from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.option_names import (
    LETTERED_SIZES,
    NUMBER,
    bare_sizes,
    first_number,
    is_value,
    places_of,
)
from support_ai.agent.local.said import Said
from support_ai.catalog.models import Product, Variant

_SIZE_WORDS = {"small": "s", "medium": "m", "large": "l", "extra small": "xs", "extra large": "xl"}
_BEFORE_TARGET = re.compile(
    r"\b(?:for|to|into|in|by|with|want|need|prefer|rather|i(?:'d| would)? like|get|wish|take|be|instead of|make (?:it|them|one)|become)\b[^,.;!?]{0,24}$",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\b(?:from|instead of|rather than|not|have|got|received|ordered|i did order|(?:do|does|did)(?:n'?t| not) (?:really )?(?:like|want|need|suit)|hates?|dislikes?|prefer(?: \w+){1,3}? (?:to|over))\b[^,.;!?]{0,30}$",
    re.IGNORECASE,
)


# `My leather watch` is the one they have; `to the leather one` is what they want.
_OWN_ONE = re.compile(
    r"(?<!\bto )(?<!\bfor )(?<!\binto )(?<!\bin )(?<!\bwith )\b(?:my|the|this|that|these|those|our)(?: [\w-]+)?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """The variant that is wanted."""

    variant: Variant


@dataclass(frozen=True, slots=True)
class NotThere:
    """What was asked for is not sold, or not at present; `wanted` is how it was called."""

    wanted: str
    others: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """It was not said which one of these."""

    others: tuple[Variant, ...]


def wanted_variant(product: Product, current: str, said: Said) -> Found | NotThere | Open:
    """Return the variant of a product that is wanted in place of the item `current`."""
    have = next((one for one in product.variants if one.item_id == current), None)
    others = tuple(one for one in product.variants if one.available and one.item_id != current)
    options = dict(have.options) if have is not None else {}
    wished = _wished(product, options, said)
    unknown = _unknown_option(product, said) or _unknown_size(product, said)
    if unknown is not None and not any(options.get(name) != value for name, value in wished.items()):
        return NotThere(unknown, others)
    if wished:
        fitting = [one for one in product.variants if _has(one, {**options, **wished})]
        return _chosen(fitting, product, others, wished, {**options, **wished})
    compared = _compared(product, have, said, others)
    if compared is not None:
        return compared
    if len(others) == 1 and _asks_for_other(said):
        return Found(others[0])
    return Open(others)


def _chosen(
    fitting: Sequence[Variant],
    product: Product,
    others: tuple[Variant, ...],
    wished: dict[str, str],
    whole: dict[str, str],
) -> Found | NotThere:
    there = next((one for one in fitting if one.available), None)
    if there is not None:
        return Found(there)
    # The other options need not stay where nothing is sold that has them all.
    alike = [one for one in product.variants if one.available and _has(one, wished)]
    if len(alike) == 1 and not fitting:
        return Found(alike[0])
    # Where it can be had otherwise, it is the whole of it that is not there: `XL, yellow`.
    missing = whole if alike else wished
    return NotThere(", ".join(missing.values()), tuple(alike) or others)


def _has(variant: Variant, options: dict[str, str]) -> bool:
    own = dict(variant.options)
    return all(name in own and same_option(own[name], value) for name, value in options.items())


def _wished(product: Product, have: dict[str, str], said: Said) -> dict[str, str]:
    """Return the options that are wished for, by their names: of several values of one option the one that is not there yet."""
    wished: dict[str, str] = {}
    for name in dict.fromkeys(name for one in product.variants for name, _ in one.options):
        values = list(dict.fromkeys(dict(one.options).get(name, "") for one in product.variants))
        mentions = [(place, value) for value in values for place in places_of(value, values, said)]
        chosen = _target(mentions, have.get(name), said)
        if chosen is not None:
            wished[name] = chosen
    return wished


def _target(mentions: list[tuple[Entity, str]], have: str | None, said: Said) -> str | None:
    """Return the value of an option that is the aim: not one that is given away, and rather one behind `for` or `to`."""
    wanted = [(at, value) for at, value in mentions if not said.is_unwanted(at.start, at.end)]
    if not wanted:
        return None
    new = [(at, value) for at, value in wanted if value != have and not _SOURCE.search(said.text[: at.start])]
    new = new or [(at, value) for at, value in wanted if value != have]
    if not new:
        # Only what is there already is named: it may be a wish for the same, or only tell which one is meant.
        at, value = max(wanted, key=lambda one: one[0].start)
        before = said.text[: at.start]
        is_own = _OWN_ONE.search(before) and re.match(r" [\w-]", said.text[at.end :])
        is_aim = _BEFORE_TARGET.search(before) and not _SOURCE.search(before) and not is_own
        return value if is_aim else None
    aimed = [(at, value) for at, value in new if _BEFORE_TARGET.search(said.text[: at.start])]
    return max(aimed or new, key=lambda one: one[0].start)[1]


def _rank(value: str) -> float | None:
    """Return where a size stands among others; None where it is no size."""
    lower = _SIZE_WORDS.get(value.lower(), value.lower())
    if lower in LETTERED_SIZES:
        return float(LETTERED_SIZES.index(lower))
    return float(first_number(value)) if NUMBER.search(value) else None


def _compared(
    product: Product, have: Variant | None, said: Said, others: tuple[Variant, ...]
) -> Found | NotThere | None:
    """Return what `bigger`, `cheapest` and the like mean beside what somebody has."""
    words = [one.value for one in said.wanted(EntityType.COMPARISON)]
    if have is None or not words:
        return None
    by_price = sorted(others, key=lambda one: one.price_minor)
    for word in words:
        match word:
            case "cheapest" | "dearest" if by_price:
                return Found(by_price[0 if word == "cheapest" else -1])
            case "cheaper" | "dearer":
                return _priced(word, have, by_price)
            case "bigger" | "smaller" | "biggest" | "smallest":
                return _sized(word, product, have, others, said)
            case _:
                continue
    return None


def _priced(word: str, have: Variant, by_price: Sequence[Variant]) -> Found | NotThere:
    lower = [one for one in by_price if one.price_minor < have.price_minor]
    higher = [one for one in by_price if one.price_minor > have.price_minor]
    fitting = lower[-1:] if word == "cheaper" else higher[:1]
    return Found(fitting[0]) if fitting else NotThere(f"{word} one", tuple(by_price))


_SIZES_ON = re.compile(r"\b(two|2|three|3) (?:whole |full )?sizes\b", re.IGNORECASE)
_STEPS = {"two": 2, "2": 2, "three": 3, "3": 3}


def _sized(
    word: str, product: Product, have: Variant, others: tuple[Variant, ...], said: Said
) -> Found | NotThere | None:
    own = dict(have.options)
    for name, value in have.options:
        rank = _rank(value)
        if rank is None:
            continue
        rest = {key: kept for key, kept in own.items() if key != name}
        ranked = _ranked(product, name, rest)
        beyond = [one for place, one in ranked if (place > rank if word.startswith("big") else place < rank)]
        if word in ("smaller", "smallest"):
            beyond.reverse()
        if word in ("biggest", "smallest"):
            beyond.reverse()
        step = _STEPS.get(steps[1].lower(), 1) if (steps := _SIZES_ON.search(said.text)) else 1
        found = next((one for one in beyond[step - 1 : step] if one.available), None)
        return Found(found) if found else NotThere(f"{word} size", others)
    return None


def _ranked(product: Product, name: str, rest: dict[str, str]) -> list[tuple[float, Variant]]:
    """Return the variants with these other options by the rank of one, the smallest first."""
    found: list[tuple[float, Variant]] = []
    for one in product.variants:
        rank = _rank(dict(one.options).get(name, ""))
        if rank is not None and _has(one, rest):
            found.append((rank, one))
    return sorted(found, key=lambda pair: pair[0])


_IS_FINE = re.compile(
    r" (?:is|are|was)(?: just)? (?:fine|ok(?:ay)?|good|great|alright|right|perfect)\b", re.IGNORECASE
)


def _unknown_option(product: Product, said: Said) -> str | None:
    """Return an option that is wished for and that the product does not have in any variant."""
    values = [value for one in product.variants for _, value in one.options]
    for one in said.wanted(EntityType.OPTION):
        if _IS_FINE.match(said.text, one.end):
            continue
        if not any(is_value(one.value, value, values) for value in values):
            return one.value
    return None


def _unknown_size(product: Product, said: Said) -> str | None:
    """Return a size in figures that is wished for and that the product does not have: `for a 47`."""
    sizes = {value for one in product.variants for _, value in one.options if re.fullmatch(r"\d\d", value)}
    if not sizes:
        return None
    for one in bare_sizes(said):
        is_wished = _BEFORE_TARGET.search(said.text[: one.start]) is not None
        if is_wished and one.value not in sizes and not said.is_unwanted(one.start, one.end):
            return f"size {one.value}"
    return None


def _asks_for_other(said: Said) -> bool:
    words = said.values(EntityType.COMPARISON)
    return "different" in words or bool(
        re.search(r"\bthe other (?:one|colou?r|size|version|model|kind)\b", said.text, re.IGNORECASE)
    )

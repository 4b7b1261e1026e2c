"""Which product somebody means, and which of its variants. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from support_ai.agent.local.choices import same_option
from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.things import comes_in_twos, named
from support_ai.catalog.models import Product, Variant

# A size that is said without its word: `and in 47?`
_BARE = re.compile(r"(?<![\w$€£.,-])\d{2}(?![\w%€.,-])(?! ?(?:dollars?|euros?|pounds?|bucks|days?|pieces?))")
# What stands between a number and the thing that it counts: `two (black cotton) shirts`, never `two lamps and a shirt`.
_LEADS_TO = re.compile(
    r"\s*(?:(?:of|pairs?|pieces?|such|x)\s+)*(?:(?!(?:and|or|plus|with|for|a|an)\b)[\w.×-]+\s+){0,3}",
    re.IGNORECASE,
)
_TIMES = re.compile(r"[x×]", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_UNITS = {"volts": "v", "volt": "v", "litres": "l", "liters": "l", "inches": "inch", "watts": "w"}
_SIZES = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_MEASURED = ("size", "voltage", "length", "width", "height", "capacity", "volume", "weight")
_SIZE_NAMES = {"small": "s", "medium": "m", "large": "l"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A piece of text and what it names."""

    text: str
    entities: tuple[Entity, ...]

    def values(self, kind: EntityType) -> tuple[str, ...]:
        """Return the values of one kind."""
        return tuple(one.value for one in self.entities if one.type is kind)


def products_named(asked: Asked, products: Sequence[Product]) -> tuple[Product, ...]:
    """Return the products that a text calls by their name, or by another word for it."""
    phrases = [one for one in asked.entities if one.type is EntityType.ITEM]
    spoken = named(asked.text, [one.name for one in products], phrases)
    return tuple(one for n, one in enumerate(products) if any(n in word.which for word in spoken))


def counted(asked: Asked, product: Product) -> int:
    """Return how many of a product are spoken of: `two yoga mats`, `2x yoga mat`, `yoga mat x2`; one where none is said."""
    phrases = [one for one in asked.entities if one.type is EntityType.ITEM]
    numbers = [one for one in asked.entities if one.type is EntityType.QUANTITY and one.value.isdigit()]
    found = 1
    for spoken in named(asked.text, [product.name], phrases):
        for one in numbers:
            before = one.end <= spoken.start and _LEADS_TO.fullmatch(asked.text[one.end : spoken.start])
            behind = spoken.end <= one.start and asked.text[spoken.end : one.start].strip() in ("", "(")
            is_pair = "pair" in asked.text[one.start : one.end].lower() and comes_in_twos(product.name)
            if not is_pair and (before or (behind and _TIMES.match(asked.text[one.start : one.end]))):
                found = max(found, int(one.value))
    return found


def fitting(product: Product, asked: Asked) -> tuple[Variant, ...]:
    """Return the variants that have every option which the product has in any variant; all where none is said."""
    found = product.variants
    for option in options_said(product, asked):
        found = (
            tuple(one for one in found if any(is_same(value, option) for _, value in one.options)) or found
        )
    return found


def options_said(product: Product, asked: Asked) -> tuple[str, ...]:
    """Return the values of the product's own options that a text says, also those no rule knows: `UK`, `XL`."""
    own = tuple(dict.fromkeys(value for one in product.variants for _, value in one.options))
    words = set(re.findall(r"[\w.]+", asked.text.lower()))
    letters = set(re.findall(r"\b[A-Z]\b", asked.text))
    said = [
        value
        for value in own
        if any(is_same(value, one) for one in asked.values(EntityType.OPTION))
        or value in letters
        or (len(value) > 1 and " " not in value and value.lower() in words)
        or ("×" in value and _unit(value).removesuffix("cm") in _unit(asked.text))
    ]
    return tuple(said)


def unknown_options(product: Product, asked: Asked) -> tuple[str, ...]:
    """Return the options in a text that no variant of the product has."""
    own = [value for one in product.variants for _, value in one.options]
    said = dict.fromkeys(asked.values(EntityType.OPTION))
    if any(value.isdigit() for value in own):
        said |= dict.fromkeys(_BARE.findall(asked.text))
    if any(value.lower() in _SIZES for value in own):
        said |= dict.fromkeys(word for word in re.findall(r"\b\d?x+[sl]\b", asked.text.lower()))
    name = product.name.lower()
    return tuple(one for one in said if one not in name and not any(is_same(value, one) for value in own))


def is_same(value: str, option: str) -> bool:
    """Tell whether two written options are the same, `230 volts` and `230 V` too."""
    return same_option(value, option) or _unit(value) == _unit(option)


def _unit(written: str) -> str:
    lower = written.lower()
    for long, short in _UNITS.items():
        lower = re.sub(rf"\b{long}\b", short, lower)
    return re.sub(r"\s", "", lower).replace("×", "x")


def size_of(variant: Variant) -> float | None:
    """Return how big a variant is, in whatever its product measures by; None where that is no size."""
    for name, value in variant.options:
        lower = _SIZE_NAMES.get(value.lower(), value.lower())
        if lower in _SIZES:
            return float(_SIZES.index(lower))
        numbers = _NUMBER.findall(lower)
        if numbers and (name in _MEASURED or len(numbers) > 1):
            area = 1.0
            for one in numbers:
                area *= float(one.replace(",", "."))
            return area
    return None


def by_size(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """Return variants with a size, the smallest first."""
    sized = [(size, one) for one in variants if (size := size_of(one)) is not None]
    return tuple(one for _, one in sorted(sized, key=lambda pair: pair[0]))


def extreme(
    comparison: str, variants: Sequence[Variant], *, than: Sequence[Variant] = ()
) -> tuple[Variant, ...]:
    """Return what a comparison picks: the cheapest, those bigger `than` others; nothing where nothing is so."""
    prices = sorted(variants, key=lambda one: one.price_minor)
    sizes = by_size(variants)
    match comparison:
        case "cheapest" | "dearest":
            best = prices[0] if comparison == "cheapest" else prices[-1]
            return tuple(one for one in variants if one.price_minor == best.price_minor)
        case "smallest" | "biggest":
            return (sizes[0] if comparison == "smallest" else sizes[-1],) if sizes else ()
        case "bigger" | "smaller" if than and (edge := size_of(than[0])) is not None:
            is_bigger = comparison == "bigger"
            return tuple(
                one
                for one in sizes
                if (size := size_of(one)) is not None and (size > edge) == is_bigger != (size == edge)
            )
        case "cheaper" | "dearer" if not than:
            return extreme("cheapest" if comparison == "cheaper" else "dearest", variants)
        case "cheaper" | "dearer":
            limit = than[0].price_minor
            return tuple(
                one
                for one in prices
                if (one.price_minor < limit) == (comparison == "cheaper") and one.price_minor != limit
            )
        case _:
            return ()

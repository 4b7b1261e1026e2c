"""Which variant people want instead of what they have."""

import pytest

from support_ai.agent.local.said import read
from support_ai.agent.local.variants import Found, NotThere, Open, wanted_variant
from support_ai.catalog.models import Product, Variant


def variant(item_id: str, price: int, available: bool = True, **options: str) -> Variant:
    return Variant(item_id, tuple(options.items()), price, "USD", available)


SHIRT = Product("T", "T-Shirt", tuple(variant(f"{s}{c}", 1990, size=s, color=c) for s in "SML" for c in ("navy", "sand")))  # fmt: skip
BOTTLE = Product("B", "Bottle", (variant("b500", 1450, size="500 ml"), variant("b750", 1750, size="750 ml")))
SHOES = Product("S", "Shoes", tuple(variant(str(n), 7450, size=str(n)) for n in range(38, 46)))
GRINDER = Product(
    "G", "Grinder", (variant("us", 5900, voltage="110 V"), variant("eu", 5900, voltage="230 V"))
)
LAMP = Product("L", "Lamp", (variant("brass", 4500, color="brass"), variant("black", 4200, color="black"), variant("white", 3900, available=False, color="white")))  # fmt: skip


@pytest.mark.parametrize(
    ("product", "have", "text", "expected"),
    [
        (SHIRT, "Ssand", "make it navy", "Snavy"),
        (SHIRT, "Ssand", "M and navy please", "Mnavy"),
        (SHIRT, "Mnavy", "I need it in L", "Lnavy"),
        (SHIRT, "Snavy", "a bigger size", "Mnavy"),
        (BOTTLE, "b500", "both in the bigger size", "b750"),
        (BOTTLE, "b750", "the small ones will do", "b500"),
        (BOTTLE, "b500", "swap the 500 ml for 750 ml", "b750"),
        (SHOES, "40", "one size up", "41"),
        (SHOES, "44", "size 43 please", "43"),
        (SHOES, "44", "a size smaller", "43"),
        (SHOES, "44", "two sizes down please", "42"),
        (SHOES, "44", "they are too small, the 45 please", "45"),
        (GRINDER, "eu", "give me the 110 one instead", "us"),
        (BOTTLE, "b750", "black is fine, the 500 ml please", "b500"),
        (GRINDER, "eu", "to 110 volt please", "us"),
        (LAMP, "black", "swap my black lamp for brass", "brass"),
        (LAMP, "black", "brass instead of black", "brass"),
        (LAMP, "black", "should be brass, not black", "brass"),
        (LAMP, "brass", "the cheapest one that is available", "black"),
        (LAMP, "brass", "the other colour", "black"),
    ],
)
def test_the_variant_that_is_wanted(product: Product, have: str, text: str, expected: str) -> None:
    found = wanted_variant(product, have, read(text))
    assert isinstance(found, Found)
    assert found.variant.item_id == expected


def test_what_is_not_sold_or_not_available_is_said() -> None:
    pink = wanted_variant(LAMP, "black", read("do you have it in pink"))
    assert isinstance(pink, NotThere)
    assert [one.item_id for one in pink.others] == ["brass"]
    assert isinstance(wanted_variant(LAMP, "black", read("make it white")), NotThere)
    assert isinstance(wanted_variant(SHOES, "45", read("a size larger")), NotThere)


def test_nothing_said_is_open() -> None:
    assert isinstance(wanted_variant(SHIRT, "Ssand", read("exchange it")), Open)


@pytest.mark.parametrize("text", ["too small, both for a 47 please", "in size 49", "i'd take a 52"])
def test_a_size_that_is_not_made_is_not_there(text: str) -> None:
    found = wanted_variant(SHOES, "44", read(text))
    assert isinstance(found, NotThere)
    assert found.wanted.removeprefix("size ") in text

"""Products and the variants that are sold of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing that can be bought: a product with its options chosen."""

    item_id: str
    options: tuple[tuple[str, str], ...]
    price_minor: int
    currency: str
    available: bool


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its variants, in the order of their ids."""

    product_id: str
    name: str
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class SoldVariant:
    """A variant with the product that it is of; `options` as the tables write them."""

    item_id: str
    product_id: str
    product_name: str
    options: str
    price_minor: int
    currency: str
    available: bool

"""The SQL that reads the catalogue, which stands open to everybody."""

from collections.abc import Sequence
from typing import Any, LiteralString

from support_ai.catalog.models import Product, SoldVariant, Variant
from support_ai.catalog.options import read_options
from support_ai.core.database import Connection

_PRODUCT = """
    select p.product_id, p.name,
           (select coalesce(json_agg(json_build_array(
                        v.item_id, v.options, v.price_minor, v.currency, v.available) order by v.item_id), '[]')
            from product_variants v where v.product_id = p.product_id)
    from products p
"""


async def read_product(conn: Connection, product_id: str) -> Product | None:
    """Return one product with its variants."""
    cursor = await conn.execute(f"{_PRODUCT} where p.product_id = %s", (product_id,))
    row = await cursor.fetchone()
    return None if row is None else _product(row)


async def list_products(
    conn: Connection, *, after: str | None, limit: int, name: str | None
) -> list[Product]:
    """Return products in the order of their ids, behind `after`; `name` is a part of the name."""
    conditions: list[LiteralString] = []
    values: dict[str, object] = {"limit": limit}
    if after is not None:
        conditions.append("p.product_id > %(after)s")
        values["after"] = after
    if name is not None:
        conditions.append("strpos(lower(p.name), lower(%(name)s)) > 0")
        values["name"] = name
    where = f"where {' and '.join(conditions)}" if conditions else ""
    cursor = await conn.execute(f"{_PRODUCT} {where} order by p.product_id limit %(limit)s", values)
    return [_product(row) for row in await cursor.fetchall()]


async def read_variants(conn: Connection, item_ids: Sequence[str]) -> list[SoldVariant]:
    """Return the variants with these ids."""
    cursor = await conn.execute(
        "select v.item_id, v.product_id, p.name, v.options, v.price_minor, v.currency, v.available"
        " from product_variants v join products p using (product_id) where v.item_id = any (%s)",
        (list(item_ids),),
    )
    return [SoldVariant(*row) for row in await cursor.fetchall()]


def _product(row: tuple[Any, ...]) -> Product:
    variants = tuple(
        Variant(item_id, read_options(options), price, currency, available)
        for item_id, options, price, currency, available in row[2]
    )
    return Product(row[0], row[1], variants)

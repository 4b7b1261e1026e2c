"""What the shop sells. Everybody may look."""

from collections.abc import Sequence

from support_ai.catalog import queries
from support_ai.catalog.models import Product, SoldVariant
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError
from support_ai.core.page import Page, decode_cursor, encode_cursor, page_of


class ProductNotFoundError(NotFoundError):
    """The shop sells no product with this number."""

    code = "product_not_found"


async def find_product(conn: Connection, product_id: str) -> Product | None:
    """Return the product with its variants."""
    return None if "\x00" in product_id else await queries.read_product(conn, product_id)


async def get_product(conn: Connection, product_id: str) -> Product:
    """Return the product with its variants; ProductNotFoundError where there is none."""
    found = await find_product(conn, product_id)
    if found is None:
        raise ProductNotFoundError
    return found


async def list_products(
    conn: Connection, name: str | None = None, cursor: str | None = None, limit: int = 20
) -> Page[Product]:
    """Return a page of the products whose name has `name` in it, by product number."""
    after = str(decode_cursor(cursor, (str,))[0]) if cursor else None
    rows = await queries.list_products(conn, after=after, limit=limit + 1, name=name)
    return page_of(rows, limit, lambda row: encode_cursor(row.product_id))


async def variants(conn: Connection, item_ids: Sequence[str]) -> list[SoldVariant]:
    """Return the variants with these ids, those that the shop sells."""
    return await queries.read_variants(conn, item_ids)

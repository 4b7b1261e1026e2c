"""The catalogue over REST, for everybody."""

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from support_ai.access.actor import Visitor
from support_ai.catalog import service
from support_ai.catalog.models import Product
from support_ai.core.caller import Anyone
from support_ai.core.database import Connection, Database
from support_ai.core.page import Page, PageQuery, Word

router = APIRouter(prefix="/catalog", tags=["catalog"])
_NOBODY = Visitor(UUID(int=0))


class ProductQuery(PageQuery):
    """Which products to list; `name` is a part of the name."""

    name: Word | None = None


async def look(request: Request, person: Anyone) -> AsyncGenerator[Connection]:
    """Open a read-only transaction for whoever calls, strangers too."""
    database: Database = request.app.state.database
    async with database.transaction(person or _NOBODY, read_only=True) as connection:
        yield connection


Look = Annotated[Connection, Depends(look, scope="function")]


@router.get("")
async def list_products(conn: Look, wanted: Annotated[ProductQuery, Query()]) -> Page[Product]:
    """List what the shop sells, with every variant."""
    return await service.list_products(conn, wanted.name, wanted.cursor, wanted.limit)


@router.get("/{product_id}")
async def get_product(conn: Look, product_id: str) -> Product:
    """Return one product."""
    return await service.get_product(conn, product_id)

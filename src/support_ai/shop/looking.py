"""A transaction for what is the same for everybody, and needs no caller."""

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from support_ai.access.actor import Visitor
from support_ai.core.database import Connection, Database

_NOBODY = Visitor(UUID(int=0))


async def look(request: Request) -> AsyncGenerator[Connection]:
    """Open a read-only transaction as the visitor nobody."""
    database: Database = request.app.state.database
    async with database.transaction(_NOBODY, read_only=True) as connection:
        yield connection


Looking = Annotated[Connection, Depends(look, scope="function")]

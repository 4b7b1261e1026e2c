"""Holding a conversation while a brain thinks: what dies with its process is let go of soon, what lives is not."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import structlog

from support_ai.access.actor import Person
from support_ai.conversations import leases
from support_ai.core.database import Database
from support_ai.core.errors import AppError

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def held(
    database: Database, person: Person, conversation_id: UUID, holder: UUID
) -> AsyncGenerator[None]:
    """Keep a conversation's lease until the block ends; a lease that is lost all the same, whoever posts is told."""
    task = asyncio.create_task(_keep_holding(database, person, conversation_id, holder))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _keep_holding(database: Database, person: Person, conversation_id: UUID, holder: UUID) -> None:
    is_held = True
    while is_held:
        await asyncio.sleep(leases.HELD_EVERY.total_seconds())
        try:
            async with database.transaction(person) as conn:
                is_held = await leases.hold_turn(conn, conversation_id, holder, datetime.now(UTC))
        except (AppError, psycopg.Error) as error:
            # The next time may go well: the lease bears two that do not.
            _log.warning("turn.not_held", kind=type(error).__name__)

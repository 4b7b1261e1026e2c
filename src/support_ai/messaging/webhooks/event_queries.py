"""The SQL of what happened."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from support_ai.core.database import Connection
from support_ai.messaging.webhooks.events import TEST, Event


async def insert_wanted(
    conn: Connection, event_id: UUID, event: Event, actor: str, told: Mapping[str, object]
) -> bool:
    """Keep an event that some endpoint wants; False, and nothing is kept, where none does."""
    cursor = await conn.execute(
        "insert into webhook_events (event_id, type, actor, data) select %(id)s, %(type)s, %(actor)s, %(data)s"
        " where exists (select from webhook_subscriptions where events is null or %(type)s = any (events))",
        {"id": event_id, "type": event.value, "actor": actor, "data": Jsonb(dict(told))},
    )
    return cursor.rowcount == 1


async def insert_test(conn: Connection, event_id: UUID, actor: str, told: Mapping[str, object]) -> None:
    """Keep the event of a test."""
    await conn.execute(
        "insert into webhook_events (event_id, type, actor, data) values (%s, %s, %s, %s)",
        (event_id, TEST, actor, Jsonb(dict(told))),
    )


async def forget_events(conn: Connection, before: datetime, limit: int) -> int:
    """Forget events, and their deliveries, that happened before a moment; row security keeps those of 30 days."""
    cursor = await conn.execute(
        "delete from webhook_events where event_id in"
        " (select event_id from webhook_events where occurred_at < %s order by occurred_at limit %s)",
        (before, limit),
    )
    return cursor.rowcount

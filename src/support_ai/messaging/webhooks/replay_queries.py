"""The SQL of what is sent once more."""

from datetime import datetime
from uuid import UUID

from support_ai.core.database import Connection
from support_ai.messaging.webhooks.events import TEST


async def begin_anew(conn: Connection, webhook_id: UUID, delivery_id: UUID, moment: datetime) -> bool:
    """Let a delivery wait for an attempt now, whatever became of it; False where the endpoint has no such one."""
    cursor = await conn.execute(
        "update webhook_deliveries set state = 'waiting', tries = 0, next_attempt_at = %s"
        " where delivery_id = %s and endpoint_id = %s",
        (moment, delivery_id, webhook_id),
    )
    return cursor.rowcount == 1


async def count_since(conn: Connection, webhook_id: UUID, since: datetime, *, delivered: bool) -> int:
    """Return how many events since a moment an endpoint wants and did not get, or got too."""
    cursor = await conn.execute(
        "select count(*) from webhook_events v join webhook_endpoints e on e.endpoint_id = %(endpoint)s"
        " left join webhook_deliveries d on d.endpoint_id = e.endpoint_id and d.event_id = v.event_id"
        " where v.occurred_at >= %(since)s and v.type <> %(test)s and (e.events is null or v.type = any (e.events))"
        " and coalesce(d.state in ('failed', 'stopped') or (%(delivered)s and d.state = 'delivered'), true)",
        {"endpoint": webhook_id, "since": since, "test": TEST, "delivered": delivered},
    )
    row = await cursor.fetchone()
    return 0 if row is None else row[0]


async def begin_anew_since(
    conn: Connection,
    webhook_id: UUID,
    since: datetime,
    after: int,
    *,
    delivered: bool,
    moment: datetime,
    limit: int,
) -> int | None:
    """Let the next events since a moment wait for an attempt, and return the last of them; None where none is left.

    Those that wait already are left as they are.
    """
    chosen = (
        "select v.event_id, v.sequence from webhook_events v join webhook_endpoints e"
        " on e.endpoint_id = %(endpoint)s and e.disabled_at is null"
        " where v.occurred_at >= %(since)s and v.sequence > %(after)s and v.type <> %(test)s"
        " and (e.events is null or v.type = any (e.events)) order by v.sequence limit %(limit)s"
    )
    values = {
        "endpoint": webhook_id,
        "since": since,
        "after": after,
        "test": TEST,
        "delivered": delivered,
        "moment": moment,
        "limit": limit,
    }
    row = await (await conn.execute(f"select max(sequence) from ({chosen}) chosen", values)).fetchone()  # noqa: S608 - the statement above
    await conn.execute(
        "insert into webhook_deliveries (endpoint_id, event_id, sequence, next_attempt_at)"  # noqa: S608 - the statement above
        f" select %(endpoint)s, event_id, sequence, %(moment)s from ({chosen}) chosen"
        " on conflict (endpoint_id, event_id) do update"
        " set state = 'waiting', tries = 0, next_attempt_at = excluded.next_attempt_at"
        " where webhook_deliveries.state in ('failed', 'stopped')"
        " or (%(delivered)s and webhook_deliveries.state = 'delivered')",
        values,
    )
    return None if row is None else row[0]

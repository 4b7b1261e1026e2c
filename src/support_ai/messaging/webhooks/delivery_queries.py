"""The SQL of deliveries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import TupleRow

from support_ai.core.database import Connection
from support_ai.messaging.webhooks.endpoint_queries import opened
from support_ai.messaging.webhooks.models import Answer, Delivery, DeliveryState, Message
from support_ai.messaging.webhooks.policy import Decision


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that is to be attempted now, and how often it was since it was last begun anew."""

    delivery_id: UUID
    tries: int
    message: Message


async def spread_event(conn: Connection, event_id: UUID, moment: datetime) -> list[UUID]:
    """Make a delivery of an event for every endpoint that wants it and has none, and return these endpoints."""
    cursor = await conn.execute(
        "insert into webhook_deliveries (endpoint_id, event_id, sequence, next_attempt_at)"
        " select e.endpoint_id, v.event_id, v.sequence, %s from webhook_events v join webhook_endpoints e"
        " on e.disabled_at is null and (e.events is null or v.type = any (e.events)) where v.event_id = %s"
        " on conflict (endpoint_id, event_id) do nothing returning endpoint_id",
        (moment, event_id),
    )
    return [row[0] for row in await cursor.fetchall()]


async def insert_delivery(conn: Connection, webhook_id: UUID, event_id: UUID, moment: datetime) -> UUID:
    """Make a delivery of an event for one endpoint, whatever it wants."""
    cursor = await conn.execute(
        "insert into webhook_deliveries (endpoint_id, event_id, sequence, next_attempt_at)"
        " select %s, event_id, sequence, %s from webhook_events where event_id = %s returning delivery_id",
        (webhook_id, moment, event_id),
    )
    [(delivery_id,)] = await cursor.fetchall()
    return delivery_id


async def find_due(conn: Connection, webhook_id: UUID, moment: datetime, early: timedelta) -> Due | None:
    """Return the delivery of an endpoint that waits longest for an attempt; None where none is due, or none is sent."""
    cursor = await conn.execute(
        "select d.delivery_id, d.tries,"
        " e.endpoint_id, e.url, e.secret, case when e.old_secret_until > %s then e.old_secret end,"
        " v.event_id, v.type, v.sequence, v.occurred_at, v.data"
        " from webhook_deliveries d join webhook_endpoints e using (endpoint_id) join webhook_events v using (event_id)"
        " where d.endpoint_id = %s and d.state = 'waiting' and d.next_attempt_at <= %s and e.disabled_at is null"
        " order by d.next_attempt_at, d.sequence limit 1",
        (moment, webhook_id, moment + early),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    secrets = opened(conn.keys, row[2], row[4], row[5])
    return Due(row[0], row[1], Message(row[2], row[3], secrets, *row[6:]))


async def stop_waiting(conn: Connection, webhook_id: UUID) -> None:
    """Note that nothing that waits for an endpoint is sent, because it was disabled."""
    await conn.execute(
        "update webhook_deliveries set state = 'stopped' where endpoint_id = %s and state = 'waiting'",
        (webhook_id,),
    )


async def note_attempt(
    conn: Connection, delivery_id: UUID, answer: Answer, decision: Decision, moment: datetime
) -> None:
    """Note how an attempt ended."""
    await conn.execute(
        "update webhook_deliveries set attempts = attempts + 1, tries = tries + 1, state = %s,"
        " next_attempt_at = coalesce(%s, next_attempt_at), last_attempt_at = %s, last_status = %s, last_error = %s,"
        " last_answer = %s where delivery_id = %s",
        (
            decision.state,
            decision.next_attempt_at,
            moment,
            answer.status,
            answer.error,
            answer.words,
            delivery_id,
        ),
    )


async def list_deliveries(
    conn: Connection, webhook_id: UUID, state: DeliveryState | None, before: int | None, limit: int
) -> list[Delivery]:
    """Return deliveries of an endpoint, the newest event first, below a sequence number."""
    cursor = await conn.execute(
        "select d.delivery_id, v.event_id, v.type, d.sequence, v.occurred_at, v.data ->> 'subject', d.state, d.attempts,"
        " case when d.state = 'waiting' then d.next_attempt_at end,"
        " d.last_attempt_at, d.last_status, d.last_error, d.last_answer"
        " from webhook_deliveries d join webhook_events v using (event_id)"
        " where d.endpoint_id = %s and (%s::text is null or d.state = %s) and (%s::bigint is null or d.sequence < %s)"
        " order by d.sequence desc limit %s",
        (webhook_id, state, state, before, before, limit),
    )
    return [_delivery(row) for row in await cursor.fetchall()]


async def list_overdue(conn: Connection, before: datetime) -> list[UUID]:
    """Return the endpoints that something should have been sent to before some moment."""
    cursor = await conn.execute(
        "select distinct endpoint_id from webhook_deliveries where state = 'waiting' and next_attempt_at < %s",
        (before,),
    )
    return [row[0] for row in await cursor.fetchall()]


def _delivery(row: TupleRow) -> Delivery:
    return Delivery(
        *row[:6],
        state=DeliveryState(row[6]),
        attempts=row[7],
        next_attempt_at=row[8],
        last_attempt_at=row[9],
        last_status=row[10],
        last_error=row[11],
        last_answer=row[12],
    )

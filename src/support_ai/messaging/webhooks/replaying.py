"""What is sent once more, or for a try: always under the name that the event has."""

from datetime import datetime
from uuid import UUID, uuid4

from support_ai.access.actor import describe
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError
from support_ai.core.jobs import WEBHOOK_QUEUE, enqueue
from support_ai.core.page import Page, decode_cursor, encode_cursor, page_of
from support_ai.messaging.webhooks import delivery_queries, event_queries, replay_queries
from support_ai.messaging.webhooks.endpoints import get_enabled, get_endpoint
from support_ai.messaging.webhooks.models import Delivery, DeliveryState

SEND_WAITING = "send_webhooks"
REPLAY = "replay_webhooks"


class DeliveryNotFoundError(NotFoundError):
    """This webhook has no such delivery."""

    code = "webhook_delivery_not_found"


async def send_waiting(conn: Connection, webhook_id: UUID, at: datetime | None = None) -> None:
    """Send an endpoint what is due, once the transaction commits, or at a later moment."""
    await enqueue(conn, SEND_WAITING, queue=WEBHOOK_QUEUE, run_at=at, webhook_id=str(webhook_id))


async def send_test(conn: Connection, webhook_id: UUID, moment: datetime) -> UUID:
    """Send an event without meaning to one endpoint, and return its delivery."""
    await get_enabled(conn, webhook_id)
    event_id, subject = uuid4(), f"webhook:{webhook_id}"
    await event_queries.insert_test(conn, event_id, describe(conn.actor), {"subject": subject, "detail": {}})
    delivery_id = await delivery_queries.insert_delivery(conn, webhook_id, event_id, moment)
    await send_waiting(conn, webhook_id)
    await audit.append(conn, "webhook.test", subject)
    return delivery_id


async def list_deliveries(
    conn: Connection, webhook_id: UUID, state: DeliveryState | None, cursor: str | None, limit: int
) -> Page[Delivery]:
    """Return what was sent to an endpoint, the newest event first; WebhookNotFoundError where there is no such one."""
    before = None if cursor is None else int(decode_cursor(cursor, [int])[0] or 0)
    await get_endpoint(conn, webhook_id)
    rows = await delivery_queries.list_deliveries(conn, webhook_id, state, before, limit + 1)
    return page_of(rows, limit, lambda delivery: encode_cursor(delivery.sequence))


async def replay(conn: Connection, webhook_id: UUID, delivery_id: UUID, moment: datetime) -> None:
    """Send one delivery again, now and with every attempt before it; DeliveryNotFoundError where there is none."""
    await get_enabled(conn, webhook_id)
    if not await replay_queries.begin_anew(conn, webhook_id, delivery_id, moment):
        raise DeliveryNotFoundError
    await send_waiting(conn, webhook_id)
    detail = {"delivery": str(delivery_id)}
    await audit.append(conn, "webhook.replay", f"webhook:{webhook_id}", detail=detail)


async def replay_since(conn: Connection, webhook_id: UUID, since: datetime, *, delivered: bool) -> int:
    """Send again what an endpoint did not get since a moment, or got too; return how many events these are."""
    await get_enabled(conn, webhook_id)
    count = await replay_queries.count_since(conn, webhook_id, since, delivered=delivered)
    await go_on(conn, webhook_id, since, 0, delivered=delivered)
    detail = {"since": since.isoformat(), "delivered": delivered, "events": count}
    await audit.append(conn, "webhook.replay_since", f"webhook:{webhook_id}", detail=detail)
    return count


async def go_on(conn: Connection, webhook_id: UUID, since: datetime, after: int, *, delivered: bool) -> None:
    """Let the worker go on with a replay behind the last event that it looked at."""
    await enqueue(
        conn,
        REPLAY,
        queue=WEBHOOK_QUEUE,
        webhook_id=str(webhook_id),
        since=since.isoformat(),
        after=after,
        delivered=int(delivered),
    )

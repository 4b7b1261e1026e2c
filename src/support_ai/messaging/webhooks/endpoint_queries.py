"""The SQL of endpoints."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import TupleRow

from support_ai.core.crypto import Keyring
from support_ai.core.database import Connection
from support_ai.core.sealed import SealedColumn
from support_ai.messaging.webhooks.events import Event
from support_ai.messaging.webhooks.models import Ending, Endpoint

_TABLE = "webhook_endpoints"
SEALED = (
    SealedColumn("webhook_endpoints", ("endpoint_id",), "secret", "endpoint_id::text"),
    SealedColumn("webhook_endpoints", ("endpoint_id",), "old_secret", "endpoint_id::text"),
)
_ENDPOINTS = (
    "select endpoint_id, url, description, events, created_at, created_by, failing_since, disabled_at,"
    " disabled_because, old_secret_until from webhook_endpoints"
)


async def insert_endpoint(conn: Connection, endpoint: Endpoint, secret: str, *, most: int) -> bool:
    """Keep an endpoint with its secret sealed; False where the shop has `most` of them."""
    cursor = await conn.execute(
        "insert into webhook_endpoints (endpoint_id, url, description, events, secret, created_at, created_by)"
        " select %s, %s, %s, %s::text[], %s, %s, %s where (select count(*) from webhook_endpoints) < %s",
        (
            endpoint.webhook_id,
            endpoint.url,
            endpoint.description,
            _names(endpoint.events),
            _sealed(conn, endpoint.webhook_id, secret),
            endpoint.created_at,
            endpoint.created_by,
            most,
        ),
    )
    return cursor.rowcount == 1


async def list_endpoints(conn: Connection) -> list[Endpoint]:
    """Return every endpoint, the newest first."""
    cursor = await conn.execute(f"{_ENDPOINTS} order by created_at desc, endpoint_id")
    return [_endpoint(row) for row in await cursor.fetchall()]


async def find_endpoint(conn: Connection, webhook_id: UUID, *, lock: bool = False) -> Endpoint | None:
    """Return one endpoint; with `lock` nobody else changes it until the transaction ends."""
    wanted = f"{_ENDPOINTS} where endpoint_id = %s" + (" for no key update" if lock else "")
    row = await (await conn.execute(wanted, (webhook_id,))).fetchone()
    return None if row is None else _endpoint(row)


async def change_endpoint(conn: Connection, endpoint: Endpoint) -> None:
    """Store what the owner decides of an endpoint, and how it fares."""
    await conn.execute(
        "update webhook_endpoints set url = %s, description = %s, events = %s, failing_since = %s,"
        " disabled_at = %s, disabled_because = %s where endpoint_id = %s",
        (
            endpoint.url,
            endpoint.description,
            _names(endpoint.events),
            endpoint.failing_since,
            endpoint.disabled_at,
            endpoint.disabled_because,
            endpoint.webhook_id,
        ),
    )


async def delete_endpoint(conn: Connection, webhook_id: UUID) -> bool:
    """Forget an endpoint and its deliveries; False where there is none."""
    cursor = await conn.execute("delete from webhook_endpoints where endpoint_id = %s", (webhook_id,))
    return cursor.rowcount == 1


async def replace_secret(conn: Connection, webhook_id: UUID, secret: str, old_until: datetime) -> bool:
    """Let the present secret sign beside a new one until some moment; False where there is no endpoint."""
    cursor = await conn.execute(
        "select secret from webhook_endpoints where endpoint_id = %s for no key update", (webhook_id,)
    )
    row = await cursor.fetchone()
    if row is None:
        return False
    name = str(webhook_id)
    old = conn.keys.open(_TABLE, "secret", name, row[0])
    await conn.execute(
        "update webhook_endpoints set secret = %s, old_secret = %s, old_secret_until = %s where endpoint_id = %s",
        (
            _sealed(conn, webhook_id, secret),
            conn.keys.seal(_TABLE, "old_secret", name, old),
            old_until,
            webhook_id,
        ),
    )
    return True


def opened(keys: Keyring, webhook_id: UUID, secret: bytes, old: bytes | None) -> tuple[str, ...]:
    """Return the secrets of an endpoint, the newest first."""
    name = str(webhook_id)
    new = keys.open(_TABLE, "secret", name, secret)
    return (new,) if old is None else (new, keys.open(_TABLE, "old_secret", name, old))


async def take(
    conn: Connection, webhook_id: UUID, mine: datetime | None, until: datetime, moment: datetime
) -> bool:
    """Let nobody else send to an endpoint until some moment, once more where it is `mine`; False where it is not free.

    The endpoint stays locked until the transaction ends.
    """
    cursor = await conn.execute(
        "update webhook_endpoints set busy_until = %(until)s where endpoint_id = %(endpoint)s and case"
        " when %(mine)s::timestamptz is null then busy_until is null or busy_until <= %(moment)s"
        " else busy_until = %(mine)s end",
        {"until": until, "endpoint": webhook_id, "mine": mine, "moment": moment},
    )
    return cursor.rowcount == 1


async def release(conn: Connection, webhook_id: UUID) -> None:
    """Let somebody else send to an endpoint."""
    await conn.execute("update webhook_endpoints set busy_until = null where endpoint_id = %s", (webhook_id,))


async def note_failure(conn: Connection, webhook_id: UUID, moment: datetime) -> datetime:
    """Return since when deliveries fail, now at the latest."""
    cursor = await conn.execute(
        "update webhook_endpoints set failing_since = coalesce(failing_since, %s)"
        " where endpoint_id = %s returning failing_since",
        (moment, webhook_id),
    )
    [(failing_since,)] = await cursor.fetchall()
    return failing_since


async def note_success(conn: Connection, webhook_id: UUID) -> None:
    """Note that a delivery succeeded."""
    await conn.execute(
        "update webhook_endpoints set failing_since = null where endpoint_id = %s and failing_since is not null",
        (webhook_id,),
    )


async def end_endpoint(conn: Connection, webhook_id: UUID, because: Ending, moment: datetime) -> bool:
    """Send nothing there from now on; False where nothing was sent there any more."""
    cursor = await conn.execute(
        "update webhook_endpoints set disabled_at = %s, disabled_because = %s"
        " where endpoint_id = %s and disabled_at is null",
        (moment, because, webhook_id),
    )
    return cursor.rowcount == 1


async def forget_old_secrets(conn: Connection, moment: datetime) -> int:
    """Forget the secrets that sign nothing any more."""
    cursor = await conn.execute(
        "update webhook_endpoints set old_secret = null, old_secret_until = null where old_secret_until <= %s",
        (moment,),
    )
    return cursor.rowcount


def _sealed(conn: Connection, webhook_id: UUID, secret: str) -> bytes:
    return conn.keys.seal(_TABLE, "secret", str(webhook_id), secret)


def _names(events: tuple[Event, ...]) -> list[str] | None:
    return [event.value for event in events] or None


def _endpoint(row: TupleRow) -> Endpoint:
    return Endpoint(
        *row[:3],
        events=tuple(Event(name) for name in row[3] or ()),
        created_at=row[4],
        created_by=row[5],
        failing_since=row[6],
        disabled_at=row[7],
        disabled_because=None if row[8] is None else Ending(row[8]),
        rotating_until=row[9],
    )

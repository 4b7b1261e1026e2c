"""The SQL of the keys of the shop's programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from psycopg.rows import TupleRow

from support_ai.access.scope import Scope
from support_ai.core.database import Connection

_KEYS = (
    "select key_id, name, scopes, created_at, created_by, expires_at, revoked_at, last_used_on, secret_hash"
    " from api_keys"
)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key, without its secret, which nobody has but the program."""

    key_id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None

    def lives(self, now: datetime) -> bool:
        """Tell whether the key still opens anything."""
        return self.revoked_at is None and now < self.expires_at


async def insert_key(
    conn: Connection,
    key_id: str,
    secret_hash: bytes,
    *,
    name: str,
    scopes: Iterable[Scope],
    created_at: datetime,
    created_by: str,
    expires_at: datetime,
) -> None:
    """Keep the digest of a new key's secret."""
    await conn.execute(
        "insert into api_keys (key_id, secret_hash, name, scopes, created_at, created_by, expires_at)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (key_id, secret_hash, name, [one.value for one in scopes], created_at, created_by, expires_at),
    )


async def list_keys(conn: Connection) -> list[ApiKey]:
    """Return every key, the newest first."""
    cursor = await conn.execute(f"{_KEYS} order by created_at desc, key_id")
    return [_key(row) for row in await cursor.fetchall()]


async def read_key(conn: Connection, key_id: str) -> tuple[ApiKey, bytes] | None:
    """Return a key and the digest of its secret."""
    cursor = await conn.execute(f"{_KEYS} where key_id = %s", (key_id,))
    row = await cursor.fetchone()
    return None if row is None else (_key(row), bytes(row[8]))


def _key(row: TupleRow) -> ApiKey:
    return ApiKey(row[0], row[1], tuple(Scope(one) for one in row[2]), *row[3:8])


async def revoke_key(conn: Connection, key_id: str, now: datetime) -> bool:
    """Note that a key opens nothing from now on; False where there is no such key that was not revoked."""
    cursor = await conn.execute(
        "update api_keys set revoked_at = %s where key_id = %s and revoked_at is null", (now, key_id)
    )
    return cursor.rowcount == 1


async def note_use(conn: Connection, key_id: str, day: date) -> None:
    """Note the day on which a key was used."""
    await conn.execute("update api_keys set last_used_on = %s where key_id = %s", (day, key_id))

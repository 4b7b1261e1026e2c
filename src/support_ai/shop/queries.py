"""The SQL of the shop's settings."""

from datetime import datetime
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb

from support_ai.core.database import Connection
from support_ai.core.errors import UnavailableError
from support_ai.shop.models import SecurityVersion, ShopSettings
from support_ai.shop.security import SecuritySettings


async def read_newest(conn: Connection) -> ShopSettings:
    """Return the newest version."""
    cursor = await conn.execute(
        "select name, time_zone, currency, default_region from shop_settings order by version desc limit 1"
    )
    row = await cursor.fetchone()
    if row is None:
        raise UnavailableError
    return ShopSettings(row[0], ZoneInfo(row[1]), row[2], row[3])


async def insert(conn: Connection, wanted: ShopSettings, changed_by: str) -> None:
    """Add a version."""
    await conn.execute(
        "insert into shop_settings (name, time_zone, currency, default_region, changed_by)"
        " values (%s, %s, %s, %s, %s)",
        (wanted.name, wanted.time_zone.key, wanted.currency, wanted.default_region, changed_by),
    )


async def read_security(conn: Connection) -> SecurityVersion:
    """Return the newest version of the security settings; version 0 holds the defaults."""
    versions = await list_security(conn, 1)
    return versions[0] if versions else SecurityVersion(0, SecuritySettings(), None, "system:start")


async def list_security(conn: Connection, limit: int) -> list[SecurityVersion]:
    """Return the newest versions of the security settings, the newest first."""
    cursor = await conn.execute(
        "select version, settings, changed_at, changed_by from security_settings order by version desc limit %s",
        (limit,),
    )
    return [_version(*row) for row in await cursor.fetchall()]


def _version(number: int, stored: object, changed_at: datetime, changed_by: str) -> SecurityVersion:
    return SecurityVersion(number, SecuritySettings.model_validate(stored), changed_at, changed_by)


async def insert_security(conn: Connection, version: int, wanted: SecuritySettings, changed_by: str) -> bool:
    """Add a version with its number; False where somebody else was first."""
    cursor = await conn.execute(
        "insert into security_settings (version, settings, changed_by) values (%s, %s, %s) on conflict do nothing",
        (version, Jsonb(wanted.model_dump(mode="json")), changed_by),
    )
    return cursor.rowcount == 1

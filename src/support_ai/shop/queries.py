"""The SQL of the shop's settings."""

from zoneinfo import ZoneInfo

from support_ai.core.database import Connection
from support_ai.core.errors import UnavailableError
from support_ai.shop.models import ShopSettings


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

"""Read and change how the shop is set up."""

from zoneinfo import ZoneInfo

from support_ai.access.actor import describe
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.shop import queries
from support_ai.shop.models import ShopSettings


async def settings(conn: Connection) -> ShopSettings:
    """Return the newest settings."""
    return await queries.read_newest(conn)


async def configure(conn: Connection, name: str, time_zone: str, currency: str, default_region: str) -> None:
    """Store a new version of the settings, unless nothing changed; row security lets managers only."""
    wanted = ShopSettings(name, ZoneInfo(time_zone), currency, default_region)
    if await queries.read_newest(conn) == wanted:
        return
    await queries.insert(conn, wanted, describe(conn.actor))
    await audit.append(conn, "shop.configure", "shop")

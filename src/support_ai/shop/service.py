"""Read and change how the shop is set up."""

from zoneinfo import ZoneInfo

from support_ai.access.actor import describe
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError
from support_ai.core.live import publish
from support_ai.shop import queries
from support_ai.shop.models import SecurityVersion, ShopSettings
from support_ai.shop.security import SecuritySettings

SECURITY_TOPIC = "shop:security"


class VersionOutdatedError(ConflictError):
    """Somebody changed the security settings meanwhile: read them again."""

    code = "version_outdated"


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


async def security(conn: Connection) -> SecurityVersion:
    """Return the newest security settings."""
    return await queries.read_security(conn)


async def security_versions(conn: Connection, limit: int) -> list[SecurityVersion]:
    """Return who changed the security settings when, the newest first."""
    return await queries.list_security(conn, limit)


async def configure_security(conn: Connection, seen: int, wanted: SecuritySettings) -> SecurityVersion:
    """Store a new version, unless nothing changed, and tell every process; row security lets owners only.

    `seen` is the version that the change was made from: VersionOutdatedError where it is not the newest any more.
    """
    newest = await queries.read_security(conn)
    if newest.version != seen:
        raise VersionOutdatedError(field="version")
    changed = newest.settings.differences(wanted)
    if not changed:
        return newest
    if not await queries.insert_security(conn, seen + 1, wanted, describe(conn.actor)):
        raise VersionOutdatedError(field="version")
    await audit.append(conn, "shop.configure_security", f"security:{seen + 1}", detail=changed)
    await publish(conn, SECURITY_TOPIC, seen + 1)
    return await queries.read_security(conn)

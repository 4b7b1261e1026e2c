"""The shop's logo: what managers change, and everybody sees."""

from dataclasses import dataclass
from hashlib import sha256

from support_ai.access.actor import describe
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError
from support_ai.shop import logo_queries


class NoLogoError(NotFoundError):
    """The shop has no logo."""

    code = "no_logo"


@dataclass(frozen=True, slots=True)
class Logo:
    """A PNG and its SHA-256."""

    image: bytes
    digest: str


async def get_logo(conn: Connection) -> Logo:
    """Return the logo; NoLogoError where there is none."""
    found = await logo_queries.read_logo(conn)
    if found is None:
        raise NoLogoError
    return Logo(found[0], found[1])


async def logo_digest(conn: Connection) -> str | None:
    """Return what the logo's address is told apart by; None where there is no logo."""
    return await logo_queries.read_digest(conn)


async def change_logo(conn: Connection, image: bytes) -> Logo:
    """Store a redrawn picture as the logo; the trigger lets managers only."""
    logo = Logo(image, sha256(image).hexdigest())
    await logo_queries.keep_logo(conn, image, logo.digest, describe(conn.actor))
    await audit.append(conn, "shop.change_logo", "shop:logo", detail={"sha256": logo.digest})
    return logo


async def remove_logo(conn: Connection) -> None:
    """Remove the logo; NoLogoError where there is none."""
    if not await logo_queries.delete_logo(conn):
        raise NoLogoError
    await audit.append(conn, "shop.remove_logo", "shop:logo")

"""The websites that sign for their customers, as the owner sets them up; row security lets owners only."""

import secrets
from dataclasses import dataclass

from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, NotFoundError
from support_ai.identity import site_queries
from support_ai.identity.public_keys import Algorithm
from support_ai.identity.site_queries import Site

# One in use, one that replaces it, and some for servers that cannot share one.
MOST_KEYS = 10


class SiteNotFoundError(NotFoundError):
    """There is no website of this name."""

    code = "site_not_found"


class SiteKeyNotFoundError(NotFoundError):
    """The website has no key of this name."""

    code = "site_key_not_found"


class SiteTakenError(ConflictError):
    """There is a website of this name already."""

    code = "site_taken"


class TooManyKeysError(ConflictError):
    """The website has ten keys: remove one that is not used any more."""

    code = "too_many_keys"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just added; `secret` is shown now and never again."""

    kid: str
    algorithm: Algorithm
    secret: str | None


async def add_site(conn: Connection, site: str, origins: tuple[str, ...]) -> Site:
    """Add a website without keys; SiteTakenError where there is one of this name."""
    if not await site_queries.insert_site(conn, site, origins):
        raise SiteTakenError(field="site")
    await audit.append(conn, "site.add", f"site:{site}", detail={"origins": " ".join(origins)})
    return Site(site, origins, ())


async def change_origins(conn: Connection, site: str, origins: tuple[str, ...]) -> None:
    """Store the origins from which a website's tokens are taken; SiteNotFoundError where there is none."""
    if not await site_queries.set_origins(conn, site, origins):
        raise SiteNotFoundError
    await audit.append(conn, "site.change", f"site:{site}", detail={"origins": " ".join(origins)})


async def add_key(conn: Connection, site: str, algorithm: Algorithm, public_key: str | None) -> NewKey:
    """Add a key beside those that are there: 256 random bits that are shown once, or a public key.

    Raises SiteNotFoundError and TooManyKeysError.
    """
    count = await site_queries.lock_site(conn, site)
    if count is None:
        raise SiteNotFoundError
    if count >= MOST_KEYS:
        raise TooManyKeysError
    kid = secrets.token_hex(8)
    secret = secrets.token_urlsafe(32) if public_key is None else None
    await site_queries.insert_key(conn, kid, site, algorithm, secret=secret, public_key=public_key)
    await audit.append(
        conn, "site_key.add", f"site_key:{kid}", detail={"site": site, "algorithm": algorithm.value}
    )
    return NewKey(kid, algorithm, secret)


async def remove_key(conn: Connection, site: str, kid: str) -> None:
    """Remove a key and end the sessions that it signed, at once; SiteKeyNotFoundError where there is none."""
    if not await site_queries.delete_key(conn, site, kid):
        raise SiteKeyNotFoundError
    await audit.append(conn, "site_key.remove", f"site_key:{kid}", detail={"site": site})

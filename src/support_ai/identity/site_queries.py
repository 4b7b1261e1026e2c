"""The SQL of websites that sign for their customers: their keys, the tokens that were used, whose accounts they open."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from support_ai.core.database import Connection
from support_ai.core.sealed import SealedColumn
from support_ai.identity.public_keys import Algorithm

SEALED = (SealedColumn("site_keys", ("kid",), "secret", "kid"),)


@dataclass(frozen=True, slots=True)
class SiteKey:
    """One key of a website; what is secret of it is not here."""

    kid: str
    algorithm: Algorithm
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Site:
    """A website, the origins of its pages, and its keys, the oldest first."""

    site: str
    origins: tuple[str, ...]
    keys: tuple[SiteKey, ...]


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """What checks the tokens of one key: the shared secret or the public key (PEM), and whose it is."""

    site: str
    origins: frozenset[str]
    algorithm: Algorithm
    material: str


async def list_sites(conn: Connection) -> list[Site]:
    """Return every website with its keys."""
    cursor = await conn.execute(
        "select s.site, s.origins, coalesce(array_agg(array[k.kid, k.algorithm] order by k.created_at, k.kid)"
        " filter (where k.kid is not null), '{}'),"
        " coalesce(array_agg(k.created_at order by k.created_at, k.kid) filter (where k.kid is not null), '{}')"
        " from sites s left join site_keys k using (site) group by s.site order by s.site"
    )
    return [
        Site(
            row[0],
            tuple(row[1]),
            tuple(SiteKey(kid, Algorithm(alg), at) for (kid, alg), at in zip(row[2], row[3], strict=True)),
        )
        for row in await cursor.fetchall()
    ]


async def insert_site(conn: Connection, site: str, origins: tuple[str, ...]) -> bool:
    """Add a website; False where there is one of this name."""
    cursor = await conn.execute(
        "insert into sites (site, origins) values (%s, %s) on conflict do nothing", (site, list(origins))
    )
    return cursor.rowcount == 1


async def set_origins(conn: Connection, site: str, origins: tuple[str, ...]) -> bool:
    """Store other origins; False where there is no such website."""
    cursor = await conn.execute("update sites set origins = %s where site = %s", (list(origins), site))
    return cursor.rowcount == 1


async def lock_site(conn: Connection, site: str) -> int | None:
    """Lock a website and return how many keys it has; None where there is none."""
    found = await conn.execute("select from sites where site = %s for update", (site,))
    if await found.fetchone() is None:
        return None
    row = await (await conn.execute("select count(*) from site_keys where site = %s", (site,))).fetchone()
    return row[0] if row else 0


async def insert_key(
    conn: Connection, kid: str, site: str, algorithm: Algorithm, *, secret: str | None, public_key: str | None
) -> None:
    """Add a key: its secret is sealed, its public key stands as it is."""
    sealed = None if secret is None else conn.keys.seal("site_keys", "secret", kid, secret)
    await conn.execute(
        "insert into site_keys (kid, site, algorithm, secret, public_key) values (%s, %s, %s, %s, %s)",
        (kid, site, algorithm.value, sealed, public_key),
    )


async def delete_key(conn: Connection, site: str, kid: str) -> bool:
    """Remove a key; False where the website has no such one."""
    cursor = await conn.execute("delete from site_keys where site = %s and kid = %s", (site, kid))
    return cursor.rowcount == 1


async def verifying_key(conn: Connection, kid: str) -> VerifyingKey | None:
    """Return what checks the tokens of a key, None where there is no such key (any more)."""
    cursor = await conn.execute(
        "select site, origins, algorithm, secret, public_key from site_keys join sites using (site) where kid = %s",
        (kid,),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    material = row[4] if row[3] is None else conn.keys.open("site_keys", "secret", kid, row[3])
    return VerifyingKey(row[0], frozenset(row[1]), Algorithm(row[2]), material)


async def use_token(conn: Connection, token_hash: bytes, expires_at: datetime) -> bool:
    """Note that a token was used; False where it was used before. Of several at once one gets True."""
    cursor = await conn.execute(
        "insert into identity_tokens (token_hash, expires_at) values (%s, %s) on conflict do nothing",
        (token_hash, expires_at),
    )
    return cursor.rowcount == 1


async def accounts_of_customer(conn: Connection, customer_id: str) -> list[tuple[UUID, bool]]:
    """Return a customer's accounts, the oldest first, and whether each is disabled."""
    cursor = await conn.execute(
        "select account_id, disabled_at is not null from accounts where customer_id = %s"
        " order by created_at, account_id",
        (customer_id,),
    )
    return [(row[0], bool(row[1])) for row in await cursor.fetchall()]

"""The SQL of the colleagues' identity provider: its settings, sign-ins under way, who its subjects are here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from support_ai.access.role import Role
from support_ai.core.database import Connection
from support_ai.core.sealed import SealedColumn

_ROW = "only"
SEALED = (SealedColumn("oidc_providers", ("only_one",), "client_secret", f"'{_ROW}'"),)


@dataclass(frozen=True, slots=True)
class Provider:
    """How the shop is known at its identity provider."""

    issuer: str
    client_id: str
    client_secret: str
    allowed_domains: tuple[str, ...]
    trusts_second_factor: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """The account that a provider's subject or address means."""

    account_id: UUID
    role: Role
    is_disabled: bool


async def read_provider(conn: Connection) -> Provider | None:
    """Return the provider, None where the owner has set up none."""
    cursor = await conn.execute(
        "select issuer, client_id, client_secret, allowed_domains, trusts_second_factor from oidc_providers"
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    secret = conn.keys.open("oidc_providers", "client_secret", _ROW, row[2])
    return Provider(row[0], row[1], secret, tuple(row[3]), bool(row[4]))


async def store_provider(conn: Connection, wanted: Provider) -> None:
    """Store the provider in the place of the one before."""
    await conn.execute(
        "insert into oidc_providers (issuer, client_id, client_secret, allowed_domains, trusts_second_factor)"
        " values (%s, %s, %s, %s, %s) on conflict (only_one) do update set issuer = excluded.issuer,"
        " client_id = excluded.client_id, client_secret = excluded.client_secret,"
        " allowed_domains = excluded.allowed_domains, trusts_second_factor = excluded.trusts_second_factor,"
        " changed_at = now()",
        (
            wanted.issuer,
            wanted.client_id,
            conn.keys.seal("oidc_providers", "client_secret", _ROW, wanted.client_secret),
            list(wanted.allowed_domains),
            wanted.trusts_second_factor,
        ),
    )


async def delete_provider(conn: Connection) -> bool:
    """Remove the provider; False where there is none."""
    return (await conn.execute("delete from oidc_providers")).rowcount == 1


async def insert_attempt(
    conn: Connection, state_hash: bytes, browser_hash: bytes, issuer: str, expires_at: datetime
) -> None:
    """Keep the digests of a sign-in on its way."""
    await conn.execute(
        "insert into oidc_attempts (state_hash, browser_hash, issuer, expires_at) values (%s, %s, %s, %s)",
        (state_hash, browser_hash, issuer, expires_at),
    )


async def use_attempt(
    conn: Connection, state_hash: bytes, browser_hash: bytes, issuer: str, now: datetime
) -> bool:
    """Use a sign-in up; False where it is unknown, too old, another browser's or another issuer's."""
    cursor = await conn.execute(
        "delete from oidc_attempts where state_hash = %s returning browser_hash = %s and issuer = %s and expires_at > %s",
        (state_hash, browser_hash, issuer, now),
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def linked_account(conn: Connection, issuer: str, subject_hash: bytes) -> Colleague | None:
    """Return the account that a subject was linked to."""
    cursor = await conn.execute(
        "select account_id, role, disabled_at is not null from oidc_links join accounts using (account_id)"
        " where issuer = %s and subject_hash = %s",
        (issuer, subject_hash),
    )
    return _colleague(await cursor.fetchone())


async def verified_account(conn: Connection, email_index: bytes) -> Colleague | None:
    """Return the verified account of an address."""
    cursor = await conn.execute(
        "select account_id, role, disabled_at is not null from accounts"
        " where email_index = %s and verified_at is not null",
        (email_index,),
    )
    return _colleague(await cursor.fetchone())


def _colleague(row: tuple[UUID, str, bool] | tuple[object, ...] | None) -> Colleague | None:
    return None if row is None else Colleague(UUID(str(row[0])), Role(str(row[1])), bool(row[2]))


async def link(conn: Connection, issuer: str, subject_hash: bytes, account_id: UUID) -> bool:
    """Note whom a subject means from now on; False where the account has another subject of this issuer."""
    cursor = await conn.execute(
        "insert into oidc_links (issuer, subject_hash, account_id) values (%s, %s, %s) on conflict do nothing",
        (issuer, subject_hash, account_id),
    )
    return cursor.rowcount == 1

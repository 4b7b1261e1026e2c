"""The SQL of accounts, of the codes that prove their address, and of the link that makes the first one."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import errors

from support_ai.access.role import Role
from support_ai.core.database import Connection
from support_ai.core.errors import UnauthenticatedError
from support_ai.core.sealed import SealedColumn
from support_ai.identity.code_policy import KEPT
from support_ai.identity.models import Account, Candidate

SEALED = (SealedColumn("accounts", ("account_id",), "email", "account_id::text"),)


class RecordErasedError(UnauthenticatedError):
    """The customer record was erased: it opens no account any more."""

    code = "record_erased"


@asynccontextmanager
async def unless_erased() -> AsyncGenerator[None]:
    """Raise RecordErasedError where the block gives an account or a code the record of somebody who was erased."""
    try:
        yield
    except errors.InsufficientPrivilege as error:
        if error.diag.constraint_name == "accounts_of_erased":
            raise RecordErasedError from error
        raise


async def insert_account(
    conn: Connection,
    account_id: UUID,
    *,
    email: str | None,
    email_index: bytes | None,
    name: str,
    password_hash: str | None,
    role: Role,
    verified_at: datetime | None,
    customer_id: str | None = None,
) -> bool:
    """Add an account; False, and nothing added, where it is a verified one and its address has one already."""
    async with unless_erased():
        cursor = await conn.execute(
            "insert into accounts (account_id, email, email_index, name, password_hash, role, verified_at, customer_id)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s)"
            " on conflict (email_index) where verified_at is not null do nothing",
            (
                account_id,
                None if email is None else conn.keys.seal("accounts", "email", str(account_id), email),
                email_index,
                name,
                password_hash,
                role,
                verified_at,
                customer_id,
            ),
        )
    return cursor.rowcount == 1


async def read_account(conn: Connection, account_id: UUID, *, lock: bool = False) -> Account | None:
    """Return one account that row security shows."""
    found = "select email, name, role, customer_id, verified_at from accounts where account_id = %s"
    cursor = await conn.execute(f"{found} for update" if lock else found, (account_id,))
    row = await cursor.fetchone()
    if row is None:
        return None
    email = None if row[0] is None else conn.keys.open("accounts", "email", str(account_id), row[0])
    return Account(account_id, email, row[1], Role(row[2]), row[3], row[4])


async def lock_enabled(conn: Connection, account_id: UUID) -> bool:
    """Lock an account; False where it is gone or disabled."""
    cursor = await conn.execute(
        "select disabled_at is null from accounts where account_id = %s for update", (account_id,)
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def address_of(conn: Connection, account_id: UUID) -> str | None:
    """Return the address of an account for what is mailed there; None where it has none."""
    account = await read_account(conn, account_id)
    return None if account is None else account.email


async def proven_address_of(conn: Connection, account_id: UUID) -> str | None:
    """Return the address that an account has proven to be its own; None where it has proven none."""
    account = await read_account(conn, account_id)
    return None if account is None or account.verified_at is None else account.email


async def lock_address(conn: Connection, email_index: bytes) -> dict[UUID, bool]:
    """Lock every account of an address, always in the same order, and return which of them are verified."""
    cursor = await conn.execute(
        "select account_id, verified_at is not null from accounts where email_index = %s"
        " order by account_id for update",
        (email_index,),
    )
    return dict(await cursor.fetchall())


async def candidates(conn: Connection, email_index: bytes, count: int) -> list[Candidate]:
    """Return the accounts that a login with this address may mean: the verified one, then the newest others."""
    cursor = await conn.execute(
        "select account_id, role, password_hash, disabled_at is not null from accounts where email_index = %s"
        " order by verified_at is null, created_at desc limit %s",
        (email_index, count),
    )
    return [Candidate(row[0], Role(row[1]), row[2], bool(row[3])) for row in await cursor.fetchall()]


async def verified_account(
    conn: Connection, email_index: bytes, *, kept: bool = False
) -> tuple[UUID, Role] | None:
    """Return the verified account of an address; with `kept` nobody removes it until the transaction ends.

    Whoever asks for a code keeps it before they lock its recipient, as what they insert would keep it afterwards: any
    number may at once, and the order is everybody's.
    """
    found = "select account_id, role from accounts where email_index = %s and verified_at is not null"
    cursor = await conn.execute(f"{found} for key share" if kept else found, (email_index,))
    row = await cursor.fetchone()
    return None if row is None else (row[0], Role(row[1]))


async def password_hash(conn: Connection, account_id: UUID, *, lock: bool = False) -> str | None:
    """Return the hash of an account's password, None where it has none."""
    found = "select password_hash from accounts where account_id = %s"
    cursor = await conn.execute(f"{found} for update" if lock else found, (account_id,))
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def customer_account(conn: Connection, email_index: bytes) -> Account | None:
    """Return the verified account of a customer with this address, kept; colleagues have none of these."""
    found = await verified_account(conn, email_index, kept=True)
    if found is None or found[1] is not Role.CUSTOMER:
        return None
    return await read_account(conn, found[0])


async def account_of_customer(conn: Connection, customer_id: str) -> UUID | None:
    """Return the account that opens a customer record, the oldest living one before any disabled one; None where there is none."""
    cursor = await conn.execute(
        "select account_id from accounts where customer_id = %s"
        " order by disabled_at is not null, created_at, account_id limit 1",
        (customer_id,),
    )
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def set_password_hash(conn: Connection, account_id: UUID, password_hash: str) -> None:
    """Store another hash."""
    await conn.execute(
        "update accounts set password_hash = %s where account_id = %s", (password_hash, account_id)
    )


async def set_name(conn: Connection, account_id: UUID, name: str) -> None:
    """Store another name."""
    await conn.execute("update accounts set name = %s where account_id = %s", (name, account_id))


async def set_verified(conn: Connection, account_id: UUID, now: datetime) -> None:
    """Note that the address was proven."""
    await conn.execute("update accounts set verified_at = %s where account_id = %s", (now, account_id))


async def set_customer(conn: Connection, account_id: UUID, customer_id: str) -> None:
    """Note whose customer record the account opens."""
    async with unless_erased():
        await conn.execute(
            "update accounts set customer_id = %s where account_id = %s", (customer_id, account_id)
        )


async def delete_unverified(conn: Connection, email_index: bytes) -> int:
    """Remove every unverified account of an address with its sessions; return how many."""
    cursor = await conn.execute(
        "delete from accounts where email_index = %s and verified_at is null", (email_index,)
    )
    return cursor.rowcount


async def delete_expired(conn: Connection, now: datetime, unverified_before: datetime) -> dict[str, int]:
    """Remove what time has ended, and return how many rows of each kind."""
    statements: dict[str, LiteralString] = {
        "accounts": "delete from accounts a where verified_at is null and created_at < %(before)s and not exists"
        " (select from invitations i where i.account_id = a.account_id and i.expires_at > %(now)s)",
        "invitations": "delete from invitations where expires_at < %(now)s",
        "challenges": "delete from challenges where expires_at < %(now)s",
        "sessions": "delete from sessions where expires_at < %(now)s",
        "one_time_codes": "delete from one_time_codes where created_at < %(codes)s",
        "socket_tickets": "delete from socket_tickets where expires_at < %(now)s",
        "identity_tokens": "delete from identity_tokens where expires_at < %(now)s",
        "oidc_attempts": "delete from oidc_attempts where expires_at < %(now)s",
    }
    values = {"now": now, "before": unverified_before, "codes": now - KEPT}
    return {name: (await conn.execute(text, values)).rowcount for name, text in statements.items()}


async def list_owners(conn: Connection) -> list[UUID]:
    """Return the accounts of the shop's acting owners."""
    cursor = await conn.execute(
        "select account_id from accounts where role = 'owner' and verified_at is not null and disabled_at is null"
        " order by account_id"
    )
    return [row[0] for row in await cursor.fetchall()]


async def owner_exists(conn: Connection) -> bool:
    """Tell whether the shop has an owner."""
    cursor = await conn.execute(
        "select exists (select from accounts where role = 'owner' and verified_at is not null and disabled_at is null)"
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def keep_setup_link(conn: Connection, token_hash: bytes, expires_at: datetime) -> None:
    """Keep the digest of the one link that makes the first owner; the one before it dies."""
    await conn.execute(
        "insert into setup_links (token_hash, expires_at) values (%s, %s)"
        " on conflict (only_one) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at",
        (token_hash, expires_at),
    )


async def setup_link_opens(conn: Connection, token_hash: bytes, now: datetime) -> bool:
    """Tell whether a link is the one that makes the first owner, without using it up."""
    cursor = await conn.execute(
        "select exists (select from setup_links where token_hash = %s and expires_at > %s)", (token_hash, now)
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def use_setup_link(conn: Connection, token_hash: bytes, now: datetime) -> bool:
    """Use a link up; False where it is unknown, used or too old."""
    cursor = await conn.execute(
        "delete from setup_links where token_hash = %s and expires_at > %s returning true", (token_hash, now)
    )
    return await cursor.fetchone() is not None

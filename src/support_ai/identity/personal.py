"""The SQL that finds and erases a person's accounts, with everything that proves them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from support_ai.access.role import Role
from support_ai.core.crypto import normalise_email
from support_ai.core.database import Connection


@dataclass(frozen=True, slots=True)
class AccountData:
    """What is stored of an account, but for what proves it."""

    account_id: UUID
    email: str | None
    name: str
    role: Role
    customer_id: str | None
    verified_at: datetime | None
    created_at: datetime
    has_password: bool
    second_factor_since: datetime | None


@dataclass(frozen=True, slots=True)
class SessionData:
    """What is stored of a session, but for what proves it."""

    session_id: UUID
    method: str
    device: str
    begun_at: datetime
    proven_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


async def read_own_account(conn: Connection, account_id: UUID) -> AccountData | None:
    """Return the account of whoever asks; None where it is gone."""
    cursor = await conn.execute(
        "select a.email, a.name, a.role, a.customer_id, a.verified_at, a.created_at, a.password_hash is not null,"
        " f.enrolled_at from accounts a left join second_factors f using (account_id) where a.account_id = %s",
        (account_id,),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    email = None if row[0] is None else conn.keys.open("accounts", "email", str(account_id), row[0])
    return AccountData(account_id, email, row[1], Role(row[2]), *row[3:])


async def read_own_sessions(conn: Connection, account_id: UUID) -> list[SessionData]:
    """Return every session that is stored of an account, ended ones too, the newest first."""
    cursor = await conn.execute(
        "select session_id, method, device, begun_at, proven_at, last_seen_at, expires_at, revoked_at"
        " from sessions where account_id = %s order by created_at desc, session_id",
        (account_id,),
    )
    return [SessionData(*row) for row in await cursor.fetchall()]


async def accounts_of(conn: Connection, customer_id: str) -> list[UUID]:
    """Return the accounts that a customer record is attached to, the oldest first."""
    cursor = await conn.execute(
        "select account_id from accounts where customer_id = %s order by created_at, account_id",
        (customer_id,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def accounts_with_address(conn: Connection, address: str) -> list[UUID]:
    """Return the customers' accounts without a record that are registered with an address, proven or not."""
    index = conn.keys.blind("account.email", normalise_email(address))
    cursor = await conn.execute(
        "select account_id from accounts where email_index = %s and customer_id is null and role = 'customer'"
        " order by created_at, account_id",
        (index,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def find_account(conn: Connection, account_id: UUID) -> tuple[Role, str | None] | None:
    """Return an account's role and customer record; None where there is no such account."""
    cursor = await conn.execute("select role, customer_id from accounts where account_id = %s", (account_id,))
    row = await cursor.fetchone()
    return None if row is None else (Role(row[0]), row[1])


async def erase_accounts(conn: Connection, accounts: Collection[UUID]) -> list[str]:
    """Remove accounts with their sessions, codes and conversations, and return the addresses that they had."""
    cursor = await conn.execute(
        "delete from accounts where account_id = any (%s) returning account_id, email", (list(accounts),)
    )
    return [
        conn.keys.open("accounts", "email", str(account_id), email)
        for account_id, email in await cursor.fetchall()
        if email is not None
    ]


async def erase_codes(conn: Connection, customer_id: str | None, addresses: Collection[str]) -> int:
    """Remove whatever was asked for by a customer or for one of the addresses and phone numbers; return how many."""
    recipients = [conn.keys.blind("code.recipient", address) for address in addresses]
    cursor = await conn.execute(
        "delete from one_time_codes where customer_id = %s or recipient = any (%s)", (customer_id, recipients)
    )
    return cursor.rowcount

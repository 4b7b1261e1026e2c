"""The SQL of accounts, sessions and one-time secrets."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from support_ai.access.role import Role
from support_ai.core.database import Connection
from support_ai.identity.models import Account, Candidate, SessionRow


async def insert_account(
    conn: Connection,
    account_id: UUID,
    *,
    email: str,
    email_index: bytes,
    name: str,
    password_hash: str | None,
    role: Role,
    verified_at: datetime | None,
    customer_id: str | None = None,
) -> None:
    """Add an account."""
    await conn.execute(
        "insert into accounts (account_id, email, email_index, name, password_hash, role, verified_at, customer_id)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            account_id,
            conn.keys.seal("accounts", "email", str(account_id), email),
            email_index,
            name,
            password_hash,
            role,
            verified_at,
            customer_id,
        ),
    )


async def read_account(conn: Connection, account_id: UUID) -> Account | None:
    """Return one account that row security shows."""
    cursor = await conn.execute(
        "select email, name, role, customer_id, verified_at from accounts where account_id = %s",
        (account_id,),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    email = conn.keys.open("accounts", "email", str(account_id), row[0])
    return Account(account_id, email, row[1], Role(row[2]), row[3], row[4])


async def candidates(conn: Connection, email_index: bytes, count: int) -> list[Candidate]:
    """Return the accounts that a login with this address may mean: the verified one, then the newest others."""
    cursor = await conn.execute(
        "select account_id, role, password_hash, disabled_at is not null from accounts where email_index = %s"
        " order by verified_at is null, created_at desc limit %s",
        (email_index, count),
    )
    return [Candidate(row[0], Role(row[1]), row[2], bool(row[3])) for row in await cursor.fetchall()]


async def verified_account(conn: Connection, email_index: bytes) -> tuple[UUID, Role] | None:
    """Return the verified account of an address."""
    cursor = await conn.execute(
        "select account_id, role from accounts where email_index = %s and verified_at is not null",
        (email_index,),
    )
    row = await cursor.fetchone()
    return None if row is None else (row[0], Role(row[1]))


async def set_password_hash(conn: Connection, account_id: UUID, password_hash: str) -> None:
    """Store another hash."""
    await conn.execute(
        "update accounts set password_hash = %s where account_id = %s", (password_hash, account_id)
    )


async def set_name(conn: Connection, account_id: UUID, name: str) -> None:
    """Store another name."""
    await conn.execute("update accounts set name = %s where account_id = %s", (name, account_id))


async def set_verified(conn: Connection, account_id: UUID, customer_id: str | None, now: datetime) -> None:
    """Note that the address was proven, and whose customer record it opens."""
    await conn.execute(
        "update accounts set verified_at = %s, customer_id = %s where account_id = %s",
        (now, customer_id, account_id),
    )


async def delete_unverified(conn: Connection, email_index: bytes) -> int:
    """Remove every unverified account of an address with its sessions; return how many."""
    cursor = await conn.execute(
        "delete from accounts where email_index = %s and verified_at is null", (email_index,)
    )
    return cursor.rowcount


async def insert_session(conn: Connection, session_id: UUID, account_id: UUID, expires_at: datetime) -> None:
    """Begin a session."""
    await conn.execute(
        "insert into sessions (session_id, account_id, expires_at) values (%s, %s, %s)",
        (session_id, account_id, expires_at),
    )


async def read_session(conn: Connection, session_id: UUID, now: datetime) -> SessionRow | None:
    """Return a session that lives, with its account; None where it ended or the account is disabled."""
    cursor = await conn.execute(
        "select a.account_id, s.session_id, a.role, a.name, a.customer_id, a.verified_at is not null"
        " from sessions s join accounts a using (account_id)"
        " where s.session_id = %s and s.revoked_at is null and s.expires_at > %s and a.disabled_at is null",
        (session_id, now),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    return SessionRow(row[0], row[1], Role(row[2]), row[3], row[4], bool(row[5]))


async def newest_session(conn: Connection, account_id: UUID, now: datetime) -> SessionRow | None:
    """Return the account's newest session that lives, None where none does."""
    cursor = await conn.execute(
        "select session_id from sessions where account_id = %s and revoked_at is null and expires_at > %s"
        " order by created_at desc limit 1",
        (account_id, now),
    )
    row = await cursor.fetchone()
    return None if row is None else await read_session(conn, row[0], now)


async def delete_expired(conn: Connection, now: datetime, unverified_before: datetime) -> dict[str, int]:
    """Remove what time has ended, and return how many rows of each kind."""
    statements: dict[str, LiteralString] = {
        "accounts": "delete from accounts where verified_at is null and created_at < %(before)s",
        "sessions": "delete from sessions where expires_at < %(now)s",
        "email_codes": "delete from email_codes where expires_at < %(now)s",
        "socket_tickets": "delete from socket_tickets where expires_at < %(now)s",
    }
    values = {"now": now, "before": unverified_before}
    return {name: (await conn.execute(text, values)).rowcount for name, text in statements.items()}


async def revoke_session(conn: Connection, session_id: UUID, now: datetime) -> None:
    """End a session and everything that was signed in it."""
    await conn.execute(
        "update sessions set revoked_at = %s where session_id = %s and revoked_at is null", (now, session_id)
    )


async def insert_refresh_token(
    conn: Connection, token_hash: bytes, session_id: UUID, account_id: UUID
) -> None:
    """Keep the digest of a refresh token."""
    await conn.execute(
        "insert into refresh_tokens (token_hash, session_id, account_id) values (%s, %s, %s)",
        (token_hash, session_id, account_id),
    )


async def take_refresh_token(conn: Connection, token_hash: bytes) -> tuple[UUID, datetime | None] | None:
    """Return the session of a refresh token and when it was used before, locking it; None where there is none."""
    cursor = await conn.execute(
        "select session_id, used_at from refresh_tokens where token_hash = %s for update", (token_hash,)
    )
    row = await cursor.fetchone()
    return None if row is None else (row[0], row[1])


async def mark_refresh_token_used(conn: Connection, token_hash: bytes, now: datetime) -> None:
    """Note that a refresh token was used."""
    await conn.execute("update refresh_tokens set used_at = %s where token_hash = %s", (now, token_hash))


async def session_expiry(conn: Connection, session_id: UUID) -> datetime | None:
    """Return when a session ends at the latest."""
    cursor = await conn.execute("select expires_at from sessions where session_id = %s", (session_id,))
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def insert_email_code(
    conn: Connection, account_id: UUID, code_hash: bytes, expires_at: datetime
) -> None:
    """Keep the digest of a code; the ones before it die."""
    await conn.execute("delete from email_codes where account_id = %s", (account_id,))
    await conn.execute(
        "insert into email_codes (account_id, code_hash, expires_at) values (%s, %s, %s)",
        (account_id, code_hash, expires_at),
    )


async def try_email_code(
    conn: Connection, account_id: UUID, code_hash: bytes, now: datetime, tries: int
) -> bool:
    """Count one try at the account's code, and use it up where it is right."""
    cursor = await conn.execute(
        "update email_codes set tries = tries + 1,"
        " used_at = case when code_hash = %(code)s then %(now)s::timestamptz end"
        " where account_id = %(account)s and used_at is null and expires_at > %(now)s and tries < %(tries)s"
        " returning used_at is not null",
        {"code": code_hash, "now": now, "account": account_id, "tries": tries},
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def owner_exists(conn: Connection) -> bool:
    """Tell whether the shop has an owner."""
    cursor = await conn.execute(
        "select exists (select from accounts where role = 'owner' and disabled_at is null)"
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def insert_setup_link(conn: Connection, token_hash: bytes, expires_at: datetime) -> None:
    """Keep the digest of the one link that makes the first owner; older ones die."""
    await conn.execute("delete from setup_links")
    await conn.execute(
        "insert into setup_links (token_hash, expires_at) values (%s, %s)", (token_hash, expires_at)
    )


async def use_setup_link(conn: Connection, token_hash: bytes, now: datetime) -> bool:
    """Use a link up; False where it is unknown, used or too old."""
    cursor = await conn.execute(
        "delete from setup_links where token_hash = %s and expires_at > %s returning true", (token_hash, now)
    )
    return await cursor.fetchone() is not None


async def insert_ticket(
    conn: Connection,
    ticket_hash: bytes,
    *,
    account_id: UUID | None,
    session_id: UUID | None,
    visitor_id: UUID | None,
    origin: str,
    expires_at: datetime,
) -> None:
    """Keep the digest of a ticket for one socket."""
    await conn.execute(
        "insert into socket_tickets (ticket_hash, account_id, session_id, visitor_id, origin, expires_at)"
        " values (%s, %s, %s, %s, %s, %s)",
        (ticket_hash, account_id, session_id, visitor_id, origin, expires_at),
    )


async def use_ticket(
    conn: Connection, ticket_hash: bytes, origin: str, now: datetime
) -> tuple[UUID | None, UUID | None] | None:
    """Use a ticket up and return its session and its visitor; None where it is unknown, too old or another origin's."""
    cursor = await conn.execute(
        "delete from socket_tickets where ticket_hash = %s returning session_id, visitor_id, origin, expires_at",
        (ticket_hash,),
    )
    row = await cursor.fetchone()
    if row is None or row[2] != origin or row[3] <= now:
        return None
    return row[0], row[1]

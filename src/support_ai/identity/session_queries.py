"""The SQL of sessions, and of what is opened by them: refresh tokens, tickets for sockets."""

from datetime import datetime
from uuid import UUID

from support_ai.access.role import Role
from support_ai.core.database import Connection
from support_ai.identity.models import SessionRow


async def insert_session(conn: Connection, session_id: UUID, account_id: UUID, expires_at: datetime) -> None:
    """Begin a session."""
    await conn.execute(
        "insert into sessions (session_id, account_id, expires_at) values (%s, %s, %s)",
        (session_id, account_id, expires_at),
    )


async def read_session(conn: Connection, session_id: UUID, now: datetime) -> SessionRow | None:
    """Return a session that lives, with its account; None where it ended or the account is disabled."""
    cursor = await conn.execute(
        "select a.account_id, s.session_id, a.role, a.name, a.customer_id, a.verified_at is not null, s.created_at"
        " from sessions s join accounts a using (account_id)"
        " where s.session_id = %s and s.revoked_at is null and s.expires_at > %s and a.disabled_at is null",
        (session_id, now),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    return SessionRow(row[0], row[1], Role(row[2]), row[3], row[4], bool(row[5]), row[6])


async def newest_session(conn: Connection, account_id: UUID, now: datetime) -> SessionRow | None:
    """Return the account's newest session that lives, None where none does."""
    cursor = await conn.execute(
        "select session_id from sessions where account_id = %s and revoked_at is null and expires_at > %s"
        " order by created_at desc limit 1",
        (account_id, now),
    )
    row = await cursor.fetchone()
    return None if row is None else await read_session(conn, row[0], now)


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
    """Return the session of a refresh token and when it was used before, locking it; None where there is none.

    Its account is locked first, as whoever removes an account does: the other way round the two might wait for each
    other.
    """
    cursor = await conn.execute(
        "with owner as materialized (select from accounts a join refresh_tokens r using (account_id)"
        " where r.token_hash = %(token)s for key share of a)"
        " select session_id, used_at from refresh_tokens"
        " where token_hash = %(token)s and exists (select from owner) for update",
        {"token": token_hash},
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

"""The SQL of sessions, and of what is opened by them: refresh tokens, tickets for sockets."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import TupleRow

from support_ai.access.role import Role
from support_ai.core.database import Connection
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.models import Method, SessionRow


async def insert_session(
    conn: Connection,
    session_id: UUID,
    account_id: UUID,
    expires_at: datetime,
    *,
    now: datetime,
    method: Method,
    device: str = "",
    site_key: str | None = None,
    begun_at: datetime | None = None,
    proven_at: datetime | None = None,
) -> None:
    """Begin a session in the account's present role; one that is renewed keeps when it began and was proven.

    It goes with the website's key that signed for it. UnauthenticatedError where the account or that key is gone.
    """
    times = (begun_at or now, now, proven_at or now, now, expires_at)
    try:
        cursor = await conn.execute(
            "insert into sessions (session_id, account_id, role, method, device, site_key, begun_at, created_at,"
            " proven_at, last_seen_at, expires_at) select %s, account_id, role, %s, %s, %s, %s, %s, %s, %s, %s"
            " from accounts where account_id = %s",
            (session_id, method, device, site_key, *times, account_id),
        )
    except ForeignKeyViolation as error:
        raise UnauthenticatedError from error
    if cursor.rowcount != 1:
        raise UnauthenticatedError


_SESSION = (
    "select a.account_id, s.session_id, a.role, a.name, a.customer_id, a.verified_at is not null, s.proven_at,"
    " s.role, s.method, s.device, s.begun_at, s.last_seen_at, s.expires_at, s.site_key"
    " from sessions s join accounts a using (account_id)"
    " where s.revoked_at is null and a.disabled_at is null"
)


def _session(row: TupleRow) -> SessionRow:
    return SessionRow(
        account_id=row[0],
        session_id=row[1],
        role=Role(row[2]),
        name=row[3],
        customer_id=row[4],
        is_verified=bool(row[5]),
        proven_at=row[6],
        begun_as=Role(row[7]),
        method=Method(row[8]),
        device=row[9],
        begun_at=row[10],
        last_seen_at=row[11],
        expires_at=row[12],
        site_key=row[13],
    )


async def read_session(conn: Connection, session_id: UUID) -> SessionRow | None:
    """Return a session with its account; None where somebody ended it or the account is disabled."""
    cursor = await conn.execute(f"{_SESSION} and s.session_id = %s", (session_id,))
    row = await cursor.fetchone()
    return None if row is None else _session(row)


async def list_sessions(conn: Connection, account_id: UUID) -> list[SessionRow]:
    """Return the account's sessions that nobody ended, the newest first."""
    cursor = await conn.execute(
        f"{_SESSION} and s.account_id = %s order by s.created_at desc, s.session_id", (account_id,)
    )
    return [_session(row) for row in await cursor.fetchall()]


async def see_session(conn: Connection, session_id: UUID, now: datetime, before: datetime) -> None:
    """Note that a session was used, where the last note is as old as `before`."""
    await conn.execute(
        "update sessions set last_seen_at = %s where session_id = %s and last_seen_at <= %s and revoked_at is null",
        (now, session_id, before),
    )


async def revoke_session(
    conn: Connection, session_id: UUID, now: datetime, *, account_id: UUID | None = None
) -> bool:
    """End a session and everything that was signed in it; False where it had ended, or is not that account's."""
    cursor = await conn.execute(
        "update sessions set revoked_at = %(now)s where session_id = %(session)s and revoked_at is null"
        " and account_id = coalesce(%(account)s, account_id)",
        {"now": now, "session": session_id, "account": account_id},
    )
    return cursor.rowcount == 1


async def revoke_sessions(conn: Connection, account_id: UUID, now: datetime, *, keep: UUID | None) -> int:
    """End every session of an account but one; return how many."""
    cursor = await conn.execute(
        "update sessions set revoked_at = %s where account_id = %s and revoked_at is null"
        " and session_id is distinct from %s",
        (now, account_id, keep),
    )
    return cursor.rowcount


async def count_failure(conn: Connection, session_id: UUID) -> int:
    """Count one more try to prove something inside a session, and return how many there were."""
    cursor = await conn.execute(
        "update sessions set failures = failures + 1 where session_id = %s and revoked_at is null"
        " returning failures",
        (session_id,),
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def insert_refresh_token(
    conn: Connection, token_hash: bytes, session_id: UUID, account_id: UUID
) -> None:
    """Keep the digest of a refresh token."""
    await conn.execute(
        "insert into refresh_tokens (token_hash, session_id, account_id) values (%s, %s, %s)",
        (token_hash, session_id, account_id),
    )


@dataclass(frozen=True, slots=True)
class TakenToken:
    """A refresh token that was sent: its session, its account, and when it was used before."""

    session_id: UUID
    account_id: UUID
    used_at: datetime | None


async def take_refresh_token(conn: Connection, token_hash: bytes) -> TakenToken | None:
    """Return what is known of a refresh token, locking it; None where there is none.

    Its account is locked first, as whoever removes an account does: the other way round the two might wait for each
    other.
    """
    cursor = await conn.execute(
        "with owner as materialized (select from accounts a join refresh_tokens r using (account_id)"
        " where r.token_hash = %(token)s for key share of a)"
        " select session_id, account_id, used_at from refresh_tokens"
        " where token_hash = %(token)s and exists (select from owner) for update",
        {"token": token_hash},
    )
    row = await cursor.fetchone()
    return None if row is None else TakenToken(row[0], row[1], row[2])


async def mark_refresh_token_used(conn: Connection, token_hash: bytes, now: datetime) -> None:
    """Note that a refresh token was used."""
    await conn.execute("update refresh_tokens set used_at = %s where token_hash = %s", (now, token_hash))


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

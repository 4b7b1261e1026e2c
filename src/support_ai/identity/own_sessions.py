"""The sessions of an account as its owner sees and ends them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from support_ai.access.actor import Customer, Staff
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError
from support_ai.identity import session_policy, session_queries
from support_ai.identity.models import SessionRow
from support_ai.identity.sessions import end_sessions
from support_ai.shop import service as shop


class SessionNotFoundError(NotFoundError):
    """You have no such session; it may have ended."""

    code = "session_not_found"


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session that lives, and when it ends if nobody uses it."""

    session: SessionRow
    ends_at: datetime
    is_current: bool


async def list_own(conn: Connection, person: Customer | Staff, now: datetime) -> list[OwnSession]:
    """Return the person's sessions that live, the newest first, the present one marked."""
    settings = (await shop.security(conn)).settings
    rows = await session_queries.list_sessions(conn, person.account_id)
    return [
        OwnSession(row, session_policy.end_of(row, settings), row.session_id == person.session_id)
        for row in rows
        if session_policy.ended(row, now, settings) is None
    ]


async def end_own(conn: Connection, person: Customer | Staff, session_id: UUID, now: datetime) -> None:
    """End one session of the person's own; SessionNotFoundError for everybody else's, and for one that ended."""
    if not await session_queries.revoke_session(conn, session_id, now, account_id=person.account_id):
        raise SessionNotFoundError
    await audit.append(conn, "session.end", f"session:{session_id}")


async def end_all_own(
    conn: Connection, person: Customer | Staff, now: datetime, *, keep_current: bool
) -> int:
    """End every session of the person, or every other one; return how many."""
    count = await end_sessions(conn, person.account_id, now, keep=person.session_id if keep_current else None)
    await audit.append(
        conn,
        "session.end_all",
        f"account:{person.account_id}",
        detail={"ended": count, "kept_current": keep_current},
    )
    return count

"""Sessions: begun by a proof of who somebody is, renewed at every change of what they may do, ended at once."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from support_ai.access.actor import Customer, Staff
from support_ai.access.role import Role
from support_ai.audit import service as audit
from support_ai.core.clock import Clock, now
from support_ai.core.database import Connection
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity import queries, second_factor_queries, session_policy, session_queries
from support_ai.identity.models import Method, SessionRow, SignedIn
from support_ai.identity.tokens import TokenKind, TokenRing, digest
from support_ai.shop import service as shop


class Sessions:
    """Begins and renews sessions, and signs the tokens that belong to them."""

    def __init__(
        self, ring: TokenRing, access_life: timedelta, clock: Clock, *, second_factor_required: bool = True
    ) -> None:
        """Take the keys, the life of an access token, the clock, and whether staff need a second factor."""
        self.second_factor_required = second_factor_required
        self._ring = ring
        self._access_life = access_life
        self.clock = clock

    async def begin_session(
        self,
        conn: Connection,
        account_id: UUID,
        role: Role,
        *,
        method: Method,
        device: str = "",
        site_key: str | None = None,
    ) -> SignedIn:
        """Begin a session of somebody who was just proven, under an id that nobody knew before.

        `site_key` names the website's key that signed for them: it ends with that key.
        """
        moment = self.clock()
        settings = (await shop.security(conn)).settings
        ends = moment + session_policy.limits(role, settings).absolute
        session_id = uuid4()
        await session_queries.insert_session(
            conn, session_id, account_id, ends, now=moment, method=method, device=device, site_key=site_key
        )
        return await self._first_tokens(conn, account_id, session_id, ends)

    async def renew_session(
        self, conn: Connection, person: Customer | Staff, *, proven_by: Method | None = None
    ) -> SignedIn:
        """End the person's session and begin its successor, in the caller's transaction; the end stays where it was.

        `proven_by` says what they proved themselves with just now, None where they did not. UnauthenticatedError where
        the session ended meanwhile: of two that renew one session at once, one does.
        """
        moment = self.clock()
        # Whoever ends the account's sessions waits, and finds the successor among them.
        await queries.lock_enabled(conn, person.account_id)
        old = await session_queries.read_session(conn, person.session_id)
        if old is None or not await session_queries.revoke_session(conn, person.session_id, moment):
            raise UnauthenticatedError
        session_id = uuid4()
        await session_queries.insert_session(
            conn,
            session_id,
            old.account_id,
            old.expires_at,
            now=moment,
            method=proven_by or old.method,
            device=old.device,
            # Who has proven themselves does not hang on a website's word any more.
            site_key=None if proven_by else old.site_key,
            begun_at=old.begun_at,
            proven_at=old.proven_at if proven_by is None else moment,
        )
        await audit.append(
            conn, "session.renew", f"session:{session_id}", detail={"before": str(person.session_id)}
        )
        return await self._first_tokens(conn, old.account_id, session_id, old.expires_at)

    async def living(self, conn: Connection, session_id: UUID) -> SessionRow | None:
        """Return a session that lives by the time-outs of its role; None where it ended."""
        session = await session_queries.read_session(conn, session_id)
        if session is None:
            return None
        settings = (await shop.security(conn)).settings
        return None if session_policy.ended(session, self.clock(), settings) else session

    async def _first_tokens(
        self, conn: Connection, account_id: UUID, session_id: UUID, ends: datetime
    ) -> SignedIn:
        refresh = secrets.token_urlsafe(32)
        await session_queries.insert_refresh_token(conn, digest(refresh), session_id, account_id)
        return self.pair(account_id, session_id, ends, refresh)

    def pair(self, account_id: UUID, session_id: UUID, ends: datetime, refresh: str) -> SignedIn:
        """Return a refresh token whose digest is kept with a fresh access token."""
        return SignedIn(
            self.access_token(account_id, session_id), int(self._access_life.total_seconds()), refresh, ends
        )

    def access_token(self, account_id: UUID, session_id: UUID) -> str:
        """Sign an access token of a session."""
        return self._ring.sign(
            TokenKind.ACCESS, str(account_id), self._access_life, now(), session=str(session_id)
        )


async def end_sessions(
    conn: Connection, account_id: UUID, moment: datetime, *, keep: UUID | None = None
) -> int:
    """End every session of an account, but `keep`, in the caller's transaction; return how many.

    Its sign-ins that wait for a second factor end too. Open sockets and the next request of each of them are refused from the commit on;
    one that is being renewed is waited for.
    """
    await queries.lock_enabled(conn, account_id)
    await second_factor_queries.end_challenges(conn, account_id)
    return await session_queries.revoke_sessions(conn, account_id, moment, keep=keep)

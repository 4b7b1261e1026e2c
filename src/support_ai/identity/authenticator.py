"""Proves who stands behind a token, on every request anew: a role that changed counts at once."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from support_ai.access.actor import Customer, Person, Reason, Staff, System, Visitor, describe
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core.clock import Clock, now
from support_ai.core.database import Database
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity import policy, session_policy, session_queries
from support_ai.identity.models import SessionRow
from support_ai.identity.tokens import TokenKind, TokenRing, digest
from support_ai.shop.security import SecuritySettings

VISITOR_LIFE = timedelta(days=30)


class SessionAuthenticator:
    """Verifies tokens against the key ring and the table of sessions."""

    def __init__(
        self,
        database: Database,
        ring: TokenRing,
        *,
        security: Callable[[], SecuritySettings] = SecuritySettings,
        clock: Clock = now,
    ) -> None:
        """Take both, the newest security settings, and the clock that sessions are judged by."""
        self._database = database
        self._ring = ring
        self._security = security
        self._clock = clock

    async def authenticate(self, token: str) -> Person:
        """Return the person behind an access or a visitor token; UnauthenticatedError for all else."""
        if self._ring.kind_of(token) is TokenKind.VISITOR:
            return Visitor(_identifier(self._ring.verify(TokenKind.VISITOR, token).subject))
        claims = self._ring.verify(TokenKind.ACCESS, token)
        person = await self._of_session(_identifier(claims.session or ""), is_use=True)
        if str(person.account_id) != claims.subject:
            raise UnauthenticatedError
        return person

    async def _of_session(self, session_id: UUID, *, is_use: bool) -> Customer | Staff:
        async with self._database.transaction(System(Reason.TOKEN), read_only=True) as conn:
            session = self._judged(await session_queries.read_session(conn, session_id))
        if session is None:
            raise UnauthenticatedError
        if is_use:
            await self._see(session)
        return session.person()

    def _judged(self, session: SessionRow | None) -> SessionRow | None:
        """Return a session that lives by the time-outs of its role."""
        if session is None or session_policy.ended(session, self._clock(), self._security()):
            return None
        return session

    async def _see(self, session: SessionRow) -> None:
        """Note the use of a session, once a minute at most, and apart from what the request itself does."""
        moment = self._clock()
        before = moment - session_policy.SEEN_EVERY
        if session.last_seen_at <= before:
            async with self._database.transaction(System(Reason.TOKEN)) as conn:
                await session_queries.see_session(conn, session.session_id, moment, before)

    async def living(self, account_id: UUID) -> Person | None:
        """Return whom an account proves now, by its newest session; None where no session lives."""
        async with self._database.transaction(System(Reason.TOKEN), read_only=True) as conn:
            sessions = await session_queries.list_sessions(conn, account_id)
        return next((one.person() for one in sessions if self._judged(one)), None)

    async def still(self, person: Person, *, is_use: bool = False) -> Person:
        """Return the person of an open connection as they are now; UnauthenticatedError once their session ended.

        Only what the person does is a use of the session: a page that is left open does not keep it alive.
        """
        if isinstance(person, Visitor):
            return person
        return await self._of_session(person.session_id, is_use=is_use)

    async def refused(self, person: Person, action: str, subject: str, rule: str) -> None:
        """Write a refusal to the audit log before the answer leaves."""
        await audit.refused(self._database, person, action, subject, rule)

    def new_visitor(self) -> tuple[Visitor, str]:
        """Return somebody nobody knows yet, and the token that will bring them back to their own thread."""
        visitor = Visitor(uuid4())
        return visitor, self._ring.sign(TokenKind.VISITOR, str(visitor.visitor_id), VISITOR_LIFE, now())

    async def issue_ticket(self, person: Person, origin: str) -> str:
        """Return a secret that opens one socket from this origin within 30 seconds."""
        ticket = secrets.token_urlsafe(24)
        async with self._database.transaction(System(Reason.TOKEN)) as conn:
            await session_queries.insert_ticket(
                conn,
                digest(ticket),
                account_id=None if isinstance(person, Visitor) else person.account_id,
                session_id=None if isinstance(person, Visitor) else person.session_id,
                visitor_id=person.visitor_id if isinstance(person, Visitor) else None,
                origin=origin,
                expires_at=now() + policy.TICKET_LIFE,
            )
            await audit.append(conn, "socket_ticket.issue", describe(person))
        return ticket

    async def redeem_ticket(self, ticket: str, origin: str) -> Person:
        """Return whom a ticket was issued to and use it up; UnauthenticatedError where it opens nothing."""
        async with self._database.transaction(System(Reason.TOKEN)) as conn:
            used = await session_queries.use_ticket(conn, digest(ticket), origin, now())
            subject = "socket" if used is None else f"visitor:{used[1]}" if used[1] else f"session:{used[0]}"
            outcome = Outcome.REFUSED if used is None else Outcome.DONE
            await audit.append(conn, "socket_ticket.use", subject, outcome=outcome)
        if used is None:
            raise UnauthenticatedError
        session_id, visitor_id = used
        if visitor_id is not None:
            return Visitor(visitor_id)
        if session_id is None:
            raise UnauthenticatedError
        return await self._of_session(session_id, is_use=True)


def account_topic(account_id: UUID) -> str:
    """Return the live topic on which PostgreSQL tells of whatever ends an account's sessions or changes its rights."""
    return f"account:{account_id}"


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise UnauthenticatedError from error

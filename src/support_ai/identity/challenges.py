"""What follows the first factor: for staff a challenge that waits for the second, for everybody else a session."""

import secrets
from uuid import UUID

from support_ai.access.role import STAFF_ROLES, Role
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.identity import second_factor_policy, second_factor_queries
from support_ai.identity.models import Challenge, Method, SignedIn, Step
from support_ai.identity.sessions import Sessions
from support_ai.identity.tokens import digest


async def after_first_factor(
    conn: Connection, sessions: Sessions, account_id: UUID, role: Role, *, method: Method, device: str
) -> SignedIn | Challenge:
    """Go on with a sign-in whose first factor was right: a session, or where the role needs a second factor a challenge.

    The account is locked by the caller, in whose transaction this happens.
    """
    if role in STAFF_ROLES and sessions.second_factor_required:
        has_factor = await second_factor_queries.has_factor(conn, account_id)
        step = Step.TOTP if has_factor else Step.ENROL
        await audit.append(conn, "session.first_factor", f"account:{account_id}", detail={"next": step.value})
        return await issue(conn, sessions, account_id, step, method=method)
    signed_in = await sessions.begin_session(conn, account_id, role, method=method, device=device)
    detail = {"method": method.value, "second_factor": False}
    await audit.append(conn, "session.begin", f"account:{account_id}", detail=detail)
    return signed_in


async def issue(
    conn: Connection,
    sessions: Sessions,
    account_id: UUID,
    step: Step,
    *,
    method: Method,
    secret: str | None = None,
) -> Challenge:
    """Begin one step of an account's sign-in, which waits ten minutes."""
    challenge = Challenge(step, secrets.token_urlsafe(32))
    await second_factor_queries.insert_challenge(
        conn,
        digest(challenge.secret),
        account_id,
        step,
        method=method,
        expires_at=sessions.clock() + second_factor_policy.CHALLENGE_LIFE,
        secret=secret,
    )
    return challenge

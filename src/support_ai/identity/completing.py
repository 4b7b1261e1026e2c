"""The one place where a proof from outside (a website's, a provider's) becomes a session."""

from uuid import UUID

from support_ai.access.role import Role
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.identity.models import Method, SignedIn
from support_ai.identity.service import Identity


async def complete_sign_in(
    identity: Identity,
    conn: Connection,
    account_id: UUID,
    role: Role,
    method: Method,
    *,
    device: str = "",
    site_key: str | None = None,
    has_second_factor: bool = False,
) -> SignedIn:
    """Begin the session of somebody whom a website or a provider has proven, in the transaction of the proof.

    `site_key` names the website's key, with which the session ends.
    `has_second_factor` says that a provider which the owner trusts in this has asked for a second factor already.
    """
    signed_in = await identity.sessions.begin_session(
        conn, account_id, role, method=method, device=device, site_key=site_key
    )
    detail = {"method": method.value, "second_factor": has_second_factor}
    await audit.append(conn, "session.begin", f"account:{account_id}", detail=detail)
    return signed_in

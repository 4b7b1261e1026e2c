"""The operator's commands about staff: invitations that are printed instead of mailed."""

from uuid import UUID

from support_ai.access.actor import Reason, System
from support_ai.access.role import STAFF_ROLES, Role
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.identity import policy, queries, second_factor_queries, staff_queries
from support_ai.identity.invitations import new_token
from support_ai.identity.service import AccountUnknownError, Identity
from support_ai.identity.sessions import end_sessions
from support_ai.identity.staff_policy import INVITATION_LIFE
from support_ai.identity.tokens import digest


async def invite(identity: Identity, email: str, name: str, role: Role) -> str | None:
    """Return the token of an invitation for somebody new; None where the address has a verified account."""
    address = policy.checked_email(email)
    index = identity.index(address)
    async with identity.database.transaction(System(Reason.STAFF_COMMAND)) as conn:
        if await queries.verified_account(conn, index) is not None:
            return None
        account_id = await staff_queries.save_invited(conn, address, index, name, role)
        await audit.append(conn, "staff.invite", f"account:{account_id}", detail={"role": role.value})
        return await _token(conn, identity, account_id)


async def reset(identity: Identity, email: str) -> str:
    """Take password and device of a colleague away, end their sessions, and return the token of an invitation.

    Raises AccountUnknownError where no colleague has the address.
    """
    async with identity.database.transaction(System(Reason.STAFF_COMMAND)) as conn:
        found = await queries.verified_account(conn, identity.index(email))
        if found is None or found[1] not in STAFF_ROLES:
            raise AccountUnknownError
        await queries.lock_enabled(conn, found[0])
        await second_factor_queries.delete_factor(conn, found[0])
        await staff_queries.take_password(conn, found[0])
        await end_sessions(conn, found[0], identity.clock())
        await audit.append(conn, "staff.reset_second_factor", f"account:{found[0]}")
        return await _token(conn, identity, found[0])


async def _token(conn: Connection, identity: Identity, account_id: UUID) -> str:
    token = new_token()
    ends = identity.clock() + INVITATION_LIFE
    await staff_queries.save_invitation(conn, account_id, ends, digest(token))
    return token

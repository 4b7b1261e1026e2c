"""What owners do with the accounts of their colleagues. They invite and end; they never choose a secret for anybody."""

from uuid import UUID

from support_ai.access.actor import Reason, Staff, System
from support_ai.access.role import Role
from support_ai.audit import service as audit
from support_ai.audit.models import Detail
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, NotFoundError
from support_ai.core.page import Page
from support_ai.identity import policy, queries, second_factor_queries, staff_queries
from support_ai.identity.invitations import mail_invitation
from support_ai.identity.service import Identity
from support_ai.identity.sessions import end_sessions
from support_ai.identity.staff_policy import Act, Standing, Status, decide
from support_ai.identity.staff_queries import Colleague
from support_ai.identity.verification import EmailTakenError
from support_ai.messaging.notices import Notice, notify

_NOTHING: Detail = {}
_RULES = {
    "own_account": "Nobody does this to their own account: ask another owner.",
    "last_owner": "The shop needs an owner: make another one first.",
    "left_the_shop": "This colleague left the shop for good.",
    "not_joined": "This colleague has not joined yet: invite them again, or withdraw the invitation.",
}


class ColleagueNotFoundError(NotFoundError):
    """There is no such colleague."""

    code = "colleague_not_found"


class StaffRuleError(ConflictError):
    """The shop's rules do not permit this change of its staff."""

    code = "staff_rule"


async def list_staff(conn: Connection, cursor: str | None, limit: int) -> Page[Colleague]:
    """Return a page of the staff, those invited among them."""
    return await staff_queries.list_colleagues(conn, cursor, limit)


async def invite(identity: Identity, person: Staff, email: str, name: str, role: Role) -> Colleague:
    """Mail an invitation; one that was sent before dies. EmailTakenError where the address has a verified account."""
    address = policy.checked_email(email)
    index = identity.index(address)
    async with identity.database.transaction(System(Reason.INVITE), read_only=True) as conn:
        is_taken = await queries.verified_account(conn, index) is not None
    if is_taken:
        raise EmailTakenError(
            "This address has a verified account already.", field="email", rule=EmailTakenError.code
        )
    async with identity.database.transaction(person) as conn:
        await staff_queries.lock_staff(conn)
        account_id = await staff_queries.save_invited(conn, address, index, name, role)
        await mail_invitation(conn, identity, account_id)
        await audit.append(conn, "staff.invite", f"account:{account_id}", detail={"role": role.value})
        return await get_colleague(conn, account_id)


async def get_colleague(conn: Connection, account_id: UUID) -> Colleague:
    """Return one colleague; ColleagueNotFoundError where there is none."""
    found = await staff_queries.read_colleague(conn, account_id)
    if found is None:
        raise ColleagueNotFoundError
    return found


async def change_role(
    conn: Connection, identity: Identity, person: Staff, account_id: UUID, role: Role
) -> Colleague:
    """Give a colleague another role; their sessions end, for none is good for two roles."""
    colleague = await _permitted(conn, person, account_id, Act.CHANGE_ROLE, role)
    if colleague.role is role:
        return colleague
    await staff_queries.set_role(conn, account_id, role)
    await end_sessions(conn, account_id, identity.clock())
    detail: Detail = {"before": colleague.role.value, "after": role.value}
    return await _done(conn, Act.CHANGE_ROLE, account_id, detail, Notice.ROLE_CHANGED)


async def disable(conn: Connection, identity: Identity, person: Staff, account_id: UUID) -> Colleague:
    """Disable a colleague's account and end its sessions."""
    colleague = await _permitted(conn, person, account_id, Act.DISABLE)
    if colleague.status is Status.DISABLED:
        return colleague
    await staff_queries.set_disabled(conn, account_id, identity.clock())
    await end_sessions(conn, account_id, identity.clock())
    return await _done(conn, Act.DISABLE, account_id, notice=Notice.ACCOUNT_DISABLED)


async def enable(conn: Connection, person: Staff, account_id: UUID) -> Colleague:
    """Enable a colleague's account again; password and device are the same as before."""
    colleague = await _permitted(conn, person, account_id, Act.ENABLE)
    if colleague.status is not Status.DISABLED:
        return colleague
    await staff_queries.set_disabled(conn, account_id, None)
    return await _done(conn, Act.ENABLE, account_id)


async def remove(conn: Connection, identity: Identity, person: Staff, account_id: UUID) -> None:
    """Let a colleague leave for good: the name stays in the books, address and secrets go, sessions end.

    Who never joined is gone altogether.
    """
    colleague = await _permitted(conn, person, account_id, Act.REMOVE)
    await end_sessions(conn, account_id, identity.clock())
    if colleague.status is Status.INVITED:
        await staff_queries.withdraw(conn, account_id)
    else:
        await second_factor_queries.delete_factor(conn, account_id)
        address = f"{account_id}@removed.invalid"
        await staff_queries.remove(conn, account_id, identity.clock(), address, identity.index(address))
    await _write(conn, Act.REMOVE, account_id, {"joined": colleague.status is not Status.INVITED})


async def end_their_sessions(conn: Connection, identity: Identity, person: Staff, account_id: UUID) -> int:
    """End every session of a colleague; return how many."""
    await _permitted(conn, person, account_id, Act.END_SESSIONS)
    ended = await end_sessions(conn, account_id, identity.clock())
    await _write(conn, Act.END_SESSIONS, account_id, {"sessions_ended": ended})
    return ended


async def reset_password(conn: Connection, identity: Identity, person: Staff, account_id: UUID) -> Colleague:
    """Take a colleague's password away, end their sessions, and mail them how to choose another one."""
    await _permitted(conn, person, account_id, Act.RESET_PASSWORD)
    await _reset(conn, identity, account_id)
    return await _done(conn, Act.RESET_PASSWORD, account_id)


async def reset_second_factor(
    conn: Connection, identity: Identity, person: Staff, account_id: UUID
) -> Colleague:
    """Take a lost device and the password away: only the invitation that is mailed leads to the next ones."""
    await _permitted(conn, person, account_id, Act.RESET_SECOND_FACTOR)
    await second_factor_queries.delete_factor(conn, account_id)
    await _reset(conn, identity, account_id)
    return await _done(conn, Act.RESET_SECOND_FACTOR, account_id, notice=Notice.SECOND_FACTOR_CHANGED)


async def _reset(conn: Connection, identity: Identity, account_id: UUID) -> None:
    await staff_queries.take_password(conn, account_id)
    await end_sessions(conn, account_id, identity.clock())
    await mail_invitation(conn, identity, account_id)


async def _permitted(
    conn: Connection, person: Staff, account_id: UUID, act: Act, role: Role | None = None
) -> Colleague:
    """Return the colleague, locked, where the rules permit the act; whoever else changes the staff waits until the end.

    Raises ColleagueNotFoundError and StaffRuleError.
    """
    await staff_queries.lock_staff(conn)
    if account_id == person.account_id:
        raise StaffRuleError(_RULES["own_account"], rule="own_account")
    colleague = await staff_queries.find_colleague(conn, account_id)
    if colleague is None:
        raise ColleagueNotFoundError
    others = await staff_queries.another_owner_acts(conn, account_id)
    standing = Standing(account_id, colleague.role, colleague.status, others)
    rule = decide(person.account_id, act, standing, role).rule
    if rule is not None:
        raise StaffRuleError(_RULES[rule], rule=rule)
    return colleague


async def _done(
    conn: Connection, act: Act, account_id: UUID, detail: Detail = _NOTHING, notice: Notice | None = None
) -> Colleague:
    """Write an act down, tell the colleague, and return them as they are now."""
    await _write(conn, act, account_id, detail)
    if notice is not None:
        await notify(conn, account_id, notice)
    return await get_colleague(conn, account_id)


async def _write(conn: Connection, act: Act, account_id: UUID, detail: Detail) -> None:
    await audit.append(conn, f"staff.{act.value}", f"account:{account_id}", detail=detail)

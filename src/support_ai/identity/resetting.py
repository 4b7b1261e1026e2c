"""A forgotten password: another one is chosen by whoever holds the code that goes to the account's address."""

from uuid import UUID

from support_ai.access.actor import Reason, System
from support_ai.access.role import STAFF_ROLES, Role
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core.crypto import normalise_email
from support_ai.core.database import Connection
from support_ai.identity import code_queries, failure_queries, policy, queries
from support_ai.identity.code_policy import Purpose
from support_ai.identity.code_queries import CodeRow
from support_ai.identity.codes import CodeWrongError, Wanted, ask, check_code, request_code, try_code
from support_ai.identity.service import Identity
from support_ai.identity.sessions import end_sessions
from support_ai.identity.tokens import digest
from support_ai.messaging.notices import Notice, notify
from support_ai.shop import service as shop
from support_ai.shop.security import CodeChannel


async def forgot_password(identity: Identity, email: str) -> str:
    """Send a code to the verified account of an address, and return the challenge; for strangers nothing is sent.

    Nor for colleagues whose password an owner took away: only the invitation that was mailed leads to their next one.
    """

    async def request(conn: Connection) -> str:
        found = await queries.verified_account(conn, identity.index(email), kept=True)
        account_id = None if found is None or await _is_invited(conn, *found) else found[0]
        wanted = Wanted(
            Purpose.RESET_PASSWORD, CodeChannel.EMAIL, normalise_email(email), account_id=account_id
        )
        return await request_code(conn, wanted, identity.clock())

    return await ask(identity.database, request)


async def reset_password(identity: Identity, challenge: str, code: str, password: str) -> None:
    """Choose another password by a code, and end every session of the account.

    Raises PasswordWeakError before the code is touched, and CodeWrongError, counting the try. Only whoever holds the
    right code is told that the password is the account's own address: others would learn that there is one. Staff
    still need their second factor afterwards.
    """
    async with identity.database.transaction(System(Reason.SIGN_IN), read_only=True) as conn:
        least = (await shop.security(conn)).settings.password_min_length
    policy.check_password(password, email="", least=least)
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        row = await _locked(conn, challenge)
        account_id = row.account_id if row and await check_code(conn, row, code, identity.clock()) else None
        account = None if account_id is None else await queries.read_account(conn, account_id)
        if account is not None and await _is_invited(conn, account.account_id, account.role):
            account = None
        if account is None:
            await _note_refusal(conn, row)
    if account is None:
        raise CodeWrongError(field="code")
    policy.check_password(password, email=account.email or "")
    # Only the right code costs a hash: a wrong one would tell by its time whether there is an account.
    hashed = await identity.passwords.hash(password)
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        row = await _locked(conn, challenge)
        is_right = await try_code(conn, row, code, identity.clock())
        if is_right:
            await _replace(conn, identity, account.account_id, hashed)
        else:
            await _note_refusal(conn, row)
    if not is_right:
        raise CodeWrongError(field="code")


async def _is_invited(conn: Connection, account_id: UUID, role: Role) -> bool:
    """Tell whether a colleague has no password, because an owner took it away."""
    return role in STAFF_ROLES and await queries.password_hash(conn, account_id) is None


async def _locked(conn: Connection, challenge: str) -> CodeRow | None:
    """Return the request for a reset that a challenge belongs to, locked."""
    row = await code_queries.lock_by_challenge(conn, digest(challenge))
    return row if row is not None and row.purpose is Purpose.RESET_PASSWORD else None


async def _replace(conn: Connection, identity: Identity, account_id: UUID, hashed: str) -> None:
    await queries.set_password_hash(conn, account_id, hashed)
    await failure_queries.forget_failures(conn, [account_id])
    ended = await end_sessions(conn, account_id, identity.clock())
    subject = f"account:{account_id}"
    await audit.append(conn, "account.reset_password", subject, detail={"sessions_ended": ended})
    await notify(conn, account_id, Notice.PASSWORD_CHANGED)


async def _note_refusal(conn: Connection, row: CodeRow | None) -> None:
    subject = row.subject if row is not None else "account:unknown"
    await audit.append(conn, "account.reset_password", subject, outcome=Outcome.REFUSED)

"""What a signed-in person does with their password: prove themselves once more, and choose another one."""

from support_ai.access.actor import Customer, Reason, Staff, System
from support_ai.audit import service as audit
from support_ai.core.errors import ConflictError, InvalidError, UnauthenticatedError
from support_ai.identity import policy, queries, session_queries
from support_ai.identity.models import Method, SignedIn
from support_ai.identity.service import Identity, own_account
from support_ai.identity.session_policy import PROOF_TRIES
from support_ai.identity.sessions import end_sessions
from support_ai.messaging.notices import Notice, notify


class PasswordWrongError(InvalidError):
    """This is not the account's password; five wrong ones end the session."""

    code = "wrong_password"


class PasswordChangedError(ConflictError):
    """The password was changed meanwhile: sign in again."""

    code = "password_changed"


async def step_up(identity: Identity, person: Customer | Staff, password: str) -> SignedIn:
    """Prove by the password who the person is, and replace their session by one that is proven now.

    Raises PasswordWrongError, and UnauthenticatedError once the session ended.
    """
    await _prove(identity, person, password, "session.step_up", "password")
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        await audit.append(conn, "session.step_up", f"account:{person.account_id}")
        return await identity.sessions.renew_session(conn, person, proven_by=Method.PASSWORD)


async def change_password(
    identity: Identity, person: Customer | Staff, current: str, password: str
) -> SignedIn:
    """Give the account another password, end its other sessions, and replace this one.

    Raises PasswordWrongError where `current` is not the password, PasswordWeakError for a bad new one, and
    PasswordChangedError where somebody else changed it in this very moment.
    """
    async with identity.database.transaction(person, read_only=True) as conn:
        email = (await own_account(conn, person)).email or ""
    await identity.check_password(password, email)
    proven = await _prove(identity, person, current, "account.change_password", "current_password")
    hashed = await identity.passwords.hash(password)
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        if await queries.password_hash(conn, person.account_id, lock=True) != proven:
            raise PasswordChangedError
        await queries.set_password_hash(conn, person.account_id, hashed)
        ended = await end_sessions(conn, person.account_id, identity.clock(), keep=person.session_id)
        await audit.append(
            conn, "account.change_password", f"account:{person.account_id}", detail={"sessions_ended": ended}
        )
        await notify(conn, person.account_id, Notice.PASSWORD_CHANGED)
        return await identity.sessions.renew_session(conn, person, proven_by=Method.PASSWORD)


async def _prove(identity: Identity, person: Customer | Staff, password: str, action: str, field: str) -> str:
    """Hold a password against the account's, and return its hash.

    Each try is counted before it is judged, so that many at once are no more than one after the other.
    """
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        stored = await queries.password_hash(conn, person.account_id)
        tries = await session_queries.count_failure(conn, person.session_id)
        if tries > PROOF_TRIES:
            await session_queries.revoke_session(conn, person.session_id, identity.clock())
    if not 0 < tries <= PROOF_TRIES:
        await _note_refusal(identity, person, action, "tries")
        raise UnauthenticatedError
    place = await identity.passwords.matching(password[: policy.MAX_PASSWORD + 1], [stored], 1)
    if place is None or stored is None:
        await _note_refusal(identity, person, action, PasswordWrongError.code)
        raise PasswordWrongError(field=field)
    return stored


async def _note_refusal(identity: Identity, person: Customer | Staff, action: str, rule: str) -> None:
    subject = f"account:{person.account_id}"
    await audit.refused(identity.database, System(Reason.SIGN_IN), action, subject, rule)

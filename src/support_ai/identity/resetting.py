"""A forgotten password: another one is chosen by whoever holds the code that goes to the account's address."""

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core.crypto import normalise_email
from support_ai.core.database import Connection
from support_ai.identity import code_policy, code_queries, failure_queries, policy, queries
from support_ai.identity.code_policy import Purpose
from support_ai.identity.codes import CodeWrongError, Wanted, ask, request_code, try_code
from support_ai.identity.service import Identity
from support_ai.identity.sessions import end_sessions
from support_ai.identity.tokens import digest
from support_ai.messaging.notices import Notice, notify
from support_ai.shop import service as shop
from support_ai.shop.security import CodeChannel


async def forgot_password(identity: Identity, email: str) -> str:
    """Send a code to the verified account of an address, and return the challenge; for strangers nothing is sent."""

    async def request(conn: Connection) -> str:
        found = await queries.verified_account(conn, identity.index(email))
        account_id = None if found is None else found[0]
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
        row = await code_queries.by_challenge(conn, digest(challenge))
        settings = (await shop.security(conn)).settings
    policy.check_password(password, email="", least=settings.password_min_length)
    is_open = (
        row is not None
        and row.purpose is Purpose.RESET_PASSWORD
        and code_policy.is_open(row.standing, identity.clock())
    )
    # A dead request costs no hash; one that lives costs five at most.
    hashed = await identity.passwords.hash(password) if is_open else ""
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        row = await code_queries.lock_by_challenge(conn, digest(challenge)) if is_open else None
        is_right = row is not None and await try_code(conn, row, code, identity.clock())
        if row is not None and is_right and row.account_id is not None:
            account = await queries.read_account(conn, row.account_id)
            # Refused here, the code is not used up: the transaction is rolled back.
            policy.check_password(password, email=(account and account.email) or "")
            await queries.set_password_hash(conn, row.account_id, hashed)
            await failure_queries.forget_failures(conn, [row.account_id])
            ended = await end_sessions(conn, row.account_id, identity.clock())
            await audit.append(conn, "account.reset_password", row.subject, detail={"sessions_ended": ended})
            await notify(conn, row.account_id, Notice.PASSWORD_CHANGED)
        else:
            subject = row.subject if row is not None else "account:unknown"
            await audit.append(conn, "account.reset_password", subject, outcome=Outcome.REFUSED)
    if not is_right:
        raise CodeWrongError(field="code")

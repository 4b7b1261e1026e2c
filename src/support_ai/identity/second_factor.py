"""The second step of a sign-in of staff: a code of their device, or its enrolment."""

from dataclasses import dataclass
from uuid import UUID

from support_ai.access.actor import Reason, System
from support_ai.access.role import STAFF_ROLES
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core.database import Connection
from support_ai.core.errors import InvalidError, UnauthenticatedError
from support_ai.identity import queries, second_factor_policy, second_factor_queries
from support_ai.identity.models import Account, SignedIn, Step
from support_ai.identity.second_factor_policy import Judged
from support_ai.identity.second_factor_queries import ChallengeRow
from support_ai.identity.service import Identity
from support_ai.identity.sessions import end_sessions
from support_ai.identity.tokens import digest
from support_ai.messaging.notices import Notice, notify
from support_ai.shop import service as shop


class ChallengeEndedError(UnauthenticatedError):
    """Sign in again: this sign-in was finished, is too old, or was tried too often."""

    code = "challenge_ended"


class SecondFactorWrongError(InvalidError):
    """This code is wrong, or was used before; five wrong ones end the sign-in."""

    code = "wrong_second_factor"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a device is told, once: its secret, and the same as a QR code's text."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A session, and the recovery codes that are shown once."""

    signed_in: SignedIn
    email: str
    recovery_codes: list[str]


async def verify(
    identity: Identity, challenge: str, *, code: str | None, recovery_code: str | None, device: str
) -> tuple[SignedIn, str]:
    """Finish a sign-in by a code of the device or by a recovery code; return it with the account's address.

    Raises ChallengeEndedError, and SecondFactorWrongError once the try is counted; of many that send one code at once
    one is signed in.
    """
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        account, row = await take(conn, identity, challenge, [Step.TOTP])
        if recovery_code is None:
            judged = await judge_code(conn, identity, account.account_id, code or "")
        else:
            judged = await judge_recovery_code(conn, identity, account.account_id, recovery_code)
        if judged is Judged.RIGHT:
            await second_factor_queries.end_challenges(conn, account.account_id)
            signed_in = await identity.sessions.begin_session(
                conn, account.account_id, account.role, method=row.method, device=device
            )
            await _note_begun(conn, account.account_id, row)
        else:
            signed_in = None
            await note_refusal(conn, "session.second_factor", account.account_id, judged)
    if signed_in is None:
        raise SecondFactorWrongError(field="code" if recovery_code is None else "recovery_code")
    return signed_in, account.email or ""


async def enrol(identity: Identity, challenge: str) -> Enrolment:
    """Return the secret for a new device; asking again shows the same one. ChallengeEndedError where it ended."""
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        account, row = await take(conn, identity, challenge, [Step.ENROL, Step.REPLACE])
        secret = row.secret or second_factor_policy.new_secret()
        await second_factor_queries.keep_shown_secret(conn, digest(challenge), secret)
        await audit.append(conn, "second_factor.show", f"account:{account.account_id}")
        return await enrolment(conn, account, secret)


async def enrolment(conn: Connection, account: Account, secret: str) -> Enrolment:
    """Return what a device is told."""
    name = (await shop.settings(conn)).name
    return Enrolment(secret, second_factor_policy.otpauth_uri(secret, account.email or "", name))


async def confirm(identity: Identity, challenge: str, code: str, *, device: str) -> Enrolled:
    """Enrol the device that shows this code: every other session ends, and one begins.

    Raises ChallengeEndedError, also where another device was enrolled meanwhile, and SecondFactorWrongError.
    """
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        account, row = await take(conn, identity, challenge, [Step.ENROL, Step.REPLACE])
        moment = identity.clock()
        step = second_factor_policy.fitting_step(row.secret, code, moment, 0) if row.secret else None
        enrolled = (
            None if step is None else await _enrol(conn, identity, account, row, step=step, device=device)
        )
        if enrolled is None:
            await note_refusal(conn, "second_factor.enrol", account.account_id, Judged.WRONG)
    if enrolled is None:
        raise SecondFactorWrongError(field="code")
    return enrolled


async def _enrol(
    conn: Connection, identity: Identity, account: Account, row: ChallengeRow, *, step: int, device: str
) -> Enrolled:
    account_id = account.account_id
    await second_factor_queries.save_factor(conn, account_id, row.secret or "", step, identity.clock())
    codes = await draw_recovery_codes(conn, account_id)
    await end_sessions(conn, account_id, identity.clock())
    signed_in = await identity.sessions.begin_session(
        conn, account_id, account.role, method=row.method, device=device
    )
    await audit.append(conn, "second_factor.enrol", f"account:{account_id}", detail={"step": row.step.value})
    await _note_begun(conn, account_id, row)
    await notify(conn, account_id, Notice.SECOND_FACTOR_CHANGED)
    return Enrolled(signed_in, account.email or "", codes)


async def _note_begun(conn: Connection, account_id: UUID, row: ChallengeRow) -> None:
    detail = {"method": row.method.value, "second_factor": True}
    await audit.append(conn, "session.begin", f"account:{account_id}", detail=detail)


async def take(
    conn: Connection, identity: Identity, challenge: str, steps: list[Step]
) -> tuple[Account, ChallengeRow]:
    """Count a try at a challenge, and return it with its account, both locked; ChallengeEndedError where it ended."""
    hashed = digest(challenge)
    account_id = await second_factor_queries.challenged_account(conn, hashed)
    if account_id is None or not await queries.lock_enabled(conn, account_id):
        raise ChallengeEndedError
    account = await queries.read_account(conn, account_id)
    row = await second_factor_queries.take_try(
        conn, hashed, steps, identity.clock(), second_factor_policy.CHALLENGE_TRIES
    )
    if account is None or account.role not in STAFF_ROLES or row is None:
        raise ChallengeEndedError
    if row.step is Step.ENROL and await second_factor_queries.has_factor(conn, account_id):
        raise ChallengeEndedError
    return account, row


async def judge_code(conn: Connection, identity: Identity, account_id: UUID, code: str) -> Judged:
    """Judge a code of a device; right, its step is used up, wrong, it is counted. The caller's transaction commits either."""
    factor = await second_factor_queries.read_factor(conn, account_id, lock=True)
    if factor is None:
        return Judged.WRONG
    step = second_factor_policy.fitting_step(factor.secret, code, identity.clock(), factor.last_step)
    judged = second_factor_policy.judge(step, factor.failures)
    if judged is Judged.RIGHT and step is not None:
        await second_factor_queries.accept_step(conn, account_id, step)
    elif judged is Judged.WRONG:
        await second_factor_queries.count_failure(conn, account_id)
    return judged


async def judge_recovery_code(conn: Connection, identity: Identity, account_id: UUID, typed: str) -> Judged:
    """Judge a recovery code, and use it up where it is right; the device may be wrong as often as before, then."""
    plain = second_factor_policy.plain_recovery_code(typed)
    if not await second_factor_queries.use_recovery_code(conn, account_id, plain, identity.clock()):
        return Judged.WRONG
    await second_factor_queries.forget_failures(conn, account_id)
    await audit.append(conn, "second_factor.recover", f"account:{account_id}")
    await notify(conn, account_id, Notice.RECOVERY_CODE_USED)
    return Judged.RIGHT


async def draw_recovery_codes(conn: Connection, account_id: UUID) -> list[str]:
    """Return new recovery codes, to be shown once; the ones before them die."""
    codes = second_factor_policy.new_recovery_codes()
    plain = [second_factor_policy.plain_recovery_code(one) for one in codes]
    await second_factor_queries.replace_recovery_codes(conn, account_id, plain)
    return codes


async def note_refusal(conn: Connection, action: str, account_id: UUID, judged: Judged) -> None:
    """Write down that a code was refused, in the transaction that counts it."""
    await audit.append(
        conn, action, f"account:{account_id}", outcome=Outcome.REFUSED, detail={"rule": judged.value}
    )

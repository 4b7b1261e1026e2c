"""What signed-in staff do with their own second factor: look at it, prove themselves by it, change it."""

from dataclasses import dataclass

from support_ai.access.actor import Reason, Staff, System
from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, UnauthenticatedError
from support_ai.identity import queries, second_factor_policy, second_factor_queries, session_queries
from support_ai.identity.challenges import issue
from support_ai.identity.models import Challenge, Method, SignedIn, Step
from support_ai.identity.second_factor import (
    Enrolment,
    SecondFactorWrongError,
    draw_recovery_codes,
    enrolment,
    judge_code,
    note_refusal,
)
from support_ai.identity.second_factor_policy import Judged
from support_ai.identity.service import Identity, own_account
from support_ai.identity.session_policy import PROOF_TRIES
from support_ai.messaging.notices import Notice, notify


class NoSecondFactorError(ConflictError):
    """This account has no second factor."""

    code = "no_second_factor"


@dataclass(frozen=True, slots=True)
class State:
    """Whether somebody has a second factor, and how many recovery codes are left."""

    is_on: bool
    recovery_codes_left: int


async def state(conn: Connection, person: Staff) -> State:
    """Return how the person's own second factor stands."""
    account_id = person.account_id
    return State(
        await second_factor_queries.has_factor(conn, account_id),
        await second_factor_queries.count_recovery_codes(conn, account_id),
    )


async def new_recovery_codes(identity: Identity, person: Staff) -> list[str]:
    """Return new recovery codes, shown once; the ones before them die. NoSecondFactorError without a device."""
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        await queries.lock_enabled(conn, person.account_id)
        if not await second_factor_queries.has_factor(conn, person.account_id):
            raise NoSecondFactorError
        codes = await draw_recovery_codes(conn, person.account_id)
        await audit.append(conn, "second_factor.recovery_codes", f"account:{person.account_id}")
        await notify(conn, person.account_id, Notice.SECOND_FACTOR_CHANGED)
    return codes


async def step_up(identity: Identity, person: Staff, code: str) -> SignedIn:
    """Prove by the device who the person is, and replace their session by one that is proven now.

    Raises SecondFactorWrongError, and UnauthenticatedError once the session ended.
    """
    await _prove(identity, person, code, "session.step_up")
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        await audit.append(conn, "session.step_up", f"account:{person.account_id}")
        return await identity.sessions.renew_session(conn, person, proven_by=Method.SECOND_FACTOR)


async def replace(identity: Identity, person: Staff, code: str) -> tuple[Challenge, Enrolment]:
    """Begin to replace the device, by a code of the present one, which stays until the next one is confirmed."""
    await _prove(identity, person, code, "second_factor.replace")
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        account = await own_account(conn, person)
        secret = second_factor_policy.new_secret()
        challenge = await issue(
            conn,
            identity.sessions,
            person.account_id,
            Step.REPLACE,
            method=Method.SECOND_FACTOR,
            secret=secret,
        )
        await audit.append(conn, "second_factor.replace", f"account:{person.account_id}")
        return challenge, await enrolment(conn, account, secret)


async def _prove(identity: Identity, person: Staff, code: str, action: str) -> None:
    """Judge a code of the person's device inside their session; too many wrong ones end the session."""
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        if not await queries.lock_enabled(conn, person.account_id):
            raise UnauthenticatedError
        has_factor = await second_factor_queries.has_factor(conn, person.account_id)
        tries = await session_queries.count_failure(conn, person.session_id) if has_factor else 1
        if tries > PROOF_TRIES:
            await session_queries.revoke_session(conn, person.session_id, identity.clock())
        judged = (
            await judge_code(conn, identity, person.account_id, code)
            if has_factor and 0 < tries <= PROOF_TRIES
            else Judged.WRONG
        )
        if judged is not Judged.RIGHT:
            await note_refusal(conn, action, person.account_id, judged)
    if not has_factor:
        raise NoSecondFactorError
    if not 0 < tries <= PROOF_TRIES:
        raise UnauthenticatedError
    if judged is not Judged.RIGHT:
        raise SecondFactorWrongError(field="code")

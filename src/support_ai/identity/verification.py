"""Proving an address by the code that was sent there, and what that opens."""

from dataclasses import dataclass, replace

from support_ai.access.actor import Customer, Reason, Staff, System
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core.crypto import normalise_email
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, UnauthenticatedError
from support_ai.identity import code_policy, code_queries, failure_queries, queries
from support_ai.identity.code_policy import Purpose
from support_ai.identity.codes import CodeWrongError, Wanted, request_code, try_code
from support_ai.identity.models import Account, SignedIn
from support_ai.identity.records import Record, attach_record
from support_ai.identity.service import Identity, now
from support_ai.shop.security import CodeChannel


class NoAddressError(ConflictError):
    """This account has no e-mail address that could be verified."""

    code = "no_address"


class EmailTakenError(ConflictError):
    """This address is already verified with another account: sign in with that one."""

    code = "email_taken"


@dataclass(frozen=True, slots=True)
class Verified:
    """An account with a proven address, what became of its customer record, and the session that replaces the old one."""

    account: Account
    record: Record
    signed_in: SignedIn


async def send_code(identity: Identity, person: Customer | Staff, *, unless_open: bool = False) -> None:
    """Mail a new code to the account's own address; the one before it dies.

    With `unless_open` nothing happens where one is on its way or may still be used.
    """
    async with identity.database.transaction(System(Reason.VERIFY)) as conn:
        account = await queries.read_account(conn, person.account_id, lock=True)
        if account is None:
            raise UnauthenticatedError
        if account.email is None:
            raise NoAddressError
        before = await code_queries.lock_newest(conn, account.account_id, Purpose.VERIFY_EMAIL)
        if unless_open and before is not None and code_policy.is_awaited(before.standing, identity.clock()):
            return
        address = normalise_email(account.email)
        wanted = Wanted(Purpose.VERIFY_EMAIL, CodeChannel.EMAIL, address, account.account_id)
        await request_code(conn, wanted, identity.clock())


async def verify_email(identity: Identity, person: Customer | Staff, code: str) -> Verified:
    """Prove the address by its code: attach its customer record, and remove the other unverified accounts.

    What the session may do changes, so that another one replaces it. Raises CodeWrongError, counting the try, and EmailTakenError where another account was verified first; of two that
    race one is verified.
    """
    async with identity.database.transaction(System(Reason.VERIFY)) as conn:
        account, is_taken = await _locked(conn, identity, person)
        row = await code_queries.lock_newest(conn, account.account_id, Purpose.VERIFY_EMAIL)
        is_right = await try_code(conn, row, code, identity.clock())
        if is_right and is_taken:
            raise EmailTakenError
        verified = await _verify(conn, identity, account, person) if is_right else None
        if verified is None:
            await audit.append(
                conn, "account.verify", f"account:{person.account_id}", outcome=Outcome.REFUSED
            )
    if verified is None:
        raise CodeWrongError(field="code")
    return verified


async def _locked(conn: Connection, identity: Identity, person: Customer | Staff) -> tuple[Account, bool]:
    """Return the account, and whether another one has its address, all accounts of which stay as they are."""
    seen = await queries.read_account(conn, person.account_id)
    if seen is None:
        raise UnauthenticatedError
    verified = {} if seen.email is None else await queries.lock_address(conn, identity.index(seen.email))
    account = await queries.read_account(conn, person.account_id)
    is_taken = any(is_verified for one, is_verified in verified.items() if one != person.account_id)
    if account is None:
        raise EmailTakenError if is_taken else UnauthenticatedError
    return account, is_taken


async def _verify(
    conn: Connection, identity: Identity, account: Account, person: Customer | Staff
) -> Verified:
    if account.verified_at is None:
        moment = now()
        await queries.set_verified(conn, account.account_id, moment)
        account = replace(account, verified_at=moment)
    await failure_queries.forget_failures(conn, [account.account_id])
    removed = 0
    if account.email is not None:
        removed = await queries.delete_unverified(conn, identity.index(account.email))
    account, record = await attach_record(conn, account)
    await audit.append(
        conn,
        "account.verify",
        f"account:{account.account_id}",
        detail={"removed_others": removed, "record": record.value},
    )
    return Verified(account, record, await identity.sessions.renew_session(conn, person))

"""Proving an address by the code that was sent there, and what that opens."""

from dataclasses import dataclass, replace

from support_ai.access.actor import Customer, Reason, Staff, System
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, InvalidError, UnauthenticatedError
from support_ai.identity import failure_queries, queries
from support_ai.identity.codes import mail_code, try_code
from support_ai.identity.models import Account
from support_ai.identity.records import Record, attach_record
from support_ai.identity.service import Identity, now


class CodeWrongError(InvalidError):
    """This code is wrong or too old: ask for a new one."""

    code = "wrong_code"


class EmailTakenError(ConflictError):
    """This address is already verified with another account: sign in with that one."""

    code = "email_taken"


@dataclass(frozen=True, slots=True)
class Verified:
    """An account with a proven address, and what became of its customer record."""

    account: Account
    record: Record


async def send_code(identity: Identity, person: Customer | Staff) -> None:
    """Mail a new code to the account's own address; the one before it dies."""
    async with identity.database.transaction(System(Reason.VERIFY)) as conn:
        account = await queries.read_account(conn, person.account_id, lock=True)
        if account is None:
            raise UnauthenticatedError
        await mail_code(conn, account.account_id, account.email, now())
        await audit.append(conn, "account.send_code", f"account:{person.account_id}")


async def verify_email(identity: Identity, person: Customer | Staff, code: str) -> Verified:
    """Prove the address by its code: attach its customer record, and remove the other unverified accounts.

    Raises CodeWrongError, counting the try, and EmailTakenError where another account was verified first; of two that
    race one is verified.
    """
    async with identity.database.transaction(System(Reason.VERIFY)) as conn:
        account, is_taken = await _locked(conn, identity, person)
        is_right = await try_code(conn, account.account_id, code, now())
        if is_right and is_taken:
            raise EmailTakenError
        verified = await _verify(conn, identity, account) if is_right else None
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
    verified = await queries.lock_address(conn, identity.index(seen.email))
    account = await queries.read_account(conn, person.account_id)
    is_taken = any(is_verified for one, is_verified in verified.items() if one != person.account_id)
    if account is None:
        raise EmailTakenError if is_taken else UnauthenticatedError
    return account, is_taken


async def _verify(conn: Connection, identity: Identity, account: Account) -> Verified:
    if account.verified_at is None:
        moment = now()
        await queries.set_verified(conn, account.account_id, moment)
        account = replace(account, verified_at=moment)
    await failure_queries.forget_failures(conn, [account.account_id])
    removed = await queries.delete_unverified(conn, identity.index(account.email))
    account, record = await attach_record(conn, account)
    await audit.append(
        conn,
        "account.verify",
        f"account:{account.account_id}",
        detail={"removed_others": removed, "record": record.value},
    )
    return Verified(account, record)

"""Signing in by a code: sent to the address on file, whatever somebody typed, and good for the request it belongs to."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from support_ai.access.actor import Customer, Person, Reason, System
from support_ai.access.role import Role
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core.crypto import normalise_email
from support_ai.core.database import Connection
from support_ai.customers import service as customers
from support_ai.identity import code_policy, code_queries, code_recipients, failure_queries, queries
from support_ai.identity.code_policy import Purpose
from support_ai.identity.code_queries import CodeRow
from support_ai.identity.codes import CodeWrongError, Wanted, ask, request_code, try_code
from support_ai.identity.models import Account, Method, SignedIn
from support_ai.identity.records import attach_record
from support_ai.identity.service import Identity
from support_ai.identity.tokens import digest
from support_ai.shop import service as shop
from support_ai.shop.security import CodeChannel


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a code that was typed: the session that it began, or whether it takes no further try."""

    signed_in: SignedIn | None
    is_spent: bool = False


async def request_by_email(identity: Identity, email: str, channel: CodeChannel | None = None) -> str:
    """Send a code to whom an e-mail address belongs, and return the challenge; for strangers the same happens, but for the mail."""

    async def request(conn: Connection) -> str:
        wanted = await code_recipients.by_email(conn, identity, email, channel)
        return await request_code(conn, wanted, identity.clock())

    return await ask(identity.database, request)


async def request_by_phone(identity: Identity, phone: str, channel: CodeChannel | None = None) -> str:
    """Send a code to the customer with a phone number, and return the challenge; for strangers nothing is sent."""

    async def request(conn: Connection) -> str:
        wanted = await code_recipients.by_phone(conn, identity, phone, channel)
        return await request_code(conn, wanted, identity.clock())

    return await ask(identity.database, request)


async def enter_in_conversation(
    conn: Connection, identity: Identity, conversation_id: UUID, code: str, *, device: str = ""
) -> Entered:
    """Try a code that was typed into a conversation, and begin a session where it is the one asked for there.

    A code of another conversation, or of `/auth`, opens nothing. Of many that come at once one begins a session. The
    caller commits a wrong try too. Raises CodeTooSoonError, counting nothing.
    """
    row = await _locked(conn, None, await code_queries.newest_in(conn, conversation_id))
    signed_in = None
    if row is not None and await try_code(conn, row, code, identity.clock()):
        signed_in = await _open(conn, identity, row, None, device)
    if signed_in is None:
        subject = row.subject if row is not None else "account:unknown"
        await audit.append(conn, "code.verify", subject, outcome=Outcome.REFUSED)
        is_spent = row is not None and row.tries + 1 >= code_policy.TRIES
        return Entered(None, is_spent=is_spent)
    return Entered(signed_in)


async def verify_code(
    identity: Identity, caller: Person | None, challenge: str, code: str, *, device: str = ""
) -> SignedIn:
    """Begin a session by a sign-in's code, or renew the caller's own by a step-up's; CodeWrongError otherwise.

    Of many that come at once with the right code one begins a session.
    """
    async with identity.database.transaction(System(Reason.VERIFY)) as conn:
        found = await code_queries.by_challenge(conn, digest(challenge))
        row = await _locked(conn, caller, found)
        is_theirs = row is not None and _is_for(row, caller)
        signed_in = None
        if row is not None and is_theirs and await try_code(conn, row, code, identity.clock()):
            signed_in = await _open(conn, identity, row, caller, device)
        if signed_in is None:
            subject = row.subject if row is not None else "account:unknown"
            await audit.append(conn, "code.verify", subject, outcome=Outcome.REFUSED)
    if signed_in is None:
        raise CodeWrongError(field="code")
    return signed_in


async def _locked(conn: Connection, caller: Person | None, row: CodeRow | None) -> CodeRow | None:
    """Lock a request, and before it the account that it may open, as whoever asks for a code does."""
    account_id = row.account_id if row is not None else None
    if row is not None and account_id is None and isinstance(caller, Customer):
        account_id = caller.account_id
    if account_id is not None:
        await queries.lock_enabled(conn, account_id)
    return None if row is None else await code_queries.lock_code(conn, row.code_id)


def _is_for(row: CodeRow, caller: Person | None) -> bool:
    if row.conversation_id is not None:
        return False
    match row.purpose:
        case Purpose.SIGN_IN:
            return True
        case Purpose.STEP_UP:
            return isinstance(caller, Customer) and caller.session_id == row.session_id
        case Purpose.VERIFY_EMAIL | Purpose.RESET_PASSWORD:
            return False


async def _open(
    conn: Connection, identity: Identity, row: CodeRow, caller: Person | None, device: str
) -> SignedIn | None:
    if row.purpose is Purpose.STEP_UP and isinstance(caller, Customer):
        await audit.append(conn, "session.step_up", row.subject)
        return await identity.sessions.renew_session(conn, caller, proven_by=Method.CODE)
    account = await _account(conn, identity, row)
    if account is None or account.role is not Role.CUSTOMER:
        return None
    await failure_queries.forget_failures(conn, [account.account_id])
    signed_in = await identity.sessions.begin_session(
        conn, account.account_id, account.role, method=Method.CODE, device=device
    )
    await audit.append(conn, "session.begin", f"account:{account.account_id}", detail={"method": "code"})
    return signed_in


async def _account(conn: Connection, identity: Identity, row: CodeRow) -> Account | None:
    """Return the account that a code opens, made where a customer record has none; None where it was ended."""
    if row.account_id is not None:
        account = await _enabled(conn, row.account_id)
        if account is None:
            return None
        if account.email is not None:
            await queries.delete_unverified(conn, identity.index(account.email))
        return (await attach_record(conn, account))[0]
    if row.customer_id is None:
        return None
    account_id = await queries.account_of_customer(conn, row.customer_id)
    if account_id is not None:
        return await _enabled(conn, account_id)
    return await _new_account(conn, identity, row, row.customer_id)


async def _enabled(conn: Connection, account_id: UUID) -> Account | None:
    return (
        await queries.read_account(conn, account_id) if await queries.lock_enabled(conn, account_id) else None
    )


async def _new_account(
    conn: Connection, identity: Identity, row: CodeRow, customer_id: str
) -> Account | None:
    """Give a customer record its account; the record's own e-mail address counts only where the code went there."""
    # Two codes of one customer must not make two accounts.
    await code_queries.lock_recipient(conn, conn.keys.blind("account.of_customer", customer_id))
    made = await queries.account_of_customer(conn, customer_id)
    if made is not None:
        return await _enabled(conn, made)
    customer = await customers.get_customer(conn, customer_id)
    email = customer.email if row.channel is CodeChannel.EMAIL else None
    if email is not None:
        verified = await queries.lock_address(conn, identity.index(email))
        await queries.delete_unverified(conn, identity.index(email))
        if any(verified.values()):
            found = await queries.customer_account(conn, identity.index(email))
            if found is not None and found.customer_id is None:
                await queries.set_customer(conn, found.account_id, customer_id)
                return replace(found, customer_id=customer_id)
            email = None
    account_id = uuid4()
    await queries.insert_account(
        conn,
        account_id,
        email=email,
        email_index=None if email is None else identity.index(email),
        name=customer.name,
        password_hash=None,
        role=Role.CUSTOMER,
        verified_at=identity.clock(),
        customer_id=customer_id,
    )
    await audit.append(
        conn, "account.attach", f"account:{account_id}", detail={"customer": customer_id, "made": True}
    )
    return await queries.read_account(conn, account_id)


async def request_step_up(identity: Identity, person: Customer) -> str:
    """Send a signed-in customer a code that proves them once more, good for this session only."""
    async with identity.database.transaction(System(Reason.VERIFY)) as conn:
        account = await queries.read_account(conn, person.account_id, lock=True)
        if account is not None and account.email is not None:
            address, channel = normalise_email(account.email), CodeChannel.EMAIL
            wanted = Wanted(
                Purpose.STEP_UP, channel, address, person.account_id, session_id=person.session_id
            )
            return await request_code(conn, wanted, identity.clock())
        customer_id = person.customer_id or ""
        found = await customers.destinations(conn, customer_id) if customer_id else {}
        destinations = {CodeChannel(name): address for name, address in found.items()}
        channels = [c for c in (await shop.security(conn)).settings.code_channels if c in identity.channels]
        chosen = code_policy.choose_channel(CodeChannel.SMS, destinations, channels)
        wanted = Wanted(
            Purpose.STEP_UP,
            chosen or CodeChannel.SMS,
            destinations[chosen] if chosen else f"account:{person.account_id}",
            customer_id=customer_id if chosen else None,
            session_id=person.session_id,
        )
        return await request_code(conn, wanted, identity.clock())

"""Registering and signing in: the use cases that make an account, and begin or end a session."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from support_ai.access.actor import Customer, Reason, Staff, System
from support_ai.access.role import Role
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core.clock import Clock, now
from support_ai.core.crypto import normalise_email
from support_ai.core.database import Connection, Database
from support_ai.core.errors import NotFoundError, UnauthenticatedError
from support_ai.identity import failure_queries, policy, queries, second_factor_queries, session_queries
from support_ai.identity.challenges import after_first_factor, issue
from support_ai.identity.code_policy import Purpose
from support_ai.identity.codes import Wanted, request_code
from support_ai.identity.models import Account, Candidate, Challenge, Method, SignedIn, Step
from support_ai.identity.passwords import BusyError, Passwords
from support_ai.identity.records import attach_record
from support_ai.identity.sessions import Sessions, end_sessions
from support_ai.identity.tokens import TokenRing, digest
from support_ai.shop import service as shop
from support_ai.shop.security import CodeChannel


class LoginFailedError(UnauthenticatedError):
    """The e-mail address or the password is wrong."""

    code = "login_failed"


class RefreshRefusedError(UnauthenticatedError):
    """Sign in again: this session ended."""

    code = "session_ended"


class AccountUnknownError(NotFoundError):
    """There is no verified account with this address."""

    code = "account_unknown"


class Identity:
    """The use cases of signing in; passwords are hashed outside of transactions."""

    def __init__(
        self,
        database: Database,
        ring: TokenRing,
        passwords: Passwords,
        access_life: timedelta,
        clock: Clock = now,
        *,
        channels: frozenset[CodeChannel] = frozenset({CodeChannel.EMAIL}),
        second_factor_required: bool = True,
    ) -> None:
        """Take what they stand on; sessions and codes are judged by the clock, codes travel on the channels."""
        self.channels = channels
        self.database = database
        self.passwords = passwords
        self.ring = ring
        self.access_life = access_life
        self.clock = clock
        self.sessions = Sessions(ring, access_life, clock, second_factor_required=second_factor_required)

    def index(self, email: str) -> bytes:
        """Return the blind index under which an address is looked up."""
        return self.database.keys.blind("account.email", normalise_email(email))

    async def check_password(self, password: str, email: str) -> None:
        """Raise PasswordWeakError for a password that is weaker than the shop allows."""
        async with self.database.transaction(System(Reason.SIGN_IN), read_only=True) as conn:
            least = (await shop.security(conn)).settings.password_min_length
        policy.check_password(password, email=email, least=least)

    async def register(self, email: str, password: str, name: str) -> None:
        """Make a separate, unverified account, and mail a code to its address; nothing tells of other accounts."""
        address = policy.checked_email(email)
        await self.check_password(password, address)
        hashed = await self.passwords.hash(password)
        account_id = uuid4()
        async with self.database.transaction(System(Reason.SIGN_IN)) as conn:
            await queries.insert_account(
                conn,
                account_id,
                email=address,
                email_index=self.index(address),
                name=name,
                password_hash=hashed,
                role=Role.CUSTOMER,
                verified_at=None,
            )
            wanted = Wanted(Purpose.VERIFY_EMAIL, CodeChannel.EMAIL, normalise_email(address), account_id)
            await request_code(conn, wanted, self.clock())
            await audit.append(conn, "account.register", f"account:{account_id}")

    async def login(
        self, email: str, password: str, *, device: str = "", is_known_device: bool = False
    ) -> SignedIn | Challenge:
        """Begin a session, for staff a challenge that waits for their second factor.

        LoginFailedError says nothing of why, and takes the same number of hashes. After 100 failures in a row strangers
        fail even with the right password; a known device does not.
        """
        index = self.index(email[:320])
        found, stopped = await self._tried(index, counts=not is_known_device)
        try:
            place = await self.passwords.matching(
                password[: policy.MAX_PASSWORD + 1], [one.password_hash for one in found], policy.LOGIN_HASHES
            )
        except BusyError:
            await self._untried(found)
            raise
        matched = None if place is None or found[place].is_disabled else found[place]
        if matched is not None and matched.account_id in stopped:
            matched = None
        async with self.database.transaction(System(Reason.SIGN_IN)) as conn:
            # Locked, because somebody who verifies the address meanwhile removes its other accounts.
            account = None if matched is None else await _locked(conn, matched)
            if account is not None:
                signed_in = await after_first_factor(
                    conn,
                    self.sessions,
                    account.account_id,
                    account.role,
                    method=Method.PASSWORD,
                    device=device,
                )
                if isinstance(signed_in, SignedIn):
                    signed_in = replace(signed_in, has_proven_address=account.verified_at is not None)
                await attach_record(conn, account)
                await failure_queries.forget_failures(conn, [account.account_id])
            else:
                subject = f"account:{found[0].account_id}" if found else "account:unknown"
                detail = {"rule": "stopped"} if stopped else {}
                await audit.append(conn, "session.begin", subject, outcome=Outcome.REFUSED, detail=detail)
                signed_in = None
        if signed_in is None or matched is None:
            raise LoginFailedError
        await self._renew_weak_hash(matched.account_id, matched.password_hash, password)
        return signed_in

    async def next_step(self, account_id: UUID) -> Challenge | None:
        """Return the challenge of staff who chose their password just now; None where no second factor is needed."""
        if not self.sessions.second_factor_required:
            return None
        async with self.database.transaction(System(Reason.SIGN_IN)) as conn:
            await queries.lock_enabled(conn, account_id)
            await failure_queries.forget_failures(conn, [account_id])
            has_factor = await second_factor_queries.has_factor(conn, account_id)
            step = Step.TOTP if has_factor else Step.ENROL
            return await issue(conn, self.sessions, account_id, step, method=Method.PASSWORD)

    async def _tried(self, index: bytes, *, counts: bool) -> tuple[list[Candidate], set[UUID]]:
        """Return the accounts that an address may mean, and which are stopped; the failure is counted before the try."""
        async with self.database.transaction(System(Reason.SIGN_IN)) as conn:
            found = await queries.candidates(conn, index, policy.LOGIN_HASHES)
            if not counts:
                return found, set()
            failures = await failure_queries.count_failures(conn, [one.account_id for one in found])
        return found, {account for account, count in failures.items() if count > policy.MAX_FAILURES}

    async def _untried(self, found: list[Candidate]) -> None:
        async with self.database.transaction(System(Reason.SIGN_IN)) as conn:
            await failure_queries.take_back_failures(conn, [one.account_id for one in found])

    async def _renew_weak_hash(self, account_id: UUID, stored: str | None, password: str) -> None:
        if stored is not None and self.passwords.is_weaker(stored):
            hashed = await self.passwords.hash(password)
            async with self.database.transaction(System(Reason.SIGN_IN)) as conn:
                await queries.set_password_hash(conn, account_id, hashed)
                await audit.append(conn, "account.renew_hash", f"account:{account_id}")

    async def logout(self, token: str) -> None:
        """End the session of a refresh token; an unknown one is nothing to end."""
        async with self.database.transaction(System(Reason.TOKEN)) as conn:
            taken = await session_queries.take_refresh_token(conn, digest(token))
            if taken is not None:
                await session_queries.revoke_session(conn, taken.session_id, self.clock())
                await audit.append(conn, "session.end", f"session:{taken.session_id}")

    async def end_session(self, person: Customer | Staff) -> None:
        """End the session that an access token belongs to."""
        async with self.database.transaction(System(Reason.TOKEN)) as conn:
            await session_queries.revoke_session(conn, person.session_id, self.clock())
            await audit.append(conn, "session.end", f"session:{person.session_id}")

    async def make_account(
        self,
        reason: Reason,
        email: str,
        *,
        name: str,
        role: Role,
        password: str,
        customer_id: str | None = None,
    ) -> bool:
        """Make a verified account for the operator's commands; False where the address has one already."""
        address = policy.checked_email(email)
        await self.check_password(password, address)
        hashed = await self.passwords.hash(password)
        async with self.database.transaction(System(reason)) as conn:
            account_id = uuid4()
            is_made = await queries.insert_account(
                conn,
                account_id,
                email=address,
                email_index=self.index(address),
                name=name,
                password_hash=hashed,
                role=role,
                verified_at=now(),
                customer_id=customer_id,
            )
            if is_made:
                await audit.append(conn, "account.make", f"account:{account_id}", detail={"role": role.value})
        return is_made

    async def set_password(self, reason: Reason, email: str, password: str) -> None:
        """Give a verified account another password, for the operator's commands; its sessions end."""
        hashed = await self.passwords.hash(password)
        async with self.database.transaction(System(reason)) as conn:
            found = await queries.verified_account(conn, self.index(email))
            if found is None:
                raise AccountUnknownError
            await queries.set_password_hash(conn, found[0], hashed)
            await end_sessions(conn, found[0], self.clock())
            await failure_queries.forget_failures(conn, [found[0]])
            await audit.append(conn, "account.set_password", f"account:{found[0]}")


async def _locked(conn: Connection, matched: Candidate) -> Account | None:
    """Lock an account whose password fits; None where it was disabled or its password changed in the meantime."""
    account = await queries.read_account(conn, matched.account_id, lock=True)
    is_same = await queries.password_hash(conn, matched.account_id) == matched.password_hash
    return account if is_same and await queries.lock_enabled(conn, matched.account_id) else None


async def own_account(conn: Connection, person: Customer | Staff) -> Account:
    """Return the signed-in account; UnauthenticatedError where it ended meanwhile."""
    account = await queries.read_account(conn, person.account_id)
    if account is None:
        raise UnauthenticatedError
    return account


async def rename(conn: Connection, person: Customer | Staff, name: str) -> Account:
    """Change the own name and return the account."""
    await queries.set_name(conn, person.account_id, name)
    await audit.append(conn, "account.rename", f"account:{person.account_id}")
    return await own_account(conn, person)

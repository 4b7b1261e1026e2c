"""Invitations: staff choose their password by a token that works once, and set up their device with the answer."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.core.clock import Clock
from support_ai.core.database import Connection, Database
from support_ai.core.errors import NotFoundError
from support_ai.core.jobs import JobId, Task, enqueue
from support_ai.identity import queries, staff_queries
from support_ai.identity.models import Account, Challenge
from support_ai.identity.service import Identity
from support_ai.identity.sessions import end_sessions
from support_ai.identity.staff_policy import INVITATION_LIFE
from support_ai.identity.tokens import digest
from support_ai.identity.verification import EmailTakenError
from support_ai.messaging.delivery import deliver
from support_ai.messaging.notices import Notice, notify
from support_ai.messaging.senders import Mail, MailSender
from support_ai.shop import service as shop

SEND_INVITATION = "send_invitation"
_TEMPLATES = Path(__file__).parent / "templates"


class InvitationEndedError(NotFoundError):
    """This invitation was used, or is too old: ask for a new one."""

    code = "invitation_ended"


async def mail_invitation(conn: Connection, identity: Identity, account_id: UUID) -> None:
    """Mail an invitation once the caller's transaction commits; the one before it dies."""
    ends = identity.clock() + INVITATION_LIFE
    invitation_id = await staff_queries.save_invitation(conn, account_id, ends)
    await enqueue(conn, SEND_INVITATION, invitation_id=str(invitation_id))


def new_token() -> str:
    """Return the secret of an invitation."""
    return secrets.token_urlsafe(32)


def invitation_task(database: Database, sender: MailSender, public_url: str, clock: Clock) -> Task:
    """Return the job that draws the token of an invitation and mails it; a repetition draws another one."""

    async def send(ids: Mapping[str, JobId]) -> None:
        token = new_token()
        async with database.transaction(System(Reason.SEND)) as conn:
            drawn = await staff_queries.draw_token(
                conn, UUID(str(ids["invitation_id"])), digest(token), clock()
            )
            account = None if drawn is None else await queries.read_account(conn, drawn[0])
            shop_name = (await shop.settings(conn)).name
        if account is not None and account.email is not None:
            name = "invitation" if account.verified_at is None else "new_password"
            mail = _mail(
                name, account.email, shop_name, {"{address}": public_url.rstrip("/"), "{token}": token}
            )
            await deliver(database, "invitation.send", f"account:{account.account_id}", sender.send(mail))

    return send


def _mail(name: str, recipient: str, shop_name: str, told: Mapping[str, str]) -> Mail:
    subject, _, body = (_TEMPLATES / f"{name}.txt").read_text(encoding="utf-8").partition("\n")
    words = {"{shop}": shop_name, "{days}": str(INVITATION_LIFE.days), **told}
    for word, value in words.items():
        subject, body = subject.replace(word, value), body.replace(word, value)
    return Mail(recipient, subject, body.strip())


async def accept(identity: Identity, token: str, password: str) -> Challenge | None:
    """Choose a password by an invitation, which proves the address; sessions of the account end.

    Returns the challenge of the second factor, None in a shop that needs none. Raises InvitationEndedError,
    PasswordWeakError, which leaves the invitation as it was, and EmailTakenError where the address was verified with
    another account.
    """
    actor = System(Reason.INVITE)
    async with identity.database.transaction(actor, read_only=True) as conn:
        account_id = await staff_queries.invited_account(conn, digest(token), identity.clock())
        account = None if account_id is None else await queries.read_account(conn, account_id)
    if account is None or account.email is None:
        await audit.refused(identity.database, actor, "staff.accept", "invitation", InvitationEndedError.code)
        raise InvitationEndedError
    await identity.check_password(password, account.email)
    hashed = await identity.passwords.hash(password)
    async with identity.database.transaction(actor) as conn:
        await _accept(conn, identity, account, token)
        await queries.set_password_hash(conn, account.account_id, hashed)
    return await identity.next_step(account.account_id)


async def _accept(conn: Connection, identity: Identity, seen: Account, token: str) -> None:
    """Use the invitation up, which proves the address, with all accounts of the address locked."""
    moment = identity.clock()
    index, account_id = identity.index(seen.email or ""), seen.account_id
    verified = await queries.lock_address(conn, index)
    if any(is_verified for one, is_verified in verified.items() if one != account_id):
        raise EmailTakenError
    if account_id not in verified or not await queries.lock_enabled(conn, account_id):
        raise InvitationEndedError
    if not await staff_queries.use_invitation(conn, account_id, digest(token), moment):
        raise InvitationEndedError
    if not verified[account_id]:
        await queries.set_verified(conn, account_id, moment)
    removed = await queries.delete_unverified(conn, index)
    await end_sessions(conn, account_id, moment)
    await audit.append(conn, "staff.accept", f"account:{account_id}", detail={"removed_others": removed})
    if verified[account_id]:
        await notify(conn, account_id, Notice.PASSWORD_CHANGED)

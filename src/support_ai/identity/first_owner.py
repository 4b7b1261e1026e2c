"""The first owner of an empty shop, made by a link that works once."""

import json
import secrets
from uuid import uuid4

from support_ai.access.actor import Reason, System
from support_ai.access.role import Role
from support_ai.audit import service as audit
from support_ai.core.errors import NotFoundError
from support_ai.identity import policy, queries
from support_ai.identity.models import Challenge
from support_ai.identity.service import Identity, digest, now
from support_ai.identity.verification import EmailTakenError

_INVITATION = """
This shop has no owner yet. The first one is made by this command, once, within {hours} hours, with your own words in it:

  curl -X POST {address}/auth/setup -H "Content-Type: application/json" -d '{body}'

The answer's challenge sets up the second factor: docs/staff.md shows how. Or on this machine, which prints an invitation:

  support-ai staff add you@example.com --name "Your Name" --role owner
"""


class SetupLinkError(NotFoundError):
    """This link was used, or is too old: start the server again for a new one."""

    code = "setup_link"


async def invitation(identity: Identity, address: str) -> str | None:
    """Return what a shop without an owner prints at its start: how to make the first one, once; None where it has one.

    `address` is where this server answers. What is printed before dies.
    """
    token = await setup_token(identity)
    if token is None:
        return None
    sent = {"token": token, "email": "you@example.com", "name": "Your Name", "password": "…"}
    return _INVITATION.format(
        hours=int(policy.SETUP_LIFE.total_seconds() // 3600),
        address=address.rstrip("/"),
        body=json.dumps(sent, ensure_ascii=False),
    )


async def setup_token(identity: Identity) -> str | None:
    """Return the secret of a new one-time link for the first owner; None where the shop has one."""
    async with identity.database.transaction(System(Reason.START)) as conn:
        if await queries.owner_exists(conn):
            return None
        token = secrets.token_urlsafe(24)
        await queries.keep_setup_link(conn, digest(token), now() + policy.SETUP_LIFE)
        await audit.append(conn, "account.invite_first_owner", "setup_link")
        return token


async def set_up_owner(
    identity: Identity, token: str, email: str, name: str, password: str
) -> Challenge | None:
    """Make the first owner by the one-time link, which is used up by nothing else.

    Returns the challenge that enrols their device; None in a shop that needs no second factor.
    Raises SetupLinkError where the link is not good (any more), and EmailTakenError where the address is verified.
    """
    await _check(identity, token)
    address = policy.checked_email(email)
    await identity.check_password(password, address)
    hashed = await identity.passwords.hash(password)
    async with identity.database.transaction(System(Reason.SET_UP)) as conn:
        if not await queries.use_setup_link(conn, digest(token), now()) or await queries.owner_exists(conn):
            raise SetupLinkError
        account_id = uuid4()
        is_made = await queries.insert_account(
            conn,
            account_id,
            email=address,
            email_index=identity.index(address),
            name=name,
            password_hash=hashed,
            role=Role.OWNER,
            verified_at=now(),
        )
        if not is_made:
            raise EmailTakenError(field="email")
        await audit.append(conn, "account.first_owner", f"account:{account_id}")
    return await identity.next_step(account_id)


async def _check(identity: Identity, token: str) -> None:
    """Refuse a wrong link, and write that down, before a password costs anything."""
    actor = System(Reason.SET_UP)
    async with identity.database.transaction(actor, read_only=True) as conn:
        opens = await queries.setup_link_opens(conn, digest(token), now())
        opens = opens and not await queries.owner_exists(conn)
    if not opens:
        await audit.refused(
            identity.database, actor, "account.first_owner", "setup_link", SetupLinkError.code
        )
        raise SetupLinkError

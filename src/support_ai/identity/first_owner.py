"""The first owner of an empty shop, made by a link that works once."""

import secrets
from uuid import uuid4

from support_ai.access.actor import Reason, System
from support_ai.access.role import Role
from support_ai.audit import service as audit
from support_ai.core.errors import NotFoundError
from support_ai.identity import policy, queries
from support_ai.identity.service import Identity, digest, now


class SetupLinkError(NotFoundError):
    """This link was used, or is too old: start the server again for a new one."""

    code = "setup_link"


async def setup_token(identity: Identity) -> str | None:
    """Return the secret of a new one-time link for the first owner; None where the shop has one."""
    async with identity.database.transaction(System(Reason.START)) as conn:
        if await queries.owner_exists(conn):
            return None
        token = secrets.token_urlsafe(24)
        await queries.insert_setup_link(conn, digest(token), now() + policy.SETUP_LIFE)
        return token


async def set_up_owner(identity: Identity, token: str, email: str, name: str, password: str) -> None:
    """Make the first owner by the one-time link; SetupLinkError where the link is not good any more."""
    address = policy.checked_email(email)
    policy.check_password(password, email=address)
    hashed = await identity.passwords.hash(password)
    async with identity.database.transaction(System(Reason.SIGN_IN)) as conn:
        if not await queries.use_setup_link(conn, digest(token), now()) or await queries.owner_exists(conn):
            raise SetupLinkError
        account_id = uuid4()
        await queries.insert_account(
            conn,
            account_id,
            email=address,
            email_index=identity.index(address),
            name=name,
            password_hash=hashed,
            role=Role.OWNER,
            verified_at=now(),
        )
        await audit.append(conn, "account.first_owner", f"account:{account_id}")

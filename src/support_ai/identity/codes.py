"""Codes by mail: six digits that prove an address, stored as a digest."""

import secrets
from datetime import datetime
from uuid import UUID

from support_ai.core.database import Connection
from support_ai.identity import policy, queries
from support_ai.messaging.senders import Mail
from support_ai.messaging.service import send_mail


async def mail_code(conn: Connection, account_id: UUID, address: str, now: datetime) -> None:
    """Mail a new code to an account's address; the one before it dies."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    await queries.insert_email_code(conn, account_id, _digest(conn, account_id, code), now + policy.CODE_LIFE)
    minutes = int(policy.CODE_LIFE.total_seconds() // 60)
    body = f"Your code is {code}. It is good for {minutes} minutes.\nIf you did not ask for it, ignore this mail."
    await send_mail(conn, Mail(address, "Your code", body))


async def try_code(conn: Connection, account_id: UUID, code: str, now: datetime) -> bool:
    """Tell whether this is the account's living code, and use it up; a wrong one counts as a try."""
    hashed = _digest(conn, account_id, code)
    return await queries.try_email_code(conn, account_id, hashed, now, policy.CODE_TRIES)


def _digest(conn: Connection, account_id: UUID, code: str) -> bytes:
    """Return what is stored of a code: bound to its account, and keyed, so that a million guesses tell nothing."""
    return conn.keys.blind("email.code", f"{account_id}:{code}")

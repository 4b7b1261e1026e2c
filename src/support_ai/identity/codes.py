"""One-time codes: asked for, drawn by the job that sends them, tried, used once.

What stands in the database is who asked for what; the code itself is drawn while it is sent, and only a digest of it,
keyed and bound to its row, is kept. The `challenge` that the asker holds binds the code to the request.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TypeVar
from uuid import UUID, uuid4

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.audit.models import Outcome
from support_ai.core.crypto import Keyring
from support_ai.core.database import Connection, Database
from support_ai.core.errors import InvalidError, TooManyError, UnauthenticatedError
from support_ai.core.jobs import enqueue
from support_ai.identity import code_policy, code_queries
from support_ai.identity.code_policy import Purpose
from support_ai.identity.code_queries import CodeRow
from support_ai.identity.tokens import digest
from support_ai.shop import service as shop
from support_ai.shop.security import CodeChannel

SEND_CODE = "send_code"
_T = TypeVar("_T")


class CodeWrongError(InvalidError):
    """This code is wrong or too old: ask for a new one."""

    code = "wrong_code"


class CodeTooSoonError(TooManyError):
    """Wait a little before the next try."""

    code = "code_too_soon"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A code that is asked for: for whom, what for, where to. Without account and customer it is for nobody."""

    purpose: Purpose
    channel: CodeChannel
    address: str
    account_id: UUID | None = None
    customer_id: str | None = None
    session_id: UUID | None = None
    # Where it is asked for: it is good there only. None for the codes of `/auth`.
    conversation_id: UUID | None = None

    @property
    def is_of_somebody(self) -> bool:
        """Tell whether anything will be sent."""
        return self.account_id is not None or self.customer_id is not None


async def ask(database: Database, request: Callable[[Connection], Awaitable[_T]]) -> _T:
    """Ask for a stranger's code in a transaction of its own.

    Whoever is erased in this moment is unknown from then on: looked up once more, they get the answer of the unknown.
    """
    try:
        async with database.transaction(System(Reason.VERIFY)) as conn:
            return await request(conn)
    except UnauthenticatedError:
        async with database.transaction(System(Reason.VERIFY)) as conn:
            return await request(conn)


async def request_code(conn: Connection, wanted: Wanted, now: datetime) -> str:
    """Ask for a code, which is sent once the caller's transaction commits, and return the challenge it is bound to.

    The codes that the same person asked for before, for the same purpose, die. Over its rate nothing is sent and
    nothing dies; neither that nor an unknown person can be told from the outside.
    """
    return await request_again(conn, wanted, conn.keys.blind("code.recipient", wanted.address), now)


async def request_again(conn: Connection, wanted: Wanted, recipient: bytes, now: datetime) -> str:
    """Do what `request_code` does for a recipient whose blind index is known already."""
    await code_queries.lock_recipient(conn, recipient)
    asked = await code_queries.count_asked(conn, recipient, now)
    settings = (await shop.security(conn)).settings
    is_withheld = code_policy.is_withheld(asked, settings)
    if not is_withheld:
        person = (wanted.account_id, wanted.customer_id)
        await code_queries.end_codes(conn, wanted.purpose, *person, now, recipient=recipient)
    challenge = secrets.token_urlsafe(32)
    row = CodeRow(
        uuid4(),
        wanted.purpose,
        wanted.account_id,
        wanted.customer_id,
        wanted.session_id,
        wanted.channel,
        code_hash=None,
        tries=0,
        tried_at=None,
        created_at=now,
        expires_at=now + code_policy.REQUEST_LIFE,
        used_at=None,
        is_withheld=is_withheld,
        conversation_id=wanted.conversation_id,
    )
    await code_queries.insert_code(conn, row, recipient=recipient, challenge_hash=digest(challenge))
    await enqueue(conn, SEND_CODE, code_id=str(row.code_id))
    await audit.append(
        conn,
        "code.request",
        row.subject,
        outcome=Outcome.REFUSED if is_withheld else Outcome.DONE,
        detail={"purpose": wanted.purpose.value, "channel": wanted.channel.value},
    )
    return challenge


async def check_code(conn: Connection, row: CodeRow | None, code: str, now: datetime) -> bool:
    """Tell whether this is the code of a locked row, without using it up; a wrong one counts as a try.

    The caller commits a wrong try before it says so. Raises CodeTooSoonError, counting nothing, between two tries.
    """
    if row is None or not code_policy.is_open(row.standing, now):
        return False
    left = code_policy.wait(row.standing, now)
    if left:
        raise CodeTooSoonError(retry_after=ceil(left.total_seconds()))
    if not hmac.compare_digest(row.code_hash or b"", code_digest(conn.keys, row.code_id, code)):
        await code_queries.count_try(conn, row.code_id, now)
        return False
    return True


async def try_code(conn: Connection, row: CodeRow | None, code: str, now: datetime) -> bool:
    """Do what `check_code` does, and use the code up where it is right."""
    if row is None or not await check_code(conn, row, code, now):
        return False
    await code_queries.use_code(conn, row.code_id, now)
    return True


def draw() -> str:
    """Draw six digits, each as likely as any other."""
    return f"{secrets.randbelow(1_000_000):06d}"


def code_digest(keys: Keyring, code_id: UUID, code: str) -> bytes:
    """Return what is stored of a code: salted by its row and keyed, so that a million guesses tell nothing."""
    return keys.blind("one_time_code", f"{code_id}:{code}")

"""The SQL of one-time codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from support_ai.core.database import Connection
from support_ai.identity.code_policy import DAY, HOUR, KEPT, SHORT, Asked, Purpose, Standing
from support_ai.identity.queries import unless_erased
from support_ai.shop.security import CodeChannel

_SELECT: LiteralString = (
    "select code_id, purpose, account_id, customer_id, session_id, channel, code_hash, tries, tried_at, created_at,"
    " expires_at, used_at, is_withheld, conversation_id from one_time_codes where "
)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One request for a code; of nobody in particular where neither account nor customer is known."""

    code_id: UUID
    purpose: Purpose
    account_id: UUID | None
    customer_id: str | None
    session_id: UUID | None
    channel: CodeChannel
    code_hash: bytes | None
    tries: int
    tried_at: datetime | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    is_withheld: bool
    # Where it was asked for, and the only place where it is good for anything; None for codes of `/auth`.
    conversation_id: UUID | None = None

    @property
    def standing(self) -> Standing:
        """Return what a try depends on."""
        return Standing(
            self.code_hash is not None, self.used_at is not None, self.tries, self.tried_at, self.expires_at
        )

    @property
    def subject(self) -> str:
        """Return whom it concerns, as the audit log names it."""
        if self.account_id is not None:
            return f"account:{self.account_id}"
        return f"customer:{self.customer_id}" if self.customer_id is not None else "account:unknown"


async def lock_recipient(conn: Connection, recipient: bytes) -> None:
    """Let one request at a time count what a recipient asked for."""
    number = int.from_bytes(recipient[:8], "big", signed=True)
    await conn.execute("select pg_advisory_xact_lock(%s)", (number,))


async def count_asked(conn: Connection, recipient: bytes, now: datetime) -> Asked:
    """Return how often codes were asked for; what was withheld counts for nothing."""
    cursor = await conn.execute(
        "with own as (select * from one_time_codes where recipient = %(recipient)s and created_at > %(kept)s)"
        " select count(*) filter (where created_at > %(short)s and not is_withheld),"
        "        count(*) filter (where created_at > %(day)s and not is_withheld),"
        "        (select count(*) from one_time_codes where created_at > %(hour)s and not is_withheld"
        "            and num_nonnulls(account_id, customer_id) = 1),"
        "        coalesce(sum(tries) filter (where used_at is null and not is_withheld and created_at >"
        "            coalesce((select max(created_at) from own where used_at is not null), '-infinity')), 0)"
        " from own",
        {
            "recipient": recipient,
            "short": now - SHORT,
            "day": now - DAY,
            "hour": now - HOUR,
            "kept": now - KEPT,
        },
    )
    row = await cursor.fetchone()
    return Asked(*map(int, row)) if row else Asked(0, 0, 0, 0)


async def end_codes(
    conn: Connection,
    purpose: Purpose,
    account_id: UUID | None,
    customer_id: str | None,
    now: datetime,
    *,
    recipient: bytes | None = None,
) -> None:
    """End what was asked for before by the same person for the same purpose; of somebody unknown, with the same address."""
    await conn.execute(
        "update one_time_codes set expires_at = %(now)s where purpose = %(purpose)s and used_at is null"
        " and expires_at > %(now)s and (account_id = %(account)s or customer_id = %(customer)s"
        " or (num_nonnulls(account_id, customer_id) = 0 and recipient = %(recipient)s))",
        {
            "now": now,
            "purpose": purpose,
            "account": account_id,
            "customer": customer_id,
            "recipient": recipient,
        },
    )


async def insert_code(
    conn: Connection,
    row: CodeRow,
    *,
    recipient: bytes,
    challenge_hash: bytes,
) -> None:
    """Keep a request for a code that is not drawn yet; RecordErasedError where its customer was erased in this moment."""
    async with unless_erased():
        await conn.execute(
            "insert into one_time_codes (code_id, purpose, account_id, customer_id, session_id, channel, created_at,"
            " expires_at, is_withheld, conversation_id, recipient, challenge_hash)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                row.code_id,
                row.purpose,
                row.account_id,
                row.customer_id,
                row.session_id,
                row.channel,
                row.created_at,
                row.expires_at,
                row.is_withheld,
                row.conversation_id,
                recipient,
                challenge_hash,
            ),
        )


async def lock_code(conn: Connection, code_id: UUID) -> CodeRow | None:
    """Return one request and lock it."""
    return await _one(conn, "code_id = %s for update", (code_id,))


async def lock_by_challenge(conn: Connection, challenge_hash: bytes) -> CodeRow | None:
    """Return the request that a challenge belongs to and lock it."""
    return await _one(conn, "challenge_hash = %s for update", (challenge_hash,))


async def by_challenge(conn: Connection, challenge_hash: bytes) -> CodeRow | None:
    """Return the request that a challenge belongs to."""
    return await _one(conn, "challenge_hash = %s", (challenge_hash,))


async def newest_in(conn: Connection, conversation_id: UUID) -> CodeRow | None:
    """Return the request of a conversation whose code is awaited; those before it are dead.

    Over its rate nothing is sent and nothing dies: the one before to the same recipient still counts.
    """
    condition: LiteralString = (
        "conversation_id = %(conversation)s and recipient = (select recipient from one_time_codes"
        " where conversation_id = %(conversation)s order by created_at desc limit 1)"
        " order by is_withheld, created_at desc limit 1"
    )
    return await _one(conn, condition, {"conversation": conversation_id})


async def recipient_of(conn: Connection, code_id: UUID) -> bytes | None:
    """Return the blind index of whom a code was asked for."""
    cursor = await conn.execute("select recipient from one_time_codes where code_id = %s", (code_id,))
    row = await cursor.fetchone()
    return None if row is None else bytes(row[0])


async def count_in(conn: Connection, conversations: Sequence[UUID], since: datetime) -> int:
    """Return how often codes were asked for in these conversations."""
    cursor = await conn.execute(
        "select count(*) from one_time_codes where conversation_id = any (%s) and created_at > %s",
        (list(conversations), since),
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def lock_newest(conn: Connection, account_id: UUID, purpose: Purpose) -> CodeRow | None:
    """Return the account's newest request for a purpose that was not over its rate, and lock it."""
    condition: LiteralString = (
        "account_id = %s and purpose = %s and not is_withheld order by created_at desc limit 1 for update"
    )
    return await _one(conn, condition, (account_id, purpose))


async def _one(
    conn: Connection, condition: LiteralString, values: tuple[object, ...] | dict[str, object]
) -> CodeRow | None:
    cursor = await conn.execute(_SELECT + condition, values)
    row = await cursor.fetchone()
    if row is None:
        return None
    (code_id, purpose, account_id, customer_id, session_id, channel, hashed, tries, *rest) = row
    tried_at, created_at, expires_at, used_at, is_withheld, conversation_id = rest
    return CodeRow(
        code_id,
        Purpose(purpose),
        account_id,
        customer_id,
        session_id,
        CodeChannel(channel),
        None if hashed is None else bytes(hashed),
        tries,
        tried_at,
        created_at,
        expires_at,
        used_at,
        is_withheld,
        conversation_id,
    )


async def keep_drawn(conn: Connection, code_id: UUID, code_hash: bytes, expires_at: datetime) -> None:
    """Keep the digest of the code that is about to be sent; one drawn before dies."""
    await conn.execute(
        "update one_time_codes set code_hash = %s, expires_at = %s where code_id = %s",
        (code_hash, expires_at, code_id),
    )


async def count_try(conn: Connection, code_id: UUID, now: datetime) -> None:
    """Count a wrong try."""
    await conn.execute(
        "update one_time_codes set tries = tries + 1, tried_at = %s where code_id = %s", (now, code_id)
    )


async def use_code(conn: Connection, code_id: UUID, now: datetime) -> None:
    """Use a code up."""
    await conn.execute("update one_time_codes set used_at = %s where code_id = %s", (now, code_id))

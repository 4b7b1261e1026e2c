"""The SQL of idempotency keys. A transaction names the one key that it is about, and row security shows it no other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from support_ai.core.database import Connection
from support_ai.core.idempotency_policy import Stored
from support_ai.core.sealed import SealedColumn

SEALED = (SealedColumn("idempotency_keys", ("key_digest",), "answer", "encode(key_digest, 'hex')"),)
_TABLE, _COLUMN = "idempotency_keys", "answer"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key it is: exactly one of these."""

    account_id: UUID | None = None
    visitor_id: UUID | None = None
    program: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One try to execute a request: its key, what makes it the same request, who executes it, and until when."""

    key_digest: bytes
    request_digest: bytes
    holder: UUID
    lease_until: datetime


async def name_key(conn: Connection, key_digest: bytes) -> None:
    """Let this transaction see one key."""
    await conn.execute("select set_config('app.idempotency_key', %s, true)", (key_digest.hex(),))


async def insert_key(conn: Connection, owner: Owner, claim: Claim, expires_at: datetime) -> bool:
    """Keep a new key; False where it is there."""
    cursor = await conn.execute(
        "insert into idempotency_keys (key_digest, request_digest, account_id, visitor_id, program, holder,"
        " lease_until, expires_at) values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (key_digest) do nothing",
        (
            claim.key_digest,
            claim.request_digest,
            owner.account_id,
            owner.visitor_id,
            owner.program,
            claim.holder,
            claim.lease_until,
            expires_at,
        ),
    )
    return cursor.rowcount == 1


async def lock_key(conn: Connection, key_digest: bytes) -> Stored | None:
    """Return what is known of a key, which nobody changes until the transaction ends; None where it is not there."""
    cursor = await conn.execute(
        "select request_digest, holder, lease_until, acted_at is not null, answer from idempotency_keys"
        " where key_digest = %s for update",
        (key_digest,),
    )
    row = await cursor.fetchone()
    return None if row is None else Stored(*row)


async def take_over(conn: Connection, claim: Claim) -> None:
    """Give a key whose lease ran out to another holder."""
    await conn.execute(
        "update idempotency_keys set holder = %s, lease_until = %s where key_digest = %s",
        (claim.holder, claim.lease_until, claim.key_digest),
    )


async def note_act(conn: Connection, key_digest: bytes, holder: UUID) -> bool:
    """Note that the request commits something; False where somebody else holds the key."""
    cursor = await conn.execute(
        "update idempotency_keys set acted_at = clock_timestamp()"
        " where key_digest = %s and holder = %s and answer is null",
        (key_digest, holder),
    )
    return cursor.rowcount == 1


async def release_key(conn: Connection, key_digest: bytes, holder: UUID) -> bool:
    """Forget a key whose request committed nothing; False where it did."""
    cursor = await conn.execute(
        "delete from idempotency_keys where key_digest = %s and holder = %s and acted_at is null",
        (key_digest, holder),
    )
    return cursor.rowcount == 1


async def save_answer(
    conn: Connection, key_digest: bytes, holder: UUID, answer: str, expires_at: datetime
) -> None:
    """Keep the answer, sealed; an empty one says that the request is done and its answer not kept."""
    envelope = conn.keys.seal(_TABLE, _COLUMN, key_digest.hex(), answer) if answer else b""
    await conn.execute(
        "update idempotency_keys set answer = %s, expires_at = %s where key_digest = %s and holder = %s",
        (envelope, expires_at, key_digest, holder),
    )


def open_answer(conn: Connection, key_digest: bytes, envelope: bytes) -> str:
    """Return a kept answer; SealBrokenError where no key opens it."""
    return conn.keys.open(_TABLE, _COLUMN, key_digest.hex(), envelope)


async def forget_expired_keys(conn: Connection, now: datetime) -> int:
    """Remove the keys that were kept long enough, and return how many."""
    cursor = await conn.execute("delete from idempotency_keys where expires_at < %s", (now,))
    return cursor.rowcount


async def forget_answers(conn: Connection) -> int:
    """Remove every kept answer and return how many; what was done stays known as done."""
    cursor = await conn.execute("update idempotency_keys set answer = '' where answer <> ''")
    return cursor.rowcount

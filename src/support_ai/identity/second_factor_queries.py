"""The SQL of second factors, of their recovery codes, and of the sign-ins that wait for them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from support_ai.core.database import Connection
from support_ai.core.sealed import SealedColumn
from support_ai.identity.models import Method, Step

SEALED = (
    SealedColumn("second_factors", ("account_id",), "secret", "account_id::text"),
    SealedColumn("challenges", ("challenge_hash",), "secret", "encode(challenge_hash, 'hex')"),
)


@dataclass(frozen=True, slots=True)
class Factor:
    """A person's device: its secret, the step accepted last, the wrong codes since."""

    secret: str
    last_step: int
    failures: int


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """A sign-in that waits: whose, for which step, and the secret shown for enrolment."""

    account_id: UUID
    step: Step
    method: Method
    secret: str | None


async def insert_challenge(
    conn: Connection,
    challenge_hash: bytes,
    account_id: UUID,
    step: Step,
    *,
    method: Method,
    expires_at: datetime,
    secret: str | None = None,
) -> None:
    """Keep the digest of a challenge."""
    await conn.execute(
        "insert into challenges (challenge_hash, account_id, step, method, secret, expires_at)"
        " values (%s, %s, %s, %s, %s, %s)",
        (challenge_hash, account_id, step, method, _sealed(conn, challenge_hash, secret), expires_at),
    )


def _sealed(conn: Connection, challenge_hash: bytes, secret: str | None) -> bytes | None:
    if secret is None:
        return None
    return conn.keys.seal("challenges", "secret", challenge_hash.hex(), secret)


async def challenged_account(conn: Connection, challenge_hash: bytes) -> UUID | None:
    """Return whose challenge this is, locking nothing: the account is locked before it."""
    cursor = await conn.execute(
        "select account_id from challenges where challenge_hash = %s", (challenge_hash,)
    )
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def take_try(
    conn: Connection, challenge_hash: bytes, steps: list[Step], now: datetime, tries: int
) -> ChallengeRow | None:
    """Count one try at a challenge before it is judged, locking it; None where it ended or is for another step."""
    cursor = await conn.execute(
        "update challenges set tries = tries + 1 where challenge_hash = %s and step = any (%s) and expires_at > %s"
        " and tries < %s returning account_id, step, method, secret",
        (challenge_hash, steps, now, tries),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    secret = None if row[3] is None else conn.keys.open("challenges", "secret", challenge_hash.hex(), row[3])
    return ChallengeRow(row[0], Step(row[1]), Method(row[2]), secret)


async def keep_shown_secret(conn: Connection, challenge_hash: bytes, secret: str) -> None:
    """Keep, sealed, the secret that was shown for enrolment; showing it was no try."""
    await conn.execute(
        "update challenges set secret = %s, tries = tries - 1 where challenge_hash = %s",
        (_sealed(conn, challenge_hash, secret), challenge_hash),
    )


async def end_challenges(conn: Connection, account_id: UUID) -> None:
    """End every sign-in of an account that waits."""
    await conn.execute("delete from challenges where account_id = %s", (account_id,))


async def read_factor(conn: Connection, account_id: UUID, *, lock: bool = False) -> Factor | None:
    """Return somebody's device, None where they have none."""
    found = "select secret, last_step, failures from second_factors where account_id = %s"
    cursor = await conn.execute(f"{found} for update" if lock else found, (account_id,))
    row = await cursor.fetchone()
    if row is None:
        return None
    secret = conn.keys.open("second_factors", "secret", str(account_id), row[0])
    return Factor(secret, row[1], row[2])


async def has_factor(conn: Connection, account_id: UUID) -> bool:
    """Tell whether somebody has enrolled a device."""
    cursor = await conn.execute(
        "select exists (select from second_factors where account_id = %s)", (account_id,)
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def save_factor(conn: Connection, account_id: UUID, secret: str, step: int, now: datetime) -> None:
    """Store somebody's device, in place of the one before."""
    await conn.execute(
        "insert into second_factors (account_id, secret, last_step, enrolled_at) values (%s, %s, %s, %s)"
        " on conflict (account_id) do update set secret = excluded.secret, last_step = excluded.last_step,"
        " enrolled_at = excluded.enrolled_at, failures = 0",
        (account_id, conn.keys.seal("second_factors", "secret", str(account_id), secret), step, now),
    )


async def accept_step(conn: Connection, account_id: UUID, step: int) -> None:
    """Note the step whose code was accepted; wrong codes before it count no more."""
    await conn.execute(
        "update second_factors set last_step = %s, failures = 0 where account_id = %s", (step, account_id)
    )


async def count_failure(conn: Connection, account_id: UUID) -> None:
    """Count one more wrong code of a device."""
    await conn.execute(
        "update second_factors set failures = failures + 1 where account_id = %s", (account_id,)
    )


async def delete_factor(conn: Connection, account_id: UUID) -> bool:
    """Remove somebody's device and recovery codes; False where they had none."""
    await conn.execute("delete from recovery_codes where account_id = %s", (account_id,))
    cursor = await conn.execute("delete from second_factors where account_id = %s", (account_id,))
    return cursor.rowcount == 1


def _code_hash(conn: Connection, account_id: UUID, plain: str) -> bytes:
    """Return what is stored of a recovery code: keyed, and bound to its account."""
    return conn.keys.blind("recovery_code", f"{account_id}:{plain}")


async def replace_recovery_codes(conn: Connection, account_id: UUID, plain: list[str]) -> None:
    """Store new recovery codes; the ones before them die."""
    await conn.execute("delete from recovery_codes where account_id = %s", (account_id,))
    async with conn.cursor() as cursor:
        await cursor.executemany(
            "insert into recovery_codes (code_hash, account_id) values (%s, %s)",
            [(_code_hash(conn, account_id, one), account_id) for one in plain],
        )


async def use_recovery_code(conn: Connection, account_id: UUID, plain: str, now: datetime) -> bool:
    """Use a recovery code up; False where it is none, or was used."""
    cursor = await conn.execute(
        "update recovery_codes set used_at = %s where code_hash = %s and account_id = %s and used_at is null",
        (now, _code_hash(conn, account_id, plain), account_id),
    )
    return cursor.rowcount == 1


async def count_recovery_codes(conn: Connection, account_id: UUID) -> int:
    """Return how many recovery codes are left."""
    cursor = await conn.execute(
        "select count(*) from recovery_codes where account_id = %s and used_at is null", (account_id,)
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def forget_failures(conn: Connection, account_id: UUID) -> None:
    """Count wrong codes of a device from nothing again."""
    await conn.execute("update second_factors set failures = 0 where account_id = %s", (account_id,))

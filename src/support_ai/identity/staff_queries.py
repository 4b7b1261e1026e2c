"""The SQL of colleagues' accounts and of their invitations."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID, uuid4

from psycopg.rows import TupleRow

from support_ai.access.role import Role
from support_ai.core.database import Connection
from support_ai.core.page import CursorInvalidError, Page, decode_cursor, encode_cursor, page_of
from support_ai.identity.staff_policy import Status


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff as an owner sees them."""

    account_id: UUID
    email: str
    name: str
    role: Role
    status: Status
    has_second_factor: bool
    invited_until: datetime | None
    created_at: datetime


_COLLEAGUE: LiteralString = (
    "select a.account_id, a.email, a.name, a.role, a.verified_at, a.disabled_at, a.removed_at,"
    " exists (select from second_factors f where f.account_id = a.account_id), i.expires_at, a.created_at"
    " from accounts a left join invitations i using (account_id) where a.role <> 'customer'"
)


def _colleague(conn: Connection, row: TupleRow) -> Colleague:
    return Colleague(
        row[0],
        conn.keys.open("accounts", "email", str(row[0]), row[1]),
        row[2],
        Role(row[3]),
        _status(row[4], row[5], row[6]),
        bool(row[7]),
        row[8],
        row[9],
    )


def _status(
    verified_at: datetime | None, disabled_at: datetime | None, removed_at: datetime | None
) -> Status:
    if removed_at is not None:
        return Status.LEFT
    if disabled_at is not None:
        return Status.DISABLED
    return Status.INVITED if verified_at is None else Status.ACTIVE


async def lock_staff(conn: Connection) -> None:
    """Wait for whoever changes the staff just now: what is read afterwards stands until the transaction ends."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('support_ai.staff', 0))")


async def find_colleague(conn: Connection, account_id: UUID) -> Colleague | None:
    """Return one colleague, also one who left, locked; None where row security shows none."""
    cursor = await conn.execute(f"{_COLLEAGUE} and a.account_id = %s for no key update of a", (account_id,))
    row = await cursor.fetchone()
    return None if row is None else _colleague(conn, row)


async def read_colleague(conn: Connection, account_id: UUID) -> Colleague | None:
    """Return one colleague, also one who left, or oneself."""
    cursor = await conn.execute(f"{_COLLEAGUE} and a.account_id = %s", (account_id,))
    row = await cursor.fetchone()
    return None if row is None else _colleague(conn, row)


async def list_colleagues(conn: Connection, cursor: str | None, limit: int) -> Page[Colleague]:
    """Return a page of those who did not leave, the oldest accounts first."""
    after = None if cursor is None else _after(cursor)
    found = await conn.execute(
        f"{_COLLEAGUE} and a.removed_at is null"
        " and (%(at)s::timestamptz is null or (a.created_at, a.account_id) > (%(at)s, %(id)s))"
        " order by a.created_at, a.account_id limit %(limit)s",
        {"at": after and after[0], "id": after and after[1], "limit": limit + 1},
    )
    rows = [_colleague(conn, row) for row in await found.fetchall()]
    return page_of(rows, limit, lambda one: encode_cursor(one.created_at.isoformat(), str(one.account_id)))


def _after(cursor: str) -> tuple[datetime, UUID]:
    at, account_id = decode_cursor(cursor, (str, str))
    try:
        moment = datetime.fromisoformat(str(at))
        if moment.tzinfo is None:
            raise CursorInvalidError(field="cursor")
        return moment, UUID(str(account_id))
    except ValueError as error:
        raise CursorInvalidError(field="cursor") from error


async def another_owner_acts(conn: Connection, account_id: UUID) -> bool:
    """Tell whether the shop has an acting owner besides this account."""
    cursor = await conn.execute(
        "select exists (select from accounts where role = 'owner' and verified_at is not null"
        " and disabled_at is null and account_id <> %s)",
        (account_id,),
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def save_invited(conn: Connection, email: str, email_index: bytes, name: str, role: Role) -> UUID:
    """Add the account of somebody invited, without password and proof; one that waits gets name and role anew."""
    account_id = uuid4()
    cursor = await conn.execute(
        "insert into accounts (account_id, email, email_index, name, role) values (%s, %s, %s, %s, %s)"
        " on conflict (email_index) where verified_at is null and role <> 'customer'"
        " do update set name = excluded.name, role = excluded.role returning account_id",
        (account_id, conn.keys.seal("accounts", "email", str(account_id), email), email_index, name, role),
    )
    row = await cursor.fetchone()
    return account_id if row is None else row[0]


async def set_role(conn: Connection, account_id: UUID, role: Role) -> None:
    """Store another role."""
    await conn.execute("update accounts set role = %s where account_id = %s", (role, account_id))


async def set_disabled(conn: Connection, account_id: UUID, at: datetime | None) -> None:
    """Disable an account, or enable it with None."""
    await conn.execute("update accounts set disabled_at = %s where account_id = %s", (at, account_id))


async def take_password(conn: Connection, account_id: UUID) -> None:
    """Take the password away: the person chooses another one by an invitation."""
    await conn.execute("update accounts set password_hash = null where account_id = %s", (account_id,))


async def remove(conn: Connection, account_id: UUID, at: datetime, email: str, email_index: bytes) -> None:
    """Disable an account for good, with this address in place of the person's own; the name stays."""
    sealed = conn.keys.seal("accounts", "email", str(account_id), email)
    await conn.execute(
        "update accounts set removed_at = %(at)s, disabled_at = coalesce(disabled_at, %(at)s), email = %(email)s,"
        " email_index = %(index)s, password_hash = null where account_id = %(account)s",
        {"at": at, "email": sealed, "index": email_index, "account": account_id},
    )
    await conn.execute("delete from invitations where account_id = %s", (account_id,))


async def withdraw(conn: Connection, account_id: UUID) -> None:
    """Remove the account of somebody who was invited and never joined."""
    await conn.execute("delete from accounts where account_id = %s and verified_at is null", (account_id,))


async def save_invitation(
    conn: Connection, account_id: UUID, expires_at: datetime, token_hash: bytes | None = None
) -> UUID:
    """Store the one living invitation of an account, and return its id; the one before it is dead."""
    invitation_id = uuid4()
    await conn.execute(
        "insert into invitations (account_id, invitation_id, token_hash, expires_at) values (%s, %s, %s, %s)"
        " on conflict (account_id) do update set invitation_id = excluded.invitation_id,"
        " token_hash = excluded.token_hash, expires_at = excluded.expires_at",
        (account_id, invitation_id, token_hash, expires_at),
    )
    return invitation_id


async def draw_token(
    conn: Connection, invitation_id: UUID, token_hash: bytes, now: datetime
) -> tuple[UUID, datetime] | None:
    """Keep the digest of an invitation's token, and return its account and end; None where it is dead."""
    cursor = await conn.execute(
        "update invitations set token_hash = %s where invitation_id = %s and expires_at > %s"
        " returning account_id, expires_at",
        (token_hash, invitation_id, now),
    )
    row = await cursor.fetchone()
    return None if row is None else (row[0], row[1])


async def invited_account(conn: Connection, token_hash: bytes, now: datetime) -> UUID | None:
    """Return whose invitation a token is; None where it is unknown, used or too old, or the account is disabled."""
    cursor = await conn.execute(
        "select account_id from invitations join accounts using (account_id)"
        " where token_hash = %s and expires_at > %s and disabled_at is null",
        (token_hash, now),
    )
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def use_invitation(conn: Connection, account_id: UUID, token_hash: bytes, now: datetime) -> bool:
    """Use an invitation up; False where it is dead."""
    cursor = await conn.execute(
        "delete from invitations where account_id = %s and token_hash = %s and expires_at > %s",
        (account_id, token_hash, now),
    )
    return cursor.rowcount == 1

"""The SQL of mails about a conversation: each is asked for once, claimed by the job that sends it, and ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from support_ai.core.database import Connection


class MailKind(StrEnum):
    """What a mail about a conversation brings: what was said in it, or the question how satisfied its person is."""

    TRANSCRIPT = "transcript"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class ChatMail:
    """A mail that waits to be sent to the account of a conversation."""

    mail_id: UUID
    conversation_id: UUID
    account_id: UUID
    kind: MailKind


async def insert(conn: Connection, conversation_id: UUID, kind: MailKind) -> UUID | None:
    """Ask for a mail to the account of a conversation that the caller may see.

    None where it is a visitor's, or where a rating was asked for before, or given.
    """
    cursor = await conn.execute(
        "insert into conversation_mails (mail_id, conversation_id, person, account_id, is_of_staff, kind)"
        " select %(mail)s, c.conversation_id, c.person, c.account_id, c.is_of_staff, %(kind)s from conversations c"
        " where c.conversation_id = %(conversation)s and c.account_id is not null and (%(kind)s <> 'rating'"
        " or not exists (select from conversation_ratings r where r.conversation_id = c.conversation_id))"
        " on conflict do nothing returning mail_id",
        {"mail": uuid4(), "conversation": conversation_id, "kind": kind.value},
    )
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def claim(conn: Connection, mail_id: UUID, now: datetime, until: datetime) -> ChatMail | None:
    """Take a mail for oneself until a moment; None where another job has it, or nothing is left to do."""
    cursor = await conn.execute(
        "update conversation_mails set claimed_until = %(until)s where mail_id = %(mail)s and ended_at is null"
        " and (claimed_until is null or claimed_until < %(now)s)"
        " returning mail_id, conversation_id, account_id, kind",
        {"mail": mail_id, "now": now, "until": until},
    )
    row = await cursor.fetchone()
    return None if row is None else ChatMail(row[0], row[1], row[2], MailKind(row[3]))


async def is_open(conn: Connection, mail_id: UUID) -> bool:
    """Tell whether something is left to do for a mail."""
    cursor = await conn.execute(
        "select exists (select from conversation_mails where mail_id = %s and ended_at is null)", (mail_id,)
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def end(conn: Connection, mail_id: UUID, now: datetime) -> None:
    """Say that nothing is left to do."""
    await conn.execute("update conversation_mails set ended_at = %s where mail_id = %s", (now, mail_id))


async def give_back(conn: Connection, mail_id: UUID) -> None:
    """Let the next try have a mail at once."""
    await conn.execute("update conversation_mails set claimed_until = null where mail_id = %s", (mail_id,))

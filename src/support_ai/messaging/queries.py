"""The SQL of mails."""

from uuid import uuid4

from support_ai.core.database import Connection
from support_ai.messaging.senders import Mail


async def insert(conn: Connection, mail: Mail) -> int:
    """Store a mail, sealed, and return its number."""
    key = uuid4()
    cursor = await conn.execute(
        "insert into mails (mail_key, recipient, subject, body) values (%s, %s, %s, %s) returning mail_id",
        (
            key,
            conn.keys.seal("mails", "recipient", str(key), mail.recipient),
            mail.subject,
            conn.keys.seal("mails", "body", str(key), mail.body),
        ),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def find_unsent(conn: Connection, mail_id: int) -> Mail | None:
    """Return a mail that was not sent yet; None where it was."""
    cursor = await conn.execute(
        "select mail_key, recipient, subject, body from mails where mail_id = %s and sent_at is null",
        (mail_id,),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    key = str(row[0])
    return Mail(
        conn.keys.open("mails", "recipient", key, row[1]),
        row[2],
        conn.keys.open("mails", "body", key, row[3]),
    )


async def mark_sent(conn: Connection, mail_id: int) -> None:
    """Note that a mail was sent, and forget what it said: it may hold a code."""
    await conn.execute("update mails set sent_at = now(), body = '' where mail_id = %s", (mail_id,))

"""The SQL of files. Name and content are sealed with the key of the conversation's person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import TupleRow

from support_ai.conversations.file_content import Upload
from support_ai.conversations.policy import Uploaded
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection

_TABLE = "conversation_files"
_UNSAID = (
    "select file_id, name, media_type, bytes, created_at from conversation_files where conversation_id = %s"
    " and uploader = %s and message_id is null and file_id = any (%s) for no key update"
)
_WHOLE = (
    "select file_id, name, media_type, bytes, created_at, content from conversation_files"
    " where conversation_id = %s and file_id = %s"
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file without its content."""

    file_id: UUID
    name: str
    media_type: str
    bytes: int
    created_at: datetime


async def lock_uploads(conn: Connection, uploader: str) -> None:
    """Let whatever else somebody uploads wait until the transaction ends, so that what they have is counted once."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('uploads:' || %s, 0))", (uploader,))


async def count_uploads(conn: Connection, uploader: str, since: datetime) -> Uploaded:
    """Return how much somebody uploaded since a moment, everywhere."""
    cursor = await conn.execute(
        "select count(*), coalesce(sum(bytes), 0) from conversation_files where uploader = %s and created_at >= %s",
        (uploader, since),
    )
    row = await cursor.fetchone()
    return Uploaded(0, 0) if row is None else Uploaded(int(row[0]), int(row[1]))


async def insert(
    conn: Connection,
    conversation_id: UUID,
    key: SealingKey,
    *,
    uploader: str,
    file_id: UUID,
    upload: Upload,
) -> datetime | None:
    """Store a file of a conversation, and return when it came; None where the caller sees no such conversation."""
    row = str(file_id)
    cursor = await conn.execute(
        "insert into conversation_files"
        " (file_id, conversation_id, person, is_of_staff, uploader, name, media_type, bytes, content)"
        " select %(file)s, conversation_id, person, is_of_staff, %(uploader)s, %(name)s, %(kind)s, %(bytes)s, %(content)s"
        " from conversations where conversation_id = %(conversation)s returning created_at",
        {
            "file": file_id,
            "conversation": conversation_id,
            "uploader": uploader,
            "name": key.seal(_TABLE, "name", row, upload.name),
            "kind": upload.media_type,
            "bytes": len(upload.content),
            "content": key.seal_bytes(_TABLE, "content", row, upload.content),
        },
    )
    stored = await cursor.fetchone()
    return None if stored is None else stored[0]


async def unsaid(
    conn: Connection, conversation_id: UUID, key: SealingKey, uploader: str, file_ids: Sequence[UUID]
) -> list[StoredFile]:
    """Return those of these files that somebody uploaded here and said with no message yet, locked, in the order asked for."""
    cursor = await conn.execute(_UNSAID, (conversation_id, uploader, list(file_ids)))
    found = {row[0]: _stored(key, row) for row in await cursor.fetchall()}
    return [found[one] for one in file_ids if one in found]


async def say(conn: Connection, conversation_id: UUID, message_id: UUID, file_ids: Sequence[UUID]) -> None:
    """Give files to the message that they were said with."""
    await conn.execute(
        "update conversation_files set message_id = %s where conversation_id = %s and file_id = any (%s)"
        " and message_id is null",
        (message_id, conversation_id, list(file_ids)),
    )


async def list_ids(conn: Connection, conversation_id: UUID) -> list[UUID]:
    """Return the files of a conversation that the caller sees, the oldest first."""
    cursor = await conn.execute(
        "select file_id from conversation_files where conversation_id = %s order by created_at, file_id",
        (conversation_id,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def read(
    conn: Connection, conversation_id: UUID, key: SealingKey, file_id: UUID
) -> tuple[StoredFile, bytes] | None:
    """Return a file with its content; None where the caller sees none in this conversation."""
    cursor = await conn.execute(_WHOLE, (conversation_id, file_id))
    row = await cursor.fetchone()
    if row is None:
        return None
    return _stored(key, row), key.open_bytes(_TABLE, "content", str(row[0]), bytes(row[5]))


def _stored(key: SealingKey, row: TupleRow) -> StoredFile:
    return StoredFile(row[0], key.open(_TABLE, "name", str(row[0]), bytes(row[1])), row[2], row[3], row[4])


async def forget_unsaid(conn: Connection, before: datetime, limit: int) -> int:
    """Remove files that were uploaded before a moment and never said, and return how many."""
    cursor = await conn.execute(
        "delete from conversation_files where file_id in (select file_id from conversation_files"
        " where message_id is null and created_at < %s order by created_at limit %s) and message_id is null",
        (before, limit),
    )
    return cursor.rowcount

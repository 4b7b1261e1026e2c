"""Files that go with messages: uploaded first, said with one message, then read by whoever may read that.

Who has uploaded a file is alone in seeing it until it is said; what is not said within a day is removed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from support_ai.access.actor import Person, Staff, person_of
from support_ai.audit import service as audit
from support_ai.conversations import file_queries
from support_ai.conversations.file_content import Upload
from support_ai.conversations.file_queries import StoredFile
from support_ai.conversations.policy import REFUSALS, Act, decide, may_upload_more
from support_ai.conversations.queries import key_name
from support_ai.conversations.visible import ConversationNotFoundError, Visible, visible
from support_ai.core import clock
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection
from support_ai.core.errors import InvalidError, NotFoundError, TooManyError

MOST_OF_A_MESSAGE = 10
_DAY = timedelta(days=1)
# So long a file waits for the message that it is said with.
UNSAID_KEPT = _DAY


class FileMissingError(NotFoundError):
    """There is no such file that you can see."""

    code = "file_not_found"


class FileUnsendableError(InvalidError):
    """One of the files is not there any more, or was sent already: please attach it again."""

    code = "file_unsendable"


class UploadsSpentError(TooManyError):
    """You have sent as many files as one may in a day: please wait until tomorrow."""

    code = "uploads_spent"


async def may_upload(conn: Connection, person: Person, conversation_id: UUID) -> Visible:
    """Return the conversation that somebody may attach files to: their own, or one that they answer as a colleague.

    Raises ConversationNotFoundError, and NotYoursError for a colleague who did not take it.
    """
    found = await visible(conn, conversation_id)
    if not found.is_own and isinstance(person, Staff):
        decided = decide(Act.REPLY, found.standing, person.account_id)
        if decided.refused_by is not None:
            raise REFUSALS[decided.refused_by]
    return found


async def store(
    conn: Connection, person: Person, conversation_id: UUID, upload: Upload, *, at: datetime | None = None
) -> StoredFile:
    """Keep a file for the message that it will be said with; UploadsSpentError beyond what one may send in a day."""
    found = await may_upload(conn, person, conversation_id)
    uploader = key_name(person)
    await file_queries.lock_uploads(conn, uploader)
    before = await file_queries.count_uploads(conn, uploader, (at or clock.now()) - _DAY)
    if not may_upload_more(before, len(upload.content), is_colleague=isinstance(person, Staff)):
        raise UploadsSpentError(retry_after=60 * 60)
    file_id = uuid4()
    came = await file_queries.insert(
        conn, conversation_id, found.key, uploader=uploader, file_id=file_id, upload=upload
    )
    if came is None:
        raise ConversationNotFoundError
    detail = {"media_type": upload.media_type, "bytes": len(upload.content)}
    await audit.append(conn, "upload.receive", f"conversation:{conversation_id}", detail=detail)
    return StoredFile(file_id, upload.name, upload.media_type, len(upload.content), came)


async def take(
    conn: Connection, person: Person, conversation_id: UUID, key: SealingKey, file_ids: Sequence[UUID]
) -> list[StoredFile]:
    """Return the files that are about to be said, held for the caller's message; FileUnsendableError where one is not theirs."""
    if not file_ids:
        return []
    found = await file_queries.unsaid(conn, conversation_id, key, key_name(person), file_ids)
    if len(found) != len(file_ids):
        raise FileUnsendableError(field="file_ids")
    return found


def content_of(said_with: Sequence[StoredFile]) -> dict[str, object]:
    """Return what a message's content holds of its files."""
    if not said_with:
        return {}
    told = [
        {"file_id": str(one.file_id), "name": one.name, "media_type": one.media_type, "bytes": one.bytes}
        for one in said_with
    ]
    return {"files": told}


async def read(conn: Connection, conversation_id: UUID, file_id: UUID) -> tuple[StoredFile, bytes]:
    """Return a file of a conversation that the caller sees; ConversationNotFoundError or FileMissingError otherwise."""
    found = await visible(conn, conversation_id)
    file = await file_queries.read(conn, conversation_id, found.key, file_id)
    if file is None:
        raise FileMissingError
    if isinstance(person_of(conn.actor), Staff):
        await audit.append(conn, "upload.read", f"conversation:{conversation_id}")
    return file

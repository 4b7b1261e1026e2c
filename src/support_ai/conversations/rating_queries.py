"""The SQL of ratings. A comment is sealed with its person's key."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection


@dataclass(frozen=True, slots=True)
class Rating:
    """How satisfied somebody was with a conversation, from 1 to 5; `given_at` is when they said so first."""

    score: int
    comment: str | None
    given_at: datetime
    rated_at: datetime


async def read(conn: Connection, conversation_id: UUID, key: SealingKey) -> Rating | None:
    """Return the rating of a conversation that the caller may see."""
    cursor = await conn.execute(
        "select score, comment, given_at, rated_at from conversation_ratings where conversation_id = %s",
        (conversation_id,),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    sealed = row[1]
    comment = None if sealed is None else _opened(key, conversation_id, bytes(sealed))
    return Rating(row[0], comment, row[2], row[3])


def _opened(key: SealingKey, conversation_id: UUID, sealed: bytes) -> str:
    return key.open("conversation_ratings", "comment", str(conversation_id), sealed)


async def save(conn: Connection, conversation_id: UUID, person: str, key: SealingKey, rating: Rating) -> None:
    """Store a rating in the place of the one before."""
    sealed = None
    if rating.comment is not None:
        sealed = key.seal("conversation_ratings", "comment", str(conversation_id), rating.comment)
    await conn.execute(
        "insert into conversation_ratings (conversation_id, person, score, comment, given_at, rated_at)"
        " values (%s, %s, %s, %s, %s, %s) on conflict (conversation_id, person)"
        " do update set score = excluded.score, comment = excluded.comment, rated_at = excluded.rated_at",
        (conversation_id, person, rating.score, sealed, rating.given_at, rating.rated_at),
    )

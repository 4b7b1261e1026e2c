"""How satisfied the person of a conversation is: said by nobody else, and theirs to change for a while."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from support_ai.access.actor import Person, Staff
from support_ai.audit import service as audit
from support_ai.conversations import queries, rating_queries
from support_ai.conversations.masking import mask
from support_ai.conversations.policy import may_rate_anew
from support_ai.conversations.rating_queries import Rating
from support_ai.conversations.visible import ConversationNotFoundError, visible
from support_ai.core import clock
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, ForbiddenError

MAX_COMMENT = 1000


class Way(StrEnum):
    """By what somebody rates: signed in or by their browser's token, or by the link of a mail."""

    CHAT = "chat"
    LINK = "link"


class NotYoursToRateError(ForbiddenError):
    """Only the customer or visitor whose conversation it is rates it."""

    code = "not_yours_to_rate"


class RatingStandsError(ConflictError):
    """You rated this conversation more than seven days ago: it stays as you rated it."""

    code = "rating_stands"


async def rate(
    conn: Connection,
    person: Person,
    conversation_id: UUID,
    score: int,
    comment: str | None,
    *,
    way: Way = Way.CHAT,
    at: datetime | None = None,
) -> Rating:
    """Store how satisfied its person is with a conversation, in the place of what they said in the seven days before.

    Card numbers and passwords in the comment are masked, as in messages. Raises ConversationNotFoundError where the caller
    does not see it, NotYoursToRateError for colleagues, RatingStandsError after those days.
    """
    now = at or clock.now()
    if isinstance(person, Staff):
        await visible(conn, conversation_id)
        raise NotYoursToRateError
    own = await queries.read_own(conn, conversation_id, person, lock=True)
    if own is None:
        raise ConversationNotFoundError
    before = await rating_queries.read(conn, conversation_id, own[1])
    if before is not None and not may_rate_anew(before.given_at, now):
        raise RatingStandsError
    masked = None if comment is None else mask(comment).text
    rating = Rating(score, masked, now if before is None else before.given_at, now)
    await rating_queries.save(conn, conversation_id, queries.key_name(person), own[1], rating)
    await audit.append(conn, "rating.give", f"conversation:{conversation_id}", detail={"way": way.value})
    return rating


async def rating_of(conn: Connection, conversation_id: UUID) -> Rating | None:
    """Return how a conversation was rated; ConversationNotFoundError where the caller does not see it."""
    found = await visible(conn, conversation_id)
    return await rating_queries.read(conn, conversation_id, found.key)

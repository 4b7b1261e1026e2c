"""A conversation that the caller may see, for whatever they do with it."""

from dataclasses import dataclass
from uuid import UUID

from support_ai.access.actor import Staff, person_of
from support_ai.conversations import queries, state_queries
from support_ai.conversations.models import Conversation
from support_ai.conversations.policy import Standing
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError


class ConversationNotFoundError(NotFoundError):
    """There is no such conversation that you can see."""

    code = "conversation_not_found"


@dataclass(frozen=True, slots=True)
class Visible:
    """A conversation, the key of its texts, and whether it is the caller's own."""

    conversation: Conversation
    key: SealingKey
    is_own: bool

    @property
    def standing(self) -> Standing:
        """Return where it stands, for a colleague's decision."""
        return Standing(self.conversation.handled_by, self.conversation.assigned_to, self.is_own)


async def visible(conn: Connection, conversation_id: UUID, *, lock: bool = False) -> Visible:
    """Return a conversation; ConversationNotFoundError where the caller may not see it or there is none.

    With `lock` nobody else changes who answers it until the transaction ends, nor what the colleague who asks may do.
    """
    person = person_of(conn.actor)
    if lock and isinstance(person, Staff):
        await state_queries.lock_own_account(conn, person.account_id)
    found = await queries.read_key(conn, conversation_id, lock=lock)
    # Read behind the lock: what was committed while this waited counts.
    conversation = await state_queries.read_conversation(conn, conversation_id)
    if found is None or conversation is None:
        raise ConversationNotFoundError
    is_own = person is not None and await queries.read_own(conn, conversation_id, person) is not None
    return Visible(conversation, found[0], is_own)

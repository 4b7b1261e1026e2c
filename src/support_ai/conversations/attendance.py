"""Who attends a conversation, and as what they are shown there: its person, and the colleague who has it. Nothing is stored."""

import json
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from support_ai.access.actor import Person, Staff
from support_ai.conversations import queries
from support_ai.conversations.models import HandledBy, Notice, Speaker
from support_ai.conversations.policy import NotYoursError
from support_ai.conversations.visible import ConversationNotFoundError
from support_ai.core.database import Connection

_LOOKED_AT = 20


class Side(StrEnum):
    """As what somebody attends a conversation."""

    PERSON = "person"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class AtWork:
    """The colleague who has a conversation, and the name by which its messages show them, where they do."""

    account_id: UUID
    name: str | None


async def side_of(conn: Connection, person: Person, conversation_id: UUID) -> Side:
    """Return as what somebody speaks in a conversation.

    Raises ConversationNotFoundError where they do not see it, NotYoursError for a colleague who does not have it.
    """
    if await queries.read_own(conn, conversation_id, person) is not None:
        return Side.PERSON
    found = await queries.read_key(conn, conversation_id)
    if found is None or not isinstance(person, Staff):
        raise ConversationNotFoundError
    if found[1] is not HandledBy.COLLEAGUE or found[2] != person.account_id:
        raise NotYoursError
    return Side.COLLEAGUE


async def at_work(conn: Connection, conversation_id: UUID) -> AtWork | None:
    """Return the colleague who has a conversation that the caller may see; None where none does."""
    found = await queries.read_key(conn, conversation_id)
    if found is None or found[1] is not HandledBy.COLLEAGUE or found[2] is None:
        return None
    newest = await queries.read_newest_of_colleagues(conn, conversation_id, found[0], _LOOKED_AT)
    for message in newest:
        content = json.loads(message.content)
        match message.speaker, content.get("notice"):
            case (Speaker.COLLEAGUE, _) | (Speaker.NOTICE, Notice.JOINED):
                # Whoever has it said this: what they hand on is told by another notice.
                return AtWork(found[2], content["name"])
            case (Speaker.NOTICE, Notice.OUTCOME):
                continue
            case _:
                break
    return AtWork(found[2], None)

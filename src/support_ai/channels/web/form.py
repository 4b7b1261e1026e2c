"""The chat as a form, for browsers that run no script: a visitor's thread, read and answered a page at a time."""

import json
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from support_ai.access.actor import Visitor
from support_ai.channels.inbound import Inbound, Inbox
from support_ai.channels.models import Reply
from support_ai.conversations import service as conversations
from support_ai.conversations.models import HandledBy, Message, Speaker
from support_ai.conversations.saying import next_steps_of
from support_ai.core.database import Database
from support_ai.core.errors import InvalidError
from support_ai.shop import behaviour_service
from support_ai.shop import service as shop

A_PERSON = "I want to talk to a person"
_SHOWN = 50


class NothingWrittenError(InvalidError):
    """Please write your message first."""

    code = "nothing_written"


@dataclass(frozen=True, slots=True)
class Thread:
    """A visitor's newest conversation: its last messages, whether a person is to answer, and what happens next unless that was just said."""

    conversation_id: UUID
    lines: tuple["Line", ...]
    waits: bool
    next: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message as people read it: who says it, when by the shop's clock, its paragraphs, and the articles that it is from."""

    speaker: str
    who: str
    at: str
    time: str
    paragraphs: tuple[str, ...]
    sources: tuple[str, ...]


async def read_thread(database: Database, visitor: Visitor) -> Thread | None:
    """Return the newest conversation of a visitor; None where they have not said anything yet."""
    async with database.transaction(visitor, read_only=True) as conn:
        own = await conversations.list_own(conn, visitor, None, 1)
        if not own:
            return None
        one = own[0]
        after = max(0, one.last_sequence - _SHOWN)
        messages = await conversations.history(conn, one.conversation_id, after, _SHOWN)
        following = await next_steps_of(conn, one.conversation_id)
        settings = await shop.settings(conn)
        name = (await behaviour_service.behaviour_for(conn, draft=False)).name
    lines = tuple(_line(message, name, settings.time_zone) for message in messages)
    waits = one.handled_by in (HandledBy.WAITING, HandledBy.COLLEAGUE)
    is_said = bool(lines) and following.text in " ".join(lines[-1].paragraphs)
    return Thread(one.conversation_id, lines, waits, "" if is_said or not waits else following.text)


def _line(message: Message, assistant: str, zone: ZoneInfo) -> Line:
    content = json.loads(message.content)
    at = message.created_at.astimezone(zone)
    who = {Speaker.PERSON: "You", Speaker.ASSISTANT: assistant}.get(
        message.speaker, content.get("name") or "Support"
    )
    return Line(
        message.speaker.value,
        who,
        at.isoformat(timespec="minutes"),
        f"{at:%d %B %Y, %H:%M}",
        tuple(line for line in content["text"].splitlines() if line.strip()),
        tuple(one["title"] for one in content.get("sources", [])),
    )


async def say(
    database: Database, inbox: Inbox, visitor: Visitor, text: str, message_id: str, *, to_person: bool
) -> Reply:
    """Say something in the visitor's newest conversation, ask for a person where that is wanted, and return the last answer.

    The same `message_id` says it once. NothingWrittenError where there is nothing to say.
    """
    thread = await read_thread(database, visitor)
    place = None if thread is None else thread.conversation_id
    reply: Reply | None = None
    if text.strip():
        reply = await inbox.ask(visitor, Inbound(text, place, message_id))
        place = place or reply.conversation_id
    # Whoever has proven who they are by a code goes on as that person, and not in this thread.
    if to_person and (reply is None or reply.signed_in is None):
        reply = await inbox.ask(visitor, Inbound(A_PERSON, place, f"{message_id}:person"))
    if reply is None:
        raise NothingWrittenError(field="message")
    return reply

"""A conversation as plain text: who said what, when by the shop's clock, and what cards showed, in words."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from support_ai.channels.web.card_words import in_words
from support_ai.channels.web.wire import message_out
from support_ai.conversations import queries
from support_ai.conversations.models import Message, Speaker
from support_ai.conversations.visible import visible
from support_ai.core.database import Connection
from support_ai.shop import documents
from support_ai.shop import service as shop
from support_ai.shop.behaviour import BEHAVIOUR

_PAGE = 500
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a conversation took place: the shop, its clock, what its assistant and its person are called."""

    shop_name: str
    zone: ZoneInfo
    assistant: str
    person: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation in words, and the day on which it began."""

    shop_name: str
    begun_on: str
    text: str


async def read_transcript(conn: Connection, conversation_id: UUID) -> Transcript:
    """Return what was said in a conversation; ConversationNotFoundError where the caller may not see it.

    It holds what its person reads of it, and nothing else: no notes, no summaries.
    """
    found = await visible(conn, conversation_id)
    settings = await shop.settings(conn)
    assistant = (await documents.newest(conn, BEHAVIOUR)).settings.name
    person = "You" if found.is_own else "The customer" if found.conversation.customer_id else "The visitor"
    setting = Setting(settings.name, settings.time_zone, assistant, person)
    messages: list[Message] = []
    while True:
        after = messages[-1].sequence if messages else 0
        page = await queries.read_messages(conn, conversation_id, found.key, after=after, limit=_PAGE)
        messages += page
        if len(page) < _PAGE:
            break
    begun = found.conversation.created_at.astimezone(setting.zone)
    return Transcript(settings.name, f"{begun:%Y-%m-%d}", written(messages, begun, setting))


def written(messages: Sequence[Message], begun: datetime, setting: Setting) -> str:
    """Return messages as text. Whatever somebody wrote, no line of it looks as if somebody else had."""
    local = begun.astimezone(setting.zone)
    head = [
        f"Conversation with {setting.shop_name}",
        f"Begun on {local.day} {local:%B %Y} at {local:%H:%M}, {setting.zone.key} time",
    ]
    return "\n".join([*head, *(line for message in messages for line in _lines(message, setting))]) + "\n"


def _lines(message: Message, setting: Setting) -> Iterator[str]:
    told = message_out(message)
    match told.speaker:
        case Speaker.PERSON:
            who = f"{setting.person}: "
        case Speaker.ASSISTANT:
            who = f"{setting.assistant} (assistant): "
        case Speaker.COLLEAGUE:
            who = f"{told.name or 'A colleague'}: "
        case Speaker.NOTICE:
            who = ""
    first, *others = _plain(told.text) or [""]
    yield ""
    yield f"[{told.created_at.astimezone(setting.zone):%Y-%m-%d %H:%M}] {who}{first}"
    yield from (_INDENT + line for line in others)
    for card in told.cards:
        yield from (_INDENT + line for text in in_words(card, setting.zone) for line in _plain(text))
    for file in told.files:
        yield from (_INDENT + line for line in _plain(f"File: {file.name}"))
    for source in told.sources:
        yield from (_INDENT + line for line in _plain(f"Source: {source.title}, {source.heading}"))


def _plain(text: str) -> list[str]:
    """Return the lines of a text without what moves a terminal's cursor."""
    lines = (" ".join(line.split("\t")) for line in text.splitlines())
    return ["".join(one for one in line if unicodedata.category(one) != "Cc") for line in lines]

"""Forgets the conversations of colleagues with the assistant in which somebody who is erased was spoken of."""

import json
import re
from collections.abc import Collection, Iterator
from typing import cast
from uuid import UUID

from support_ai.conversations.personal import remove_conversations, texts_of_colleagues
from support_ai.core.database import Connection

# Shorter words stand in too many texts to say who somebody is.
_LETTERS = 4


async def forget_mentions(conn: Connection, words: Collection[str]) -> int:
    """Remove colleagues' own conversations in which one of the words stands, whole, and return how many.

    Their texts are sealed, so that all of them are opened for it.
    """
    named = pattern_of(words)
    if named is None:
        return 0
    found: set[UUID] = set()
    async for conversation_id, content in texts_of_colleagues(conn):
        if conversation_id not in found and any(named.search(text) for text in _texts(json.loads(content))):
            found.add(conversation_id)
    return await remove_conversations(conn, found)


def pattern_of(words: Collection[str]) -> re.Pattern[str] | None:
    """Return what finds one of the words, in whatever case and with whatever blanks, but in no longer word.

    None where no word is long enough to tell somebody.
    """
    parts = {r"\s+".join(map(re.escape, word.split())) for word in words if len(word.strip()) >= _LETTERS}
    if not parts:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(parts))})(?!\w)", re.IGNORECASE)


def _texts(value: object) -> Iterator[str]:
    """Yield every text of a JSON value."""
    match value:
        case str():
            yield value
        case dict():
            for key, part in cast("dict[str, object]", value).items():
                yield key
                yield from _texts(part)
        case list():
            for part in cast("list[object]", value):
                yield from _texts(part)
        case _:
            return

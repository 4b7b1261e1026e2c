"""Forgets the conversations of colleagues with the assistant in which somebody who is erased was spoken of."""

import json
import re
from collections.abc import Collection, Iterator
from typing import cast
from uuid import UUID

from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection

_ROWS_AT_ONCE = 500
# Shorter words stand in too many texts to say who somebody is.
_LETTERS = 4
# Every text of colleagues' own conversations: what was said, and what the assistant noted for its next turn.
_TEXTS = """
    select m.conversation_id, m.person, k.sealed_key, 'messages', 'body', m.message_id::text, m.body
    from messages m join person_keys k using (person) where m.is_of_staff
    union all
    select c.conversation_id, c.person, k.sealed_key, 'conversations', 'memory', c.conversation_id::text, c.memory
    from conversations c join person_keys k using (person) where c.is_of_staff and c.memory is not null
"""


async def forget_mentions(conn: Connection, words: Collection[str]) -> int:
    """Remove colleagues' own conversations in which one of the words stands, whole, and return how many.

    Their texts are sealed, so that all of them are opened for it.
    """
    named = _pattern(words)
    if named is None:
        return 0
    found: set[UUID] = set()
    keys: dict[str, SealingKey] = {}
    async with conn.cursor(name="texts_of_colleagues") as cursor:
        cursor.itersize = _ROWS_AT_ONCE
        await cursor.execute(_TEXTS)
        async for conversation_id, person, sealed_key, table, column, row, sealed in cursor:
            if conversation_id in found:
                continue
            if person not in keys:
                keys[person] = conn.keys.person_key(person, bytes(sealed_key))
            content = keys[person].open(table, column, row, bytes(sealed))
            if any(named.search(text) for text in _texts(json.loads(content))):
                found.add(conversation_id)
    removed = await conn.execute("delete from conversations where conversation_id = any (%s)", (list(found),))
    return removed.rowcount


def _pattern(words: Collection[str]) -> re.Pattern[str] | None:
    """Return what finds one of the words, in whatever case and with whatever blanks, but in no longer word."""
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

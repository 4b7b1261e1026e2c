"""Where every way in meets: a proven person says something, it is kept, and its turn begins."""

import asyncio
import json
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from support_ai.access.actor import Person
from support_ai.agent.turn import Turns
from support_ai.conversations import service as conversations
from support_ai.conversations.models import HandledBy, Received
from support_ai.core.database import Database
from support_ai.core.errors import UnavailableError
from support_ai.core.live import Live

_PATIENCE_SECONDS = 60


class AnswerLateError(UnavailableError):
    """Your message is kept, and its answer takes longer than usual: ask for it again with the same message id."""

    code = "answer_late"


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of a person, as a channel brings it."""

    text: str
    conversation_id: UUID | None = None
    client_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a message; `text` is None while a colleague owns the conversation."""

    conversation_id: UUID
    message_id: UUID | None
    handled_by: HandledBy
    text: str | None
    cards: tuple[dict[str, object], ...] = ()
    sources: tuple[dict[str, object], ...] = ()


class Inbox:
    """Takes messages in and waits for their answers."""

    def __init__(self, database: Database, turns: Turns, live: Live) -> None:
        """Take what it stands on."""
        self._database = database
        self._live = live
        self.turns = turns

    async def accept(self, person: Person, inbound: Inbound) -> Received:
        """Keep a message; from here it cannot be lost. A repeat is the message that was kept before."""
        async with self._database.transaction(person) as conn:
            return await conversations.receive(
                conn, person, inbound.text, inbound.conversation_id, inbound.client_message_id
            )

    async def answer(self, person: Person, received: Received) -> Reply:
        """Run or join the turn and return the answer to a kept message."""
        if received.handled_by is not HandledBy.COLLEAGUE:
            await asyncio.shield(self.turns.start(received.conversation_id, person))
        reply = await self._find(person, received)
        if reply is None and received.handled_by is not HandledBy.COLLEAGUE:
            # Another process holds the lease, or a message came just as a turn ended.
            reply = await self._wait(person, received)
        if reply is not None:
            return reply
        if received.handled_by is HandledBy.COLLEAGUE:
            return Reply(received.conversation_id, None, HandledBy.COLLEAGUE, None)
        raise AnswerLateError

    async def _find(self, person: Person, received: Received) -> Reply | None:
        async with self._database.transaction(person, read_only=True) as conn:
            message, handled_by = await conversations.find_answer(
                conn, received.conversation_id, received.sequence
            )
        if message is None:
            return (
                Reply(received.conversation_id, None, handled_by, None)
                if handled_by is HandledBy.COLLEAGUE
                else None
            )
        shown = HandledBy.ASSISTANT if handled_by is HandledBy.WAITING else handled_by
        return reply_of(received.conversation_id, message.message_id, shown, message.content)

    async def _wait(self, person: Person, received: Received) -> Reply | None:
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        async with self._live.subscribe(f"conversation:{received.conversation_id}") as numbers:
            while asyncio.get_running_loop().time() < deadline:
                await asyncio.shield(self.turns.start(received.conversation_id, person))
                reply = await self._find(person, received)
                if reply is not None:
                    return reply
                try:
                    await asyncio.wait_for(numbers.get(), 2)
                except TimeoutError:
                    continue
        return None


def reply_of(conversation_id: UUID, message_id: UUID, handled_by: HandledBy, content: str) -> Reply:
    """Return a stored answer as channels give it."""
    stored = cast("dict[str, object]", json.loads(content))
    return Reply(
        conversation_id,
        message_id,
        handled_by,
        str(stored["text"]),
        tuple(cast("list[dict[str, object]]", stored.get("cards", []))),
        tuple(cast("list[dict[str, object]]", stored.get("sources", []))),
    )

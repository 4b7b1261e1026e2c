"""What a socket says of its own person's typing: told on to every process, stored nowhere, and never too often."""

import time
from contextlib import suppress
from uuid import UUID

import psycopg
from starlette.datastructures import State

from support_ai.access.actor import Person
from support_ai.conversations import attendance
from support_ai.conversations.attendance import Side
from support_ai.core.counting import count_typing
from support_ai.core.database import Database
from support_ai.core.errors import AppError
from support_ai.core.live import publish

# What is said again sooner says nothing new.
_AGAIN_SECONDS = 3.0
# The number of a notification: who types, or stopped.
_NUMBERS = {
    (Side.PERSON, True): 1,
    (Side.PERSON, False): 2,
    (Side.COLLEAGUE, True): 3,
    (Side.COLLEAGUE, False): 4,
}
SIGNS = {number: sign for sign, number in _NUMBERS.items()}


def typing_topic(conversation_id: UUID) -> str:
    """Return the live topic of who types in a conversation; its numbers are those of `SIGNS`."""
    return f"typing:{conversation_id}"


class Keystrokes:
    """Tells on whether the person of one socket types."""

    def __init__(self, state: State) -> None:
        """Take the application's state."""
        self._state = state
        self._database: Database = state.database
        self._told: tuple[UUID, bool] | None = None
        self._told_at = 0.0

    async def tell(self, person: Person, conversation_id: UUID, *, is_typing: bool) -> None:
        """Tell everybody else in the conversation.

        Raises ConversationNotFoundError, NotYoursError for a colleague who does not have it, TooManyError.
        """
        is_known = self._told == (conversation_id, is_typing)
        if (is_known and (not is_typing or time.monotonic() < self._told_at + _AGAIN_SECONDS)) or (
            self._told is None and not is_typing
        ):
            return
        await count_typing(self._state, person)
        async with self._database.transaction(person, read_only=True) as conn:
            side = await attendance.side_of(conn, person, conversation_id)
            await publish(conn, typing_topic(conversation_id), _NUMBERS[side, is_typing])
        self._told, self._told_at = (conversation_id, is_typing), time.monotonic()

    async def end(self, person: Person) -> None:
        """Say that nobody types here any more; where that is lost, it ends by itself."""
        if self._told is not None and self._told[1]:
            with suppress(AppError, psycopg.Error):
                await self.tell(person, self._told[0], is_typing=False)

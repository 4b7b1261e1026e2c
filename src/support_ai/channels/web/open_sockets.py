"""The open sockets of this process: so many of one person at most, and so many frames of each."""

import asyncio
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from support_ai.access.actor import Person, describe
from support_ai.core.errors import TooManyError

MOST_OF_ONE = 30
# What a socket may send at once, and a second from then on: people, heartbeats and signs need far less.
_AT_ONCE = 300
_EACH_SECOND = 5


class TooManySocketsError(TooManyError):
    """Too many chats are open: close one."""

    code = "too_many_sockets"


class OpenSockets:
    """Counts the sockets of each person."""

    def __init__(self) -> None:
        """Begin without any."""
        self._open: Counter[str] = Counter()

    @contextmanager
    def hold(self, person: Person) -> Generator[None]:
        """Count one while the block runs; TooManySocketsError beyond what one person may have."""
        key = describe(person)
        if self._open[key] >= MOST_OF_ONE:
            raise TooManySocketsError
        self._open[key] += 1
        try:
            yield
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]


class Pace:
    """How fast one socket is read; what comes faster waits in the network, and nothing of it is lost."""

    def __init__(self) -> None:
        """Begin with all that may come at once."""
        self._left = float(_AT_ONCE)
        self._at = time.monotonic()

    async def keep(self) -> None:
        """Return once another frame may be read."""
        now = time.monotonic()
        self._left = min(_AT_ONCE, self._left + (now - self._at) * _EACH_SECOND) - 1
        self._at = now
        if self._left < 0:
            await asyncio.sleep(-self._left / _EACH_SECOND)

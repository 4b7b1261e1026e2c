"""The open sockets of this process: so many of one person and of one address at most, and so many frames of each."""

import asyncio
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from support_ai.core.errors import TooManyError

# Tabs need a few; behind one address may be a whole office.
MOST_OF_PERSON, MOST_OF_ADDRESS = 30, 500
# What a socket may send at once, and a second from then on: people, heartbeats and signs need far less.
_AT_ONCE = 300
_EACH_SECOND = 5
_AGAIN_SECONDS = 30


class TooManySocketsError(TooManyError):
    """Too many chats are open: close one, or try again later."""

    code = "too_many_sockets"


class OpenSockets:
    """Counts the sockets of each person and of each address."""

    def __init__(self, *, counts: bool = True) -> None:
        """Begin without any; nobody is refused where the operator turned rates off."""
        self._counts = counts
        self._open: Counter[str] = Counter()

    @contextmanager
    def hold(self, person: str, address: str) -> Generator[None]:
        """Count one while the block runs; TooManySocketsError beyond what one may have."""
        bounds = {f"person {person}": MOST_OF_PERSON, f"address {address}": MOST_OF_ADDRESS}
        if self._counts and any(self._open[key] >= most for key, most in bounds.items()):
            raise TooManySocketsError(retry_after=_AGAIN_SECONDS)
        self._open.update(bounds.keys())
        try:
            yield
        finally:
            for key in bounds:
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

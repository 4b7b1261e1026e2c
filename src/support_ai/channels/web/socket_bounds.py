"""How many sockets one person and one address may hold open in this process, and how many frames one socket may bring."""

import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager

from support_ai.core.errors import TooManyError

PER_PERSON, PER_ADDRESS = 20, 200
FRAMES_PER_MINUTE = 600
_AGAIN_SECONDS = 30


class TooManySocketsError(TooManyError):
    """Too many connections are open: close one, or try again later."""

    code = "too_many_sockets"


class OpenSockets:
    """Counts the open sockets of each person and each address; tabs need a few, and nobody needs all."""

    def __init__(self, *, counts: bool = True) -> None:
        """Count, unless the operator turned rates off."""
        self._counts = counts
        self._open: Counter[str] = Counter()

    @contextmanager
    def hold(self, person: str, address: str) -> Generator[None]:
        """Hold one socket open while the block runs; TooManySocketsError where there are enough."""
        bounds = {f"person {person}": PER_PERSON, f"address {address}": PER_ADDRESS}
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
    """Counts the frames of one socket, signs of life and wrong ones too: each costs an answer."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with a minute's worth."""
        self._clock = clock
        self._left = float(FRAMES_PER_MINUTE)
        self._at = clock()

    def count(self) -> None:
        """Count one frame; TooManyError beyond what is left, which grows back within a minute."""
        moment = self._clock()
        self._left = min(FRAMES_PER_MINUTE, self._left + (moment - self._at) * FRAMES_PER_MINUTE / 60)
        self._at = moment
        if self._left < 1:
            raise TooManyError(retry_after=1)
        self._left -= 1

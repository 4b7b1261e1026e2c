"""Password hashes: bcrypt of cost 12 over a pre-hash of fixed length, computed beside the event loop."""

import asyncio
import base64
import hashlib
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import bcrypt

from support_ai.core.errors import UnavailableError

COST = 12
_THREADS = 2
# Logins that may wait for a thread: about twelve seconds' work.
_WAITING = 32


class BusyError(UnavailableError):
    """Too many people sign in at this moment: try again in a few seconds."""

    code = "busy"


def _fixed_length(password: str) -> bytes:
    """Return 44 bytes: bcrypt reads 72 at most, and every character of a long password must count."""
    return base64.b64encode(hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest())


class Passwords:
    """Hashes and checks; two at a time, so that a flood of logins leaves the processor to others."""

    def __init__(self, cost: int = COST) -> None:
        """Take the cost: every step doubles the time; tests use a low one."""
        self._cost = cost
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords")
        self._waiting = 0
        self._dummy = bcrypt.hashpw(_fixed_length("nobody's"), bcrypt.gensalt(cost)).decode()

    async def hash(self, password: str) -> str:
        """Return a salted hash; BusyError where too many wait for theirs."""
        loop = asyncio.get_running_loop()
        with self.place():
            hashed = await loop.run_in_executor(
                self._threads, bcrypt.hashpw, _fixed_length(password), bcrypt.gensalt(self._cost)
            )
        return hashed.decode()

    @contextmanager
    def place(self) -> Generator[None]:
        """Hold one of the 32 places in the queue; BusyError where there is none."""
        if self._waiting >= _WAITING:
            raise BusyError
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    async def matching(self, password: str, hashes: list[str | None], count: int) -> int | None:
        """Return the place of the first hash that fits, None where none does; always computes `count` hashes.

        Raises BusyError where too many wait.
        """
        asked = [(found or self._dummy).encode() for found in hashes[:count]]
        asked += [self._dummy.encode()] * (count - len(asked))
        loop = asyncio.get_running_loop()
        fixed = _fixed_length(password)
        with self.place():
            fits = await asyncio.gather(
                *(loop.run_in_executor(self._threads, bcrypt.checkpw, fixed, one) for one in asked)
            )
        return next(
            (i for i, fit in enumerate(fits) if fit and i < len(hashes) and hashes[i] is not None), None
        )

    def is_weaker(self, hashed: str) -> bool:
        """Tell whether a hash was made with a lower cost than ours, so that it should be made again."""
        parts = hashed.split("$")
        return len(parts) != 4 or int(parts[2]) < self._cost

"""How often somebody may: moving windows over addresses and accounts, in this process or in a Redis that all share.

Where the store does not answer, what proves people stays closed, and everything else stays open: see
docs/rate-limits.md.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

import structlog
from limits import RateLimitItemPerSecond
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis.exceptions import RedisError

from support_ai.core import telemetry
from support_ai.core.errors import TooManyError, UnavailableError
from support_ai.core.limit_storage import NoStorage, ProcessStorage, Returning, SharedStorage

_AGAIN_SECONDS = 1.0
_log = structlog.get_logger(__name__)


class LimitsUnavailableError(UnavailableError):
    """Signing in is not possible for the moment: try again in a few seconds."""

    code = "limits_unavailable"


class Rates(Protocol):
    """The figures that count; the shop's security settings have them, and change while we run."""

    @property
    def requests_per_address_per_minute(self) -> int:
        """Requests from one address."""
        ...

    @property
    def requests_per_account_per_minute(self) -> int:
        """Requests of one account or visitor."""
        ...

    @property
    def messages_per_account_per_minute(self) -> int:
        """Messages of one account or visitor."""
        ...


@dataclass(frozen=True, slots=True)
class Allowance:
    """`amount` times in any `seconds`; one that proves people fails closed."""

    name: str
    amount: int
    seconds: int
    fails_closed: bool = False

    def item(self) -> RateLimitItemPerSecond:
        """Return it in the library's words."""
        return RateLimitItemPerSecond(self.amount, self.seconds, self.name)


class Limits:
    """Counts what people do against what they may."""

    def __init__(self, storage: Storage, clock: Callable[[], float] = time.time) -> None:
        """Take where to count; use `Limits.open`."""
        self._storage = storage
        self._limiter = MovingWindowRateLimiter(storage)
        self._clock = clock
        self._down_until = 0.0

    @classmethod
    def open(cls, url: str | None, *, counts: bool = True) -> "Limits":
        """Count in the Redis at an address, or in this process; nothing is connected before the first request."""
        if not counts:
            return cls(NoStorage())
        return cls(ProcessStorage() if url is None else SharedStorage(url))

    async def close(self) -> None:
        """Close the connections to the store."""
        if isinstance(self._storage, SharedStorage):
            await self._storage.close()

    async def count(self, allowance: Allowance, key: str) -> None:
        """Count once.

        Raises TooManyError where the allowance is spent, LimitsUnavailableError where the store does not answer and
        the allowance fails closed.
        """
        try:
            if await self._hit(allowance, key):
                return
            stats = await self._limiter.get_window_stats(allowance.item(), key)
        except StorageError as error:
            self._note_down(error)
            if allowance.fails_closed:
                raise LimitsUnavailableError from error
            return
        telemetry.LIMITED.labels(allowance.name).inc()
        wait = math.ceil(stats.reset_time - self._clock())
        raise TooManyError(retry_after=min(max(wait, 1), allowance.seconds))

    async def give_back(self, allowance: Allowance, key: str) -> None:
        """Take back one count: what was reserved did not happen."""
        try:
            await cast("Returning", self._storage).give_back(allowance.item().key_for(key))
        except RedisError as error:
            self._note_down(error)

    async def is_spent(self, allowance: Allowance, key: str) -> bool:
        """Tell whether the next count would be refused; False where the store does not answer."""
        try:
            return not await self._limiter.test(allowance.item(), key)
        except StorageError as error:
            self._note_down(error)
            return False

    async def _hit(self, allowance: Allowance, key: str) -> bool:
        # For a second after a failure nobody asks: a store that hangs would hold every request up.
        if time.monotonic() < self._down_until:
            raise StorageError(TimeoutError())
        return await self._limiter.hit(allowance.item(), key)

    def _note_down(self, error: Exception) -> None:
        telemetry.LIMITS_UNAVAILABLE.inc()
        now = time.monotonic()
        if now >= self._down_until:
            self._down_until = now + _AGAIN_SECONDS
            _log.error("limits.unavailable", kind=type(error.__cause__ or error).__name__)

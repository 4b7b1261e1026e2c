"""Where requests are counted: in this process, or in a Redis that several processes share. Both are storages of `limits`."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from limits.aio.storage import MovingWindowSupport, RedisStorage, Storage
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

# A store that takes longer than a quarter of a second is down: requests must not wait for their own counting.
_STORE_SECONDS = 0.25
_MAX_KEYS = 100_000
_SWEEP_EVERY = 10_000


class Returning(Protocol):
    """What takes back one entry, beside what `limits` knows."""

    async def give_back(self, key: str) -> None:
        """Remove the newest entry of a key; of several it does not matter whose, they are seconds apart."""
        ...


@dataclass(slots=True)
class _Window:
    seconds: int
    moments: deque[float] = field(default_factory=deque[float])

    def forget(self, now: float) -> None:
        """Drop what left the window."""
        while self.moments and self.moments[0] < now - self.seconds:
            self.moments.popleft()


class ProcessStorage(Storage, MovingWindowSupport):
    """Counts in this process; at most 100,000 keys, of which the longest unused are forgotten.

    The library's own storage sweeps every key in threads at every request, which a flood of addresses would pay for.
    """

    STORAGE_SCHEME = None

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Begin empty."""
        super().__init__()
        self._clock = clock
        self._windows: dict[str, _Window] = {}
        self._until_sweep = _SWEEP_EVERY

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what can fail: nothing."""
        return ValueError

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Add entries to a window unless it is full."""
        self._sweep()
        now = self._clock()
        # Taken out and put back: the longest unused stand first.
        window = self._windows.pop(key, None) or _Window(expiry)
        self._windows[key] = window
        window.forget(now)
        if len(window.moments) + amount > limit:
            return False
        window.moments.extend([now] * amount)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return when the window began, and how many entries it holds."""
        del limit, expiry
        now = self._clock()
        window = self._windows.get(key)
        if window is not None:
            window.forget(now)
        if window is None or not window.moments:
            return now, 0
        return window.moments[0], len(window.moments)

    async def give_back(self, key: str) -> None:
        """Remove the newest entry of a key."""
        window = self._windows.get(key)
        if window is not None and window.moments:
            window.moments.pop()

    def _sweep(self) -> None:
        self._until_sweep -= 1
        if self._until_sweep > 0 and len(self._windows) < _MAX_KEYS:
            return
        self._until_sweep = _SWEEP_EVERY
        now = self._clock()
        for key, window in list(self._windows.items()):
            window.forget(now)
            if not window.moments:
                del self._windows[key]
        for key in list(self._windows)[: max(0, len(self._windows) - _MAX_KEYS * 9 // 10)]:
            del self._windows[key]

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count without a window, which nothing here does."""
        raise NotImplementedError

    async def get(self, key: str) -> int:
        """Return how many entries a key has."""
        window = self._windows.get(key)
        return 0 if window is None else len(window.moments)

    async def get_expiry(self, key: str) -> float:
        """Return the present time: windows move."""
        del key
        return self._clock()

    async def check(self) -> bool:
        """Say that it works."""
        return True

    async def reset(self) -> int | None:
        """Forget everything."""
        count = len(self._windows)
        self._windows.clear()
        return count

    async def clear(self, key: str) -> None:
        """Forget one key."""
        self._windows.pop(key, None)


class NoStorage(ProcessStorage):
    """Counts nothing: for measurements."""

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Let everything through."""
        del key, limit, expiry, amount
        return True


class SharedStorage(RedisStorage):
    """Counts in a Redis or Valkey, so that every process of the shop sees the same counters."""

    STORAGE_SCHEME = None

    def __init__(self, url: str) -> None:
        """Take `redis://…` or `valkey://…`, with an s for TLS; nothing is connected yet."""
        options: dict[str, Any] = {
            "socket_timeout": _STORE_SECONDS,
            "socket_connect_timeout": _STORE_SECONDS,
            # Once more at once, on a new connection: the store may have been started again.
            "retry": Retry(NoBackoff(), 1),
        }
        super().__init__(
            url.replace("valkey", "redis", 1),
            wrap_exceptions=True,
            implementation="redispy",
            key_prefix="support-ai",
            **options,
        )

    async def give_back(self, key: str) -> None:
        """Remove the newest entry of a key."""
        await self._client().lpop(self.bridge.prefixed_key(key))

    async def close(self) -> None:
        """Close every connection."""
        await self._client().aclose()

    def _client(self) -> Any:
        # A `redis.asyncio.Redis`, whose annotations pyright cannot complete.
        return cast("Any", self.bridge).get_connection()

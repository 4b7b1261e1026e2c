"""The present time, in one place, so that whoever counts on it can be given another one."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the present time, aware, in UTC."""
    return datetime.now(UTC)

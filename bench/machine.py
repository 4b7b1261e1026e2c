"""Where the figures were taken."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg


@dataclass(frozen=True, slots=True)
class Machine:
    """What a reader needs to judge the figures."""

    cores: int
    python: str
    postgres: str
    began: datetime
    load_before: float

    @classmethod
    def look(cls, owner_url: str) -> "Machine":
        """Look at this machine; its load is the average of the last minute."""
        with psycopg.connect(owner_url) as connection:
            version = connection.info.server_version
        return cls(
            len(os.sched_getaffinity(0)),
            platform.python_version(),
            f"{version // 10000}.{version % 10000}",
            datetime.now(UTC),
            os.getloadavg()[0],
        )

    def describe(self) -> str:
        """Return it as one line, with the load as it is now."""
        return (
            f"{self.began:%Y-%m-%d %H:%M} UTC, {self.cores} cores, Python {self.python},"
            f" PostgreSQL {self.postgres}; load average {self.load_before:.1f} before and"
            f" {os.getloadavg()[0]:.1f} after."
        )

"""What made-up books are written on: rows of every table from one seed, near the times at which days are easily mistaken."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

# Around a change to summer time, one back, and the ends of months and years.
MOMENTS = (
    datetime(2025, 3, 30, tzinfo=UTC),
    datetime(2025, 10, 26, tzinfo=UTC),
    datetime(2025, 11, 2, 4, tzinfo=UTC),
    datetime(2025, 12, 31, 18, tzinfo=UTC),
    datetime(2025, 4, 5, 15, tzinfo=UTC),
)
Row = tuple[Any, ...]


@dataclass
class Books:
    """Rows of every table, made from one seed."""

    seed: int
    rows: dict[LiteralString, list[Row]] = field(default_factory=dict[LiteralString, list[Row]])

    def __post_init__(self) -> None:
        """Begin."""
        self.random = random.Random(self.seed)
        self.line: dict[int, int] = {}

    def add(self, statement: LiteralString, *row: object) -> None:
        """Add a row of a table."""
        self.rows.setdefault(statement, []).append(row)

    def moment(self) -> datetime:
        """Return a time near one of those at which days are easily mistaken."""
        middle = self.random.choice(MOMENTS)
        if self.random.random() < 0.3:
            return middle + timedelta(minutes=30 * self.random.randint(-48, 48))
        return middle + timedelta(seconds=self.random.randint(-20 * 86_400, 20 * 86_400))

    def uuid(self) -> UUID:
        """Return a number that nobody else has."""
        return UUID(int=self.random.getrandbits(128), version=4)

"""What is told of erasures."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """Since when a customer is erased; None where they are not."""

    customer_id: str
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was removed because it was kept long enough."""

    conversations: int
    keys: int
    tickets: int = 0

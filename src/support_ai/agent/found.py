"""What a text holds that has to be known before it may be said: figures, days, times and names of things."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found; `loose` is a number without a unit."""

    AMOUNT = "amount"
    COUNT = "count"
    LOOSE = "loose"
    DAY = "day"
    TIME = "time"
    NAME = "name"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing in a text: what it may mean, in the words in which what is known is kept, and where it begins."""

    kind: Kind
    options: frozenset[str]
    start: int

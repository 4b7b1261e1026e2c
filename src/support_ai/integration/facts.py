"""What the shop's back end says of one order, customer or product, and what became of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from support_ai.integration.models import Row


class Outcome(StrEnum):
    """What became of a record: the worst of what became of its rows. One that is rejected changed nothing at all."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class SentRow:
    """One row of a record, as a file would hold it; `path` leads to it, such as `items.0`."""

    path: str
    row: Row

    def field(self, name: str) -> str:
        """Return the way to one of its fields."""
        return f"{self.path}.{name}" if self.path else name


@dataclass(frozen=True, slots=True)
class Sent:
    """One record: its id as it was sent, the key under which it is found, its rows by the file they would stand in."""

    id: str
    key: str
    rows: Mapping[str, Sequence[SentRow]]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be said about one field."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A payment that was booked although it breaks a rule of ours."""

    external_id: str
    rule: str


@dataclass
class Tally:
    """What became of one record so far."""

    written: Counter[str] = field(default_factory=Counter[str])
    conflicts: list[Note] = field(default_factory=list[Note])
    overruled: list[Note] = field(default_factory=list[Note])
    flags: list[Flag] = field(default_factory=list[Flag])
    problem: Note | None = None
    is_new_order: bool = False

    @property
    def outcome(self) -> Outcome:
        """Return the worst of it."""
        if self.problem is not None:
            return Outcome.REJECTED
        if self.conflicts:
            return Outcome.CONFLICT
        return Outcome.WRITTEN if self.written.total() else Outcome.UNCHANGED

    def refuse(self, name: str, reason: str) -> None:
        """Reject the record, for the first reason that there is."""
        self.problem = self.problem or Note(name, reason)

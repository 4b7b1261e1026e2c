"""Entries of the audit log, and what became of their chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Detail = Mapping[str, str | int | bool | None]


class Outcome(StrEnum):
    """How an act ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class Stream(StrEnum):
    """A subject area of the audit log; each is a chain of its own."""

    IDENTITY = "identity"
    CUSTOMERS = "customers"
    ORDERS = "orders"
    CONVERSATIONS = "conversations"
    INTEGRATION = "integration"
    SHOP = "shop"
    REFUSALS = "refusals"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as people read it."""

    entry_id: int
    at: datetime
    stream: str
    actor: str
    role: str | None
    action: str
    subject: str
    outcome: Outcome
    request_id: str
    detail: Detail


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries to list; everything given must hold. `action` is a prefix; `until` itself is not part of the time."""

    actor: str | None = None
    role: str | None = None
    action: str | None = None
    subject: str | None = None
    outcome: Outcome | None = None
    stream: Stream | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def names(self) -> str:
        """Return the names of what was asked by, without what was asked for."""
        return ",".join(name for name in self.__slots__ if getattr(self, name) is not None)


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal of a stream at some time; `sequence` counts the stream's entries from 1."""

    stream: str
    sequence: int
    hash: bytes


class Fault(StrEnum):
    """What is wrong with a row of the log."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT = "cut"
    FORKED = "forked"
    FORGED = "forged head"


@dataclass(frozen=True, slots=True)
class Finding:
    """The first bad row of a stream; `sequence` and `entry_id` where they are known."""

    stream: str
    fault: Fault
    sequence: int | None
    entry_id: int | None
    words: str


@dataclass(frozen=True, slots=True)
class StreamReport:
    """What verifying a stream found: how many seals were right, how many signed heads agreed."""

    stream: str
    seals: int
    heads: int
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying the whole log found; `waiting` entries have no seal yet, `unreadable` lines were no heads."""

    streams: tuple[StreamReport, ...]
    findings: tuple[Finding, ...]
    waiting: int
    unreadable: int

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings

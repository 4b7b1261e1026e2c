"""What is wrong with a seal that does not fit."""

from collections import deque
from dataclasses import dataclass, field
from itertools import islice

from support_ai.audit import seal_queries as queries
from support_ai.audit.chain import link
from support_ai.audit.models import Fault, Finding
from support_ai.audit.seal_queries import Sealed

_REMEMBERED = 100


@dataclass(slots=True)
class Place:
    """How far a stream was right: its last seal, that seal's entry, and the hashes that went before the last few."""

    stream: str
    hash: bytes
    sequence: int = 0
    entry_id: int | None = None
    before: deque[tuple[bytes, int, int]] = field(
        default_factory=lambda: deque[tuple[bytes, int, int]](maxlen=_REMEMBERED)
    )

    def move(self, row: Sealed) -> None:
        """Go on to a seal that fits."""
        self.before.append((self.hash, row.sequence, row.entry_id))
        self.hash, self.sequence, self.entry_id = row.hash, row.sequence, row.entry_id


def diagnose(conn: queries.Connection, place: Place, row: Sealed) -> Finding | None:
    """Return what is wrong with the next seal of a stream; None where it fits."""
    if row.sequence != place.sequence + 1:
        words = f"seals {place.sequence + 1} to {row.sequence - 1} are missing"
        return Finding(place.stream, Fault.DELETED, place.sequence + 1, None, words)
    if not row.has_entry:
        words = "the entry of this seal is missing"
        return Finding(place.stream, Fault.DELETED, row.sequence, row.entry_id, words)
    if row.follows(place.hash):
        return None
    words = "the entry is not what was sealed (or one just before it was removed together with its seal)"
    return (
        _inserted_before(place, row)
        or _displaced(conn, place, row)
        or Finding(place.stream, Fault.EDITED, row.sequence, row.entry_id, words)
    )


def _inserted_before(place: Place, row: Sealed) -> Finding | None:
    """Find the first of the last few seals without which this one fits: it came later, with a seal of its own."""
    for before, sequence, entry_id in place.before:
        if row.follows(before):
            words = "the entry was put between others that were sealed one after the other"
            return Finding(place.stream, Fault.INSERTED, sequence, entry_id, words)
    return None


def _displaced(conn: queries.Connection, place: Place, row: Sealed) -> Finding | None:
    """Look through the rest of the stream for the entry that this seal is of, or the seal that belongs here."""
    for other in queries.walk(conn, place.stream, row.sequence + 1):
        if other.has_entry and link(place.hash, other.columns) == row.hash:
            words = f"here entry {other.entry_id} was sealed"
            return Finding(place.stream, Fault.REORDERED, row.sequence, row.entry_id, words)
        if other.follows(place.hash):
            # Two that changed places leave behind them a chain that goes on; one that was put in does not.
            after = [row, *islice(queries.walk(conn, place.stream, row.sequence + 1), 1)]
            is_swapped = any(one.follows(other.hash) for one in after)
            fault = Fault.REORDERED if is_swapped else Fault.INSERTED
            words = f"here entry {other.entry_id} was sealed, whose seal is now number {other.sequence}"
            return Finding(place.stream, fault, row.sequence, row.entry_id, words)
    return None

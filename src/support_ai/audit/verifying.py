"""Recomputes the chain of every stream and names the first row that is not what was sealed."""

from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from support_ai.audit import seal_queries as queries
from support_ai.audit.chain import first
from support_ai.audit.diagnosis import Place, diagnose
from support_ai.audit.heads import SignedHead, read_heads
from support_ai.audit.models import Fault, Finding, Report, StreamReport

Progress = Callable[[int], None]
_TOLD_EVERY = 1000


class Heads:
    """The signed heads of a file, read again for each stream, so that no more than one is held."""

    def __init__(self, path: Path | None, key: Ed25519PublicKey) -> None:
        """Take a file, or none, and the key that its heads were signed with."""
        self._path = path
        self._key = key

    def all(self) -> Iterator[SignedHead | None]:
        """Yield every line's head."""
        if self._path is not None:
            yield from read_heads(self._path, self._key)

    def of(self, stream: str) -> Iterator[SignedHead]:
        """Yield one stream's heads."""
        return (one for one in self.all() if one is not None and one.head.stream == stream)


def verify(conn: queries.Connection, heads: Heads, progress: Progress) -> Report:
    """Return what is wrong with the log as it stands at this moment; a sealer may run beside it."""
    named = {one.head.stream if one else None for one in heads.all()}
    unreadable = sum(one is None for one in heads.all())
    # Every query sees one state of the database.
    conn.execute("begin isolation level repeatable read read only")
    try:
        names = sorted({*queries.sealed_streams(conn), *(name for name in named if name)})
        streams = tuple(_verify_stream(conn, name, heads, progress) for name in names)
        position, is_ours = queries.read_position(conn)
        without = queries.passed_over(conn, position) if is_ours else None
        waiting = queries.count_waiting(conn, position)
    finally:
        conn.execute("rollback")
    findings = [one.finding for one in streams if one.finding is not None]
    if without is not None:
        words = f"{without[1]} entries have no seal, though later ones have"
        findings.append(Finding("-", Fault.INSERTED, None, without[0], words))
    return Report(streams, tuple(findings), waiting, unreadable)


def _verify_stream(conn: queries.Connection, stream: str, heads: Heads, progress: Progress) -> StreamReport:
    place = Place(stream, first(stream))
    finding, told = None, 0
    checker = _HeadChecker(conn, stream, heads.of(stream))
    for row in queries.walk(conn, stream):
        finding = diagnose(conn, place, row) or checker.at(place, row)
        if finding is not None:
            break
        place.move(row)
        if row.sequence - told >= _TOLD_EVERY:
            progress(row.sequence - told)
            told = row.sequence
    finding = finding or checker.beyond(place)
    progress(place.sequence - told)
    return StreamReport(stream, place.sequence, checker.agreed, finding)


class _HeadChecker:
    """Holds the signed heads of a stream against its chain, in step with it."""

    def __init__(self, conn: queries.Connection, stream: str, heads: Iterator[SignedHead]) -> None:
        self._conn = conn
        self._stream = stream
        self._heads = heads
        self._next = next(heads, None)
        self.agreed = 0

    def at(self, place: Place, row: queries.Sealed) -> Finding | None:
        """Return what the heads up to a seal, whose place in the chain is right, say against it."""
        while self._next is not None and self._next.head.sequence <= row.sequence:
            head = self._next.head
            # Lines may stand out of order where several processes wrote them.
            is_here = head.sequence == row.sequence
            found = row.hash if is_here else queries.find_seal(self._conn, self._stream, head.sequence)
            finding = self._judge(self._next, found, row.entry_id if is_here else place.entry_id)
            if finding is not None:
                return finding
            self.agreed += 1
            self._next = next(self._heads, None)
        return None

    def _judge(self, signed: SignedHead, found: bytes | None, entry_id: int | None) -> Finding | None:
        sequence = signed.head.sequence
        if not signed.is_genuine:
            words = f"the head of {signed.at} is not signed by this key"
            return Finding(self._stream, Fault.FORGED, sequence, None, words)
        if found != signed.head.hash:
            words = f"the chain was written anew: the head of {signed.at} has another hash here"
            return Finding(self._stream, Fault.FORKED, sequence, entry_id, words)
        return None

    def beyond(self, place: Place) -> Finding | None:
        """Return what the heads behind the end of the chain say."""
        if self._next is None:
            return None
        found = self._judge(self._next, self._next.head.hash, None)
        words = f"the chain ends here, but the head of {self._next.at} is seal {self._next.head.sequence}"
        return found or Finding(self._stream, Fault.CUT, place.sequence, place.entry_id, words)

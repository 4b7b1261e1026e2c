"""How entries become a chain: SHA-256 over the hash before and every column of the entry (ASVS 16.4.2)."""

from collections.abc import Sequence
from hashlib import sha256
from typing import LiteralString

# Every column as a text that no setting of a session changes; the order is part of the format.
COLUMNS: LiteralString = (
    "e.entry_id::text, e.transaction::text, e.stream, extract(epoch from e.at)::text, e.actor, e.role, e.action,"
    " e.subject, e.outcome, e.request_id, e.detail::text"
)
Columns = Sequence[str | None]


def encode(columns: Columns) -> bytes:
    """Return the one encoding of an entry: a netstring for each column, `-` for null; no two entries share one."""
    parts: list[bytes] = []
    for value in columns:
        if value is None:
            parts.append(b"-")
        else:
            raw = value.encode()
            parts.append(b"%d:%b," % (len(raw), raw))
    return b"".join(parts)


def first(stream: str) -> bytes:
    """Return what stands before the first seal of a stream, 32 bytes."""
    return sha256(b"support-ai audit stream " + stream.encode()).digest()


def link(previous: bytes, columns: Columns) -> bytes:
    """Return the hash of an entry's seal, 32 bytes; `previous` is the hash of the seal before it."""
    return sha256(previous + encode(columns)).digest()

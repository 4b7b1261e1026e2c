"""Hands signed heads out of the database's reach: to a file, or to an object store by PUT."""

import asyncio
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import httpx
import structlog

from support_ai.audit import seal_queries as queries
from support_ai.audit.heads import Signer
from support_ai.audit.models import Head, Stream
from support_ai.config import Settings

# A head is out five minutes after its entry at the latest, a slow store included; one that fails is asked again soon.
_EVERY_SECONDS = 240.0
_AGAIN_SECONDS = 20.0
_log = structlog.get_logger(__name__)


class HeadStore(Protocol):
    """Where heads go."""

    async def keep(self, lines: bytes, at: datetime) -> None:
        """Keep the lines; an error where they are not kept."""
        ...


class HeadFile:
    """Appends to a file that only its owner reads."""

    def __init__(self, path: Path) -> None:
        """Take the file, made at the first heads."""
        self._path = path

    async def keep(self, lines: bytes, at: datetime) -> None:
        """Append the lines, and wait until the disk has them."""
        del at
        await asyncio.to_thread(self._append, lines)

    def _append(self, lines: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with _opened(self._path) as descriptor:
            size = os.fstat(descriptor).st_size
            # A line that a power cut left half-written does not spoil the next one.
            is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            os.write(descriptor, b"\n" + lines if is_torn else lines)
            os.fsync(descriptor)


@contextmanager
def _opened(path: Path) -> Generator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class HeadsRefusedError(Exception):
    """The object store did not take the heads; it answered with this status."""


class HeadObjects:
    """Puts one object for each export below an address."""

    def __init__(self, prefix: str, client: httpx.AsyncClient) -> None:
        """Take the address, whose query (a store's signature) is kept, and the client to the outside."""
        self._parts = urlsplit(prefix)
        self._client = client

    async def keep(self, lines: bytes, at: datetime) -> None:
        """Put the lines as an object named after the time; HeadsRefusedError where the store does not take them."""
        name = at.strftime("%Y%m%dT%H%M%S.%fZ") + ".jsonl"
        path = f"{self._parts.path.rstrip('/')}/{name}"
        address = urlunsplit(self._parts._replace(path=path))
        headers = {"content-type": "application/x-ndjson"}
        answer = await self._client.put(address, content=lines, headers=headers)
        if not answer.is_success:
            # The library's own error would tell the log the whole address.
            raise HeadsRefusedError(answer.status_code)


def head_file(settings: Settings) -> Path | None:
    """Return the file that heads go to; None where they go to an object store."""
    place = settings.audit_heads.get_secret_value() if settings.audit_heads else ""
    if place.startswith(("https://", "http://")):
        return None
    return Path(place) if place else settings.data_dir / "audit-heads.jsonl"


def head_store(settings: Settings, client: httpx.AsyncClient) -> HeadStore:
    """Return where heads go."""
    file = head_file(settings)
    if file is not None:
        return HeadFile(file)
    return HeadObjects(settings.audit_heads.get_secret_value() if settings.audit_heads else "", client)


class HeadExport:
    """Signs the heads that changed and gives them to a store; what could not be kept is in the next export."""

    def __init__(
        self,
        signer: Signer,
        store: HeadStore,
        *,
        every: float = _EVERY_SECONDS,
        again: float = _AGAIN_SECONDS,
    ) -> None:
        """Take the key and where heads go; `every`, and `again` after a failure, are in seconds."""
        self._signer = signer
        self._store = store
        self._every = every
        self._again = again
        self._kept: dict[str, Head] = {}
        self._next = 0.0

    def is_due(self) -> bool:
        """Tell whether it is time for an export."""
        return time.monotonic() >= self._next

    def collect(self, conn: queries.Connection) -> list[Head]:
        """Return the heads that changed since the last export; a chain that was written anew meanwhile is told."""
        for stream, head in self._kept.items():
            if queries.find_seal(conn, stream, head.sequence) != head.hash:
                _log.critical("audit.forked", stream=stream, sequence=head.sequence)
        heads = queries.read_heads(conn, list(Stream))
        return [head for head in heads if self._kept.get(head.stream) != head]

    async def hand_out(self, heads: list[Head]) -> None:
        """Sign the heads and have them kept; an error where they are not."""
        began = time.monotonic()
        self._next = began + self._again
        if heads:
            at = datetime.now(UTC)
            lines = "".join(self._signer.line(head, at) for head in heads)
            await self._store.keep(lines.encode(), at)
            self._kept.update({head.stream: head for head in heads})
        self._next = began + self._every

"""The file of the keys that sign tokens: the newest first, each with the moment when it was made."""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep
from typing import TypedDict

from support_ai.core.clock import now
from support_ai.core.crypto import WeakKeyError, write_secret
from support_ai.core.errors import ConflictError
from support_ai.core.lock import try_lock

KEY_BYTES = 32
# No token lives longer than half a year; a day more for clocks that differ.
LONGEST = timedelta(days=181)
_TRIES = 50


class RingBusyError(ConflictError):
    """Somebody else is rotating the keys of this directory: try again."""

    code = "ring_busy"


class _Entry(TypedDict):
    name: str
    key: str
    made_at: str


class RingFile:
    """Reads and rotates the keys of one directory; a change replaces the file whole."""

    def __init__(self, directory: Path) -> None:
        """Take the directory; nothing is read yet."""
        self._path = directory / "token-keys.json"
        self._seen: tuple[int, int, int] | None = None

    def read(self) -> dict[str, bytes]:
        """Return the keys by their names, the newest first, made at the first call; WeakKeyError for a bad file."""
        if not self._path.exists():
            write_secret(self._path, json.dumps([_new_entry(now())]).encode())
        self._seen = self._state()
        return {entry["name"]: _key(entry) for entry in self._entries()}

    def changed(self) -> bool:
        """Tell whether the file is another one than the one that was read, and count it as seen."""
        state = self._state()
        if state is None or state == self._seen:
            return False
        self._seen = state
        return True

    def _state(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _entries(self) -> list[_Entry]:
        try:
            entries: list[_Entry] = json.loads(self._path.read_bytes())
            names = {entry["name"] for entry in entries}
        except (ValueError, TypeError, KeyError) as error:
            raise WeakKeyError from error
        if len(names) < len(entries):
            raise WeakKeyError
        return entries

    def rotate(self, moment: datetime) -> str:
        """Put a new key first and return its name; keys whose last token has expired are forgotten."""
        self.read()
        with self._locked():
            new, entries = _new_entry(moment), self._entries()
            # A key signed nothing any more once the one before it in the file was made.
            ended = [moment, *(datetime.fromisoformat(entry["made_at"]) for entry in entries)]
            kept = [entry for entry, end in zip(entries, ended, strict=False) if moment - end < LONGEST]
            self._replace([new, *kept])
        return new["name"]

    def retire(self) -> int:
        """Forget every key but the newest and return how many."""
        self.read()
        with self._locked():
            entries = self._entries()
            self._replace(entries[:1])
        return len(entries) - 1

    def _replace(self, entries: list[_Entry]) -> None:
        beside = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        write_secret(beside, json.dumps(entries).encode())
        beside.replace(self._path)

    @contextmanager
    def _locked(self) -> Generator[None]:
        """Hold the directory's lock: of two who rotate at once neither loses the other's key."""
        with self._path.with_name("token-keys.lock").open("ab") as file:
            for _ in range(_TRIES):
                if try_lock(file):
                    break
                sleep(0.1)
            else:
                raise RingBusyError
            yield


def _new_entry(moment: datetime) -> _Entry:
    key = b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    return {"name": secrets.token_hex(4), "key": key, "made_at": moment.isoformat()}


def _key(entry: _Entry) -> bytes:
    try:
        return b64decode(entry["key"], validate=True)
    except (ValueError, KeyError, TypeError) as error:
        raise WeakKeyError from error

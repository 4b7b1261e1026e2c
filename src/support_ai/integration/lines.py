"""The lines of a file, of which no single one can fill the memory."""

from collections import deque
from collections.abc import Callable
from typing import BinaryIO

from support_ai.integration.models import FileInvalidError

# No row comes near it: a value of ours has at most 2,000 characters.
_MOST_BYTES = 1 << 18
_TOLD_EVERY = 500
_LINE_FEED = 10
Moved = Callable[[int], None]


class Lines:
    """The lines of a file with their numbers; lines that were read too far can be given back.

    `moved` is told now and then how many bytes were read.
    """

    def __init__(self, file: BinaryIO, moved: Moved) -> None:
        """Begin at the start of the file."""
        self._file = file
        self._moved = moved
        self._returned: deque[tuple[int, str]] = deque()
        self._number = 0
        self._position = 0

    def next(self) -> tuple[int, str] | None:
        """Return the next line, bytes that are not UTF-8 as lone surrogates; None at the end.

        Raises FileInvalidError where the file is in another encoding.
        """
        if self._returned:
            return self._returned.popleft()
        raw = self._file.readline(_MOST_BYTES)
        if not raw:
            return None
        self._number += 1
        self._position += len(raw)
        if self._number % _TOLD_EVERY == 0:
            self._moved(self._position)
        if len(raw) == _MOST_BYTES and raw[-1] != _LINE_FEED:
            self._skip_rest()
        if self._number == 1:
            raw = _without_mark(raw)
        return self._number, raw.decode("utf-8", "surrogateescape")

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        """Let these lines be the next ones."""
        self._returned.extendleft(reversed(lines))

    def _skip_rest(self) -> None:
        while rest := self._file.readline(_MOST_BYTES):
            self._position += len(rest)
            if rest[-1] == _LINE_FEED:
                return


def _without_mark(first: bytes) -> bytes:
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in first[:2]:
        raise FileInvalidError("the file is UTF-16; save it as UTF-8")
    return first.removeprefix(b"\xef\xbb\xbf")

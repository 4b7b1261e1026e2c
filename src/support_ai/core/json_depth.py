"""How deep a JSON body may be nested: counted while it arrives, before anything parses it."""

import re

from starlette.types import Message, Receive

from support_ai.core.errors import InvalidError

MAX_DEPTH = 32
_MARKS = re.compile(rb'["\\{}\[\]]')


class TooDeepError(InvalidError):
    """The body is nested too deeply: 32 levels at most."""

    code = "too_deep"


class NotUtf8Error(InvalidError):
    """The body is not valid JSON in UTF-8."""


class JsonDepth:
    """Follows the brackets of a JSON text that comes in pieces, leaving out those inside strings."""

    def __init__(self) -> None:
        """Begin outside of everything."""
        self._depth = 0
        self._in_string = False
        self._skipped = -1
        self._offset = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece; TooDeepError beyond 32 open brackets, NotUtf8Error where its brackets cannot be told.

        In UTF-16 and UTF-32, which the parser would read too, a byte that looks like a quote may be half a letter; and
        every JSON text in them has a null byte, which one in UTF-8 has not.
        """
        if b"\x00" in piece:
            raise NotUtf8Error(field="body")
        for match in _MARKS.finditer(piece):
            place = self._offset + match.start()
            if place == self._skipped:
                continue
            self._take(piece[match.start()], place)
        self._offset += len(piece)

    def _take(self, mark: int, place: int) -> None:
        if self._in_string:
            if mark == ord("\\"):
                self._skipped = place + 1
            elif mark == ord('"'):
                self._in_string = False
        elif mark == ord('"'):
            self._in_string = True
        elif mark in b"{[":
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise TooDeepError(field="body")
        elif mark in b"}]":
            self._depth -= 1


def bounded_depth(receive: Receive) -> Receive:
    """Return what receives the same, and raises TooDeepError."""
    depth = JsonDepth()

    async def bounded() -> Message:
        message = await receive()
        depth.feed(message.get("body", b""))
        return message

    return bounded

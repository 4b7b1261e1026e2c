"""How long and how large a connection may be: whoever sends or reads too slowly is cut, so that others are served."""

import asyncio
import json
from asyncio.events import TimerHandle
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from support_ai.core.bodies import MOST_FILE_BYTES
from support_ai.core.headers import HEADERS, POLICY
from support_ai.core.sockets import BoundedSocket

_AGAIN = b"retry-after: 2\r\n"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one connection may take; seconds from the head's first byte, from its last, and from an answer's first full buffer.

    `connections` are those of requests, `sockets` those that became one.
    """

    head_seconds: float = 10
    body_seconds: float = 30
    # Beside them for each byte that the head announces: half a megabit a second is enough.
    body_bytes_a_second: float = 50_000
    reading_seconds: float = 20
    head_bytes: int = 32 * 1024
    headers: int = 100
    connections: int = 1000
    sockets: int = 10_000


class BoundedConnection(HttpToolsProtocol):
    """One connection of uvicorn's, with a timer for whatever the other side still owes."""

    bounds = Bounds()

    @classmethod
    def within(cls, bounds: Bounds) -> type["BoundedConnection"]:
        """Return the same connection with other bounds."""
        return type(cls.__name__, (cls,), {"bounds": bounds})

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Take what uvicorn gives."""
        super().__init__(config, server_state, app_state, _loop)
        self._owed: TimerHandle | None = None
        self._unread: TimerHandle | None = None
        self._head_bytes = 0
        self._header_count = 0
        self._announced = 0
        self._in_head = True
        self._is_socket = False
        self._refusal = HTTPStatus.BAD_REQUEST

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - as uvicorn's own
        """Wait for a head, unless there are too many connections."""
        super().connection_made(transport)
        if len(self.connections) - BoundedSocket.open > self.bounds.connections:
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, _AGAIN)
            return
        self._await(self.bounds.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._await(None)
        self._stop_waiting_for_reader()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that does not end is bounded as one that does."""
        super().data_received(data)
        if self._is_socket or self.transport.is_closing():
            return
        is_idle = self.cycle is None or self.cycle.response_complete  # pyright: ignore[reportUnnecessaryComparison] - None before the first request
        if is_idle and self._owed is None:
            # Blank lines before a request begin nothing, and end the wait for the next one.
            self._await(self.bounds.head_seconds)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > 2 * self.bounds.head_bytes:
                self._answer(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Wait for the rest of the head."""
        super().on_message_begin()
        self._head_bytes = self._header_count = self._announced = 0
        self._in_head = True
        self._await(self.bounds.head_seconds)

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        self._count_head(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or a trailer after the body."""
        self._header_count += 1
        if name.lower() == b"content-length" and value.isdigit():
            self._announced = min(int(value[:20]), MOST_FILE_BYTES)
        self._count_head(len(name) + len(value) + 4)
        super().on_header(name, value)

    def _count_head(self, length: int) -> None:
        self._head_bytes += length
        if self._head_bytes > self.bounds.head_bytes or self._header_count > self.bounds.headers:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise httptools.HttpParserError

    def on_headers_complete(self) -> None:
        """Wait for the body."""
        self._in_head = False
        self._await(self.bounds.body_seconds + self._announced / self.bounds.body_bytes_a_second)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Owe nothing any more."""
        self._await(None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Cut who does not read the end of a last answer."""
        super().on_response_complete()
        if self.transport.is_closing() and self.transport.get_write_buffer_size() > 0:
            self.loop.call_later(self.bounds.reading_seconds, self.transport.abort)

    def handle_websocket_upgrade(self) -> None:
        """Give the connection to the socket, which has bounds of its own, unless there are too many."""
        self._await(None)
        if BoundedSocket.open >= self.bounds.sockets:
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, _AGAIN)
            return
        self._is_socket = True
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """Cut who does not read: an answer waits in our memory."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(self.bounds.reading_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: it was read."""
        self._stop_waiting_for_reader()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, at once where its last answer was never read."""
        if self.transport.get_write_buffer_size() > 0:
            self.transport.abort()
        super().timeout_keep_alive_handler()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or too much of it, as a problem with our headers."""
        del msg
        self._answer(self._refusal)

    def _await(self, seconds: float | None) -> None:
        if self._owed is not None:
            self._owed.cancel()
        self._owed = None if seconds is None else self.loop.call_later(seconds, self._cut)

    def _cut(self) -> None:
        """End a connection that owes something: with an answer where none began."""
        self._owed = None
        cycle = self.cycle
        has_begun = cycle is not None and cycle.response_started and not cycle.response_complete  # pyright: ignore[reportUnnecessaryComparison] - as above
        if has_begun or (self._in_head and self._head_bytes == 0):
            self.transport.close()
        else:
            self._answer(HTTPStatus.REQUEST_TIMEOUT)
        self.loop.call_later(self.bounds.reading_seconds, self.transport.abort)

    def _stop_waiting_for_reader(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _answer(self, status: HTTPStatus, more: bytes = b"") -> None:
        """Answer before any application does, and hang up."""
        if self.transport.is_closing():
            return
        code = status.name.lower()
        content = json.dumps(
            {"type": f"urn:support-ai:problem:{code}", "title": status.phrase, "status": status, "code": code}
        ).encode()
        lines = [*HEADERS, (b"content-security-policy", POLICY), (b"cache-control", b"no-store")]
        head = b"".join(b"%b: %b\r\n" % line for line in lines)
        self.transport.write(
            b"HTTP/1.1 %d %b\r\ncontent-type: application/problem+json\r\ncontent-length: %d\r\nconnection: close\r\n%b%b\r\n%b"
            % (status, status.phrase.encode(), len(content), more, head, content)
        )
        self.transport.close()

"""One open socket of uvicorn's, bounded: who does not read is cut, and nothing piles up for them meanwhile.

Of uvicorn's implementations it is the one that is meant to stay, and stops reading while a message waits; what each of
them costs stands in the report of `make bench`.
"""

import asyncio
from asyncio.events import TimerHandle
from typing import Any, ClassVar

from uvicorn import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import CloseCode


class BoundedSocket(WebSocketsSansIOProtocol):
    """A socket whose unread frames wait for so many seconds at most; `open` counts those of this process."""

    reading_seconds: ClassVar[float] = 20
    open: ClassVar[int] = 0

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Take what uvicorn gives."""
        super().__init__(config, server_state, app_state, _loop)
        self._unread: TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        BoundedSocket.open += 1
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        BoundedSocket.open -= 1
        self._stop_waiting_for_reader()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Cut who does not read: what was sent waits in our memory."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(self.reading_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: it was read."""
        self._stop_waiting_for_reader()
        super().resume_writing()

    def handle_ping(self) -> None:
        """Answer a ping, unless answers are not read: those would pile up as fast as somebody can ask."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def send_receive_event_to_app(self) -> None:
        """Close on text that is no UTF-8, without a word in the log: anybody may send it, as often as they like."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            self.frames = [b"".join(self.frames)]
            try:
                self.frames[0].decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.send_close(CloseCode.INVALID_DATA)
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def shutdown(self) -> None:
        """Say that the server restarts, and wait for who does not read no longer than for anybody else."""
        super().shutdown()
        if self.transport.get_write_buffer_size() > 0:
            self.loop.call_later(1, self.transport.abort)

    def _stop_waiting_for_reader(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

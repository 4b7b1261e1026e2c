"""What stands between a page's sockets and the server, and cuts them right after the frame that is due."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.async_api import Page, WebSocketRoute

# What browsers say where a socket is cut that still connects.
CUT_EARLY = "WebSocket is closed before the connection is established"
SOCKETS = "**/ws/chat**"
_GONE = 1001


@dataclass
class Cutter:
    """Counts the frames of both directions; the one that is due is the last of its socket, and arrives or is lost."""

    loses: bool = False
    # What the page says meanwhile goes nowhere.
    holds: bool = False
    seen: int = 0
    due: int = 0
    cuts: list[str] = field(default_factory=list[str])
    _open: list[tuple[WebSocketRoute, WebSocketRoute]] = field(
        default_factory=list[tuple[WebSocketRoute, WebSocketRoute]]
    )

    async def stand_before(self, page: Page) -> None:
        """Stand between every socket that the page opens from here on and the server."""
        await page.route_web_socket(SOCKETS, self._between)

    def cut_after(self, frames: int) -> None:
        """Cut after so many further frames; 0 never."""
        self.seen, self.due = 0, frames

    async def cut_all(self) -> None:
        """Cut every socket now."""
        while self._open:
            for side in self._open.pop():
                await side.close(code=_GONE)

    async def tell(self, frame: Mapping[str, object]) -> None:
        """Send the page a frame as if it came from the server."""
        _, page = self._open[-1]
        page.send(json.dumps(frame))

    async def _between(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        self._open.append((server, page))
        is_cut = False

        async def passed(to: WebSocketRoute, message: str | bytes) -> None:
            nonlocal is_cut
            if is_cut or (self.holds and to is server):
                return
            self.seen += 1
            is_cut = self.seen == self.due
            if not (is_cut and self.loses):
                to.send(message)
            if is_cut:
                self.cuts.append(str(message))
                await self.cut_all()

        page.on_message(lambda message: passed(server, message))
        server.on_message(lambda message: passed(page, message))

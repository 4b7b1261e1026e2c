"""Tabs as browsers hold them: a socket each, with a heartbeat; they live in a process of their own."""

import asyncio
import json
import resource
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, cast
from uuid import UUID

import httpx
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

# What the widget does: web/widget/src/app/core/connection.ts.
PING_SECONDS = 25
_OPEN_SECONDS = 60
Hear = Callable[[dict[str, Any]], None]


class TabEndedError(ConnectionError):
    """A tab's socket was refused, or ended while it was measured."""


@dataclass(frozen=True, slots=True)
class Person:
    """A visitor, by their token, and their conversation with its last sequence number."""

    token: str
    conversation_id: UUID
    after: int


def raise_file_limit() -> None:
    """Let this process open as many sockets as it may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Tab(asyncio.Protocol):
    """One socket; `hear` is called with each frame but pongs, `pongs` counts those; `is_lost` once the other side ended it."""

    def __init__(self, port: int, person: Person, ticket: str) -> None:
        """Wait for `open`."""
        address = (
            f"ws://127.0.0.1:{port}/ws/chat?conversation_id={person.conversation_id}&after={person.after}"
        )
        names = [Subprotocol("support-ai.v1"), Subprotocol(f"ticket.{ticket}")]
        self.hear: Hear = _unheard
        self.pongs = 0
        self.is_lost = False
        self.person = person
        self._protocol = ClientProtocol(parse_uri(address), subprotocols=names)
        self._loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self._ping: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None
        self._is_closed = False

    @classmethod
    async def open(cls, port: int, client: httpx.AsyncClient, person: Person) -> Self:
        """Get a ticket as its person and open the socket."""
        tab = cls(port, person, await _ticket(client, person))
        await tab._loop.create_connection(lambda: tab, "127.0.0.1", port)
        async with asyncio.timeout(_OPEN_SECONDS):
            await tab._opened
        return tab

    def send(self, frame: dict[str, object]) -> None:
        """Send one frame."""
        self._protocol.send_text(json.dumps(frame).encode())
        self._flush()

    def close(self) -> None:
        """Close in order."""
        self._is_closed = True
        if self._ping is not None:
            self._ping.cancel()
        self._protocol.send_close(1000)
        self._flush()
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        self._transport = cast("asyncio.Transport", transport)
        self._protocol.send_request(self._protocol.connect())
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Take what came; the protocol itself answers pings."""
        self._protocol.receive_data(data)
        self._flush()
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                self._begin()
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self._take(json.loads(bytes(event.data)))

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whoever waits, and note what the other side ended."""
        if self._ping is not None:
            self._ping.cancel()
        if not self._opened.done():
            self._opened.set_exception(exc or TabEndedError("the socket was refused"))
        elif not self._is_closed:
            self.is_lost = True

    def _begin(self) -> None:
        error = self._protocol.handshake_exc
        if error is not None:
            self._opened.set_exception(TabEndedError(str(error)))
            return
        self._opened.set_result(None)
        self._beat()

    def _beat(self) -> None:
        self._ping = self._loop.call_later(PING_SECONDS, self._live)

    def _live(self) -> None:
        self.send({"type": "ping"})
        self._beat()

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "pong":
            self.pongs += 1
        else:
            self.hear(frame)

    def _flush(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            for piece in self._protocol.data_to_send():
                if piece:
                    self._transport.write(piece)


async def _ticket(client: httpx.AsyncClient, person: Person) -> str:
    headers = {"authorization": f"Bearer {person.token}"}
    try:
        answer = await client.post("/auth/socket-ticket", headers=headers)
    except httpx.TransportError:
        # What is kept alive may end as it is asked; a ticket that nobody got opens nothing.
        answer = await client.post("/auth/socket-ticket", headers=headers)
    return str(answer.raise_for_status().json()["ticket"])


def _unheard(_frame: dict[str, Any]) -> None:
    """Leave a frame unheard."""

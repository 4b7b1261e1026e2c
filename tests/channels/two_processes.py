"""Two processes of the program on one database, a proxy in front of them, and tabs that come back as the widget's do."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from bench.servers import CHAT, Server, serving
from support_ai.access.actor import Reason
from support_ai.config import Settings
from support_ai.core.embedded import EmbeddedPostgres
from support_ai.identity.minting import mint_token
from support_ai.stored import Stored, open_stored

PATIENCE = 60
Frame = dict[str, Any]


class Proxy:
    """Passes each new connection to the first process that takes it; `order` may change at any time."""

    def __init__(self, servers: Sequence[Server]) -> None:
        """Prefer the processes in this order."""
        self.order = [server.port for server in servers]
        self.port = 0
        self._passing: set[asyncio.Task[None]] = set()

    def prefer(self, server: Server) -> None:
        """Give new connections to a process as long as it takes them."""
        self.order.sort(key=lambda port: port != server.port)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["Proxy"]:
        """Listen until the block ends."""
        async with await asyncio.start_server(self._pass, "127.0.0.1", 0) as listening:
            self.port = listening.sockets[0].getsockname()[1]
            yield self
            for task in self._passing:
                task.cancel()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)
        for port in tuple(self.order):
            with suppress(ConnectionRefusedError):
                inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
                await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))
                return
        writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, asyncio.CancelledError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.close()


@dataclass
class Tab:
    """A tab that keeps its place and what is not confirmed, and comes back whenever it is cut."""

    proxy: Proxy
    client: httpx.AsyncClient
    token: str
    conversation_id: str | None = None
    frames: list[Frame] = field(default_factory=list[Frame])
    messages: list[Frame] = field(default_factory=list[Frame])
    codes: list[int] = field(default_factory=list[int])
    _outbox: dict[str, str] = field(default_factory=dict[str, str])
    _socket: ClientConnection | None = None
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def live(self) -> None:
        """Be connected, again and again, until cancelled."""
        while True:
            with suppress(ConnectionClosed, InvalidHandshake, OSError, httpx.TransportError, EOFError):
                await self._connected()
            await asyncio.sleep(0.1)

    async def _connected(self) -> None:
        headers = {"authorization": f"Bearer {self.token}"}
        # A connection of its own: one that is kept alive would lead to the process of before.
        answer = await self.client.post("/auth/socket-ticket", headers=headers | {"connection": "close"})
        ticket = answer.raise_for_status().json()["ticket"]
        query = f"?conversation_id={self.conversation_id}&after={self.last}" if self.conversation_id else ""
        names = [Subprotocol("support-ai.v1"), Subprotocol(f"ticket.{ticket}")]
        address = f"ws://127.0.0.1:{self.proxy.port}/ws/chat{query}"
        async with connect(address, subprotocols=names, proxy=None) as socket:
            await self._use(socket)

    async def _use(self, socket: ClientConnection) -> None:
        """Send what is not confirmed, and hear until it ends."""
        async with self._heard:
            self._socket = socket
            self._heard.notify_all()
        try:
            for key, text in tuple(self._outbox.items()):
                await self._send(key, text)
            while True:
                await self._hear(json.loads(await socket.recv()))
        except ConnectionClosed as closed:
            self.codes.append(1006 if closed.rcvd is None else closed.rcvd.code)
            raise
        finally:
            self._socket = None

    @property
    def last(self) -> int:
        """Return the last sequence number that it has seen."""
        return int(self.messages[-1]["sequence"]) if self.messages else 0

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Return who said what."""
        return [(one["speaker"], one["text"]) for one in self.messages]

    async def _hear(self, frame: Frame) -> None:
        async with self._heard:
            self.frames.append(frame)
            if frame["type"] == "conversation":
                self.conversation_id = frame["conversation_id"]
            if frame["type"] == "message":
                # Nothing is missing, and nothing comes twice.
                assert frame["sequence"] == self.last + 1, (frame, self.messages)
                self.messages.append(frame)
                self._outbox.pop(frame["client_message_id"] or "", None)
            self._heard.notify_all()

    async def say(self, text: str) -> str:
        """Keep a message until it is confirmed, and send it where there is a socket; return its number."""
        key = str(uuid4())
        self._outbox[key] = text
        with suppress(ConnectionClosed):
            await self._send(key, text)
        return key

    async def _send(self, key: str, text: str) -> None:
        if self._socket is not None:
            sent = {"type": "message", "message": text, "client_message_id": key}
            await self._socket.send(json.dumps(sent))

    async def type(self, *, is_typing: bool) -> None:
        """Say that somebody types, or stopped."""
        assert self._socket is not None
        await self._socket.send(json.dumps({"type": "typing", "is_typing": is_typing}))

    async def has(self, kind: str, **expected: object) -> Frame:
        """Wait until a frame was heard, now or before."""

        def found() -> list[Frame]:
            wanted = {"type": kind, **expected}
            return [one for one in self.frames if wanted.items() <= one.items()]

        async with asyncio.timeout(PATIENCE), self._heard:
            await self._heard.wait_for(found)
            return found()[-1]

    async def is_connected(self, cuts: int) -> None:
        """Wait until it was cut so often, and has a socket again."""
        async with asyncio.timeout(PATIENCE), self._heard:
            await self._heard.wait_for(lambda: len(self.codes) >= cuts and self._socket is not None)


@dataclass
class House:
    """What a test needs: two processes, the proxy, what is stored, and tabs."""

    stored: Stored
    owner_url: str
    one: Server
    other: Server
    proxy: Proxy
    client: httpx.AsyncClient
    stack: AsyncExitStack

    async def token(self, email: str) -> str:
        """Return a token of one of the demo shop's people."""
        return await mint_token(self.stored.identity, Reason.STAFF_COMMAND, email)

    async def tab(self, server: Server, token: str, conversation_id: str | None = None) -> Tab:
        """Open a tab whose first socket is at a process."""
        self.proxy.prefer(server)
        tab = Tab(self.proxy, self.client, token, conversation_id)
        living = asyncio.create_task(tab.live())
        self.stack.push_async_callback(_cancel, living)
        await tab.is_connected(0)
        return tab


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    # What it asserted must hold.
    with suppress(asyncio.CancelledError):
        await task


def _directory() -> Path:
    data = Path(tempfile.mkdtemp(prefix="support-ai-two-"))
    # PostgreSQL may run as another user, who must be able to pass.
    data.chmod(0o755)
    return data


@asynccontextmanager
async def two_processes() -> AsyncGenerator[House]:
    """Start PostgreSQL and both processes of the demo shop; all ends with the block."""
    data = _directory()
    settings = Settings(_env_file=None, data_dir=data, database_url=None)  # pyright: ignore[reportCallIssue] - the rest has defaults
    try:
        async with AsyncExitStack() as stack:
            stored = await stack.enter_async_context(open_stored(settings))
            one = await stack.enter_async_context(serving(CHAT, data))
            other = await stack.enter_async_context(serving(CHAT, data))
            proxy = await stack.enter_async_context(Proxy((one, other)).running())
            address = f"http://127.0.0.1:{proxy.port}"
            client = httpx.AsyncClient(base_url=address, trust_env=False, timeout=PATIENCE)
            await stack.enter_async_context(client)
            yield House(stored, EmbeddedPostgres(data).url(), one, other, proxy, client, stack)
    finally:
        shutil.rmtree(EmbeddedPostgres(data).cluster.parent, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)

"""Row G8: sockets are bounded in number, whole and for each person, and in pace; who does not read is cut."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import CloseCode
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from support_ai.access.actor import Visitor
from support_ai.channels.web.open_sockets import MOST_OF_PERSON
from support_ai.cli.running import server_config
from support_ai.conversations import service as conversations
from support_ai.core.connections import BoundedConnection, Bounds
from support_ai.core.sockets import BoundedSocket
from tests.channels.test_socket import Line
from tests.conftest import Demo
from tests.serving import listening, serve_app

PATIENCE = 30
# What a transport takes before it says that it is full, and what one read of it may be answered with.
BUFFERED = 512 * 1024
# Twice what the kernel of this machine keeps for both ends of a connection that nobody reads, about.
LETTER, LETTERS, PER_MESSAGE = "あ", 400, 7_990


class Watched(BoundedSocket):
    """The program's socket with a short patience, which notes how much ever waited in it."""

    reading_seconds = 1
    most = 0

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._note()

    async def send(self, message: object) -> None:
        await super().send(message)  # pyright: ignore[reportArgumentType] - as uvicorn gives it
        self._note()

    def _note(self) -> None:
        Watched.most = max(Watched.most, self.transport.get_write_buffer_size())


@pytest.fixture
async def line(demo: Demo) -> AsyncGenerator[Line]:
    async with listening(demo.shop) as port:
        yield Line(demo, port)


@pytest.fixture
async def watched(demo: Demo) -> AsyncGenerator[Line]:
    """Serve with sockets that are watched."""
    Watched.most = 0
    config = server_config(demo.shop.app, "127.0.0.1", 0)
    config.lifespan, config.ws = "off", Watched
    async with serve_app(config) as port:
        yield Line(demo, port)


async def answers(opened: ClientConnection) -> bool:
    await opened.send(json.dumps({"type": "ping"}))
    return json.loads(await asyncio.wait_for(opened.recv(), PATIENCE)) == {"type": "pong"}


@asynccontextmanager
async def unread(
    line: Line, ticket: str, query: str = ""
) -> AsyncGenerator[tuple[socket.socket, ClientProtocol]]:
    """Open a socket that nobody reads after its handshake."""
    names = [Subprotocol("support-ai.v1"), Subprotocol(f"ticket.{ticket}")]
    protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{line.port}/ws/chat{query}"), subprotocols=names)
    loop = asyncio.get_running_loop()
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.setblocking(False)
        await loop.sock_connect(raw, ("127.0.0.1", line.port))
        protocol.send_request(protocol.connect())
        await loop.sock_sendall(raw, b"".join(protocol.data_to_send()))
        # One byte shows that it was answered; a status line is the same for everybody.
        assert await loop.sock_recv(raw, 12) == b"HTTP/1.1 101"
        protocol.state = State.OPEN
        yield raw, protocol


async def is_cut(raw: socket.socket, protocol: ClientProtocol, pings: int) -> None:
    """Send pings, so many at once, until the server gave the connection up and writing to it fails."""
    loop = asyncio.get_running_loop()
    with pytest.raises(ConnectionError):
        async with asyncio.timeout(PATIENCE):
            while True:
                for _ in range(pings):
                    protocol.send_ping(b"x" * 125)
                await loop.sock_sendall(raw, b"".join(protocol.data_to_send()))
                await asyncio.sleep(0.05 if pings == 1 else 0)


async def test_G8_who_does_not_read_is_cut_and_little_waits_for_them(watched: Line) -> None:
    ticket = (await watched.demo.client.post("/auth/socket-ticket")).json()
    database = watched.demo.shop.resources.database
    authenticator = watched.demo.shop.resources.authenticator
    visitor = await authenticator.authenticate(ticket["visitor_token"])
    assert isinstance(visitor, Visitor)
    talk = None
    async with database.transaction(visitor) as conn:
        for _ in range(LETTERS):
            received = await conversations.receive(conn, visitor, LETTER * PER_MESSAGE, talk, None)
            talk = received.conversation_id
    query = f"?conversation_id={talk}"
    async with (
        unread(watched, ticket["ticket"], query) as (raw, protocol),
        watched.open(await watched.ticket("rohan")) as opened,
    ):
        assert await answers(opened)
        await is_cut(raw, protocol, 1)
        assert await answers(opened)
    assert 0 < Watched.most < BUFFERED


async def test_G8_pings_that_nobody_reads_the_answers_of_pile_nothing_up(watched: Line) -> None:
    ticket = await watched.ticket("rohan")
    async with unread(watched, ticket) as (raw, protocol):
        await is_cut(raw, protocol, 500)
    assert 0 < Watched.most < BUFFERED


async def test_G8_one_person_has_so_many_sockets_and_the_next_is_told(line: Line) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(line.open(await line.ticket("rohan")))
        for _ in range(MOST_OF_PERSON - 1):
            await stack.enter_async_context(line.open(await line.ticket("rohan")))
        async with line.open(await line.ticket("rohan")) as refused:
            assert json.loads(await refused.recv())["code"] == "too_many_sockets"
            with pytest.raises(ConnectionClosed) as closed:
                await refused.recv()
            assert closed.value.rcvd is not None
            # Not what says that a conversation is somebody else's: the widget comes back later.
            assert closed.value.rcvd.code == 1013
        async with line.open(await line.ticket("michael")) as other:
            assert await answers(other)
        await first.close()
        async with asyncio.timeout(PATIENCE):
            while True:
                async with line.open(await line.ticket("rohan")) as again:
                    await again.send(json.dumps({"type": "ping"}))
                    if json.loads(await again.recv())["type"] == "pong":
                        return


async def test_G8_beyond_what_a_process_holds_there_is_an_answer(demo: Demo) -> None:
    few = BoundedConnection.within(Bounds(sockets=BoundedSocket.open + 2))
    async with listening(demo.shop, few) as port:
        line = Line(demo, port)
        async with line.open(await line.ticket("rohan")), line.open(await line.ticket("emma")) as opened:
            with pytest.raises(InvalidStatus) as refused:
                async with line.open(await line.ticket("michael")):
                    pass
            assert refused.value.response.status_code == 503
            assert refused.value.response.headers["retry-after"] == "2"
            assert await answers(opened)
        async with line.open(await line.ticket("michael")) as opened:
            assert await answers(opened)


async def test_G8_frames_that_come_too_fast_wait_and_none_is_lost(line: Line) -> None:
    loop = asyncio.get_running_loop()
    async with line.open(await line.ticket("rohan")) as opened:
        began = loop.time()
        for _ in range(315):
            await opened.send(json.dumps({"type": "ping"}))
        for _ in range(315):
            assert json.loads(await opened.recv()) == {"type": "pong"}
        # 300 at once, then five a second.
        assert loop.time() - began > 2.5


async def test_G8_text_that_is_no_utf_8_ends_its_socket_only_and_fills_no_log(
    line: Line, log: io.StringIO
) -> None:
    async with (
        line.open(await line.ticket("rohan")) as broken,
        line.open(await line.ticket("rohan")) as other,
    ):
        halves = "é".encode()
        await broken.send(halves[:1], text=True)
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(broken.recv(), PATIENCE)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == CloseCode.INVALID_DATA
        # A letter may be cut where a fragment ends.
        await other.send([b'{"type": "ping", "x": "' + halves[:1], halves[1:] + b'"}'], text=True)
        assert json.loads(await asyncio.wait_for(other.recv(), PATIENCE))["type"] == "error"
        assert await answers(other)
    assert "Traceback" not in log.getvalue()
    assert "Error" not in log.getvalue()

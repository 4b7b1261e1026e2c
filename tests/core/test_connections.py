"""Row F4 on the wire: who sends or reads slowly is cut while others are served; what is too large ends early."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from support_ai.core.caller import SOCKET_PROTOCOL, Public
from support_ai.core.connections import BoundedConnection, Bounds
from tests.serving import Shop, listening

# Long enough for a busy machine to answer within, short enough to wait for.
BOUNDS = Bounds(head_seconds=1, body_seconds=1, reading_seconds=1, connections=20)
PATIENCE = 30


class Impatient(BoundedConnection):
    """The program's connection with short bounds."""

    bounds = BOUNDS


@pytest.fixture
async def port(shop: Shop) -> AsyncGenerator[int]:
    async with listening(shop, Impatient) as found:
        yield found


@asynccontextmanager
async def line(port: int) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield reader, writer
    writer.close()


async def to_the_end(reader: asyncio.StreamReader) -> bytes:
    """Return everything until the server hangs up, within a bound."""
    async with asyncio.timeout(PATIENCE):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


async def is_served(port: int) -> bool:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        return (await client.get("/healthz", timeout=PATIENCE)).text == "ok"


async def drip(writer: asyncio.StreamWriter, piece: bytes) -> None:
    """Send a little, again and again, so that the connection is never idle."""
    try:
        for _ in range(PATIENCE * 10):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.1)
    except ConnectionError:
        return


@pytest.mark.parametrize(
    ("opening", "piece", "status"),
    [
        (b"", b"", None),
        (b"", b"\r\n", None),
        (b"GET /healthz HTTP/1.1\r\n", b"x-slow: 1\r\n", 408),
        (b"GET /", b"a", 408),
        (b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n", b"\r\n", 200),
        (
            b"POST /auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n",
            b" ",
            408,
        ),
        (
            b"POST /auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
            b"1\r\n \r\n",
            408,
        ),
    ],
    ids=["silence", "blank lines", "headers", "address", "blank lines after a request", "body", "chunks"],
)
async def test_F4_who_sends_slowly_is_cut_and_others_are_served(
    port: int, opening: bytes, piece: bytes, status: int | None
) -> None:
    async with line(port) as (reader, writer):
        writer.write(opening)
        dripping = asyncio.create_task(drip(writer, piece))
        assert await is_served(port)
        answer = await to_the_end(reader)
        dripping.cancel()
    assert answer.startswith(b"" if status is None else f"HTTP/1.1 {status}".encode())
    if status == 408:
        assert b"nosniff" in answer
    assert await is_served(port)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nx-large: " + b"x" * 40_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"x: 1\r\n" * 101 + b"\r\n",
        b"GET / HTTP/1.1\r\n" + b"x-many: 11111111111111111111\r\n" * 4_000 + b"\r\n",
    ],
    ids=["a large header", "a long address", "many headers", "all of it"],
)
async def test_F4_a_head_is_bounded(port: int, sent: bytes) -> None:
    async with line(port) as (reader, writer):
        writer.write(sent)
        answer = await to_the_end(reader)
    assert answer.startswith(b"HTTP/1.1 431") or answer == b""
    assert await is_served(port)


async def test_F1_F4_what_is_no_http_gets_a_problem_with_our_headers(port: int) -> None:
    async with line(port) as (reader, writer):
        writer.write(b"\x16\x03\x01 this is TLS\r\n\r\n")
        answer = await to_the_end(reader)
    assert answer.startswith(b"HTTP/1.1 400")
    for header in (b"strict-transport-security", b"nosniff", b"frame-ancestors 'none'", b"no-store"):
        assert header in answer
    assert b"uvicorn" not in answer.lower()


async def test_F4_idle_connections_end_and_beyond_the_most_there_is_an_answer(port: int) -> None:
    refused: list[bytes] = []
    for _ in range(5):
        # Where this machine is slow, the first end before the last come, and all of them are taken.
        many = [asyncio.open_connection("127.0.0.1", port) for _ in range(BOUNDS.connections + 5)]
        lines = await asyncio.gather(*many)
        answers = await asyncio.gather(*(to_the_end(reader) for reader, _ in lines))
        for _, writer in lines:
            writer.close()
        refused = [answer for answer in answers if answer.startswith(b"HTTP/1.1 503")]
        if refused:
            break
    assert 1 <= len(refused) <= 5
    assert all(b"retry-after: 2" in answer for answer in refused)
    assert await is_served(port)


async def test_F4_a_socket_is_bound_by_nothing_that_a_request_owes(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        ticket = (await client.post("/auth/socket-ticket", headers={"Origin": address})).json()["ticket"]
    protocols = [Subprotocol(SOCKET_PROTOCOL), Subprotocol(f"ticket.{ticket}")]
    async with connect(
        f"ws://127.0.0.1:{port}/ws/chat", origin=Origin(address), subprotocols=protocols, proxy=None
    ) as socket:
        await asyncio.sleep(BOUNDS.head_seconds + BOUNDS.body_seconds + 0.5)
        await socket.send('{"type": "ping"}')
        assert await asyncio.wait_for(socket.recv(), PATIENCE) == '{"type":"pong"}'


async def test_F4_who_does_not_read_is_cut_and_memory_is_bounded(shop: Shop) -> None:
    sent, ended = 0, asyncio.Event()

    async def endless() -> AsyncGenerator[bytes]:
        nonlocal sent
        try:
            for _ in range(100_000):
                sent += 65_536
                yield b"x" * 65_536
                await asyncio.sleep(0)
        finally:
            ended.set()

    _add(shop.app, endless)
    async with listening(shop, Impatient) as port, line(port) as (_, writer):
        writer.write(b"GET /endless HTTP/1.1\r\nhost: localhost\r\n\r\n")
        assert await is_served(port)
        async with asyncio.timeout(PATIENCE):
            await ended.wait()
    # What the kernel's buffers hold on both sides is all that was taken from us.
    assert sent < 64_000_000


def _add(app: FastAPI, endless: Callable[[], AsyncGenerator[bytes]]) -> None:
    async def answer() -> StreamingResponse:
        return StreamingResponse(endless())

    app.get("/endless", dependencies=[Public])(answer)

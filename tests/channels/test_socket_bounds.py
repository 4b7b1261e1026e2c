"""Row G8: how many sockets somebody may hold open, and how many frames one may bring; what is wrong is never sent back."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, ExitStack, suppress

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from support_ai.channels.web.socket_bounds import (
    FRAMES_PER_MINUTE,
    PER_ADDRESS,
    PER_PERSON,
    OpenSockets,
    Pace,
    TooManySocketsError,
)
from support_ai.cli.running import server_config
from support_ai.core.errors import TooManyError
from tests.channels.test_socket import Line, hear
from tests.conftest import Demo
from tests.serving import listening, serve_app


@pytest.fixture
async def line(demo: Demo) -> AsyncGenerator[Line]:
    async with listening(demo.shop) as port:
        yield Line(demo, port)


async def answer(opened: ClientConnection) -> str:
    """Return what a ping is answered with: `pong`, or the code of the refusal."""
    with suppress(ConnectionClosed):
        await opened.send(json.dumps({"type": "ping"}))
    frame = json.loads(await opened.recv())
    return str(frame.get("code", frame["type"]))


async def read_all(opened: ClientConnection) -> list[str]:
    """Return every frame until the end."""
    frames: list[str] = []
    with suppress(ConnectionClosed):
        while True:
            frames.append(str(await opened.recv()))
    return frames


async def test_G8_nobody_holds_more_than_their_share_of_sockets(line: Line) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(line.open(await line.ticket("rohan")))
        for _ in range(PER_PERSON - 1):
            opened = await stack.enter_async_context(line.open(await line.ticket("rohan")))
            assert await answer(opened) == "pong"
        async with line.open(await line.ticket("rohan")) as refused:
            assert json.loads(await refused.recv())["code"] == "too_many_sockets"
            with pytest.raises(ConnectionClosed):
                await refused.recv()
            # The widget comes back later by itself.
            assert refused.close_code == 1013
        async with line.open(await line.ticket("michael")) as other:
            assert await answer(other) == "pong"
        await first.close()
        async with asyncio.timeout(10):
            while True:
                async with line.open(await line.ticket("rohan")) as again:
                    if await answer(again) == "pong":
                        break


def test_G8_many_visitors_of_one_address_share_a_bound_too() -> None:
    sockets = OpenSockets()
    with ExitStack() as stack:
        for number in range(PER_ADDRESS):
            stack.enter_context(sockets.hold(f"visitor:{number}", "203.0.113.9"))
        with pytest.raises(TooManySocketsError), sockets.hold("visitor:x", "203.0.113.9"):
            pass
        with sockets.hold("visitor:x", "203.0.113.10"):
            pass
    with sockets.hold("visitor:x", "203.0.113.9"):
        pass


def test_G8_an_operator_who_turned_rates_off_has_no_such_bound() -> None:
    sockets = OpenSockets(counts=False)
    with ExitStack() as stack:
        for _ in range(PER_ADDRESS + 1):
            stack.enter_context(sockets.hold("account:1", "203.0.113.9"))


def test_G8_the_frames_of_a_socket_grow_back_within_a_minute() -> None:
    moment = 0.0
    pace = Pace(lambda: moment)
    for _ in range(FRAMES_PER_MINUTE):
        pace.count()
    with pytest.raises(TooManyError):
        pace.count()
    moment += 30
    for _ in range(FRAMES_PER_MINUTE // 2):
        pace.count()
    with pytest.raises(TooManyError):
        pace.count()


async def test_G8_a_flood_of_frames_ends_its_socket_and_no_other(line: Line) -> None:
    async with line.open(await line.ticket("michael")) as other:
        async with line.open(await line.ticket(None)) as opened:
            reading = asyncio.create_task(read_all(opened))
            with suppress(ConnectionClosed):
                # Far more than what grows back meanwhile.
                for _ in range(20 * FRAMES_PER_MINUTE):
                    await opened.send('{"type": "ping"}')
            assert json.loads((await reading)[-1])["code"] == "too_many"
            assert opened.close_code == 1008
        assert await answer(other) == "pong"


@pytest.mark.parametrize(
    "frame",
    [
        json.dumps({"type": "canary" * 1000}),
        json.dumps({"type": "ping", "canary" * 1000: 1}),
        json.dumps({"type": {"canary" * 1000: 1}}),
        json.dumps({"type": "message", "message": ["canary" * 1000]}),
    ],
)
async def test_what_is_wrong_with_a_frame_is_said_in_few_words(line: Line, frame: str) -> None:
    async with line.open(await line.ticket("rohan")) as opened:
        await opened.send(frame)
        error = await hear(opened, "error")
        assert len(json.dumps(error)) < 300


async def test_G8_a_socket_whose_other_side_answers_no_ping_is_closed(demo: Demo) -> None:
    config = server_config(demo.shop.app, "127.0.0.1", 0)
    assert (config.ws_max_size, config.ws_per_message_deflate) == (65_536, False)
    assert (config.ws_ping_interval, config.ws_ping_timeout) == (20, 20)
    config.lifespan, config.ws_ping_interval, config.ws_ping_timeout = "off", 0.2, 0.2
    async with serve_app(config) as port:
        line = Line(demo, port)
        head = [
            "GET /ws/chat HTTP/1.1",
            "host: localhost",
            "upgrade: websocket",
            "connection: upgrade",
            "sec-websocket-version: 13",
            "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
            f"sec-websocket-protocol: support-ai.v1, ticket.{await line.ticket('rohan')}",
        ]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write("\r\n".join([*head, "", ""]).encode())
        assert b" 101 " in await reader.readline()
        # It reads and never writes again, as a telephone that lost its network would.
        async with asyncio.timeout(30):
            await reader.read()
        writer.close()
        await writer.wait_closed()
        # One that answers stays.
        async with line.open(await line.ticket("rohan")) as opened:
            await asyncio.sleep(1)
            assert await answer(opened) == "pong"

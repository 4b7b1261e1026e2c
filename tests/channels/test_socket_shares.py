"""Row G8: what one address shares, what a wrong frame is told, and that a socket whose other side is gone is closed."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import ExitStack

import pytest

from support_ai.channels.web.open_sockets import MOST_OF_ADDRESS, OpenSockets, TooManySocketsError
from support_ai.cli.running import server_config
from tests.channels.test_socket import Line, hear
from tests.conftest import Demo
from tests.serving import listening, serve_app


@pytest.fixture
async def line(demo: Demo) -> AsyncGenerator[Line]:
    async with listening(demo.shop) as port:
        yield Line(demo, port)


def test_G8_many_visitors_of_one_address_share_a_bound_too() -> None:
    sockets = OpenSockets()
    with ExitStack() as stack:
        for number in range(MOST_OF_ADDRESS):
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
        for _ in range(MOST_OF_ADDRESS + 1):
            stack.enter_context(sockets.hold("account:1", "203.0.113.9"))


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
            await opened.send(json.dumps({"type": "ping"}))
            assert json.loads(await opened.recv()) == {"type": "pong"}

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from bench.client import Caller, WrongAnswerError, request
from bench.load import closed_loop, open_loop


@asynccontextmanager
async def _saying(word: str) -> AsyncGenerator[int]:
    """Answer every request with one word, on a port of this machine."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = json.dumps({"reply": word}).encode()
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length: "))
                await reader.readexactly(int(length.partition(b" ")[2]))
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


def _callers(expected: str) -> list[Caller]:
    asked = request("POST", "/chat", "token", {"message": "Hello"})
    return [Caller(asked, "reply", frozenset({expected}))] * 3


async def test_a_closed_loop_keeps_asking_on_every_connection() -> None:
    async with _saying("yes") as port:
        began = time.perf_counter()
        run = await asyncio.to_thread(closed_loop, port, _callers("yes"), 0.5)
        whole = time.perf_counter() - began
    assert len(run.latencies) > len(_callers("yes"))
    # Every connection asks for a part of the whole time, so that together they cannot be slower than this.
    assert run.rate >= len(run.latencies) / whole


async def test_an_open_loop_asks_as_often_as_it_is_told() -> None:
    async with _saying("yes") as port:
        run = await asyncio.to_thread(open_loop, port, _callers("yes"), 200, 0.5, 1)
    assert 60 < len(run.latencies) < 140


async def test_a_wrong_answer_ends_the_measurement() -> None:
    async with _saying("no") as port:
        with pytest.raises(ExceptionGroup) as raised:
            await asyncio.to_thread(closed_loop, port, _callers("yes"), 0.2)
    # As many as were answered before the first one gave up: one of the three, or all.
    assert all(isinstance(error, WrongAnswerError) for error in raised.value.exceptions)

"""A lean HTTP/1.1 client: whole requests sent again and again on keep-alive connections, every answer checked."""

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from httptools import HttpResponseParser


class WrongAnswerError(AssertionError):
    """An answer was not the expected one: what was measured is not what should be."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks on one connection: the whole request, and what the named field of every answer must say."""

    request: bytes
    field: str
    expected: frozenset[str]

    def check(self, status: int, body: bytes) -> None:
        """Raise WrongAnswerError for anything but the expected answer."""
        if status != HTTPStatus.OK or json.loads(body).get(self.field) not in self.expected:
            message = f"HTTP {status}: {body.decode()[:500]}\nexpected {self.field}: {sorted(self.expected)}"
            raise WrongAnswerError(message)


def request(method: str, path: str, token: str, content: object = None) -> bytes:
    """Return a whole request, ready to be sent again and again."""
    body = b"" if content is None else json.dumps(content).encode()
    lines = (
        f"{method} {path} HTTP/1.1",
        "host: localhost",
        f"authorization: Bearer {token}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        "\r\n",
    )
    return "\r\n".join(lines).encode() + body


class Connection(asyncio.Protocol):
    """One keep-alive connection; one request at a time."""

    def __init__(self, caller: Caller) -> None:
        """Wait for `connect`."""
        self._caller = caller
        self._parser = HttpResponseParser(self)
        self._body = bytearray()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    @classmethod
    async def connect(cls, port: int, caller: Caller) -> "Connection":
        """Open a caller's connection to a port of this machine."""
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: cls(caller), "127.0.0.1", port)
        return connection

    async def ask(self) -> None:
        """Send the caller's request and check its answer; ConnectionError where the other end hangs up."""
        if self._transport is None:
            raise ConnectionError
        self._body.clear()
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(self._caller.request)
        self._caller.check(*await self._answer)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what can be written to."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the request that waits."""
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        """Collect the body."""
        self._body += body

    def on_message_complete(self) -> None:
        """Give the answer to who waits for it."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((self._parser.get_status_code(), bytes(self._body)))

"""A program of the shop's: it listens on this machine, verifies what it hears, and answers as it is told."""

import asyncio
import time
from base64 import b64decode, b64encode
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import uvicorn

from tests.serving import serve_app

_BLOCK = 64
Answering = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Heard:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def name(self) -> str:
        """Return the event's id."""
        return self.headers["webhook-id"]


def hmac_sha256(key: bytes, text: bytes) -> bytes:
    """Return what RFC 2104 says, written out, so that the verifier shares nothing with the signer."""
    padded = (sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in padded) + text).digest()
    return sha256(bytes(byte ^ 0x5C for byte in padded) + inner).digest()


def signers(heard: Heard, *secrets: str) -> list[int]:
    """Return, for each signature of a request in order, which of the secrets made it, -1 where none did."""
    sent_at = heard.headers["webhook-timestamp"]
    signed = b".".join([heard.name.encode(), sent_at.encode(), heard.body])
    made = [
        "v1," + b64encode(hmac_sha256(b64decode(secret.split("_", 1)[1]), signed)).decode()
        for secret in secrets
    ]
    given = heard.headers["webhook-signature"].split(" ")
    return [made.index(one) if one in made else -1 for one in given]


@dataclass
class Receiver:
    """What it heard, and how it answers: by a function of the number of requests before, after `seconds`."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list[Heard])
    answer: Callable[[int], Answering] = lambda _number: (204, {}, b"")
    seconds: float = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def always(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer so from now on."""
        self.answer = lambda _number: (status, headers, body)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one request (ASGI)."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        number = len(self.heard)
        self.heard.append(Heard(scope["path"], headers, body))
        self.reached.set()
        await asyncio.sleep(self.seconds)
        status, told, content = self.answer(number)
        pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in told.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": content})


@asynccontextmanager
async def receiving() -> AsyncGenerator[Receiver]:
    """Listen on a free port of this machine."""
    receiver = Receiver()
    config = uvicorn.Config(receiver, lifespan="off", log_config=None)  # pyright: ignore[reportArgumentType] - ASGI in plain types
    async with serve_app(config) as port:
        receiver.url = f"http://127.0.0.1:{port}/hook"
        yield receiver


def is_recent(heard: Heard) -> bool:
    """Tell whether a request says that it was made just now."""
    return abs(time.time() - int(heard.headers["webhook-timestamp"])) < 30

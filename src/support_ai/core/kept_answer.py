"""An answer that is held back until it is kept, so that whoever got it gets the same one again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import Message, Send

from support_ai.core.idempotency_policy import MAX_ANSWER_BYTES

REPLAYED = "Idempotent-Replayed"
# What of an answer's head belongs to it; all else is made anew for every answer.
_KEPT_HEADERS = frozenset({b"content-type", b"etag", b"location"})
_WITHOUT_BODY = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is kept."""

    status: int
    headers: dict[str, str]
    body: str

    def again(self) -> Response:
        """Return it once more, with the header that says so."""
        return Response(self.body, self.status, {**self.headers, REPLAYED: "true"})


Finish = Callable[[int, Answer | None], Awaitable[None]]


class HeldAnswer:
    """Takes what the application sends, and passes it on when it was kept.

    A stream, and what is larger than an answer that is kept, passes at once, after it was noted that it is not kept.
    """

    def __init__(self, send: Send, finish: Finish) -> None:
        """Take where to send, and what keeps an answer by its status; None where the answer itself is not kept."""
        self._send = send
        self._finish = finish
        self._start: Message | None = None
        self._body = b""
        self.has_left = False

    async def __call__(self, message: Message) -> None:
        """Take a piece of the answer."""
        if self._start is None and message["type"] == "http.response.start":
            self._start = message
            if not _is_short(message):
                await self._leave(message, None)
            return
        if self._start is None or self.has_left:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._leave(self._start, _answer_of(self._start, self._body))
            await self._send({"type": "http.response.body", "body": self._body})

    async def _leave(self, start: Message, answer: Answer | None) -> None:
        await self._finish(start["status"], answer)
        self.has_left = True
        await self._send(start)


def _head(start: Message) -> dict[bytes, bytes]:
    return {name.lower(): value for name, value in start["headers"]}


def _is_short(start: Message) -> bool:
    """Tell whether an answer says how long it is, and is not too long."""
    length = _head(start).get(b"content-length")
    if length is None:
        return start["status"] in _WITHOUT_BODY
    return int(length) <= MAX_ANSWER_BYTES


def _answer_of(start: Message, body: bytes) -> Answer | None:
    """Return what is kept of an answer; None of one that nobody is to keep, or that is no text."""
    head = _head(start)
    if b"no-store" in head.get(b"cache-control", b""):
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    headers = {name.decode(): head[name].decode("latin-1") for name in sorted(_KEPT_HEADERS & head.keys())}
    return Answer(start["status"], headers, text)

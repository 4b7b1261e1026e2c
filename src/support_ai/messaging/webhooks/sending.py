"""One attempt: a POST that waits ten seconds at most, follows nothing and reads little."""

import asyncio
import re
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

import httpx

from support_ai.core.outbound import AnswerTooLargeError, TargetRefusedError, outbound_client
from support_ai.messaging.webhooks.models import Answer, Message
from support_ai.messaging.webhooks.policy import ATTEMPT_SECONDS
from support_ai.messaging.webhooks.signing import body_of, headers_of

_READ_BYTES = 2048
_KEPT_LETTERS = 200
_UNSAFE = re.compile(r"[^ -~]+")
_ADDRESS = re.compile(r"\S+@\S+")


def webhook_client(internal: Collection[str], *, whole: float = ATTEMPT_SECONDS) -> httpx.AsyncClient:
    """Return the client of all attempts, to be closed by the caller; `internal` as in core/outbound.py."""
    return outbound_client(internal, most=1 << 16, whole=whole, timeout=httpx.Timeout(whole))


async def attempt(client: httpx.AsyncClient, message: Message, moment: datetime) -> Answer:
    """Send one message; whatever happens outside is an answer and never an error."""
    body = body_of(message)
    headers = headers_of(message, body, moment)
    try:
        async with client.stream("POST", message.url, content=body, headers=headers) as found:
            return Answer(
                found.status_code,
                words=await _beginning(found),
                retry_after=_seconds(found.headers.get("retry-after", "")),
            )
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        return Answer(None, _reason(error))


async def _beginning(answer: httpx.Response) -> str:
    """Return the first words of an answer as they may be shown: printable, and without anybody's address."""
    read = bytearray()
    # The status counts; of words that come slowly, or break off, there are fewer.
    with suppress(httpx.HTTPError):
        async for part in answer.aiter_raw():
            read += part
            if len(read) >= _READ_BYTES:
                break
    text = _UNSAFE.sub(" ", read[:_READ_BYTES].decode("utf-8", "replace"))
    return " ".join(_ADDRESS.sub("...", text).split())[:_KEPT_LETTERS]


def _seconds(text: str) -> int:
    """Return the seconds of a Retry-After; a date is passed over."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _reason(error: Exception) -> str:
    match error:
        case TargetRefusedError() | httpx.InvalidURL():
            return "address_refused"
        case httpx.TimeoutException() | asyncio.TimeoutError():
            return "timeout"
        case AnswerTooLargeError():
            return "answer_refused"
        case httpx.ConnectError():
            return "unreachable"
        case _:
            return "connection_lost"

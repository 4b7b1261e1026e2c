"""What a socket sends: one frame of JSON at a time, to somebody who reads."""

import asyncio

from fastapi import WebSocket
from pydantic import ValidationError

from support_ai.core.errors import AppError
from support_ai.core.http import of_validation

_SLOW_SECONDS = 20


class Frames:
    """The sending end of one socket."""

    def __init__(self, socket: WebSocket) -> None:
        """Take the accepted socket."""
        self._socket = socket

    async def send(self, kind: str, content: dict[str, object] | None = None) -> None:
        """Send one frame; TimeoutError for a reader who does not read."""
        async with asyncio.timeout(_SLOW_SECONDS):
            await self._socket.send_json({"type": kind, **(content or {})})

    async def complain(self, error: AppError) -> None:
        """Say what was wrong."""
        await self.send("error", {"code": error.code, "detail": error.message, "field": error.field})


def of_frame(error: ValidationError) -> AppError:
    """Name the wrong field of a frame; pydantic puts the frame's type before it."""
    return of_validation([{**found, "loc": found["loc"][1:]} for found in error.errors()])

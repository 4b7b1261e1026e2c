"""What a request's body may be: JSON of 256 KB, but for the operations that take a file as it is; and how one is read."""

import re
from dataclasses import dataclass
from re import Pattern

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import Scope

from support_ai.core.errors import InvalidError

MOST_BYTES = 256 * 1024
# What people attach to a conversation.
MOST_FILE_BYTES = 5 * 1024 * 1024


class CutOffError(InvalidError):
    """The connection ended before the body did."""

    code = "cut_off"


@dataclass(frozen=True, slots=True)
class RawBody:
    """An address whose bodies are no JSON: its route itself says which types and methods it takes, and they may be so large."""

    path: Pattern[str]
    most_bytes: int


RAW_BODIES = (
    RawBody(re.compile(r"/shop/logo"), MOST_BYTES),
    RawBody(re.compile(r"/conversations/[0-9a-fA-F-]{32,36}/files"), MOST_FILE_BYTES),
)


def raw_body(scope: Scope) -> RawBody | None:
    """Return what a request's body may be where it is no JSON."""
    return next((one for one in RAW_BODIES if one.path.fullmatch(scope["path"])), None)


def most_bytes(scope: Scope) -> int:
    """Return how large a request's body may be."""
    raw = raw_body(scope)
    return MOST_BYTES if raw is None else raw.most_bytes


def media_type(headers: Headers) -> str:
    """Return what a body is said to be, without parameters and in small letters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_body(request: Request) -> bytes:
    """Return a request's whole body; CutOffError where the other side went away before its end."""
    try:
        return await request.body()
    except ClientDisconnect as error:
        raise CutOffError(field="body") from error

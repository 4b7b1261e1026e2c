"""What every request passes before its route: not too often from one address, and JSON only, not too deep.

But for the forms of our own pages, and the files of programs.
"""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from support_ai.core.bodies import raw_body
from support_ai.core.counting import count_address
from support_ai.core.errors import AppError
from support_ai.core.gate import HEALTH, refuse
from support_ai.core.json_depth import bounded_depth

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Our own pages work without scripts; their routes refuse what another site's page sent, or take what the address itself proves.
_FORMS, _FORM = "/support", b"application/x-www-form-urlencoded"
# One JSON value a line: taken from programs with a key, which no page holds.
_LINES, _PROGRAMS = b"application/x-ndjson", "/integration/"


class MediaTypeError(AppError):
    """The body must be JSON, sent as application/json."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "media_type"


class CompressedError(MediaTypeError):
    """Send the body as it is: compressed ones are not unpacked."""


class Meter:
    """Counts the requests of each address, and takes bodies of one kind only; stands inside CORS, so that pages can read why."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is within the limits."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            if scope["path"] not in HEALTH:
                await count_address(scope)
            if _is_changing(scope) and raw_body(scope) is None and not _is_other(scope):
                _check_media_type(scope)
                receive = bounded_depth(receive)
        except AppError as error:
            await refuse(error, scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_changing(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] in _CHANGING


def _is_other(scope: Scope) -> bool:
    """Tell whether the body is JSON Lines for an operation of programs, each line of which is read by itself, or a form."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    is_packed = headers.get(b"content-encoding", b"identity").strip().lower() != b"identity"
    wanted = {_PROGRAMS: _LINES, _FORMS: _FORM}
    return not is_packed and any(
        scope["path"].startswith(place) and _kind(headers) == kind for place, kind in wanted.items()
    )


def _kind(headers: dict[bytes, bytes]) -> bytes:
    return headers.get(b"content-type", b"").partition(b";")[0].strip().lower()


def refuse_packed(headers: Headers) -> None:
    """Raise CompressedError where a body is packed."""
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise CompressedError(field="Content-Encoding")


def _check_media_type(scope: Scope) -> None:
    refuse_packed(Headers(scope=scope))
    headers: dict[bytes, bytes] = dict(scope["headers"])
    has_body = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
    kind = _kind(headers)
    # Browsers send forms and plain text to other sites without asking; JSON they do not.
    if (kind or has_body) and kind != b"application/json":
        raise MediaTypeError(field="Content-Type")

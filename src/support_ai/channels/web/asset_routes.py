"""The files of the front end: scripts that other sites load, and what our own pages look like."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from support_ai.core.caller import Public
from support_ai.core.errors import NotFoundError

router = APIRouter(tags=["web"], dependencies=[Public])
_FOLDER = Path(__file__).parent / "assets"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
# A page of another site may load them; they hold nothing of anybody's.
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}
_SOON, _FOR_EVER = "public, max-age=300", "public, max-age=31536000, immutable"


class NoSuchFileError(NotFoundError):
    """The front end has no file of this name."""

    code = "no_such_file"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent, plain and packed, and the name of its content."""

    content: bytes
    packed: bytes
    media_type: str
    digest: str


@cache
def assets() -> dict[str, Asset]:
    """Return every file of the front end by its name, read once."""
    return {path.name: _read(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    packed = gzip.compress(content, mtime=0)
    return Asset(content, packed, _TYPES[path.suffix], sha256(content).hexdigest()[:16])


@router.get("/chat_widget.js", response_class=RedirectResponse, status_code=HTTPStatus.PERMANENT_REDIRECT)
async def other_name() -> str:
    """Lead to the script's own name."""
    return "/chat-widget.js"


@router.get(
    "/{name}.js",
    response_class=Response,
    responses={200: {"content": {"text/javascript": {}}}, 304: {"description": "The same as before."}},
)
async def script(name: str, request: Request) -> Response:
    """Return a script of the chat; with `?v=` and the name of its content it is good for ever."""
    return _sent(f"{name}.js", request)


@router.get(
    "/{name}.css",
    response_class=Response,
    responses={200: {"content": {"text/css": {}}}, 304: {"description": "The same as before."}},
)
async def stylesheet(name: str, request: Request) -> Response:
    """Return a stylesheet of our own pages."""
    return _sent(f"{name}.css", request)


@router.get(
    "/{name}.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}, 304: {"description": "The same as before."}},
)
async def picture(name: str, request: Request) -> Response:
    """Return a picture of our own pages."""
    return _sent(f"{name}.svg", request)


def _sent(name: str, request: Request) -> Response:
    found = assets().get(name)
    if found is None:
        raise NoSuchFileError
    is_named = request.query_params.get("v", "") == found.digest
    headers = _HEADERS | {"ETag": f'"{found.digest}"', "Cache-Control": _FOR_EVER if is_named else _SOON}
    if f'"{found.digest}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            found.packed, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"}
        )
    return Response(found.content, media_type=found.media_type, headers=headers)

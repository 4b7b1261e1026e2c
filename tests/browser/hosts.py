"""Pages of another origin that embed the chat, under the strictest policy there is and under styles that mean ill."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.serving import serve_app

_POLICY = (
    "default-src 'none'; script-src {chat}; connect-src {chat} {socket}; img-src {chat};"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
_STYLES = """
* { all: unset !important; color: red !important; font: 40px/3 cursive !important; letter-spacing: 9px !important;
    text-transform: uppercase !important; direction: rtl !important; pointer-events: none !important }
head { display: none !important }
div *, div::before, div::after, section, article, form, ol, li { display: none !important; opacity: 0 !important }
button, input, textarea { background: lime !important; border: 9px dashed red !important; width: 9px !important }
button:focus, textarea:focus { outline: none !important; visibility: hidden !important }
:root { --primary: red; --text: red; --surface: red; --on-primary: red; color-scheme: dark; font-size: 99px }
"""
SCRIPT, MOUNT = '<script src="{chat}/chat-widget.js"></script>', '<div id="support-chat"></div>'
# What stands in the head and what in the body.
PLACES = {
    "before": ("", MOUNT + SCRIPT),
    "after": ("", SCRIPT + MOUNT),
    "without": ("", SCRIPT),
    "head": (SCRIPT, MOUNT),
    "twice": (SCRIPT, SCRIPT + MOUNT + SCRIPT),
}


@asynccontextmanager
async def host_pages(chat: str) -> AsyncGenerator[str]:
    """Serve `/<place>` and `/hostile/<place>` beside the chat's origin; yield where."""
    policy = _POLICY.format(chat=chat, socket=chat.replace("http", "ws"))

    async def page(request: Request) -> Response:
        head, body = (part.format(chat=chat) for part in PLACES[request.path_params["place"]])
        is_hostile = request.url.path.startswith("/hostile")
        sheet = '<link rel="stylesheet" href="/host.css">' if is_hostile else ""
        content = f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A shop</title>{sheet}{head}<body><h1>A shop</h1>{body}'
        # The sheet is the page's own affair; the chat needs no style-src.
        own = "; style-src 'self'" if is_hostile else ""
        return HTMLResponse(content, headers={"Content-Security-Policy": policy + own})

    async def styles(_request: Request) -> Response:
        return Response(_STYLES, media_type="text/css")

    async def nothing(_request: Request) -> Response:
        return Response(status_code=204)

    routes = [
        Route("/host.css", styles),
        Route("/favicon.ico", nothing),
        Route("/hostile/{place}", page),
        Route("/{place}", page),
    ]
    app = Starlette(routes=routes)
    async with serve_app(uvicorn.Config(app, host="127.0.0.1", log_config=None)) as port:
        yield f"http://127.0.0.1:{port}"

"""Rows G4, G5 and G7: other sites neither frame nor call us, allowed ones need no cookie, and sockets open for these over TLS alone."""

import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from support_ai.bootstrap import Thought
from support_ai.channels.web.asset_routes import assets
from support_ai.core.database import Database
from tests.channels.test_socket import hear, say
from tests.conftest import Demo
from tests.security.knocking import described_operations
from tests.serving import Shop, listening, serving

PUBLIC, BLOG = "https://shop.example", "https://blog.example"
EVIL = (
    "https://evil.example",
    "null",
    "",
    "file://",
    "http://blog.example",
    "https://blog.example:8443",
    "https://blog.example:443",
    "https://www.blog.example",
    "https://blog.example.",
    "https://blog.example/",
    "https://BLOG.example",
    "https://evilblog.example",
    "https://blog.example.evil.example",
    "https://blog.example@evil.example",
    "https://xn--blg-0na.example",
    "https://blog.example, https://evil.example",
    "http://localhost:3000",
)
_PATH = {"id": "11111111-2222-4333-8444-555555555555"}
# What a page may send to another site without asking first.
SIMPLE = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
CHANGING = sorted(one for one in described_operations() if not one.startswith(("GET", "HEAD", "OPTIONS")))


@pytest.fixture
async def public(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Shop]:
    """Give the application in production, with one site beside our own."""
    async with serving(
        database,
        tmp_path,
        thought,
        public_url=PUBLIC,
        allowed_origins=BLOG,
        trusted_proxies="127.0.0.1",
    ) as shop:
        yield shop


@asynccontextmanager
async def browser(shop: Shop) -> AsyncGenerator[httpx.AsyncClient]:
    """Give a client over TLS that keeps no cookie, as browsers do for other sites."""
    transport = httpx.ASGITransport(shop.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as client:
        yield client


@asynccontextmanager
async def socket(
    port: int, ticket: str, origin: str | None, *, scheme: str = "https", host: str = "shop.example"
) -> AsyncGenerator[ClientConnection]:
    """Open a socket as it comes through the proxy that ends TLS."""
    async with connect(
        f"ws://{host}/ws/chat",
        host="127.0.0.1",
        port=port,
        proxy=None,
        origin=None if origin is None else Origin(origin),
        subprotocols=[Subprotocol("support-ai.v1"), Subprotocol(f"ticket.{ticket}")],
        additional_headers={"x-forwarded-proto": scheme},
    ) as opened:
        yield opened


@pytest.mark.parametrize("origin", EVIL)
async def test_G4_no_other_site_may_call_what_changes_something(public: Shop, origin: str) -> None:
    async with browser(public) as client:
        for operation in CHANGING:
            method, _, template = operation.partition(" ")
            path = re.sub(r"\{[^}]*\}", _PATH["id"], template)
            asked = {
                "access-control-request-method": method,
                "access-control-request-headers": "content-type",
            }
            before = await client.options(path, headers={"origin": origin} | asked)
            assert "access-control-allow-origin" not in before.headers, operation
            assert "access-control-allow-credentials" not in before.headers


async def test_G4_nothing_that_a_page_may_send_unasked_changes_anything(public: Shop) -> None:
    # The one form for everybody is opened by the secret in its own address; ours alone may send the other.
    open_to_all = {"POST /support/rating/{token}"}
    async with browser(public) as client:
        for operation in (one for one in CHANGING if one.startswith("POST") and one not in open_to_all):
            path = re.sub(r"\{[^}]*\}", _PATH["id"], operation.partition(" ")[2])
            for kind in SIMPLE:
                sent = {
                    "origin": "https://evil.example",
                    "content-type": kind,
                    "sec-fetch-site": "cross-site",
                }
                content = b'{"message": "x", "email": "a@b.example"}'
                answer = await client.post(path, headers=sent, content=content)
                assert answer.status_code in (401, 403, 404, 415, 422), (operation, kind, answer.status_code)
                assert "access-control-allow-origin" not in answer.headers
                assert "set-cookie" not in answer.headers


async def test_G4_nobody_frames_a_page_or_an_answer_of_ours(public: Shop, demo_paths: list[str]) -> None:
    async with browser(public) as client:
        for path in demo_paths:
            answer = await client.get(path)
            policy = answer.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy, path
            assert policy.count("frame-ancestors") == 1


@pytest.fixture
def demo_paths() -> list[str]:
    """Give the addresses of pages, good and bad, and of answers."""
    return [
        "/support",
        "/demo",
        "/support/rating/x",
        "/support?x=1",
        "/nothing",
        "/me",
        "/support/settings",
        "/docs",
    ]


async def test_G4_an_allowed_site_talks_without_any_cookie(public: Shop) -> None:
    page = {"origin": BLOG, "sec-fetch-site": "cross-site"}
    async with browser(public) as client, listening(public) as port:
        first = await client.post("/auth/socket-ticket", headers=page)
        assert first.headers["access-control-allow-origin"] == BLOG
        assert "set-cookie" not in first.headers
        assert client.cookies.jar is not None
        async with socket(port, first.json()["ticket"], BLOG) as opened:
            await say(opened, "What is your return policy?")
            talk = (await hear(opened, "conversation"))["conversation_id"]
            await hear(opened, "message", "assistant")
        key = {"authorization": f"Bearer {first.json()['visitor_token']}"}
        for method, path, body in (
            ("GET", f"/conversations/{talk}", None),
            ("GET", f"/conversations/{talk}/transcript", None),
            ("PUT", f"/conversations/{talk}/rating", {"score": 5}),
            ("POST", "/chat", {"message": "hello", "conversation_id": talk}),
            ("POST", "/auth/socket-ticket", None),
        ):
            answer = await client.request(method, path, headers=page | key, json=body)
            assert answer.is_success, (path, answer.text)
            assert answer.headers["access-control-allow-origin"] == BLOG
            assert "access-control-allow-credentials" not in answer.headers
            assert "set-cookie" not in answer.headers
        assert len(client.cookies) == 0
        # What a cookie opens is closed to it, unless the operator opens that too.
        assert (await client.post("/auth/refresh", headers=page)).json()["code"] == "cross_site"


@pytest.mark.parametrize("origin", EVIL)
async def test_G7_a_page_that_may_not_gets_no_ticket_and_no_socket(public: Shop, origin: str) -> None:
    async with browser(public) as client, listening(public) as port:
        if origin:
            answer = await client.post("/auth/socket-ticket", headers={"origin": origin})
            assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
        for issued in ({"origin": BLOG}, {"origin": PUBLIC}):
            ticket = (await client.post("/auth/socket-ticket", headers=issued)).json()["ticket"]
            with pytest.raises(InvalidStatus) as refused:
                async with socket(port, ticket, origin):
                    pass
            assert refused.value.response.status_code == 403


async def test_G7_a_ticket_without_a_page_opens_where_no_page_calls_and_nowhere_else(public: Shop) -> None:
    async with browser(public) as client, listening(public) as port:
        for origin, expected in ((None, "pong"), (PUBLIC, "403"), (BLOG, "403")):
            ticket = (await client.post("/auth/socket-ticket")).json()["ticket"]
            assert await pinged(port, ticket, origin) == expected
        for page in (PUBLIC, BLOG):
            ticket = (await client.post("/auth/socket-ticket", headers={"origin": page})).json()["ticket"]
            assert await pinged(port, ticket, page) == "pong"


async def test_G7_no_socket_opens_in_the_open_or_under_another_name(public: Shop) -> None:
    async with browser(public) as client, listening(public) as port:
        for scheme, host in (("http", "shop.example"), ("https", "evil.example"), ("https", "127.0.0.1")):
            ticket = (await client.post("/auth/socket-ticket", headers={"origin": PUBLIC})).json()["ticket"]
            assert await pinged(port, ticket, PUBLIC, scheme=scheme, host=host) == "403"
            # It was not even looked at.
            assert await pinged(port, ticket, PUBLIC) == "pong"


async def pinged(port: int, ticket: str, origin: str | None, **how: Any) -> str:
    """Return with what a socket answers a ping, or with what its handshake was refused."""
    try:
        async with socket(port, ticket, origin, **how) as opened:
            await opened.send('{"type": "ping"}')
            return str(json.loads(await opened.recv())["type"])
    except InvalidStatus as refused:
        return str(refused.response.status_code)


@pytest.mark.parametrize("name", sorted(one for one in assets() if one.endswith(".js")))
def test_G5_the_widget_is_no_frame_and_takes_no_message_of_a_window(name: str) -> None:
    source = assets()[name].content.decode()
    # It stands in the page itself, under a shadow root: there is no other window to talk to.
    for word in (
        "postMessage",
        "MessageChannel",
        "BroadcastChannel",
        "contentWindow",
        "iframe",
        "window.opener",
    ):
        assert word not in source, word
    assert not re.search(r"""addEventListener\(\s*["'`]message["'`]""", source)
    assert not re.search(r"""(?:window|self|globalThis)\.onmessage""", source)


async def test_G5_our_pages_have_no_frames_either(demo: Demo) -> None:
    for path in ("/support", "/demo"):
        page = (await demo.client.get(path)).text
        assert not re.search(r"<(?:iframe|frame|embed|object)\b", page)

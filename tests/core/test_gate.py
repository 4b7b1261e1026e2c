"""What no request passes: rows F1 (HSTS), F5 (trusted proxies), F6 (what is closed in production), G7 (wss only)."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from starlette.types import Message, Scope

from support_ai.bootstrap import Thought
from support_ai.config import Settings
from support_ai.core.addresses import address_key, resolve
from support_ai.core.database import Database
from tests.identity.signing_in import CODE, give_code, signed
from tests.serving import Shop, serving

PROXY, STRANGER, PUBLIC = "10.0.0.7", "203.0.113.9", "https://shop.example"
TRUSTED = "10.0.0.7,192.168.0.0/24,fd00::/64"


@pytest.fixture
async def production(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Shop]:
    """Give the application as it runs in production, behind a proxy."""
    async with serving(database, tmp_path, thought, public_url=PUBLIC, trusted_proxies=TRUSTED) as running:
        yield running


def caller(shop: Shop, address: str, base_url: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(shop.app, raise_app_exceptions=False, client=(address, 50_000))
    return httpx.AsyncClient(transport=transport, base_url=base_url)


def resolved(client: str, scheme: str = "http", kind: str = "http", **headers: str) -> tuple[str, str]:
    """Return whence a request comes, with headers that are named as Python names them."""
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: Scope = {"type": kind, "client": (client, 1), "scheme": scheme, "headers": sent}
    resolve(scope, Settings.model_validate({"trusted_proxies": TRUSTED}).trusted_proxies)
    return scope["client"][0], scope["scheme"]


@pytest.mark.parametrize(
    ("client", "forwarded", "expected"),
    [
        (STRANGER, "1.1.1.1", STRANGER),
        (PROXY, "1.1.1.1", "1.1.1.1"),
        (PROXY, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (PROXY, "6.6.6.6, 1.1.1.1, 192.168.0.5", "1.1.1.1"),
        (PROXY, "1.1.1.1:4711", "1.1.1.1"),
        (PROXY, "[2001:db8::1]:4711", "2001:db8::1"),
        (PROXY, "6.6.6.6, nonsense", PROXY),
        (PROXY, "nonsense, 192.168.0.5", "192.168.0.5"),
        (PROXY, "192.168.0.5", "192.168.0.5"),
        (PROXY, "", PROXY),
        (PROXY, "::ffff:1.1.1.1", "1.1.1.1"),
        ("::ffff:10.0.0.7", "1.1.1.1", "1.1.1.1"),
        ("fd00::5", "1.1.1.1", "1.1.1.1"),
    ],
)
def test_F5_of_forwarded_addresses_the_last_one_counts_that_no_proxy_of_ours_has(
    client: str, forwarded: str, expected: str
) -> None:
    assert resolved(client, x_forwarded_for=forwarded)[0] == expected


@pytest.mark.parametrize(
    ("client", "said", "kind", "expected"),
    [
        (STRANGER, "https", "http", "http"),
        (PROXY, "https", "http", "https"),
        (PROXY, "https", "websocket", "wss"),
        (PROXY, "https, http", "http", "http"),
        (PROXY, "gopher", "http", "http"),
    ],
)
def test_F5_only_a_trusted_proxy_says_how_a_request_came(
    client: str, said: str, kind: str, expected: str
) -> None:
    assert resolved(client, kind=kind, x_forwarded_proto=said)[1] == expected


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("testclient", "unknown"),
    ],
)
def test_F5_an_address_is_counted_by_its_network(host: str, key: str) -> None:
    assert address_key(host) == key


async def test_F1_production_answers_over_https_only(production: Shop) -> None:
    async with caller(production, STRANGER, "http://shop.example") as client:
        for headers in ({}, {"x-forwarded-proto": "https"}, {"forwarded": "proto=https"}):
            answer = await client.get("/knowledge/articles", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "https_required")
            assert "max-age=31536000; includeSubDomains" in answer.headers["strict-transport-security"]
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).status_code == 200
    async with caller(production, PROXY, "http://shop.example") as client:
        said = {"x-forwarded-proto": "https", "x-forwarded-for": STRANGER}
        assert (await client.get("/knowledge/articles", headers=said)).status_code == 200
        assert (await client.get("/knowledge/articles")).status_code == 403
    async with caller(production, STRANGER, PUBLIC) as client:
        answer = await client.get("/knowledge/articles")
        assert answer.status_code == 200
        assert "max-age=31536000; includeSubDomains" in answer.headers["strict-transport-security"]


async def test_F5_production_answers_to_its_own_name_only(production: Shop) -> None:
    async with caller(production, STRANGER, PUBLIC) as client:
        for host in ("evil.example", "shop.example.evil.example", "shop.example:8443", "127.0.0.1", ""):
            answer = await client.get("/knowledge/articles", headers={"host": host})
            assert (answer.status_code, answer.json()["code"]) == (421, "misdirected"), host
        for host in ("shop.example", "SHOP.example", "shop.example:443"):
            sent = {"host": host, "x-forwarded-host": "evil.example"}
            answer = await client.get("/knowledge/articles", headers=sent)
            assert answer.status_code == 200
            assert "evil" not in answer.text
        # A proxy may say whence, and never to whom.
    async with caller(production, PROXY, "https://evil.example") as client:
        sent = {"x-forwarded-host": "shop.example", "x-forwarded-proto": "https"}
        assert (await client.get("/knowledge/articles", headers=sent)).status_code == 421


async def test_F6_papers_counters_and_trace_are_closed_in_production(production: Shop) -> None:
    async with caller(production, "127.0.0.1", PUBLIC) as client:
        for path in ("/docs", "/redoc", "/openapi.json", "/metrics", "/docs/oauth2-redirect"):
            assert (await client.get(path)).status_code == 404, path
        for path in ("/healthz", "/auth/login", "/knowledge/articles", "/nothing"):
            answer = await client.request("TRACE", path, headers={"x-canary": "canary-1"})
            assert answer.status_code in (404, 405)
            assert "canary-1" not in answer.text


async def test_B8_cookies_in_production_carry_the_host_prefix(production: Shop) -> None:
    async with caller(production, STRANGER, PUBLIC) as client:
        account = {"email": "rohan@email.com", "password": "secure123"}
        assert (await client.post("/auth/register", json=account | {"name": "Rohan"})).status_code == 201
        headers = signed((await client.post("/auth/login", json=account)).json())
        await give_code(production, headers)
        answer = await client.post("/auth/email/verify", headers=headers, json={"code": CODE})
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-support_ai_")
        assert {"secure", "httponly", "path=/", "samesite=strict"} <= set(cookie.lower().split("; "))
        assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("scheme", "host"),
    [("ws", b"shop.example"), ("wss", b"evil.example"), ("wss", b"shop.example.evil.example")],
)
async def test_G7_a_socket_in_the_open_or_to_another_name_is_refused(
    production: Shop, scheme: str, host: bytes
) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": scheme,
        "path": "/ws/chat",
        "raw_path": b"/ws/chat",
        "query_string": b"",
        "headers": [(b"host", host)],
        "client": (STRANGER, 1),
        "subprotocols": [],
    }
    await production.app(scope, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]
    assert sent[0]["reason"] in ("https_required", "misdirected")

"""Rows F2, F3 and G7: which pages may call, read and open sockets; the shop's list counts at once."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from starlette.middleware.cors import CORSMiddleware

from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.core.json_depth import MAX_DEPTH
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import EMAIL, PASSWORD
from tests.serving import Shop, serving
from tests.shop.figures import set_figures

PUBLIC, BLOG, WIDGET = "https://shop.example", "https://blog.example", "https://pages.example"
EVIL = [
    "https://evil.example",
    "null",
    "https://blog.example.evil.example",
    "https://evilblog.example",
    "https://www.blog.example",
    "http://blog.example",
    "https://blog.example:8443",
    "https://blog.example/",
    "https://blog.example@evil.example",
    "HTTPS://BLOG.EXAMPLE",
    "https://blog.example https://evil.example",
    "http://localhost:3000",
    "",
]


async def preflight(client: httpx.AsyncClient, origin: str) -> httpx.Response:
    asked = {"origin": origin, "access-control-request-method": "POST"}
    return await client.options("/chat", headers=asked)


async def test_F2_only_exact_origins_are_named_and_none_gets_credentials(
    database: Database, tmp_path: Path, thought: Thought, addresses: Addresses
) -> None:
    async with (
        serving(database, tmp_path, thought, public_url=PUBLIC, allowed_origins=BLOG) as shop,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(shop.app, raise_app_exceptions=False), base_url=PUBLIC
        ) as client,
    ):
        for origin in EVIL:
            for answer in (
                await client.get("/knowledge/articles", headers={"origin": origin}),
                await client.get("/me", headers={"origin": origin}),
                await preflight(client, origin),
            ):
                assert "access-control-allow-origin" not in answer.headers, origin
                assert "access-control-allow-credentials" not in answer.headers
                assert "Origin" in answer.headers["vary"]
        for origin in (BLOG, PUBLIC):
            for answer in (
                await client.get("/me", headers={"origin": origin}),
                await preflight(client, origin),
            ):
                assert answer.headers["access-control-allow-origin"] == origin
                assert "access-control-allow-credentials" not in answer.headers
        # Refusals can be read too, so that a page can say why.
        set_figures(shop, addresses, requests_per_address_per_minute=30)
        answers = [await client.get("/knowledge/articles", headers={"origin": BLOG}) for _ in range(60)]
        assert answers[-1].status_code == 429
        assert answers[-1].headers["access-control-allow-origin"] == BLOG


async def test_F2_no_middleware_of_ours_allows_everybody(shop: Shop) -> None:
    kinds = [one.cls for one in shop.app.user_middleware if issubclass(one.cls, CORSMiddleware)]  # pyright: ignore[reportArgumentType] - classes all
    assert len(kinds) == 1
    assert kinds[0] is not CORSMiddleware


async def test_F2_G7_an_origin_that_the_owner_adds_may_call_at_once_and_no_longer_once_removed(
    demo: Demo,
) -> None:
    owner = await demo.headers("owner")

    async def allow(version: int, origins: list[str]) -> None:
        sent = {"version": version, "settings": {"allowed_origins": origins}}
        assert (await demo.client.put("/shop/security", headers=owner, json=sent)).status_code == 200
        for _ in range(200):
            if list(demo.shop.resources.security.settings.allowed_origins) == origins:
                return
            await asyncio.sleep(0.05)
        pytest.fail("not in force after ten seconds")

    async def may_call() -> tuple[bool, int]:
        read = await demo.client.get("/knowledge/articles", headers={"origin": WIDGET})
        ticket = await demo.client.post("/auth/socket-ticket", headers={"origin": WIDGET})
        return read.headers.get("access-control-allow-origin") == WIDGET, ticket.status_code

    assert await may_call() == (False, 403)
    await allow(0, [WIDGET])
    assert await may_call() == (True, 201)
    await allow(1, [])
    assert await may_call() == (False, 403)


@pytest.mark.parametrize("path", ["/auth/refresh", "/auth/logout"])
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"origin": "https://evil.example"}, "cross_site"),
        ({"origin": "null"}, "cross_site"),
        ({"sec-fetch-site": "cross-site"}, "cross_site"),
        ({"sec-fetch-site": "same-site"}, "cross_site"),
        ({"origin": "http://localhost:8000", "sec-fetch-site": "cross-site"}, "cross_site"),
        ({"content-type": "application/x-www-form-urlencoded"}, "media_type"),
        ({"content-type": "multipart/form-data; boundary=x"}, "media_type"),
        ({"content-type": "text/plain"}, "media_type"),
    ],
)
async def test_F3_cookie_routes_answer_no_other_site_and_no_form(
    shop: Shop, path: str, headers: dict[str, str], code: str
) -> None:
    await shop.register(EMAIL, PASSWORD)
    signed_in = await shop.login(EMAIL, PASSWORD)
    answer = await shop.client.post(path, headers=headers)
    assert answer.json()["code"] == code
    assert answer.status_code in (403, 415)
    # The session goes on: nothing was done.
    assert (await shop.client.get("/me", headers=signed_in)).status_code == 200
    assert (await shop.client.post("/auth/refresh")).status_code == 200


@pytest.mark.parametrize("path", ["/auth/refresh", "/auth/logout", "/auth/login", "/auth/register", "/chat"])
async def test_F3_nothing_changes_by_get(shop: Shop, path: str) -> None:
    assert (await shop.client.get(path)).status_code == 405
    assert (await shop.client.head(path)).status_code == 405


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "text/json", ""],
)
async def test_F3_a_body_that_is_not_said_to_be_json_is_refused(shop: Shop, kind: str) -> None:
    sent = b'{"email": "a@b.example", "password": "secure123"}'
    answer = await shop.client.post("/auth/login", content=sent, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["field"]) == (415, "Content-Type")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "identity, gzip"])
async def test_F4_compressed_bodies_are_refused_unopened(shop: Shop, coding: str) -> None:
    headers = {"content-type": "application/json", "content-encoding": coding}
    answer = await shop.client.post("/auth/login", content=b"x" * 100, headers=headers)
    assert (answer.status_code, answer.json()["field"]) == (415, "Content-Encoding")


@pytest.mark.parametrize(
    ("body", "is_deep"),
    [
        (b"[" * (MAX_DEPTH + 1), True),
        (b'{"a":' * (MAX_DEPTH + 1), True),
        (b'{"message": ' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}", True),
        (b'{"message": "' + b"[{" * 100 + b'"}', False),
        (b'{"message": "\\"' + b"[{" * 100 + b'\\\\"}', False),
        (b'{"message": ' + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1) + b"}", False),
        (b'{"message": "\\\\", "more": ' + b"[" * MAX_DEPTH + b"}", True),
    ],
)
async def test_F4_json_is_nested_32_deep_at_most(shop: Shop, body: bytes, is_deep: bool) -> None:
    async def in_pieces() -> AsyncGenerator[bytes]:
        for start in range(0, len(body), 7):
            yield body[start : start + 7]

    headers = {"content-type": "application/json"}
    for content in (body, in_pieces()):
        answer = await shop.client.post("/chat", content=content, headers=headers)
        assert answer.status_code in (200, 422)
        assert (answer.json().get("code") == "too_deep") is is_deep, answer.text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16", "utf-32-be", "utf-32"])
async def test_F4_json_that_is_not_utf_8_hides_no_depth(shop: Shop, encoding: str) -> None:
    # The letter's bytes are those of a quote and a null byte: whoever counts bytes takes the rest for a string.
    text = '{"message": "\u2200", "more": ' + "[" * 200 + "]" * 200 + "}"
    headers = {"content-type": "application/json"}
    for sent in (text, '{"message": "Hello"}'):
        answer = await shop.client.post("/chat", content=sent.encode(encoding), headers=headers)
        assert (answer.status_code, answer.json()["field"]) == (422, "body"), answer.text
        assert answer.json()["detail"] == "The body is not valid JSON in UTF-8."

"""Rows F1, F4 and F6 over every operation there is: headers, bounds of what is taken, nothing said of the inside."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from support_ai import __version__
from support_ai.core.page import MAX_LIMIT
from tests.conftest import Addresses, Demo

Schema = dict[str, Any]
# What an answer must not say of what is inside.
INSIDE = (
    "select ",
    "insert ",
    "psycopg",
    "postgres",
    "traceback",
    'file "',
    "support_ai",
    "relation",
    "uvicorn",
)


def operations(demo: Demo) -> Iterator[tuple[str, str, Schema]]:
    """Return method, path with made-up values in it, and description of every operation."""
    for path, methods in demo.shop.app.openapi()["paths"].items():
        for method, operation in methods.items():
            filled = path
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    filled = filled.replace(f"{{{parameter['name']}}}", str(uuid4()))
            yield method.upper(), filled, operation


def check_headers(answer: httpx.Response, *, signed_in: bool) -> None:
    """Fail where an answer lacks a header that every answer carries."""
    headers = answer.headers
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    # Our own pages name their origin to ourselves, so that their forms can be told from other sites'.
    assert headers["referrer-policy"] in ("no-referrer", "same-origin")
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers
    assert "x-powered-by" not in headers
    # Files of our own pages are the same for everybody, whoever asks.
    is_file = headers.get("content-type", "").startswith(("text/css", "text/javascript", "image/"))
    if (signed_in and not is_file) or answer.status_code >= 400:
        assert headers["cache-control"] == "no-store"


async def test_F1_every_answer_of_every_operation_carries_the_headers(demo: Demo) -> None:
    seen: set[int] = set()
    found = list(operations(demo))
    assert len(found) >= 20
    for name in (None, "rohan", "owner"):
        for method, path, _ in found:
            # Signing out ends the session that the next one needs: each gets a token of its own.
            headers = {} if name is None else await demo.headers(name)
            answer = await demo.client.request(method, path, headers=headers)
            check_headers(answer, signed_in=name is not None)
            assert answer.status_code < 500, (method, path)
            seen.add(answer.status_code)
    assert {200, 401, 403, 404, 422} <= seen


EDGE: list[tuple[str, str, dict[str, str], bytes, int]] = [
    ("GET", "/nothing", {}, b"", 404),
    ("POST", "/healthz", {}, b"", 405),
    ("POST", "/auth/login", {"content-type": "application/json"}, b" " * 300_000, 413),
    ("POST", "/auth/login", {"content-type": "text/plain"}, b"{}", 415),
    ("POST", "/auth/login", {"content-type": "application/json"}, b"{", 422),
    (
        "OPTIONS",
        "/chat",
        {"origin": "https://evil.example", "access-control-request-method": "POST"},
        b"",
        400,
    ),
    ("GET", "/me", {"authorization": "Bearer x"}, b"", 401),
    ("GET", "/%ff%00", {}, b"", 404),
]


async def test_F1_refusals_at_the_edge_carry_them_too(demo: Demo) -> None:
    for method, path, headers, content, status in EDGE:
        answer = await demo.client.request(method, path, headers=headers, content=content)
        assert answer.status_code == status, answer.text
        check_headers(answer, signed_in=False)


async def test_F1_what_a_stranger_is_handed_is_kept_by_no_cache(demo: Demo) -> None:
    """Tickets, challenges and visitors' tokens are handed to people who show no token yet."""
    handed = {
        "/auth/socket-ticket": None,
        "/auth/otp/request": {"email": "rohan@email.com"},
        "/auth/password/forgot": {"email": "rohan@email.com"},
        "/auth/register": {"email": "new@example.com", "password": "new long words", "name": "New"},
        "/chat": {"message": "Hello"},
    }
    for path, sent in handed.items():
        answer = await demo.client.post(path, json=sent)
        assert answer.is_success, answer.text
        assert answer.headers.get("cache-control") == "no-store", path
    public = await demo.client.get("/knowledge/articles")
    assert "cache-control" not in public.headers


def _break(addresses: Addresses, table: str) -> None:
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        connection.execute(f"alter table support_ai.{table} rename to broken_{table}".encode())


def check_silence(answer: httpx.Response) -> None:
    """Fail where an answer says anything but its own sentence."""
    if not answer.headers["content-type"].startswith("text/html"):
        found = answer.json()
        assert found["request_id"] == answer.headers["x-request-id"]
        assert found.keys() <= {"type", "title", "status", "detail", "code", "request_id", "field"}
    text = answer.text.lower().replace("urn:support-ai:problem", "")
    for word in (*INSIDE, __version__):
        assert word not in text, answer.text
    check_headers(answer, signed_in=False)


async def test_F6_an_error_of_the_database_shows_nothing_wherever_it_comes(
    demo: Demo, addresses: Addresses
) -> None:
    headers = await demo.headers("owner")
    _break(addresses, "orders")
    _break(addresses, "conversations")
    statuses: set[int] = set()
    for method, path, _ in operations(demo):
        if path in ("/auth/logout", "/auth/sessions"):
            continue
        answer = await demo.client.request(method, path, headers=headers)
        statuses.add(answer.status_code)
        if answer.status_code >= 400:
            check_silence(answer)
    asked = await demo.client.post("/chat", headers=headers, json={"message": "Show me order ORD-999"})
    assert asked.status_code == 500
    check_silence(asked)
    assert 500 in statuses
    _break(addresses, "sessions")
    for path in ("/me", "/orders", "/customers"):
        answer = await demo.client.get(path, headers=headers)
        assert answer.status_code == 500
        check_silence(answer)


async def test_F6_without_a_database_answers_say_when_to_try_again(demo: Demo) -> None:
    headers = await demo.headers("owner")
    await demo.shop.resources.database.close()
    for path in ("/me", "/orders"):
        answer = await demo.client.get(path, headers=headers)
        assert answer.status_code == 503
        assert "retry-after" in answer.headers
        check_silence(answer)


def _unbounded(schema: Schema, parts: dict[str, Schema], place: str, seen: frozenset[str]) -> Iterator[str]:
    """Return the places of a schema where something of any size would be taken."""
    reference = str(schema.get("$ref", "")).rpartition("/")[2]
    if reference:
        if reference not in seen:
            yield from _unbounded(parts[reference], parts, place, seen | {reference})
        return
    for option in [*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("allOf", [])]:
        yield from _unbounded(option, parts, place, seen)
    match schema.get("type"):
        case "string" if not {"maxLength", "enum", "const", "format", "pattern"} & schema.keys():
            yield place
        case "array":
            if "maxItems" not in schema:
                yield place
            yield from _unbounded(schema.get("items", {}), parts, f"{place}[]", seen)
        case "object":
            for name, inner in schema.get("properties", {}).items():
                yield from _unbounded(inner, parts, f"{place}.{name}", seen)
            # As many fields at most as a closed list has names.
            if schema.get("additionalProperties", True) is not False and "propertyNames" not in schema:
                yield f"{place}: other fields"
        case _:
            pass


async def test_F4_whatever_is_taken_is_bounded(demo: Demo) -> None:
    parts: dict[str, Schema] = demo.shop.app.openapi()["components"]["schemas"]
    found: list[str] = []
    bodies = 0
    for method, path, operation in operations(demo):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            bodies += 1
            if kind == "application/json":
                found += _unbounded(content["schema"], parts, f"{method} {path}", frozenset())
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "limit":
                assert parameter["schema"]["maximum"] <= MAX_LIMIT, path
    assert bodies >= 8
    assert found == []


def test_F4_the_search_for_what_is_unbounded_finds_it() -> None:
    parts = {
        "Inner": {"type": "object", "properties": {"words": {"type": "array", "items": {"type": "string"}}}}
    }
    schema = {"anyOf": [{"$ref": "#/components/schemas/Inner"}, {"type": "null"}]}
    assert list(_unbounded(schema, parts, "POST /", frozenset())) == [
        "POST /.words",
        "POST /.words[]",
        "POST /: other fields",
    ]

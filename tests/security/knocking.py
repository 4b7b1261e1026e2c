"""Knocks at the operations of the table, and reads our own OpenAPI document."""

from functools import cache
from typing import Any

import httpx
from openapi_spec_validator import validate

from support_ai.app import create_app
from support_ai.config import Settings
from tests.security.operations import Operation
from tests.security.scene import Caller, Scene, Sent

_METHODS = ("get", "put", "post", "patch", "delete", "head", "options")


@cache
def document() -> dict[str, Any]:
    """Return our own OpenAPI document, which is valid; made once a process, for that takes seconds."""
    found = create_app(Settings()).openapi()  # pyright: ignore[reportCallIssue] - every field has its default
    validate(found)
    return found


def described_operations() -> set[str]:
    """Return the names of the operations that OpenAPI describes, `GET /orders`."""
    return {
        f"{method.upper()} {path}"
        for path, methods in document()["paths"].items()
        for method in methods
        if method in _METHODS
    }


async def knock(scene: Scene, operation: Operation, caller: Caller, sent: Sent) -> httpx.Response:
    """Return the answer to one request of a caller, in a session of its own."""
    return await send(scene, operation.name, sent, await scene.headers(caller))


async def send(scene: Scene, operation: str, sent: Sent, headers: dict[str, str]) -> httpx.Response:
    """Return the answer to one request; no cookie stays behind."""
    method, _, path = operation.partition(" ")
    answer = await scene.demo.client.request(
        method,
        sent.path(path),
        params=dict(sent.query),
        json=sent.body,
        content=sent.content,
        headers={**headers, **sent.headers},
    )
    scene.demo.client.cookies.clear()
    return answer

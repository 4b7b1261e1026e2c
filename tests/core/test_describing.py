"""Our OpenAPI document: valid, problems everywhere, a token where one is needed, the same each time it is asked for."""

from typing import Any

import pytest
from openapi_spec_validator import validate

from support_ai.app import create_app
from support_ai.config import Settings


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(Settings()).openapi()  # pyright: ignore[reportCallIssue] - every field has its default


def test_it_is_valid_and_made_once() -> None:
    app = create_app(Settings())  # pyright: ignore[reportCallIssue] - every field has its default
    validate(app.openapi())
    assert app.openapi() is app.openapi()


def test_every_operation_tells_of_problems(document: dict[str, Any]) -> None:
    assert len(document["paths"]) > 20
    for methods in document["paths"].values():
        for operation in methods.values():
            wrong = operation["responses"]["4XX"]["content"]["application/problem+json"]
            assert wrong["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert set(document["components"]["schemas"]["Problem"]["required"]) >= {"code", "status", "request_id"}
    assert "HTTPValidationError" not in document["components"]["schemas"]


@pytest.mark.parametrize(
    ("method", "path", "is_needed"),
    [
        ("get", "/me", True),
        ("get", "/orders/{number}", True),
        ("get", "/conversations/{conversation_id}/messages", True),
        ("post", "/chat", False),
        ("get", "/knowledge/articles", False),
    ],
)
def test_an_operation_says_whether_it_needs_a_token(
    document: dict[str, Any], method: str, path: str, is_needed: bool
) -> None:
    offered = document["paths"][path][method]["security"]
    assert {"bearer": []} in offered
    assert ({} in offered) != is_needed

"""What our OpenAPI document says beside FastAPI's own words: how callers prove themselves, that errors are problems, keys."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel

from support_ai.core.caller import calls, demands_proof
from support_ai.core.idempotency_policy import HEADER, MAX_LENGTH, PATTERN
from support_ai.core.keyed_operations import keyed_operations

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_BEARER = {"type": "http", "scheme": "bearer", "description": "The token that signing in gives."}


_KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A name for this request, new for every new one: sent again with the same name, it is not executed"
    " again, and answered as before, with `Idempotent-Replayed: true`.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": PATTERN},
}


class Problem(BaseModel):
    """An error as RFC 9457 describes it; `code` is stable, `field` names the wrong input."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    field: str | None = None


def describe(app: FastAPI) -> None:
    """Let the application's OpenAPI document tell of bearer tokens and problems, for every operation alike."""
    fastapi_says: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(app, fastapi_says())
        return cast("dict[str, Any]", app.openapi_schema)

    app.openapi = openapi


def _complete(app: FastAPI, document: dict[str, Any]) -> None:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {"bearer": _BEARER}
    for operation in keyed_operations(app):
        for method in operation.methods:
            described = document["paths"][operation.path][method.lower()]
            described.setdefault("parameters", []).append(_KEY)
    proving = set(_proving(app))
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            is_proven = (method.upper(), path) in proving
            operation["security"] = [{"bearer": []}] if is_proven else [{}, {"bearer": []}]
            _describe_problems(operation["responses"])


def _describe_problems(responses: dict[str, Any]) -> None:
    """Say that whatever goes wrong answers with a problem; what a route says of its own errors stays."""
    responses.setdefault("4XX", {"description": "What was wrong with the request.", "content": _PROBLEM})
    responses.setdefault("503", {"description": "Not available for the moment.", "content": _PROBLEM})
    # What FastAPI says of its own; a page says something else.
    if "application/json" in responses.get("422", {}).get("content", {}):
        responses["422"] = {"description": "`field` names what is not valid.", "content": _PROBLEM}


def _proving(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield method and path of the operations that nobody enters without a token."""
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context.original_route, "dependant", None)
        path = context.path_format
        if path is None or not isinstance(dependant, Dependant):
            continue
        if any(call in demands_proof for call in calls(dependant)):
            for method in getattr(context.original_route, "methods", None) or ():
                yield method, path

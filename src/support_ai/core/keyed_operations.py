"""Which operations take an Idempotency-Key: all that change something for a caller who is known, but for few."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import Pattern

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, compile_path

from support_ai.core.caller import calls, demands_proof
from support_ai.core.program import of_programs

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# What happens twice there has rules of its own: sign-ins are refused, messages have a client_message_id.
_WITHOUT = ("auth", "chat")
# A file is read only once it was counted, and of one that is sent twice the one that no message names goes by itself.
_FILES = "/conversations/{conversation_id}/files"


@dataclass(frozen=True, slots=True)
class KeyedOperation:
    """An operation that takes a key; `is_for_programs` says that an API key proves its caller."""

    methods: frozenset[str]
    path: str
    pattern: Pattern[str]
    route: BaseRoute
    is_for_programs: bool


def keyed_operations(app: FastAPI) -> Iterator[KeyedOperation]:
    """Yield every operation that takes a key, in the order in which the application looks for a request's."""
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context.original_route, "dependant", None)
        path = context.path_format
        methods = CHANGING & (getattr(context.original_route, "methods", None) or set())
        if path is None or not isinstance(dependant, Dependant) or not methods:
            continue
        asked = set(calls(dependant))
        if path.split("/")[1] not in _WITHOUT and path != _FILES and asked & demands_proof:
            pattern = compile_path(context.path or path)[0]
            for_programs = bool(asked & of_programs)
            yield KeyedOperation(frozenset(methods), path, pattern, context.original_route, for_programs)

"""The edge of every HTTP answer: problems (RFC 9457), request ids, bounds on bodies, headers."""

import re
import secrets
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

import psycopg
import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from support_ai.access.actor import Person, Staff
from support_ai.core import telemetry
from support_ai.core.bodies import most_bytes
from support_ai.core.caller import anyone, authenticator, demands_proof, known, methods_at
from support_ai.core.database import Connection, Database
from support_ai.core.errors import (
    AppError,
    InvalidError,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
)
from support_ai.core.headers import HEADERS, POLICY
from support_ai.core.logs import request_id, set_request_id

_REFUSALS = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT})
_LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
_PROOFS = frozenset({b"authorization", b"cookie"})
_ID = re.compile(r"^[#\w.-]{1,64}$")
# So much of a field's name is said, which may be anything that somebody made up.
_NAME = 64
_NUMBERS = frozenset({"customer_id", "number"})
_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
_log = structlog.get_logger(__name__)


class Edge:
    """The outermost layer: names the request, bounds its body, times it, and adds the headers of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; sockets only get their id."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        identifier = given if _REQUEST_ID.match(given) else secrets.token_hex(8)
        set_request_id(identifier)
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        await self._serve(scope, receive, send, identifier, headers)

    async def _serve(
        self, scope: Scope, receive: Receive, send: Send, identifier: str, headers: dict[bytes, bytes]
    ) -> None:
        began = time.perf_counter()
        answer = {"status": 500, "began": False}
        # Who changes something gets what is theirs, such as a ticket or a challenge, before anything proves them.
        is_personal = scope["method"] not in _LOOKING or bool(_PROOFS & headers.keys())

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.update(status=message["status"], began=True)
                message["headers"] = [
                    *message["headers"],
                    *_added_headers(message, identifier, is_personal=is_personal),
                ]
            await send(message)

        try:
            most = most_bytes(scope)
            _check_length(headers, most)
            await self._app(scope, _bounded(receive, most), send_with_headers)
        except Exception as error:
            if answer["began"]:
                raise
            # What no handler inside knew: the answer carries the same headers, and is counted, like every other.
            await problem_of(error)(scope, receive, send_with_headers)
        finally:
            route = _address(scope) or "none"
            telemetry.REQUESTS.labels(scope["method"], route, answer["status"]).inc()
            telemetry.REQUEST_SECONDS.labels(route).observe(time.perf_counter() - began)


def _check_length(headers: dict[bytes, bytes], most: int) -> None:
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > most:
        raise _too_large(most)


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(f"The body may have {most // 1024} KB at most.", field="body")


def _added_headers(message: Message, identifier: str, *, is_personal: bool) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in message["headers"]}
    added = [(b"x-request-id", identifier.encode()), *(one for one in HEADERS if one[0] not in present)]
    if b"content-security-policy" not in present:
        added.append((b"content-security-policy", POLICY))
    if b"cache-control" not in present and (is_personal or message["status"] >= HTTPStatus.BAD_REQUEST):
        added.append((b"cache-control", b"no-store"))
    return added


def _bounded(receive: Receive, most: int) -> Receive:
    """Count the bytes of a body sent without its length."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise _too_large(most)
        return message

    return bounded


def problem(error: AppError) -> JSONResponse:
    """Return an error as RFC 9457 describes, with our stable `code` and the field that was wrong."""
    content: dict[str, object] = {
        "type": f"urn:support-ai:problem:{error.code}",
        "title": type(error).__name__.removesuffix("Error"),
        "status": error.status,
        "detail": error.message,
        "code": error.code,
        "request_id": request_id(),
    }
    if error.field is not None:
        content["field"] = error.field
    headers: dict[str, str] = {}
    if error.retry_after:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, UnauthenticatedError):
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        content, status_code=error.status, headers=headers, media_type="application/problem+json"
    )


def _of_http(error: HTTPException) -> AppError:
    if isinstance(error.__cause__, AppError):
        return error.__cause__
    if isinstance(error.__cause__, UnicodeDecodeError) or error.status_code == HTTPStatus.BAD_REQUEST:
        return InvalidError("The body is not valid JSON in UTF-8.", field="body")
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
    sentence = {404: "There is nothing at this address.", 405: "This address does not know this method."}
    found = AppError(sentence.get(error.status_code, str(error.detail)))
    found.status, found.code = error.status_code, code
    return found


def of_validation(errors: Sequence[Mapping[str, Any]]) -> AppError:
    """Name the first wrong field; what was sent is never repeated."""
    first = errors[0]
    place = [str(part)[:_NAME] for part in first["loc"] if part not in ("body", "query", "path", "header")]
    if first["type"] == "union_tag_invalid":
        kind = first["ctx"]["discriminator"].strip("'")
        field = ".".join([*place, kind])
        return InvalidError(f"{field}: must be one of {first['ctx']['expected_tags']}.", field=field)
    field = ".".join(place) or "body"
    if first["type"] == "json_invalid":
        return InvalidError("The body is not valid JSON in UTF-8.", field="body")
    if first["type"] == "extra_forbidden":
        return InvalidError(f"{field}: there is no such field.", field=field)
    return InvalidError(f"{field}: {first['msg']}.", field=field)


async def _note_refusal(request: Request, error: AppError) -> None:
    """Write what a known caller was refused to the audit log, before the answer leaves."""
    person: Person | None = getattr(request.state, "actor", None)
    if person is None or error.status not in _REFUSALS:
        return
    route = _address(request.scope)
    ids = [value for name, value in request.path_params.items() if _is_id(name, str(value))]
    action = f"{request.method} {route}"
    await authenticator(request).refused(person, action, ":".join(map(str, ids)) or "-", error.rule)


def _address(scope: Scope) -> str:
    """Return the address that a request met, with names in place of its numbers; nothing where it met none."""
    route = scope.get("route")
    return getattr(route, "path_format", getattr(route, "path", ""))


def _is_id(name: str, value: str) -> bool:
    """Tell whether a part of an address looks like an id: people may put anything there, and it is kept for good.

    Numbers of customers and orders hold a digit; a name or an address that is tried instead seldom does.
    """
    return _ID.match(value) is not None and (name not in _NUMBERS or any(map(str.isdigit, value)))


async def _answer(request: Request, error: Exception) -> JSONResponse:
    """Return the problem for an error; a refusal is written down first."""
    if isinstance(error, AppError):
        await _note_refusal(request, error)
    answer = problem_of(error)
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # RFC 9110, 15.5.6: with 405 comes what the address does know.
        answer.headers["Allow"] = ", ".join(methods_at(request))
    return answer


def problem_of(error: Exception) -> JSONResponse:
    """Return the problem for any error; what is not ours is logged and says nothing of itself."""
    match error:
        case AppError():
            return problem(error)
        case RequestValidationError():
            return problem(of_validation(error.errors()))
        case HTTPException():
            return problem(_of_http(error))
        case psycopg.OperationalError():
            _log.error("database.unavailable", kind=type(error).__name__)
            return problem(UnavailableError())
        case _:
            _log.error("request.failed", kind=type(error).__name__, exc_info=error)
            return problem(AppError("Something went wrong on our side; the request id finds it in the log."))


def install_problems(app: FastAPI) -> None:
    """Make every error of the application a problem; what is none of these reaches the edge."""
    for kind in (AppError, RequestValidationError, HTTPException, psycopg.OperationalError):
        app.add_exception_handler(kind, _answer)


async def transaction(
    request: Request, person: Annotated[Person | None, Depends(anyone)]
) -> AsyncGenerator[Connection]:
    """Open the request's transaction as its caller; it commits before the answer leaves.

    A customer's request that only reads gets a read-only transaction; what staff read of others is written to the
    audit log in the same one.
    """
    person = known(person)
    database: Database = request.app.state.database
    read_only = request.method in ("GET", "HEAD") and not isinstance(person, Staff)
    async with database.transaction(person, read_only=read_only) as connection:
        yield connection


demands_proof.add(transaction)
Tx = Annotated[Connection, Depends(transaction, scope="function")]

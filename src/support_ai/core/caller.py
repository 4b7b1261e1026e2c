"""How an operation names its caller. One that does not fails the build, and is refused at run time.

The authenticator is asked only by operations that want to know; it stands on `app.state`, so that no package needs
to import the one that holds accounts.
"""

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Protocol

from fastapi import Depends, Request, WebSocket, WebSocketException, status
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, compile_path

from support_ai.access.actor import Customer, Person, Staff, Visitor
from support_ai.access.permission import Permission, permits
from support_ai.core.counting import count_request
from support_ai.core.errors import ForbiddenError, UnauthenticatedError
from support_ai.core.origins import may_call

_BEARER = "bearer "
SOCKET_PROTOCOL = "support-ai.v1"
_TICKET = "ticket."
# `{id:uuid}` is the address of `{id}`.
_KIND = re.compile(r":\w+(?=\})")
_PARAMETER = re.compile(r"\{[^}]*\}")
RECENT = timedelta(minutes=5)
_callers: set[object] = set()
# The dependencies that let nobody in without a token; OpenAPI names their operations.
demands_proof: set[object] = set()


class StepUpRequiredError(ForbiddenError):
    """Prove once more who you are: this needs a proof of the last five minutes."""

    code = "step_up_required"


class Authenticator(Protocol):
    """Proves who stands behind a token."""

    async def authenticate(self, token: str) -> Person:
        """Return the person; UnauthenticatedError where the token is not one of ours, expired or revoked."""
        ...

    async def refused(self, person: Person, action: str, subject: str, rule: str) -> None:
        """Write a refusal to the audit log, in a transaction of its own, before the answer leaves."""
        ...

    async def redeem_ticket(self, ticket: str, origin: str) -> Person:
        """Return whom a ticket for one socket was given to, and use it up; UnauthenticatedError otherwise."""
        ...


def bearer_token(connection: HTTPConnection) -> str | None:
    """Return the token of the Authorization header, None where there is no such header."""
    header = connection.headers.get("authorization")
    if header is None:
        return None
    if not header.lower().startswith(_BEARER):
        message = "The Authorization header must be: Bearer, a space, and the token."
        raise UnauthenticatedError(message, field="Authorization")
    return header[len(_BEARER) :].strip()


def authenticator(connection: HTTPConnection) -> Authenticator:
    """Return the authenticator that the application opened."""
    return connection.app.state.authenticator


async def anyone(request: Request) -> Person | None:
    """Return whoever calls: None without a token, 401 with a token that proves nothing."""
    known: Person | None = getattr(request.state, "actor", None)
    if known is not None:
        return known
    token = bearer_token(request)
    if token is None:
        return None
    person = await authenticator(request).authenticate(token)
    await know(request, person)
    return person


def known(person: Person | None) -> Person:
    """Return whoever calls; UnauthenticatedError where that is nobody."""
    if person is None:
        raise UnauthenticatedError
    return person


async def know(request: Request, person: Person) -> None:
    """Keep who calls, and count the request; TooManyError beyond what one account may."""
    request.state.actor = person
    await count_request(request.app.state, person)


async def current_person(request: Request) -> Customer | Staff:
    """Return the signed-in person; 401 for visitors and strangers."""
    person = await anyone(request)
    if person is None or isinstance(person, Visitor):
        raise UnauthenticatedError
    return person


async def current_customer(request: Request) -> Customer:
    """Return the signed-in customer; 403 for staff, whose own orders this shop does not know."""
    person = await current_person(request)
    if not isinstance(person, Customer):
        raise ForbiddenError(rule="customers_only")
    return person


async def current_staff(request: Request) -> Staff:
    """Return the colleague; 403 for customers."""
    person = await current_person(request)
    if not isinstance(person, Staff):
        raise ForbiddenError(rule="staff_only")
    return person


async def recently_proven(request: Request) -> None:
    """Refuse whose last proof is older than five minutes: what follows is not for a session that was left open."""
    person = await current_person(request)
    if person.proven_at is None or datetime.now(UTC) - person.proven_at > RECENT:
        raise StepUpRequiredError


def is_welcome(connection: HTTPConnection) -> bool:
    """Tell whether no page calls, or one that may: of ours, of the operator's list or of the shop's."""
    state, origin = connection.app.state, connection.headers.get("origin", "")
    host = connection.headers.get("host", "")
    return not origin or may_call(origin, host, state.settings, state.security.settings.allowed_origins)


async def ticket_holder(socket: WebSocket) -> Person:
    """Return whom a socket's ticket proves; the handshake is refused where it opens nothing, or a strange page calls.

    The ticket stands in the subprotocols (`support-ai.v1, ticket.…`), never in the address, which logs keep.
    """
    origin = socket.headers.get("origin", "")
    if not is_welcome(socket):
        raise WebSocketException(status.WS_1008_POLICY_VIOLATION)
    offered: list[str] = socket.scope.get("subprotocols", [])
    ticket = next((name.removeprefix(_TICKET) for name in offered if name.startswith(_TICKET)), "")
    try:
        return await authenticator(socket).redeem_ticket(ticket, origin)
    except UnauthenticatedError as error:
        raise WebSocketException(status.WS_1008_POLICY_VIOLATION) from error


async def public() -> None:
    """Say that an operation is for everybody, and does not want to know whom."""


CurrentPerson = Annotated[Customer | Staff, Depends(current_person)]
CurrentCustomer = Annotated[Customer, Depends(current_customer)]
CurrentStaff = Annotated[Staff, Depends(current_staff)]
Anyone = Annotated[Person | None, Depends(anyone)]
TicketHolder = Annotated[Person, Depends(ticket_holder)]
Public = Depends(public)
# Stands beside the permission of an operation, and is no caller's name by itself.
Recent = Depends(recently_proven)
_callers.update((anyone, current_person, current_customer, current_staff, ticket_holder, public))
demands_proof.update((current_person, current_customer, current_staff))


def names_caller(dependency: object) -> None:
    """Say that a dependency names the caller of the operations that depend on it."""
    _callers.add(dependency)


def requires(*permissions: Permission) -> Callable[[Request], Awaitable[Customer | Staff]]:
    """Return a dependency that lets in only who holds at least one of the permissions."""

    async def permitted_person(request: Request) -> Customer | Staff:
        person = await current_person(request)
        if not any(permits(person, permission) for permission in permissions):
            raise ForbiddenError(rule=permissions[0])
        return person

    _callers.add(permitted_person)
    demands_proof.add(permitted_person)
    return permitted_person


def calls(dependant: Dependant) -> Iterator[object]:
    """Yield every function that an operation depends on."""
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from calls(dependency)


def operations(routes: Sequence[BaseRoute]) -> dict[str, bool]:
    """Return every operation of the routes, `GET /orders`, and whether it names its caller."""
    named: dict[str, bool] = {}
    for context in iter_route_contexts(routes):
        dependant = getattr(context.original_route, "dependant", None)
        if not isinstance(dependant, Dependant):
            continue
        methods: set[str] = getattr(context.original_route, "methods", None) or {"WS"}
        for method in methods:
            named[f"{method} {context.path}"] = any(call in _callers for call in calls(dependant))
    return named


def methods_at(request: Request) -> list[str]:
    """Return the methods of the address that a request's path means, in alphabetical order.

    Of several it is the one with most of the path in its own words: numbers with a slash in them could be anything.
    """
    found = defaultdict[str, set[str]](set)
    for context in iter_route_contexts(request.app.routes):
        path = context.path or ""
        if compile_path(path)[0].match(request.url.path):
            found[_KIND.sub("", path)] |= getattr(context.original_route, "methods", None) or set()
    meant = max(found, key=lambda path: len(_PARAMETER.sub("", path)), default="")
    return sorted(found.get(meant, ()))


def unnamed_operations(routes: Sequence[BaseRoute]) -> list[str]:
    """Return the operations that do not name their caller; the application does not start with one."""
    return sorted(name for name, is_named in operations(routes).items() if not is_named)

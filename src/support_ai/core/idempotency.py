"""Idempotency-Key: a request that is sent again gets the answer of the first, and is not executed again.

What that guarantees stands in docs/idempotency.md.
"""

from hashlib import sha256

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from support_ai.access.actor import Actor, Reason, System, Visitor, describe
from support_ai.core.bodies import read_body
from support_ai.core.caller import anyone
from support_ai.core.database import Database, fenced
from support_ai.core.errors import AppError
from support_ai.core.gate import refuse
from support_ai.core.http import problem_of
from support_ai.core.idempotency_policy import HEADER, read_key
from support_ai.core.idempotency_queries import Owner
from support_ai.core.kept_answer import HeldAnswer
from support_ai.core.keyed_operations import CHANGING, KeyedOperation, keyed_operations
from support_ai.core.keyed_request import KeyedRequest
from support_ai.core.program import proven_program

_HEADER = HEADER.lower().encode()


class Idempotency:
    """The innermost layer: proves the caller of a request with a key, and executes the request or answers as before."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self._app = app
        self._operations: list[KeyedOperation] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; those without a key pass as if this were not here."""
        operation = self._operation_of(scope)
        if operation is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = operation.route
        try:
            keyed, body = await _keyed(operation, scope, receive)
            answer = None if keyed is None else await keyed.begin()
        except AppError as error:
            await refuse(error, scope, receive, send)
            return
        if body is not None:
            receive = _again(body, receive)
        if keyed is None:
            await self._app(scope, receive, send)
        elif answer is not None:
            await answer.again()(scope, receive, send)
        else:
            await self._execute(keyed, scope, receive, send)

    async def _execute(self, keyed: KeyedRequest, scope: Scope, receive: Receive, send: Send) -> None:
        held = HeldAnswer(send, keyed.finish)
        with fenced(keyed):
            try:
                await self._app(scope, receive, held)
            except Exception as error:
                if held.has_left:
                    raise
                # What no handler inside knew is an answer too, which is kept where something was committed before.
                await problem_of(error)(scope, receive, held)

    def _operation_of(self, scope: Scope) -> KeyedOperation | None:
        """Return the operation that a request with a key names; None without a key, or where none is taken."""
        if scope["type"] != "http" or scope["method"] not in CHANGING:
            return None
        if _HEADER not in dict(scope["headers"]):
            return None
        if self._operations is None:
            self._operations = list(keyed_operations(scope["app"]))
        for operation in self._operations:
            if scope["method"] in operation.methods and operation.pattern.match(scope["path"]):
                return operation
        return None


async def _keyed(
    operation: KeyedOperation, scope: Scope, receive: Receive
) -> tuple[KeyedRequest | None, bytes | None]:
    """Return the request of a proven caller, and its body; nothing of somebody without a token, whom the route refuses."""
    request = Request(scope, receive)
    caller = await _caller(request, operation)
    if caller is None:
        return None, None
    actor, owner, name = caller
    key = read_key([value for name, value in scope["headers"] if name == _HEADER])
    body = await read_body(request)
    database: Database = request.app.state.database
    route = f"{scope['method']} {operation.path}"
    keyed = KeyedRequest(
        database,
        actor,
        owner,
        database.keys.blind("idempotency.key", f"{name}\n{route}\n{key}"),
        database.keys.blind("idempotency.request", _digest(scope, body)),
    )
    return keyed, body


async def _caller(request: Request, operation: KeyedOperation) -> tuple[Actor, Owner, str] | None:
    """Return who calls, as whom their key is kept, and their name; None without a token."""
    if operation.is_for_programs:
        program = await proven_program(request)
        return System(Reason.API_KEY), Owner(program=program.key_id), f"key:{program.key_id}"
    person = await anyone(request)
    if person is None:
        return None
    if isinstance(person, Visitor):
        return person, Owner(visitor_id=person.visitor_id), describe(person)
    return person, Owner(account_id=person.account_id), describe(person)


def _digest(scope: Scope, body: bytes) -> str:
    """Return what differs between two requests that are not the same: where they go, and every byte of what they bring."""
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    parts = (scope["method"].encode(), scope["path"].encode(), scope["query_string"], *kinds, body)
    return sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).hexdigest()


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what receives a body that was read already, and then whatever comes."""
    is_read = False

    async def again() -> Message:
        nonlocal is_read
        if is_read:
            return await receive()
        is_read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again

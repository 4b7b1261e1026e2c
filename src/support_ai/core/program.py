"""How an operation for the shop's own programs names its caller: by a key with a scope, never by a person's token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

from support_ai.access.scope import Scope
from support_ai.core.caller import bearer_token, demands_proof, names_caller
from support_ai.core.counting import count_caller
from support_ai.core.errors import ForbiddenError, UnauthenticatedError


class ScopeMissingError(ForbiddenError):
    """This key is not for that: make one with the scope."""

    code = "scope_missing"


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the shop, proven by its key."""

    key_id: str
    scopes: frozenset[Scope]


class KeyVerifier(Protocol):
    """Proves which program stands behind a key."""

    async def verify(self, key: str) -> Program:
        """Return the program; UnauthenticatedError where the key is not one of ours, expired or revoked."""
        ...

    async def refused(self, program: Program, scope: Scope) -> None:
        """Write to the audit log that a key lacked a scope."""
        ...


# The dependencies that let in programs and no person.
of_programs: set[object] = set()


async def proven_program(request: Request) -> Program:
    """Return the program behind the key of a request, which is counted once; UnauthenticatedError where there is none."""
    known: Program | None = getattr(request.state, "program", None)
    if known is not None:
        return known
    key = bearer_token(request)
    if key is None:
        raise UnauthenticatedError
    verifier: KeyVerifier = request.app.state.api_keys
    program = await verifier.verify(key)
    await count_caller(request.app.state, f"key:{program.key_id}")
    request.state.program = program
    return program


def requires_scope(scope: Scope) -> Callable[[Request], Awaitable[Program]]:
    """Return a dependency that lets in only programs whose key has the scope."""

    async def permitted_program(request: Request) -> Program:
        program = await proven_program(request)
        verifier: KeyVerifier = request.app.state.api_keys
        if scope not in program.scopes:
            await verifier.refused(program, scope)
            raise ScopeMissingError
        return program

    names_caller(permitted_program)
    of_programs.add(permitted_program)
    demands_proof.add(permitted_program)
    return permitted_program

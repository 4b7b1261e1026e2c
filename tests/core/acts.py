"""Operations for the tests of idempotency keys: each writes an entry of the action `act.done`, and then ends badly."""

import asyncio
import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from enum import StrEnum

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from support_ai.access.actor import Customer, Staff
from support_ai.audit import service as audit
from support_ai.core.caller import CurrentPerson
from support_ai.core.database import Database
from support_ai.core.http import Tx
from support_ai.core.idempotency_policy import MAX_ANSWER_BYTES

ACT = "act.done"
DIED = 9


class Death(StrEnum):
    """When the process of `/acts/pass` ends, with no chance to tidy up."""

    BEFORE_COMMIT = "before_commit"
    BEHIND_COMMIT = "behind_commit"


class BrokenError(RuntimeError):
    """Something that nobody foresaw."""


@dataclass
class Door:
    """Where an operation waits until the test lets it go on."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)


def acting(door: Door | None = None, dies: Death | None = None) -> APIRouter:
    """Return the operations; `/acts/slowly` waits at the door before it acts, `/acts/pass` may take the process along."""
    router = APIRouter(prefix="/acts")
    door = door or Door()

    async def act(request: Request, person: Customer | Staff, dies: Death | None = None) -> None:
        database: Database = request.app.state.database
        async with database.transaction(person) as conn:
            await audit.append(conn, ACT, "act:1")
            if dies is Death.BEFORE_COMMIT:
                os._exit(DIED)

    @router.post("/and-break")
    async def and_break(request: Request, person: CurrentPerson) -> None:
        await act(request, person)
        raise BrokenError

    @router.post("/break-before")
    async def break_before(conn: Tx) -> None:
        await audit.append(conn, ACT, "act:1")
        raise BrokenError

    @router.post("/slowly")
    async def slowly(conn: Tx, _person: CurrentPerson) -> dict[str, str]:
        door.reached.set()
        await door.open.wait()
        await audit.append(conn, ACT, "act:1")
        return {"said": "done"}

    @router.post("/stream")
    async def stream(request: Request, person: CurrentPerson) -> StreamingResponse:
        await act(request, person)

        async def parts() -> AsyncGenerator[str]:
            yield "one"
            yield "two"

        return StreamingResponse(parts(), media_type="text/plain")

    @router.post("/long")
    async def long(request: Request, person: CurrentPerson) -> str:
        await act(request, person)
        return "x" * MAX_ANSWER_BYTES

    @router.post("/pass")
    async def pass_by(request: Request, person: CurrentPerson) -> dict[str, str]:
        await act(request, person, dies)
        if dies is Death.BEHIND_COMMIT:
            os._exit(DIED)
        return {"said": "done"}

    assert {and_break, break_before, slowly, stream, long, pass_by}
    return router

"""The audit log over HTTP, for admins and owners."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, TypeAdapter

from support_ai.access.permission import Permission
from support_ai.access.role import Role
from support_ai.audit import reading
from support_ai.audit.models import Entry, EntryFilter, Outcome, Stream
from support_ai.core.caller import CurrentStaff, requires
from support_ai.core.http import Tx
from support_ai.core.page import Moment, Page, PageQuery, Word

router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[Depends(requires(Permission.AUDIT_READ))])
_ENTRY = TypeAdapter(Entry)


class Wanted(BaseModel):
    """Which entries; everything given must hold. `action` is a prefix; `until` itself is not part of the time."""

    model_config = ConfigDict(extra="forbid")

    actor: Word | None = None
    role: Role | None = None
    action: Word | None = None
    subject: Word | None = None
    outcome: Outcome | None = None
    stream: Stream | None = None
    request_id: Word | None = None
    since: Moment | None = None
    until: Moment | None = None

    def chosen(self) -> EntryFilter:
        """Return what the package below understands."""
        return EntryFilter(**{name: getattr(self, name) for name in Wanted.model_fields})


class EntryQuery(Wanted, PageQuery):
    """A page of them."""


@router.get("")
async def list_entries(conn: Tx, wanted: Annotated[EntryQuery, Query()]) -> Page[Entry]:
    """List what was done and refused, the newest first."""
    return await reading.list_entries(conn, wanted.chosen(), wanted.cursor, wanted.limit)


@router.get("/export", response_class=StreamingResponse)
async def export_entries(
    request: Request, person: CurrentStaff, wanted: Annotated[Wanted, Query()]
) -> StreamingResponse:
    """Return every entry that matches, the newest first, as JSON Lines."""
    pages = reading.export_entries(request.app.state.database, person, wanted.chosen())
    first = await anext(pages)
    return StreamingResponse(
        _lines(first, pages),
        media_type="application/x-ndjson",
        headers={"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="audit.jsonl"'},
    )


async def _lines(first: list[Entry], pages: AsyncGenerator[list[Entry]]) -> AsyncGenerator[bytes]:
    yield _as_lines(first)
    async for page in pages:
        yield _as_lines(page)


def _as_lines(entries: list[Entry]) -> bytes:
    return b"".join(_ENTRY.dump_json(entry) + b"\n" for entry in entries)

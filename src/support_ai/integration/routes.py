"""The shop's data for its own programs: the files of an import and an export, over HTTP, with an API key."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from support_ai.access.scope import Scope as KeyScope
from support_ai.core.bodies import MOST_BYTES, media_type
from support_ai.core.database import Database
from support_ai.core.errors import TooManyError
from support_ai.core.program import Program, requires_scope
from support_ai.integration.kinds import KINDS, FileKind
from support_ai.integration.models import FileReport
from support_ai.integration.records import Record
from support_ai.integration.sent import sent_records
from support_ai.integration.service import export_rows, import_sent, note_export

LINES = "application/x-ndjson"
# Each holds a connection of the pool until its reader has all; a reader who does not read is left behind.
MOST_EXPORTS = 2
_EXPORT_SECONDS = 600
router = APIRouter(prefix="/integration", tags=["integration"])
Importer = Annotated[Program, Depends(requires_scope(KeyScope.IMPORT))]
Exporter = Annotated[Program, Depends(requires_scope(KeyScope.EXPORT))]


class FileName(StrEnum):
    """The files, by the names that they have in an import."""

    CUSTOMERS = "customers"
    PAYMENT_METHODS = "payment_methods"
    PRODUCTS = "products"
    ORDERS = "orders"
    ORDER_ITEMS = "order_items"
    PAYMENTS = "payments"
    SHIPMENTS = "shipments"
    RETURNS = "returns"


class BusyError(TooManyError):
    """Two files are being read already: wait until one of them is through."""

    code = "busy"


class RejectedRow(BaseModel):
    """A row that was not taken: where it stood, what is wrong, and the row itself."""

    line: int
    field: str
    reason: str
    row: str


class KeptRow(BaseModel):
    """A row that was left aside, because what it would change was changed here since."""

    line: int
    key: str


class SentReport(BaseModel):
    """What became of the rows."""

    file: str
    rows: int
    written: int
    unchanged: int
    rejected: list[RejectedRow]
    conflicts: list[KeptRow]


class _ClosingStream(StreamingResponse):
    """Ends what it reads from when the reader goes away, and not when somebody collects it."""

    def __init__(self, lines: AsyncGenerator[str], media_type: str) -> None:
        super().__init__(lines, media_type=media_type)
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._lines):
            await super().__call__(scope, receive, send)


_BODY = {"required": True, "content": {LINES: {"schema": {"type": "string", "maxLength": MOST_BYTES}}}}
_FOUND: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {"description": "One row a line.", "content": {LINES: {"schema": {"type": "string"}}}}
}


def _add(file: FileName) -> None:
    """Give a file an address of its own: one with a name in braces would answer for its neighbours."""
    kind = _kind(file)

    async def send_rows(request: Request, program: Importer) -> SentReport:
        """Import rows of one file: JSON Lines, or as `application/json` one array of objects.

        A row that is not good stops nobody else's, and sending them again changes nothing.
        """
        database: Database = request.app.state.database
        records = sent_records(await request.body(), kind, as_lines=_is_lines(request))
        return _report(await import_sent(database, kind, records, program.key_id), records)

    async def read_rows(request: Request, program: Exporter) -> StreamingResponse:
        """Return every row of one file as JSON Lines; they can be imported again."""
        database: Database = request.app.state.database
        running: asyncio.Semaphore = request.app.state.exports
        if running.locked():
            raise BusyError(retry_after=10)
        await note_export(database, kind, program.key_id)
        return _ClosingStream(_lines(database, kind, running), LINES)

    path = f"/{file.value}"
    router.add_api_route(
        path, send_rows, methods=["POST"], name=f"send_{file.value}", openapi_extra={"requestBody": _BODY}
    )
    router.add_api_route(
        path,
        read_rows,
        methods=["GET"],
        name=f"read_{file.value}",
        response_class=StreamingResponse,
        responses=_FOUND,
    )


async def _lines(database: Database, kind: FileKind, running: asyncio.Semaphore) -> AsyncGenerator[str]:
    deadline = asyncio.get_running_loop().time() + _EXPORT_SECONDS
    async with running, aclosing(export_rows(database, kind)) as pieces:
        async for rows in pieces:
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError
            yield "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _is_lines(request: Request) -> bool:
    return media_type(request.headers) == LINES


def _kind(file: FileName) -> FileKind:
    return next(kind for kind in KINDS if kind.name == file.value)


def _report(report: FileReport, records: list[Record]) -> SentReport:
    sent = {record.line: record.raw for record in records}
    return SentReport(
        file=report.file,
        rows=report.rows,
        written=report.written,
        unchanged=report.unchanged,
        rejected=[
            RejectedRow(
                line=one.line, field=one.field, reason=one.reason, row=_printable(sent.get(one.line, ""))
            )
            for one in report.problems
        ],
        conflicts=[KeptRow(line=one.line, key=one.key) for one in report.conflicts],
    )


def _printable(raw: str) -> str:
    """Return a row as it was sent; bytes that were no UTF-8 stand there as escapes."""
    return raw.encode("utf-8", "backslashreplace").decode()


for _file in FileName:
    _add(_file)

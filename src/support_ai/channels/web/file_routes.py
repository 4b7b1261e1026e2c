"""Files of a conversation over HTTP: taken as they are, checked before anything is stored, given out closed."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import nullcontext
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote, unquote
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from support_ai.access.actor import Visitor
from support_ai.channels.web.schemas import FileOut
from support_ai.conversations import files
from support_ai.conversations.file_content import (
    MEDIA_TYPES,
    FileKindError,
    FileNameTooLongError,
    Upload,
    checked,
)
from support_ai.core import picture
from support_ai.core.bodies import media_type, read_body
from support_ai.core.caller import Anyone, known
from support_ai.core.counting import caller_key, count_upload
from support_ai.core.database import Database
from support_ai.core.headers import CLOSED_POLICY
from support_ai.core.http import Tx
from support_ai.core.metering import refuse_packed
from support_ai.core.page import is_storable

router = APIRouter(prefix="/conversations/{conversation_id}/files", tags=["chat"])
PIECE = 512 * 1024
# The longest name that any system lets a file have, 255 letters of four bytes, and what stands around it.
_MOST_DISPOSITION = 4000
_ANY = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES}
_NAME = {
    "name": "Content-Disposition",
    "in": "header",
    "required": False,
    "description": "The file's name, as `attachment; filename*=UTF-8''receipt%20of%20May.pdf`.",
    "schema": {"type": "string", "maxLength": _MOST_DISPOSITION},
}
_FILENAME = re.compile(r"filename\*\s*=\s*utf-8''([^;\s]+)", re.IGNORECASE)
_CLOSED = {
    "Content-Security-Policy": CLOSED_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


async def uploaded(conversation_id: UUID, person: Anyone, request: Request) -> Upload:
    """Return what was sent, checked, before the transaction that stores it begins: no body is read for who may not."""
    sender = known(person)
    refuse_packed(request.headers)
    name = _name(request.headers.get("content-disposition", ""))
    kind = media_type(request.headers)
    if kind not in MEDIA_TYPES:
        raise FileKindError(field="Content-Type")
    database: Database = request.app.state.database
    async with database.transaction(sender, read_only=True) as conn:
        await files.may_upload(conn, sender, conversation_id)
    await count_upload(
        request.app.state, sender, caller_key(request.scope) if isinstance(sender, Visitor) else None
    )
    content = await read_body(request)
    # Only pictures wait for pictures.
    async with request.app.state.pictures if kind in picture.MEDIA_TYPES else nullcontext():
        return await asyncio.to_thread(checked, name, kind, content)


def _name(disposition: str) -> str:
    if len(disposition) > _MOST_DISPOSITION:
        raise FileNameTooLongError(field="Content-Disposition")
    found = _FILENAME.search(disposition)
    name = "" if found is None else unquote(found[1], errors="replace")
    return name if is_storable(name) else ""


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    openapi_extra={"requestBody": {"required": True, "content": _ANY}, "parameters": [_NAME]},
)
async def upload(
    conversation_id: UUID,
    person: Anyone,
    sent: Annotated[Upload, Depends(uploaded)],
    conn: Tx,
) -> FileOut:
    """Attach a file of 5 MB at most, for a message that names it; nobody else sees it before.

    Pictures are drawn anew without what else they hold. What no message named within a day is removed.
    """
    stored = await files.store(conn, known(person), conversation_id, sent)
    return FileOut.model_validate(stored, from_attributes=True)


@router.get(
    "/{file_id}",
    response_class=Response,
    responses={HTTPStatus.OK: {"content": _ANY, "description": "The file, to be saved."}},
)
async def download(conversation_id: UUID, file_id: UUID, conn: Tx) -> Response:
    """Return a file of a conversation, to be saved and never shown by itself."""
    stored, content = await files.read(conn, conversation_id, file_id)
    name = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
    headers = _CLOSED | {"Content-Disposition": name, "Content-Length": str(len(content))}
    return StreamingResponse(_pieces(content), media_type=stored.media_type, headers=headers)


async def _pieces(content: bytes) -> AsyncGenerator[bytes]:
    """Yield a file in pieces: who reads slowly has the time that a connection gives for each of them, not for all."""
    for begin in range(0, len(content), PIECE):
        yield content[begin : begin + PIECE]

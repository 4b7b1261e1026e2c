"""After a conversation: its person rates it, and takes a transcript of it away or has it mailed."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from support_ai.audit import service as audit
from support_ai.channels.web.after_schemas import RatingIn, RatingOut
from support_ai.channels.web.transcript import read_transcript
from support_ai.conversations import mailing, rating
from support_ai.core.caller import Anyone, known
from support_ai.core.counting import count_transcript
from support_ai.core.database import Database
from support_ai.core.http import Tx

router = APIRouter(prefix="/conversations/{conversation_id}", tags=["chat"])
_TEXT = {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "The transcript."}


@router.put("/rating")
async def rate(conversation_id: UUID, sent: RatingIn, person: Anyone, conn: Tx) -> RatingOut:
    """Say how satisfied one is with one's own conversation; for seven days it may be said anew."""
    return RatingOut.of(await rating.rate(conn, known(person), conversation_id, sent.score, sent.said))


@router.get("/transcript", responses={HTTPStatus.OK: _TEXT}, response_class=PlainTextResponse)
async def download_transcript(conversation_id: UUID, person: Anyone, request: Request) -> Response:
    """Return a conversation as plain text, in the shop's time."""
    database: Database = request.app.state.database
    async with database.transaction(known(person)) as conn:
        found = await read_transcript(conn, conversation_id)
        await audit.append(conn, "transcript.download", f"conversation:{conversation_id}")
    headers = {
        "Content-Disposition": f'attachment; filename="conversation-{found.begun_on}.txt"',
        "Cache-Control": "no-store",
    }
    return PlainTextResponse(found.text, headers=headers)


@router.post("/transcript", status_code=HTTPStatus.ACCEPTED, response_class=Response)
async def mail_transcript(conversation_id: UUID, person: Anyone, conn: Tx, request: Request) -> None:
    """Have the transcript mailed to the account's own proven address."""
    await count_transcript(request.app.state, known(person))
    await mailing.request_transcript(conn, known(person), conversation_id)

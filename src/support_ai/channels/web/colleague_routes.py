"""What colleagues do with conversations over REST."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from support_ai.access.permission import Permission
from support_ai.channels.inbound import Inbox
from support_ai.channels.web.conversation_schemas import NoteIn, ReplyIn, TransferIn
from support_ai.conversations import colleagues
from support_ai.core.caller import CurrentStaff, requires
from support_ai.core.http import Tx

router = APIRouter(prefix="/conversations/{conversation_id}", tags=["chat"])
_Answering = Depends(requires(Permission.CONVERSATIONS_ANSWER))


@router.post("/take", dependencies=[_Answering], status_code=HTTPStatus.NO_CONTENT)
async def take(conversation_id: UUID, person: CurrentStaff, conn: Tx) -> None:
    """Own a conversation: the assistant is silent from now on."""
    await colleagues.take(conn, person, conversation_id)


@router.post("/reply", dependencies=[_Answering], status_code=HTTPStatus.CREATED)
async def reply(conversation_id: UUID, sent: ReplyIn, person: CurrentStaff, conn: Tx) -> dict[str, int]:
    """Answer as a colleague."""
    return {"sequence": await colleagues.reply(conn, person, conversation_id, sent.message, sent.file_ids)}


@router.post("/notes", dependencies=[_Answering], status_code=HTTPStatus.CREATED)
async def note(conversation_id: UUID, sent: NoteIn, person: CurrentStaff, conn: Tx) -> dict[str, UUID]:
    """Note something that colleagues read, and nobody else."""
    return {"note_id": await colleagues.note(conn, person, conversation_id, sent.text)}


@router.post("/transfer", dependencies=[_Answering], status_code=HTTPStatus.NO_CONTENT)
async def transfer(conversation_id: UUID, sent: TransferIn, person: CurrentStaff, conn: Tx) -> None:
    """Give a conversation to another colleague, or back to the queue; managers also one that somebody else has."""
    await colleagues.transfer(conn, person, conversation_id, sent.account_id)


@router.post("/release", dependencies=[_Answering], status_code=HTTPStatus.NO_CONTENT)
async def release(conversation_id: UUID, person: CurrentStaff, request: Request) -> None:
    """Give a conversation back to the assistant, which answers what still waits."""
    inbox: Inbox = request.app.state.inbox
    await inbox.release(person, conversation_id)


@router.post("/close", dependencies=[_Answering], status_code=HTTPStatus.NO_CONTENT)
async def close(conversation_id: UUID, person: CurrentStaff, conn: Tx) -> None:
    """Close a conversation; its person opens it again by writing."""
    await colleagues.close(conn, person, conversation_id)

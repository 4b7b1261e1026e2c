"""What the shop does after a conversation, over HTTP: managers read and change it."""

from fastapi import APIRouter, Depends

from support_ai.access.permission import Permission
from support_ai.core.caller import requires
from support_ai.core.http import Tx
from support_ai.shop import documents
from support_ai.shop.after_chat import AFTER_CHAT, AfterChat
from support_ai.shop.document_schemas import ChangeIn, Latest, VersionOut, VersionsOut

router = APIRouter(
    prefix="/shop/after-chat", tags=["shop"], dependencies=[Depends(requires(Permission.RULES_CONFIGURE))]
)


@router.get("")
async def read_after_chat(conn: Tx) -> VersionOut[AfterChat]:
    """Return the settings; version 0 holds those of a new shop."""
    return VersionOut[AfterChat].of(await documents.newest(conn, AFTER_CHAT))


@router.put("")
async def change_after_chat(sent: ChangeIn[AfterChat], conn: Tx) -> VersionOut[AfterChat]:
    """Store new settings, which count at once."""
    return VersionOut[AfterChat].of(await documents.change(conn, AFTER_CHAT, sent.version, sent.settings))


@router.get("/versions")
async def after_chat_versions(conn: Tx, limit: Latest = 20) -> VersionsOut[AfterChat]:
    """Return who changed the settings when."""
    return VersionsOut[AfterChat].of(await documents.versions(conn, AFTER_CHAT, limit))

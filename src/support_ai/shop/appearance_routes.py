"""How the chat looks, over HTTP: managers read and change it."""

from fastapi import APIRouter, Depends

from support_ai.access.permission import Permission
from support_ai.core.caller import requires
from support_ai.core.http import Tx
from support_ai.shop import documents
from support_ai.shop.appearance import APPEARANCE, Appearance
from support_ai.shop.document_schemas import ChangeIn, Latest, VersionOut, VersionsOut

router = APIRouter(
    prefix="/shop/appearance",
    tags=["shop"],
    dependencies=[Depends(requires(Permission.ASSISTANT_CONFIGURE))],
)


@router.get("")
async def read_appearance(conn: Tx) -> VersionOut[Appearance]:
    """Return how the chat looks; version 0 holds the looks of a new shop."""
    return VersionOut[Appearance].of(await documents.newest(conn, APPEARANCE))


@router.put("")
async def change_appearance(sent: ChangeIn[Appearance], conn: Tx) -> VersionOut[Appearance]:
    """Store how the chat shall look, which counts for whoever opens it next."""
    return VersionOut[Appearance].of(await documents.change(conn, APPEARANCE, sent.version, sent.settings))


@router.get("/versions")
async def appearance_versions(conn: Tx, limit: Latest = 20) -> VersionsOut[Appearance]:
    """Return who changed the looks when."""
    return VersionsOut[Appearance].of(await documents.versions(conn, APPEARANCE, limit))

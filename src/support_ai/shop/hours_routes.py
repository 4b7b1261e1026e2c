"""The shop's business hours over HTTP: managers read and change them."""

from fastapi import APIRouter, Depends

from support_ai.access.permission import Permission
from support_ai.core.caller import requires
from support_ai.core.http import Tx
from support_ai.shop import documents
from support_ai.shop.document_schemas import ChangeIn, Latest, VersionOut, VersionsOut
from support_ai.shop.hours import HOURS, Hours, checked

router = APIRouter(
    prefix="/shop/hours", tags=["shop"], dependencies=[Depends(requires(Permission.RULES_CONFIGURE))]
)


@router.get("")
async def read_hours(conn: Tx) -> VersionOut[Hours]:
    """Return the business hours; version 0 holds those of a new shop."""
    return VersionOut[Hours].of(await documents.newest(conn, HOURS))


@router.put("")
async def change_hours(sent: ChangeIn[Hours], conn: Tx) -> VersionOut[Hours]:
    """Store new hours, which count at once; what is due already moves when its clock is next set."""
    return VersionOut[Hours].of(await documents.change(conn, HOURS, sent.version, checked(sent.settings)))


@router.get("/versions")
async def hours_versions(conn: Tx, limit: Latest = 20) -> VersionsOut[Hours]:
    """Return who changed the hours when."""
    return VersionsOut[Hours].of(await documents.versions(conn, HOURS, limit))

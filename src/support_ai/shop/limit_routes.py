"""The limits on refunds and adjustments over HTTP: owners alone."""

from fastapi import APIRouter, Depends

from support_ai.access.permission import Permission
from support_ai.core.caller import Recent, requires
from support_ai.core.http import Tx
from support_ai.shop import documents
from support_ai.shop.document_schemas import ChangeIn, Latest, VersionOut, VersionsOut
from support_ai.shop.limits import LIMITS, Limits

router = APIRouter(
    prefix="/shop/limits", tags=["shop"], dependencies=[Depends(requires(Permission.SECURITY_CONFIGURE))]
)


@router.get("")
async def read_limits(conn: Tx) -> VersionOut[Limits]:
    """Return the limits; version 0 holds those of a new shop."""
    return VersionOut[Limits].of(await documents.newest(conn, LIMITS))


@router.put("", dependencies=[Recent])
async def change_limits(sent: ChangeIn[Limits], conn: Tx) -> VersionOut[Limits]:
    """Store new limits, which count at once."""
    return VersionOut[Limits].of(await documents.change(conn, LIMITS, sent.version, sent.settings))


@router.get("/versions")
async def limit_versions(conn: Tx, limit: Latest = 20) -> VersionsOut[Limits]:
    """Return who changed the limits when."""
    return VersionsOut[Limits].of(await documents.versions(conn, LIMITS, limit))

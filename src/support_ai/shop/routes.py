"""The shop's settings over HTTP: what the owner decides about security."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from support_ai.access.permission import Permission
from support_ai.core.caller import Recent, requires
from support_ai.core.http import Tx
from support_ai.core.page import WHOLE
from support_ai.shop import service
from support_ai.shop.models import SecurityVersion
from support_ai.shop.security import SecuritySettings

router = APIRouter(
    prefix="/shop/security", tags=["shop"], dependencies=[Depends(requires(Permission.SECURITY_CONFIGURE))]
)


class SecurityOut(BaseModel):
    """One version of the security settings."""

    version: int
    settings: SecuritySettings
    changed_at: AwareDatetime | None
    changed_by: str


class SecurityChange(BaseModel):
    """The settings as they shall be, whole, and the version that they were made from."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0, le=2**31 - 1), WHOLE]
    settings: SecuritySettings


class SecurityVersions(BaseModel):
    """Who changed what when, the newest first."""

    items: list[SecurityOut]


@router.get("")
async def read_security(conn: Tx) -> SecurityOut:
    """Return the security settings; version 0 holds the defaults."""
    return _out(await service.security(conn))


@router.put("", dependencies=[Recent])
async def change_security(sent: SecurityChange, conn: Tx) -> SecurityOut:
    """Store new security settings, which count at once everywhere."""
    return _out(await service.configure_security(conn, sent.version, sent.settings))


@router.get("/versions")
async def security_versions(conn: Tx, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> SecurityVersions:
    """Return the latest versions of the security settings."""
    return SecurityVersions(items=[_out(one) for one in await service.security_versions(conn, limit)])


def _out(found: SecurityVersion) -> SecurityOut:
    return SecurityOut(
        version=found.version,
        settings=found.settings,
        changed_at=found.changed_at,
        changed_by=found.changed_by,
    )

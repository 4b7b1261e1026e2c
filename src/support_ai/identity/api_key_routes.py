"""The keys of the shop's programs over HTTP, the owner's alone."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from support_ai.access.permission import Permission
from support_ai.access.scope import Scope
from support_ai.core.caller import Recent, requires
from support_ai.core.http import Tx
from support_ai.identity import api_key_queries, api_keys
from support_ai.identity.routes import Use
from support_ai.identity.schemas import NameText
from support_ai.shop.security import UNIQUE, different

router = APIRouter(
    prefix="/integration/keys",
    tags=["integration"],
    dependencies=[Depends(requires(Permission.SECURITY_CONFIGURE))],
)


class WantedApiKey(BaseModel):
    """A new key: what it is called, what it opens, for how many days."""

    model_config = ConfigDict(extra="forbid")

    name: NameText
    scopes: Annotated[
        tuple[Scope, ...],
        Field(min_length=1, max_length=2, json_schema_extra=UNIQUE),
        AfterValidator(different),
    ]
    days: Annotated[int, Field(ge=1, le=365)] = 90


class MadeApiKey(BaseModel):
    """The key, which is shown this once."""

    key_id: str
    key: str
    expires_at: AwareDatetime


class ApiKeyOut(BaseModel):
    """One key, without its secret."""

    key_id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: AwareDatetime
    created_by: str
    expires_at: AwareDatetime
    revoked_at: AwareDatetime | None
    last_used_on: date | None


class ApiKeyList(BaseModel):
    """Every key, the newest first."""

    items: list[ApiKeyOut]


@router.get("")
async def list_keys(conn: Tx) -> ApiKeyList:
    """Return every key, those too that open nothing any more."""
    found = await api_key_queries.list_keys(conn)
    return ApiKeyList(items=[ApiKeyOut.model_validate(one, from_attributes=True) for one in found])


@router.post("", dependencies=[Recent], status_code=HTTPStatus.CREATED)
async def make_key(sent: WantedApiKey, conn: Tx, use: Use, response: Response) -> MadeApiKey:
    """Make a key; keep it where your program keeps its secrets, for nobody can show it again."""
    made = await api_keys.make_key(conn, sent.name, sent.scopes, timedelta(days=sent.days), use.clock())
    response.headers["Cache-Control"] = "no-store"
    return MadeApiKey(key_id=made.key_id, key=made.key, expires_at=made.expires_at)


@router.delete("/{key_id}", dependencies=[Recent], status_code=HTTPStatus.NO_CONTENT)
async def revoke_key(key_id: Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")], conn: Tx, use: Use) -> None:
    """Let a key open nothing from now on."""
    await api_keys.revoke_key(conn, key_id, use.clock())

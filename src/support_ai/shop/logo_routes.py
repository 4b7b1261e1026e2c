"""The shop's logo over HTTP."""

import asyncio
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from support_ai.access.permission import Permission
from support_ai.core.bodies import media_type, read_body
from support_ai.core.caller import Public, requires
from support_ai.core.headers import CLOSED_POLICY
from support_ai.core.http import Tx
from support_ai.core.metering import refuse_packed
from support_ai.core.picture import MEDIA_TYPES, PictureKindError, redrawn
from support_ai.shop import logo_service
from support_ai.shop.looking import Looking

router = APIRouter(prefix="/shop/logo", tags=["shop"])
SIDE = 512
_Configuring = Depends(requires(Permission.ASSISTANT_CONFIGURE))
_PICTURE = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES}
_HEADERS = {
    "Content-Security-Policy": CLOSED_POLICY,
    "Content-Disposition": 'attachment; filename="logo.png"',
    # Pages of the shop may show it, wherever they stand; it holds nothing but pixels.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
}


class LogoOut(BaseModel):
    """What is stored: a PNG of this size, with this SHA-256."""

    sha256: str
    bytes: int


async def picture(request: Request) -> bytes:
    """Return the uploaded picture drawn anew, before any transaction begins."""
    refuse_packed(request.headers)
    if media_type(request.headers) not in MEDIA_TYPES:
        raise PictureKindError(field="Content-Type")
    content = await read_body(request)
    async with request.app.state.pictures:
        return await asyncio.to_thread(redrawn, content, SIDE, "image/png")


@router.get(
    "",
    dependencies=[Public],
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}, 304: {"description": "The same as before."}},
)
async def read_logo(request: Request, conn: Looking) -> Response:
    """Return the logo as a PNG."""
    logo = await logo_service.get_logo(conn)
    headers = _HEADERS | {"ETag": f'"{logo.digest}"'}
    if f'"{logo.digest}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(logo.image, media_type="image/png", headers=headers)


@router.put(
    "",
    dependencies=[_Configuring],
    openapi_extra={"requestBody": {"required": True, "content": _PICTURE}},
)
async def change_logo(image: Annotated[bytes, Depends(picture)], conn: Tx) -> LogoOut:
    """Take a PNG, JPEG or WebP of 256 KB at most as the logo; it is drawn anew, 512 pixels a side at most."""
    logo = await logo_service.change_logo(conn, image)
    return LogoOut(sha256=logo.digest, bytes=len(image))


@router.delete("", dependencies=[_Configuring], status_code=HTTPStatus.NO_CONTENT)
async def remove_logo(conn: Tx) -> None:
    """Remove the logo."""
    await logo_service.remove_logo(conn)

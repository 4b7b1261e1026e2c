"""The assistant's settings over HTTP: managers write a draft, publish it and roll back; colleagues read what is published."""

from hashlib import sha256
from http import HTTPStatus

from fastapi import APIRouter, Depends, Request, Response

from support_ai.access.permission import Permission
from support_ai.core.caller import Public, requires
from support_ai.core.http import Tx
from support_ai.shop import behaviour_service, service
from support_ai.shop.behaviour import Behaviour, checked
from support_ai.shop.behaviour_policy import greeting
from support_ai.shop.behaviour_schemas import (
    DraftIn,
    DraftOut,
    HistoryOut,
    LatestSteps,
    OneVersion,
    PublicOut,
    PublishIn,
    RollBackIn,
    SeenDraft,
)
from support_ai.shop.document_schemas import VersionOut
from support_ai.shop.looking import Looking

router = APIRouter(prefix="/shop/assistant", tags=["shop"])
_Configuring = Depends(requires(Permission.ASSISTANT_CONFIGURE))
# Whoever answers in a conversation may know what the assistant was told to say in it.
_Answering = Depends(requires(Permission.CONVERSATIONS_ANSWER))
_HEADERS = {
    # Pages of the shop show it wherever they stand; it holds nothing of anybody.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
}


@router.get("", dependencies=[_Answering])
async def read_assistant(conn: Tx) -> VersionOut[Behaviour]:
    """Return the settings that count; version 0 holds those of a new shop."""
    return VersionOut[Behaviour].of(await behaviour_service.published(conn))


@router.get(
    "/public",
    dependencies=[Public],
    response_model=PublicOut,
    responses={304: {"description": "The same as before."}},
)
async def read_public_assistant(request: Request, conn: Looking) -> Response:
    """Return the assistant's name, its greeting and its languages."""
    behaviour = await behaviour_service.behaviour_for(conn, draft=False)
    shop = await service.settings(conn)
    shown = PublicOut(
        name=behaviour.name,
        greeting=greeting(behaviour, shop.name),
        languages=list(behaviour.languages),
    ).model_dump_json()
    tag = f'"{sha256(shown.encode()).hexdigest()}"'
    is_known = "authorization" in request.headers
    headers = _HEADERS | {"ETag": tag} | ({"Cache-Control": "no-store"} if is_known else {})
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(shown, media_type="application/json", headers=headers)


@router.get("/draft", dependencies=[_Configuring])
async def read_draft(conn: Tx) -> DraftOut:
    """Return the draft that managers share."""
    return DraftOut.of(await behaviour_service.get_draft(conn))


@router.put("/draft", dependencies=[_Configuring])
async def save_draft(sent: DraftIn, conn: Tx) -> DraftOut:
    """Store the draft, which counts for nobody before it is published."""
    saved = await behaviour_service.save_draft(conn, sent.version, sent.made_from, checked(sent.settings))
    return DraftOut.of(saved)


@router.delete("/draft", dependencies=[_Configuring], status_code=HTTPStatus.NO_CONTENT)
async def discard_draft(version: SeenDraft, conn: Tx) -> None:
    """Remove the draft."""
    await behaviour_service.discard_draft(conn, version)


@router.post("/publish", dependencies=[_Configuring])
async def publish_draft(sent: PublishIn, conn: Tx) -> VersionOut[Behaviour]:
    """Let the draft count from the next message on."""
    return VersionOut[Behaviour].of(await behaviour_service.publish(conn, sent.version))


@router.post("/roll-back", dependencies=[_Configuring])
async def roll_back_assistant(sent: RollBackIn, conn: Tx) -> VersionOut[Behaviour]:
    """Publish an older version once more, as a new one; the draft stays."""
    return VersionOut[Behaviour].of(await behaviour_service.roll_back(conn, sent.version, sent.published))


@router.get("/versions", dependencies=[_Answering])
async def assistant_versions(conn: Tx, limit: LatestSteps = 20) -> HistoryOut:
    """Return who published what when, and what that changed."""
    return HistoryOut.of(await behaviour_service.history(conn, limit))


@router.get("/versions/{version}", dependencies=[_Answering])
async def read_assistant_version(version: OneVersion, conn: Tx) -> VersionOut[Behaviour]:
    """Return one published version whole."""
    return VersionOut[Behaviour].of(await behaviour_service.get_version(conn, version))

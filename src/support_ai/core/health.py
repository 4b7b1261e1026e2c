"""Is it alive, is it ready, what does it count."""

import secrets
from http import HTTPStatus
from ipaddress import ip_address
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from support_ai.config import Settings
from support_ai.core.caller import Public, bearer_token
from support_ai.core.database import Database
from support_ai.core.errors import NotFoundError

router = APIRouter(dependencies=[Public], tags=["operation"])


@router.get("/healthz", response_class=PlainTextResponse)
async def alive() -> str:
    """Say that the process serves; it asks nobody else."""
    return "ok"


class Readiness(BaseModel):
    """Whether the process can do its work."""

    status: Literal["ready", "database unavailable"]


@router.get(
    "/readyz",
    response_model=Readiness,
    responses={503: {"description": "The database does not answer.", "model": Readiness}},
)
async def ready(request: Request) -> JSONResponse:
    """Say whether the process can do its work: its database answers."""
    database: Database = request.app.state.database
    if await database.is_ready():
        return JSONResponse({"status": "ready"})
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse({"status": "database unavailable"}, status, headers={"Retry-After": "2"})


@router.get("/metrics", response_class=PlainTextResponse, include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Give the counters to who holds the token; without a token set, to this machine in local mode only."""
    settings: Settings = request.app.state.settings
    if not _may_read(request, settings):
        raise NotFoundError
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _may_read(request: Request, settings: Settings) -> bool:
    if settings.metrics_token is not None:
        given = bearer_token(request) or ""
        return secrets.compare_digest(given.encode(), settings.metrics_token.get_secret_value().encode())
    client = request.client
    return settings.local_mode and client is not None and _is_loopback(client.host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

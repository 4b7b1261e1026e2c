"""The colleagues' identity provider over HTTP: the owner sets it up, browsers go there and come back."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StrictBool, StringConstraints

from support_ai.access.permission import Permission
from support_ai.audit import service as audit
from support_ai.config import Settings
from support_ai.core.caller import Public, Recent, requires
from support_ai.core.errors import InvalidError
from support_ai.core.http import Tx
from support_ai.core.networks import is_plain_host
from support_ai.identity import oidc_queries
from support_ai.identity.cookies import RefreshCookie
from support_ai.identity.models import SignedIn
from support_ai.identity.oidc import ATTEMPT_LIFE, NoProviderError, OpenIdConnect, Returned
from support_ai.identity.oidc_queries import Provider
from support_ai.identity.oidc_token import OidcRefusedError
from support_ai.identity.routes import Device
from support_ai.identity.schemas import Text
from support_ai.shop.security import UNIQUE, different

router = APIRouter(
    prefix="/shop/oidc", tags=["sites"], dependencies=[Depends(requires(Permission.SECURITY_CONFIGURE))]
)
door = APIRouter(prefix="/auth/oidc", tags=["accounts"], dependencies=[Public])
# Where a colleague goes on; the page fetches its token with the refresh cookie.
AFTERWARDS = "/console"


class IssuerInvalidError(InvalidError):
    """The issuer must be the provider's https address, without user, query or fragment."""

    code = "issuer_invalid"


def _check_issuer(text: str) -> None:
    try:
        place = urlsplit(text)
        ok = place.scheme in ("https", "http") and is_plain_host(place.hostname or "") and place.port != 0
    except ValueError:
        ok, place = False, urlsplit("")
    if not ok or place.username is not None or place.query or place.fragment or not text.isascii():
        raise IssuerInvalidError(field="issuer")


Domain = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253, to_lower=True)
]


class _Plain(BaseModel):
    issuer: Annotated[Text, Field(max_length=300, examples=["https://login.example"])]
    client_id: Annotated[Text, Field(min_length=1, max_length=300)]
    allowed_domains: Annotated[
        tuple[Domain, ...],
        Field(min_length=1, max_length=20, json_schema_extra=UNIQUE),
        AfterValidator(different),
    ]
    trusts_second_factor: StrictBool = False


class ProviderChange(_Plain):
    """The provider, whole, with our secret there."""

    model_config = ConfigDict(extra="forbid")

    client_secret: Annotated[SecretStr, Field(min_length=1, max_length=1000)]


class ProviderOut(_Plain):
    """The provider without what is secret, and the address that it must send browsers back to."""

    redirect_uri: str


class Back(BaseModel):
    """What the provider sends along."""

    code: Annotated[str, Field(max_length=4000)] = ""
    state: Annotated[str, Field(max_length=200)] = ""
    iss: Annotated[str, Field(max_length=300)] | None = None


def _out(provider: Provider, settings: Settings) -> ProviderOut:
    return ProviderOut(
        issuer=provider.issuer,
        client_id=provider.client_id,
        allowed_domains=provider.allowed_domains,
        trusts_second_factor=provider.trusts_second_factor,
        redirect_uri=f"{settings.public_url.rstrip('/')}/auth/oidc/callback",
    )


@router.get("")
async def read_provider(conn: Tx, request: Request) -> ProviderOut:
    """Return how the shop is known at its provider."""
    provider = await oidc_queries.read_provider(conn)
    if provider is None:
        raise NoProviderError
    return _out(provider, request.app.state.settings)


@router.put("", dependencies=[Recent])
async def change_provider(sent: ProviderChange, conn: Tx, request: Request) -> ProviderOut:
    """Store the provider in the place of the one before; colleagues linked at another issuer are linked anew."""
    _check_issuer(sent.issuer)
    provider = Provider(
        sent.issuer,
        sent.client_id,
        sent.client_secret.get_secret_value(),
        sent.allowed_domains,
        sent.trusts_second_factor,
    )
    await oidc_queries.store_provider(conn, provider)
    detail = {"issuer": sent.issuer, "trusts_second_factor": sent.trusts_second_factor}
    await audit.append(conn, "oidc.configure", "oidc", detail=detail)
    return _out(provider, request.app.state.settings)


@router.delete("", dependencies=[Recent], status_code=HTTPStatus.NO_CONTENT)
async def remove_provider(conn: Tx) -> None:
    """Sign nobody in by a provider any more."""
    if not await oidc_queries.delete_provider(conn):
        raise NoProviderError
    await audit.append(conn, "oidc.remove", "oidc")


def _cookie(settings: Settings) -> str:
    return "support_ai_oidc" if settings.local_mode else "__Host-support_ai_oidc"


@door.get("/start", status_code=HTTPStatus.SEE_OTHER, response_class=RedirectResponse)
async def start(request: Request) -> RedirectResponse:
    """Send a colleague's browser to the provider."""
    use: OpenIdConnect = request.app.state.resources.oidc
    settings: Settings = request.app.state.settings
    started = await use.start()
    response = RedirectResponse(started.address, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
    response.set_cookie(
        _cookie(settings),
        started.browser_secret,
        max_age=int(ATTEMPT_LIFE.total_seconds()),
        path="/",
        secure=not settings.local_mode,
        httponly=True,
        # The provider's page leads back here: with `strict` the cookie would stay away.
        samesite="lax",
    )
    return response


@door.get("/callback", status_code=HTTPStatus.SEE_OTHER, response_class=RedirectResponse)
async def callback(request: Request, back: Annotated[Back, Query()], device: Device) -> RedirectResponse:
    """Sign the colleague in who comes back from the provider; the refresh token comes as a cookie.

    Where the second factor is still to be asked for, the address that the browser goes on to carries its challenge
    behind `#`, which no server sees.
    """
    use: OpenIdConnect = request.app.state.resources.oidc
    settings: Settings = request.app.state.settings
    secret = request.cookies.get(_cookie(settings))
    if secret is None or not back.code or not (back.state + back.code).isascii():
        raise OidcRefusedError(rule="state")
    begun = await use.finish(Returned(back.code, back.state, secret, back.iss), device=device)
    if isinstance(begun, SignedIn):
        response = RedirectResponse(AFTERWARDS, HTTPStatus.SEE_OTHER)
        RefreshCookie(request, response).give(begun)
    else:
        asked = urlencode({"second_factor": begun.step.value, "challenge": begun.secret})
        response = RedirectResponse(f"{AFTERWARDS}#{asked}", HTTPStatus.SEE_OTHER)
        response.headers["Cache-Control"] = "no-store"
    response.delete_cookie(
        _cookie(settings), path="/", secure=not settings.local_mode, httponly=True, samesite="lax"
    )
    return response

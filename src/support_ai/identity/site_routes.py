"""Websites and their keys over HTTP, the owner's alone; and the door that their tokens open."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from support_ai.access.permission import Permission
from support_ai.core.caller import Public, Recent, requires
from support_ai.core.http import Tx
from support_ai.identity import site_queries, sites
from support_ai.identity.cookies import Cookie
from support_ai.identity.host_identity import sign_in_by_host
from support_ai.identity.public_keys import Algorithm, PublicKeyInvalidError, read_public_key
from support_ai.identity.routes import Device, Use
from support_ai.identity.schemas import AccessToken
from support_ai.identity.site_queries import Site
from support_ai.shop.security import UNIQUE, Origin, different

router = APIRouter(
    prefix="/shop/sites", tags=["sites"], dependencies=[Depends(requires(Permission.SECURITY_CONFIGURE))]
)
door = APIRouter(tags=["accounts"])
_SITE = r"^[a-z0-9][a-z0-9.-]{0,99}$"
Origins = Annotated[
    tuple[Origin, ...],
    Field(min_length=1, max_length=20, json_schema_extra=UNIQUE),
    AfterValidator(different),
]
SiteName = Annotated[str, Path(pattern=_SITE)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SiteChange(_Sent):
    """The origins of a website's pages."""

    origins: Annotated[Origins, Field(examples=[["https://shop.example"]])]


class NewSite(SiteChange):
    """A website that signs for its customers."""

    site: Annotated[str, Field(pattern=_SITE, examples=["shop.example"])]


class WantedKey(_Sent):
    """A new key: HS256 without anything, which makes a secret here; every other algorithm with its public key."""

    algorithm: Algorithm
    # Read by hand: a union would name its members in the error's field.
    public_key: Annotated[object, Field(description="PEM as text, or a JWK as an object.")] = None


class KeyOut(BaseModel):
    """One key, without what is secret of it."""

    kid: str
    algorithm: Algorithm
    created_at: AwareDatetime


class SiteOut(BaseModel):
    """A website with its keys."""

    site: str
    origins: tuple[str, ...]
    keys: list[KeyOut]


class Sites(BaseModel):
    """Every website."""

    items: list[SiteOut]


class AddedKey(BaseModel):
    """The name of the key for the token's header, and the shared secret, which is shown this once."""

    kid: str
    algorithm: Algorithm
    shared_key: str | None


class HostToken(_Sent):
    """The identity token that the website's backend has signed."""

    # Longer ones than the 8 KB that are read are refused like every other token that is no good.
    token: Annotated[str, Field(max_length=65_536)]


@router.get("")
async def list_sites(conn: Tx) -> Sites:
    """Return every website with its keys."""
    return Sites(items=[_out(site) for site in await site_queries.list_sites(conn)])


@router.post("", dependencies=[Recent], status_code=HTTPStatus.CREATED)
async def add_site(sent: NewSite, conn: Tx) -> SiteOut:
    """Add a website without keys."""
    return _out(await sites.add_site(conn, sent.site, sent.origins))


@router.put("/{site}", dependencies=[Recent], status_code=HTTPStatus.NO_CONTENT)
async def change_site(site: SiteName, sent: SiteChange, conn: Tx) -> None:
    """Store other origins of a website."""
    await sites.change_origins(conn, site, sent.origins)


@router.post("/{site}/keys", dependencies=[Recent], status_code=HTTPStatus.CREATED)
async def add_key(site: SiteName, sent: WantedKey, conn: Tx, response: Response) -> AddedKey:
    """Add a key beside those that are there, so that the website changes over when it likes."""
    if (sent.algorithm is Algorithm.HS256) != (sent.public_key is None):
        raise PublicKeyInvalidError(field="public_key")
    public_key = None if sent.public_key is None else read_public_key(sent.algorithm, sent.public_key)
    added = await sites.add_key(conn, site, sent.algorithm, public_key)
    response.headers["Cache-Control"] = "no-store"
    return AddedKey(kid=added.kid, algorithm=added.algorithm, shared_key=added.secret)


@router.delete("/{site}/keys/{kid}", dependencies=[Recent], status_code=HTTPStatus.NO_CONTENT)
async def remove_key(site: SiteName, kid: Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")], conn: Tx) -> None:
    """Remove a key; its tokens open nothing from now on."""
    await sites.remove_key(conn, site, kid)


@door.post("/auth/identity", dependencies=[Public])
async def use_identity(
    sent: HostToken, request: Request, use: Use, cookie: Cookie, device: Device
) -> AccessToken:
    """Begin a session of the customer for whom the website has signed; each token works once."""
    origin = request.headers.get("origin", "")
    return cookie.give(await sign_in_by_host(use, sent.token, origin, device=device))


def _out(site: Site) -> SiteOut:
    keys = [KeyOut(kid=key.kid, algorithm=key.algorithm, created_at=key.created_at) for key in site.keys]
    return SiteOut(site=site.site, origins=site.origins, keys=keys)

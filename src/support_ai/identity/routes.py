"""Accounts over HTTP."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from support_ai.access.actor import Customer, Staff
from support_ai.config import Settings
from support_ai.core.caller import Anyone, CurrentPerson, Public, anyone, is_welcome
from support_ai.core.errors import ForbiddenError, UnauthenticatedError
from support_ai.core.http import Tx
from support_ai.core.origins import is_own
from support_ai.identity import policy, schemas, service, verification
from support_ai.identity.authenticator import SessionAuthenticator
from support_ai.identity.devices import guarded, known_device, remember_device
from support_ai.identity.first_owner import set_up_owner
from support_ai.identity.models import Account, SignedIn
from support_ai.identity.records import Record
from support_ai.identity.service import Identity, RefreshRefusedError

router = APIRouter(tags=["accounts"])
_OPENED = {
    Record.OPEN: "Your address is verified, and your orders are open to you.",
    Record.UNKNOWN: "Your address is verified. The shop has no customer record with it yet; once it has one, signing in opens it.",
    Record.AMBIGUOUS: "Your address is verified. Several customer records of the shop have it, so that none of them was opened: please ask the shop to put that right.",
    Record.NOT_NEEDED: "Your address is verified.",
}


class CrossSiteError(ForbiddenError):
    """This address answers pages of our own site only."""

    code = "cross_site"


def identity(request: Request) -> Identity:
    """Return the use cases that the application opened."""
    return request.app.state.identity


Use = Annotated[Identity, Depends(identity)]


def cookie_name(settings: Settings) -> str:
    """Return the refresh cookie's name; browsers keep `__Host-` ones for https and one host only."""
    return "support_ai_refresh" if settings.local_mode else "__Host-support_ai_refresh"


def _give_cookie(response: Response, request: Request, signed_in: SignedIn) -> schemas.AccessToken:
    settings: Settings = request.app.state.settings
    response.set_cookie(
        cookie_name(settings),
        signed_in.refresh_token,
        expires=signed_in.refresh_expires_at,
        path="/",
        secure=not settings.local_mode,
        httponly=True,
        samesite="strict",
    )
    response.headers["Cache-Control"] = "no-store"
    return schemas.AccessToken(access_token=signed_in.access_token, expires_in=signed_in.expires_in)


async def same_site(request: Request) -> None:
    """Refuse requests that another site's page sent: the cookie would come along."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise CrossSiteError
    origin = request.headers.get("origin")
    if origin is not None and not is_own(origin, request.headers.get("host", ""), request.app.state.settings):
        raise CrossSiteError


@router.post("/auth/register", dependencies=[Public], status_code=HTTPStatus.CREATED)
async def register(sent: schemas.Registration, use: Use) -> schemas.Registered:
    """Make an account; a code goes to its address."""
    await use.register(sent.email, sent.password, sent.name)
    return schemas.Registered()


@router.post("/auth/login", dependencies=[Public])
async def login(sent: schemas.Login, request: Request, response: Response, use: Use) -> schemas.AccessToken:
    """Begin a session; the refresh token comes as a cookie."""
    device = known_device(use, request, sent.email)
    async with guarded(request, use, sent.email, device):
        signed_in = await use.login(sent.email, sent.password, is_known_device=device is not None)
    remember_device(use, request, response, sent.email, device)
    return _give_cookie(response, request, signed_in)


@router.post("/auth/refresh", dependencies=[Public, Depends(same_site)])
async def refresh(request: Request, response: Response, use: Use) -> schemas.AccessToken:
    """Change the refresh cookie for a new pair."""
    token = request.cookies.get(cookie_name(request.app.state.settings))
    if token is None:
        raise RefreshRefusedError
    return _give_cookie(response, request, await use.refresh(token))


@router.post("/auth/logout", dependencies=[Public, Depends(same_site)], status_code=HTTPStatus.NO_CONTENT)
async def logout(request: Request, response: Response, use: Use) -> None:
    """End the session of the cookie and of the token, whichever came; one that is no good ends no less the other's."""
    settings: Settings = request.app.state.settings
    cookie = request.cookies.get(cookie_name(settings))
    if cookie is not None:
        await use.logout(cookie)
    try:
        person = await anyone(request)
    except UnauthenticatedError:
        if cookie is None:
            raise
        person = None
    if isinstance(person, Customer | Staff):
        await use.end_session(person)
    response.delete_cookie(
        cookie_name(settings), path="/", secure=not settings.local_mode, httponly=True, samesite="strict"
    )


@router.post("/auth/email/code", status_code=HTTPStatus.ACCEPTED)
async def send_code(person: CurrentPerson, use: Use) -> schemas.Registered:
    """Mail a new code to the account's own address."""
    await verification.send_code(use, person)
    return schemas.Registered(detail="A code is on its way to the address.")


@router.post("/auth/email/verify")
async def verify_email(sent: schemas.Code, person: CurrentPerson, use: Use) -> schemas.Verified:
    """Prove the account's address by the code that was sent there; `detail` says what that opened."""
    verified = await verification.verify_email(use, person, sent.code)
    return schemas.Verified(**dict(_me(verified.account)), detail=_OPENED[verified.record])


@router.post("/auth/setup", dependencies=[Public], status_code=HTTPStatus.CREATED)
async def set_up(sent: schemas.Setup, use: Use) -> schemas.Registered:
    """Make the first owner by the one-time link of an empty shop."""
    await set_up_owner(use, sent.token, sent.email, sent.name, sent.password)
    return schemas.Registered(detail="The owner's account is ready: sign in.")


@router.post("/auth/socket-ticket", status_code=HTTPStatus.CREATED)
async def socket_ticket(request: Request, person: Anyone) -> schemas.Ticket:
    """Give a ticket that opens one socket from the same origin; somebody without a token becomes a new visitor."""
    if not is_welcome(request):
        raise CrossSiteError
    authenticator: SessionAuthenticator = request.app.state.authenticator
    visitor_token = None
    if person is None:
        person, visitor_token = authenticator.new_visitor()
    ticket = await authenticator.issue_ticket(person, request.headers.get("origin", ""))
    return schemas.Ticket(
        ticket=ticket, expires_in=int(policy.TICKET_LIFE.total_seconds()), visitor_token=visitor_token
    )


@router.get("/me")
async def me(person: CurrentPerson, conn: Tx) -> schemas.Me:
    """Return the signed-in account."""
    return _me(await service.own_account(conn, person))


@router.patch("/me")
async def change_me(sent: schemas.MeChange, person: CurrentPerson, conn: Tx) -> schemas.Me:
    """Change the own name."""
    return _me(await service.rename(conn, person, sent.name))


def _me(account: Account) -> schemas.Me:
    return schemas.Me(
        account_id=str(account.account_id),
        email=account.email,
        name=account.name,
        role=account.role,
        verified=account.verified_at is not None,
        customer_id=account.customer_id,
    )

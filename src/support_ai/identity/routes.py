"""Accounts over HTTP."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from support_ai.access.actor import Customer, Staff
from support_ai.core.caller import Anyone, CurrentPerson, Public, anyone, is_welcome
from support_ai.core.errors import UnauthenticatedError
from support_ai.core.http import Tx
from support_ai.identity import policy, schemas, service, verification
from support_ai.identity.authenticator import SessionAuthenticator
from support_ai.identity.cookies import Cookie, CrossSiteError, same_site
from support_ai.identity.devices import Devices
from support_ai.identity.first_owner import set_up_owner
from support_ai.identity.models import Account, SignedIn
from support_ai.identity.records import Record
from support_ai.identity.refreshing import refresh_session
from support_ai.identity.second_factor_schemas import AccountReady, SecondFactorNeeded
from support_ai.identity.service import Identity, RefreshRefusedError
from support_ai.identity.user_agent import device_of

router = APIRouter(tags=["accounts"])
_OPENED = {
    Record.OPEN: "Your address is verified, and your orders are open to you.",
    Record.UNKNOWN: "Your address is verified. The shop has no customer record with it yet; once it has one, signing in opens it.",
    Record.AMBIGUOUS: "Your address is verified. Several customer records of the shop have it, so that none of them was opened: please ask the shop to put that right.",
    Record.NOT_NEEDED: "Your address is verified.",
}


def identity(request: Request) -> Identity:
    """Return the use cases that the application opened."""
    return request.app.state.identity


Use = Annotated[Identity, Depends(identity)]


def _device(request: Request) -> str:
    return device_of(request.headers.get("user-agent", ""))


Device = Annotated[str, Depends(_device)]


@router.post("/auth/register", dependencies=[Public], status_code=HTTPStatus.CREATED)
async def register(sent: schemas.Registration, use: Use) -> schemas.Registered:
    """Make an account; a code goes to its address."""
    await use.register(sent.email, sent.password, sent.name)
    return schemas.Registered()


@router.post("/auth/login", dependencies=[Public])
async def login(
    sent: schemas.Login, use: Use, cookie: Cookie, device: Device, devices: Devices
) -> schemas.AccessToken | SecondFactorNeeded:
    """Begin a session, the refresh token of which comes as a cookie; staff are asked for their second factor first."""
    known = devices.known(sent.email)
    async with devices.guarded(sent.email, known) as attempt:
        begun = await use.login(sent.email, sent.password, device=device, is_known_device=known is not None)
        attempt.is_guess = isinstance(begun, SignedIn) and not begun.has_proven_address
    if isinstance(begun, SignedIn):
        # Anybody may register with an address; only who has proven it is known there.
        if begun.has_proven_address:
            devices.remember(sent.email, known)
        return cookie.give(begun)
    cookie.keep_out_of_caches()
    return SecondFactorNeeded.of(begun)


@router.post("/auth/refresh", dependencies=[Public, Depends(same_site)])
async def refresh(use: Use, cookie: Cookie) -> schemas.AccessToken:
    """Change the refresh cookie for a new pair."""
    if cookie.token is None:
        raise RefreshRefusedError
    return cookie.give(await refresh_session(use, cookie.token))


@router.post("/auth/logout", dependencies=[Public, Depends(same_site)], status_code=HTTPStatus.NO_CONTENT)
async def logout(request: Request, use: Use, cookie: Cookie) -> None:
    """End the session of the cookie and of the token, whichever came; one that is no good ends no less the other's."""
    if cookie.token is not None:
        await use.logout(cookie.token)
    try:
        person = await anyone(request)
    except UnauthenticatedError:
        if cookie.token is None:
            raise
        person = None
    if isinstance(person, Customer | Staff):
        await use.end_session(person)
    cookie.forget()


@router.post("/auth/email/code", status_code=HTTPStatus.ACCEPTED)
async def send_code(person: CurrentPerson, use: Use) -> schemas.Registered:
    """Mail a new code to the account's own address."""
    await verification.send_code(use, person)
    return schemas.Registered(detail="A code is on its way to the address.")


@router.post("/auth/email/verify")
async def verify_email(
    sent: schemas.Code, person: CurrentPerson, use: Use, cookie: Cookie, devices: Devices
) -> schemas.Verified:
    """Prove the account's address by the code that was sent there; `detail` says what that opened.

    A new session replaces the present one: go on with the token of this answer.
    """
    verified = await verification.verify_email(use, person, sent.code)
    token = cookie.give(verified.signed_in)
    email = verified.account.email or ""
    devices.remember(email, devices.known(email))
    return schemas.Verified(**dict(_me(verified.account)), **dict(token), detail=_OPENED[verified.record])


@router.post("/auth/setup", dependencies=[Public], status_code=HTTPStatus.CREATED)
async def set_up(sent: schemas.Setup, use: Use, cookie: Cookie) -> AccountReady:
    """Make the first owner by the one-time link of an empty shop; the second factor is enrolled next."""
    cookie.keep_out_of_caches()
    return AccountReady.of(await set_up_owner(use, sent.token, sent.email, sent.name, sent.password))


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

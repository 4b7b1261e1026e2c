"""Devices that signed in before: a signed cookie, which lets nobody in, but counts failures apart from strangers'."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from uuid import uuid4

from fastapi import Request, Response

from support_ai.config import Settings
from support_ai.core.counting import caller_key
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.service import Identity, now
from support_ai.identity.throttle import Throttle, budgets
from support_ai.identity.tokens import TokenKind

DEVICE_LIFE = timedelta(days=180)


def device_cookie(settings: Settings) -> str:
    """Return the cookie's name; browsers keep `__Host-` ones for https and one host only."""
    return "support_ai_device" if settings.local_mode else "__Host-support_ai_device"


def known_device(identity: Identity, request: Request, email: str) -> str | None:
    """Return the id of a device that signed in with this address before; None for every other."""
    token = request.cookies.get(device_cookie(request.app.state.settings))
    if token is None:
        return None
    try:
        claims = identity.ring.verify(TokenKind.DEVICE, token)
    except UnauthenticatedError:
        return None
    # The address stands in the cookie as its blind index, which only our keys can compute.
    return claims.session if claims.subject == identity.index(email[:320]).hex() else None


def remember_device(
    identity: Identity, request: Request, response: Response, email: str, device: str | None
) -> None:
    """Let the browser keep that it signed in with this address; its id stays, and with it its counters."""
    settings: Settings = request.app.state.settings
    token = identity.ring.sign(
        TokenKind.DEVICE,
        identity.index(email[:320]).hex(),
        DEVICE_LIFE,
        now(),
        session=device or uuid4().hex,
    )
    response.set_cookie(
        device_cookie(settings),
        token,
        max_age=int(DEVICE_LIFE.total_seconds()),
        path="/",
        secure=not settings.local_mode,
        httponly=True,
        samesite="strict",
    )


def guarded(
    request: Request, identity: Identity, email: str, device: str | None
) -> AbstractAsyncContextManager[None]:
    """Return the block in which a password of an address may be tried: see `Throttle.attempt`."""
    state = request.app.state
    account = identity.index(email[:320]).hex()
    throttle: Throttle = state.throttle
    return throttle.attempt(budgets(state.security.settings, caller_key(request.scope), account, device))

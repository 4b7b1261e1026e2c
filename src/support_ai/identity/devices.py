"""Devices that signed in before, by a proven address: a signed cookie, which lets nobody in, but counts failures apart from strangers'."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Request, Response

from support_ai.config import Settings
from support_ai.core.counting import caller_key
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.service import Identity, now
from support_ai.identity.throttle import Attempt, Throttle, budgets
from support_ai.identity.tokens import TokenKind

DEVICE_LIFE = timedelta(days=180)


def device_cookie(settings: Settings) -> str:
    """Return the cookie's name; browsers keep `__Host-` ones for https and one host only."""
    return "support_ai_device" if settings.local_mode else "__Host-support_ai_device"


class DeviceMemory:
    """What the browser of one request keeps of earlier logins, and what it shall keep of this one."""

    def __init__(self, request: Request, response: Response) -> None:
        """Take both, as FastAPI gives them."""
        self._request = request
        self._response = response
        self._settings: Settings = request.app.state.settings
        self._identity: Identity = request.app.state.identity

    def known(self, email: str) -> str | None:
        """Return the id of a device that signed in with this address before; None for every other."""
        token = self._request.cookies.get(device_cookie(self._settings))
        if token is None:
            return None
        try:
            claims = self._identity.ring.verify(TokenKind.DEVICE, token)
        except UnauthenticatedError:
            return None
        # The address stands in the cookie as its blind index, which only our keys can compute.
        return claims.session if claims.subject == self._identity.index(email[:320]).hex() else None

    def remember(self, email: str, device: str | None) -> None:
        """Let the browser keep that it signed in with this address; its id stays, and with it its counters."""
        token = self._identity.ring.sign(
            TokenKind.DEVICE,
            self._identity.index(email[:320]).hex(),
            DEVICE_LIFE,
            now(),
            session=device or uuid4().hex,
        )
        self._response.set_cookie(
            device_cookie(self._settings),
            token,
            max_age=int(DEVICE_LIFE.total_seconds()),
            path="/",
            secure=not self._settings.local_mode,
            httponly=True,
            samesite="strict",
        )

    def guarded(self, email: str, device: str | None) -> AbstractAsyncContextManager[Attempt]:
        """Return the block in which a password of an address may be tried: see `Throttle.attempt`."""
        state = self._request.app.state
        account = self._identity.index(email[:320]).hex()
        throttle: Throttle = state.throttle
        budget = budgets(state.security.settings, caller_key(self._request.scope), account, device)
        return throttle.attempt(budget)


Devices = Annotated[DeviceMemory, Depends()]

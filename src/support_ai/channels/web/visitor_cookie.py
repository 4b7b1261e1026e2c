"""The visitor's token as a cookie, for the page that works without scripts."""

from typing import Annotated

from fastapi import Depends, Request, Response

from support_ai.access.actor import Visitor
from support_ai.config import Settings
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.authenticator import VISITOR_LIFE, SessionAuthenticator

PATH = "/support"


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name; browsers keep `__Secure-` ones for https only."""
    return "support_ai_visitor" if settings.local_mode else "__Secure-support_ai_visitor"


class VisitorCookie:
    """The cookie of one request: no script reads it, no other site's page sends it."""

    def __init__(self, request: Request) -> None:
        """Take the request."""
        self._settings: Settings = request.app.state.settings
        self._authenticator: SessionAuthenticator = request.app.state.authenticator
        self._token = request.cookies.get(cookie_name(self._settings))

    async def visitor(self) -> Visitor | None:
        """Return whose browser this is; None where nobody knows it any more."""
        if self._token is None:
            return None
        try:
            person = await self._authenticator.authenticate(self._token)
        except UnauthenticatedError:
            return None
        return person if isinstance(person, Visitor) else None

    def new_visitor(self) -> Visitor:
        """Return somebody new, whose browser comes back once `keep` was called."""
        visitor, self._token = self._authenticator.new_visitor()
        return visitor

    def keep(self, response: Response) -> None:
        """Let the browser come back to its thread."""
        if self._token is not None:
            response.set_cookie(
                cookie_name(self._settings),
                self._token,
                max_age=int(VISITOR_LIFE.total_seconds()),
                path=PATH,
                httponly=True,
                samesite="strict",
                secure=not self._settings.local_mode,
            )


Browser = Annotated[VisitorCookie, Depends()]

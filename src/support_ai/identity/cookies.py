"""The refresh token's cookie: closed to scripts and to other sites, and who may send it."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated

from fastapi import Depends, Request, Response

from support_ai.config import Settings
from support_ai.core.errors import ForbiddenError
from support_ai.core.origins import is_own, may_call
from support_ai.identity.models import SignedIn
from support_ai.identity.schemas import AccessToken
from support_ai.shop.watching import SecurityWatch

_ENDED = datetime(1970, 1, 1, tzinfo=UTC)


class CrossSiteError(ForbiddenError):
    """This address answers pages of our own site only."""

    code = "cross_site"


def cookie_name(settings: Settings) -> str:
    """Return the refresh cookie's name; browsers keep `__Host-` ones for https and one host only."""
    return "support_ai_refresh" if settings.local_mode else "__Host-support_ai_refresh"


class RefreshCookie:
    """The refresh cookie of one request and its answer."""

    def __init__(self, request: Request, response: Response) -> None:
        """Take both, as FastAPI gives them."""
        self._settings: Settings = request.app.state.settings
        self._response = response
        self.token = request.cookies.get(cookie_name(self._settings))

    def give(self, signed_in: SignedIn) -> AccessToken:
        """Put the refresh token into the answer's cookie, and return the access token for its body."""
        self._set(signed_in.refresh_token, signed_in.refresh_expires_at)
        self.keep_out_of_caches()
        return AccessToken(access_token=signed_in.access_token, expires_in=signed_in.expires_in)

    def keep_out_of_caches(self) -> None:
        """Let nobody on the way keep an answer that holds a secret."""
        self._response.headers["Cache-Control"] = "no-store"

    def forget(self) -> None:
        """Make the browser forget the refresh token."""
        self._set('""', _ENDED)

    def _set(self, value: str, expires: datetime) -> None:
        parts = [
            f"{cookie_name(self._settings)}={value}",
            f"Expires={format_datetime(expires.astimezone(UTC), usegmt=True)}",
            "Path=/",
            "HttpOnly",
        ]
        if self._settings.local_mode:
            parts.append("SameSite=Strict")
        elif self._settings.cookies_on_other_sites:
            # Partitioned: a browser keeps one for each website that the widget stands on, and none follows anybody.
            parts += ["SameSite=None", "Secure", "Partitioned"]
        else:
            parts += ["SameSite=Strict", "Secure"]
        self._response.headers.append("Set-Cookie", "; ".join(parts))


Cookie = Annotated[RefreshCookie, Depends()]


async def same_site(request: Request) -> None:
    """Refuse requests that a strange site's page sent: the cookie would come along.

    Where the widget stands on other sites' pages, those that the shop allows may send it.
    """
    settings: Settings = request.app.state.settings
    host, origin = request.headers.get("host", ""), request.headers.get("origin")
    if origin is not None and settings.cookies_on_other_sites:
        security: SecurityWatch = request.app.state.security
        if may_call(origin, host, settings, security.settings.allowed_origins):
            return
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise CrossSiteError
    if origin is not None and not is_own(origin, host, settings):
        raise CrossSiteError

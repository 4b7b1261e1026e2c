"""Which pages may read our answers: exact origins of the operator and of the shop, whose changes count at once."""

from collections.abc import Callable, Collection

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from support_ai.config import Settings
from support_ai.core.origins import may_call

Origins = Callable[[], Collection[str]]


class ShopCors(CORSMiddleware):
    """Names the origin of a page that may call, and no other; credentials are never allowed."""

    def __init__(self, app: ASGIApp, settings: Settings, allowed: Origins) -> None:
        """Take the operator's settings, and what returns the shop's own origins as they are now."""
        super().__init__(
            app,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[
                "Authorization",
                "Content-Disposition",
                "Content-Type",
                "Idempotency-Key",
                "X-Request-Id",
            ],
            expose_headers=["X-Request-Id", "Retry-After", "Idempotent-Replayed"],
            max_age=600,
        )
        self._settings = settings
        self._allowed = allowed

    def is_allowed_origin(self, origin: str) -> bool:
        """Tell whether a page of this origin may read what we answer."""
        return may_call(origin, "", self._settings, self._allowed())

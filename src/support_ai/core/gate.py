"""What no request passes that does not come over TLS, to our own name; also where every request comes from."""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from support_ai.config import Settings
from support_ai.core.addresses import resolve
from support_ai.core.errors import AppError, ForbiddenError
from support_ai.core.http import problem

HEALTH = frozenset({"/healthz", "/readyz"})


class NotEncryptedError(ForbiddenError):
    """Use https: this shop answers nothing that travels in the open."""

    code = "https_required"


class MisdirectedError(AppError):
    """This shop has another name: the Host header must be that of its public address."""

    status = HTTPStatus.MISDIRECTED_REQUEST
    code = "misdirected"


class Gate:
    """Finds out where a request comes from, and refuses what must not come at all; sockets too."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Take the application and what the operator set."""
        self._app = app
        self._settings = settings
        host = urlsplit(settings.public_url).netloc.lower()
        # Some clients write the usual port too.
        self._hosts = (host, f"{host}:443")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with the caller's address and scheme in its scope."""
        if scope["type"] in ("http", "websocket"):
            resolve(scope, self._settings.trusted_proxies)
            try:
                self._check(scope)
            except AppError as error:
                await refuse(error, scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        if self._settings.local_mode or scope["path"] in HEALTH:
            return
        if scope["scheme"] not in ("https", "wss"):
            raise NotEncryptedError
        hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            raise MisdirectedError


async def refuse(error: AppError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with a problem, a socket's handshake with 403."""
    if scope["type"] == "http":
        await problem(error)(scope, receive, send)
    else:
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": error.code})

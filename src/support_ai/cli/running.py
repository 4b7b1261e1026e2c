"""How the server listens, and how jobs run beside it."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, nullcontext

import typer
import uvicorn
from fastapi import FastAPI

from support_ai.app import Opener, create_app
from support_ai.bootstrap import Resources, open_resources
from support_ai.config import Settings
from support_ai.core.errors import AppError
from support_ai.core.sockets import BoundedSocket
from support_ai.identity.first_owner import invitation

if sys.platform != "win32":
    from support_ai.core.connections import BoundedConnection
    from support_ai.core.open_files import raise_open_files


class PortTakenError(AppError):
    """Nothing can listen at this address: set SUPPORT_AI_HOST or SUPPORT_AI_PORT."""

    code = "port_taken"


async def work(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT; those that run get 20 seconds to end."""
    ended = asyncio.Event()
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with open_resources(settings.model_copy(update={"worker": True})):
        await ended.wait()


def server_config(
    app: FastAPI, host: str, port: int, *, connection: type[asyncio.Protocol] | None = None
) -> uvicorn.Config:
    """Return how the server listens: slow connections cut, frames of 64 KB at most, silent sockets closed, no word about itself."""
    usual = "auto" if sys.platform == "win32" else BoundedConnection
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="none",
        # Without httptools uvicorn's own parser serves, which bounds heads but not their time.
        http=connection or usual,
        timeout_keep_alive=5,
        ws=BoundedSocket,
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        # Whoever answers no ping is gone, whatever their network says.
        ws_ping_interval=20,
        ws_ping_timeout=20,
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=20,
    )


def empty_shop_opener(settings: Settings) -> Opener:
    """Return what opens the resources and, in a shop without an owner, prints how the first one is made."""

    @asynccontextmanager
    async def opener(_settings: Settings) -> AsyncGenerator[Resources]:
        async with open_resources(settings) as resources:
            address = f"http://localhost:{settings.port}" if settings.local_mode else settings.public_url
            text = await invitation(resources.identity, address)
            typer.echo(f"support-ai serves {address}" + (f"\n\n{text}\n" if text else ""))
            yield resources

    return opener


class _Server(uvicorn.Server):
    """A server whose end by a signal is an end like any other: what was opened is closed, the exit code is 0."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Stop at SIGTERM and SIGINT, and do not raise them again afterwards."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


async def listen(settings: Settings, opener: Opener = open_resources) -> None:
    """Open everything, serve until SIGTERM or SIGINT, close everything; running requests get 20 seconds to end.

    Raises PortTakenError where somebody else listens there.
    """
    async with opener(settings) as resources:
        app = create_app(settings, lambda _: nullcontext(resources))
        try:
            listening = socket.create_server((settings.host, settings.port), backlog=2048)
        except OSError as error:
            raise PortTakenError(f"{settings.host}:{settings.port}: {error.strerror}") from error
        with listening:
            config = server_config(app, settings.host, settings.port, connection=_fitting_connection())
            await _Server(config).serve([listening])


def _fitting_connection() -> type[asyncio.Protocol] | None:
    """Return the connection whose numbers fit into the files that this process may open; None where nobody counts."""
    if sys.platform == "win32":
        return None
    return BoundedConnection.within(raise_open_files(BoundedConnection.bounds))

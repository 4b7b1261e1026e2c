"""How a command runs asynchronous work, and how the server listens."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import TypeVar

import typer
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from support_ai.bootstrap import open_resources
from support_ai.config import Settings

_T = TypeVar("_T")


def read_settings() -> Settings:
    """Read the settings; bad ones are named, one a line, and end the command."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue] - every field comes from the environment
    except ValidationError as error:
        for found in error.errors():
            name = ".".join(str(part) for part in found["loc"]).upper()
            typer.echo(f"support-ai: {name}: {found['msg']}", err=True)
        raise typer.Exit(2) from error


def run(work: Coroutine[None, None, _T]) -> _T:
    """Run asynchronous work to its end; psycopg needs the selector loop on Windows."""
    if sys.platform == "win32":
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            return runner.run(work)
    return asyncio.run(work)


async def work(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT; those that run get 20 seconds to end."""
    ended = asyncio.Event()
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with open_resources(settings.model_copy(update={"worker": True})):
        await ended.wait()


def server_config(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    """Return how the server listens: frames of 64 KB at most, no compression, no word about itself."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="none" if sys.platform == "win32" else "uvloop",
        ws="websockets-sansio",
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=20,
    )


def listen(app: FastAPI, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; running requests get 20 seconds to end."""
    server = uvicorn.Server(server_config(app, settings.host, settings.port))
    if sys.platform == "win32":
        run(server.serve())
    else:
        server.run()
    if not server.started:
        sys.exit(3)

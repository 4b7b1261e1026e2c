"""What every command begins with: its settings, and a loop for asynchronous work."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import TypeVar

import typer
from pydantic import ValidationError

from support_ai.config import Settings

if sys.platform != "win32":
    import uvloop

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
    factory = asyncio.SelectorEventLoop if sys.platform == "win32" else uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(work)

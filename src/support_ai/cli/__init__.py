"""The command line: `support-ai --help`."""

import sys

import psycopg
import typer

from support_ai.cli.commands import command_line
from support_ai.core.errors import AppError

__all__ = ["main"]


def main() -> None:
    """Run one command; an error that people may read is one line on standard error."""
    try:
        command_line()
    except AppError as error:
        typer.echo(f"support-ai: {error.message}", err=True)
        sys.exit(1)
    except psycopg.OperationalError as error:
        reason = str(error).strip().partition("\n")[0]
        typer.echo(f"support-ai: the database does not answer: {reason}", err=True)
        sys.exit(1)

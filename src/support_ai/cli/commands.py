"""Every command of `support-ai`; each does its work through the packages below."""

import typer

from support_ai.app import create_app
from support_ai.bootstrap import open_stored
from support_ai.cli.running import listen, read_settings, run
from support_ai.core.logs import configure_logs

command_line = typer.Typer(
    name="support-ai",
    help="A shop's assistant that sees and does no more than the person it talks to.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@command_line.command()
def serve() -> None:
    """Serve the shop on SUPPORT_AI_HOST and SUPPORT_AI_PORT."""
    settings = read_settings()
    configure_logs(settings.log_level)
    listen(create_app(settings), settings)


@command_line.command()
def migrate() -> None:
    """Bring the database up to date, and end."""
    settings = read_settings()
    configure_logs(settings.log_level)

    async def work() -> None:
        async with open_stored(settings):
            pass

    run(work())
    typer.echo("The database is up to date.")

"""The commands of `support-ai eval`; each loads what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from support_ai.cli.terminal import read_settings, run
from support_ai.config import LogLevel
from support_ai.core.logs import configure_logs

# The brain that is always there.
LOCAL = "local"
evaluation = typer.Typer(help="Scores on test sets.", no_args_is_help=True)


@evaluation.command("conversations")
def eval_conversations(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    *,
    floor: Annotated[float, typer.Option(min=0, max=1, help="The share that must be right.")] = 0.9,
    jobs: Annotated[int, typer.Option(min=1, max=8, help="How many are played at once.")] = 2,
    only: Annotated[
        str | None, typer.Option(metavar="PATTERN", help="Ids or tags, such as `cancel-*`.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(dir_okay=False, help="A report to read, in Markdown.")
    ] = None,
    json: Annotated[Path | None, typer.Option(dir_okay=False, help="Everything, for programs.")] = None,
    shared: Annotated[
        bool,
        typer.Option(
            "--shared", help="One copy for all of a job: quicker, for conversations that change nothing."
        ),
    ] = False,
    brain: Annotated[str, typer.Option(help="Who answers.")] = LOCAL,
    server: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="A PostgreSQL on which no shop runs, as a role that may create databases; one of its own otherwise.",
        ),
    ] = None,
) -> None:
    """Play scripted conversations, each with a fresh copy of its data set, and score them; exit 1 below the floor."""
    from support_ai.cli.evaluating import Wanted, evaluate

    settings = read_settings()
    configure_logs(LogLevel.ERROR)
    wanted = Wanted(tuple(files), floor, jobs, brain, only, report, json, server, shared)
    if not run(evaluate(settings, wanted)):
        raise typer.Exit(1)


@evaluation.command("intents")
def eval_intents(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    floor: Annotated[float, typer.Option(min=0, max=1, help="The share that must be right.")] = 0.8,
) -> None:
    """Score how labelled messages are understood; exit 1 below the floor."""
    from support_ai.cli.understanding import score_intents

    if not score_intents(files, floor):
        raise typer.Exit(1)

"""`support-ai eval conversations`: scripted conversations, each with a fresh copy of a data set, scored and reported."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from support_ai.bootstrap import load_thought
from support_ai.cli.evaluation import LOCAL
from support_ai.config import Settings
from support_ai.core.errors import InvalidError
from support_ai.evals.databases import Databases, given_server, own_server
from support_ai.evals.playing import Played
from support_ai.evals.report import as_json, markdown
from support_ai.evals.running import Playing, play_all, prepare
from support_ai.evals.scoring import Share, shares
from support_ai.evals.script import Script, read_scripts

_SHOWN = 20


class BrainUnknownError(InvalidError):
    """There is one brain so far: --brain local."""

    code = "unknown_brain"


class NothingToPlayError(InvalidError):
    """There is no conversation in these files that --only names."""

    code = "nothing_to_play"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to play, how, and where the results go."""

    files: tuple[Path, ...]
    floor: float
    jobs: int = 2
    brain: str = LOCAL
    only: str | None = None
    report: Path | None = None
    json: Path | None = None
    server: str | None = None
    shared: bool = False


def chosen(scripts: Sequence[Script], pattern: str | None) -> list[Script]:
    """Return the scripts whose id or one of whose tags fits a pattern such as `cancel-*`; all of them without one."""
    found = [
        one
        for one in scripts
        if pattern is None or any(fnmatchcase(name, pattern) for name in (one.talk.id, *one.talk.about))
    ]
    if not found:
        raise NothingToPlayError
    return found


async def evaluate(settings: Settings, wanted: Wanted) -> bool:
    """Play the conversations, print every failure and the shares, write the reports; False below the floor."""
    if wanted.brain != LOCAL:
        raise BrainUnknownError(f"{wanted.brain}: {BrainUnknownError().message}", field="brain")
    scripts = chosen(read_scripts(wanted.files), wanted.only)
    async with _server(wanted.server) as databases:
        played = await _play(settings, databases, scripts, wanted)
    counted = shares(played)
    console = Console(highlight=False)
    show(console, played, counted)
    await asyncio.to_thread(_write, wanted, played, counted)
    return counted[-1].value >= wanted.floor


def _server(url: str | None) -> AbstractAsyncContextManager[Databases]:
    return own_server() if url is None else given_server(url)


async def _play(
    settings: Settings, databases: Databases, scripts: list[Script], wanted: Wanted
) -> list[Played]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    wrong = 0
    with Progress(*columns, transient=True) as bars:
        bar = bars.add_task("Filling data sets", total=None)

        def told(one: Played) -> None:
            nonlocal wrong
            wrong += not one.is_right
            bars.update(bar, advance=1, description=f"Talking, {wrong} wrong")

        thought = await asyncio.to_thread(load_thought)
        templates = await prepare(databases, scripts, thought)
        bars.update(bar, total=len(scripts), description="Talking")
        how = Playing(settings, databases, templates, thought, wanted.jobs, wanted.shared)
        return await play_all(how, scripts, told)


def show(console: Console, played: Sequence[Played], counted: Sequence[Share]) -> None:
    """Print the first failures in short, and the share of each tag."""
    wrong = [one for one in played if not one.is_right]
    for one in wrong[:_SHOWN]:
        console.print(Text.assemble((one.script.talk.id, "red"), f" as {one.script.talk.who}"))
        for exchange in one.exchanges:
            if exchange.faults:
                console.print(Text(f"  {' / '.join(exchange.said)}"))
                console.print(Text(f"  {exchange.came.reply or '(silent)'}", "dim"))
                console.print(Text("".join(f"    ✗ {fault}\n" for fault in exchange.faults)), end="")
        console.print(Text("".join(f"    ✗ in the end: {fault}\n" for fault in one.faults)), end="")
    if len(wrong) > _SHOWN:
        console.print(f"… and {len(wrong) - _SHOWN} more; --report FILE.md holds all of them")
    table = Table("about", "right", "of", "share", "95 % interval")
    for share in counted:
        between = f"{share.low:.1%} to {share.high:.1%}"
        table.add_row(share.about, str(share.right), str(share.total), f"{share.value:.1%}", between)
    console.print(table)


def _write(wanted: Wanted, played: Sequence[Played], counted: Sequence[Share]) -> None:
    if wanted.report is not None:
        wanted.report.write_text(markdown(played, counted, wanted.floor), encoding="utf-8")
    if wanted.json is not None:
        wanted.json.write_text(as_json(played, counted), encoding="utf-8")

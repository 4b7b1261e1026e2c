"""`support-ai import` and `export`: with progress, and an account of every row that was not taken."""

import gc
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from support_ai.config import Settings
from support_ai.integration.models import ImportReport
from support_ai.integration.service import export_directory, import_directory
from support_ai.stored import open_stored

_SHOWN = 10


async def bring_in(settings: Settings, directory: Path) -> bool:
    """Import a directory and tell what happened; False where rows were not taken."""
    async with open_stored(settings) as stored:
        # What was loaded to start is never garbage: without it a collection takes a tenth of the time.
        gc.freeze()
        with Progress(transient=True) as bars:
            report = await import_directory(stored.database, directory, _teller(bars))
    return tell(report, directory / "rejects")


async def take_out(settings: Settings, directory: Path) -> None:
    """Export everything to a directory and tell how many rows there are."""
    async with open_stored(settings) as stored:
        with Progress(transient=True) as bars:
            written = await export_directory(stored.database, directory, _teller(bars))
    table = Table("file", "rows", box=None)
    for name, count in written.items():
        table.add_row(name, f"{count:,}")
    Console().print(table)


def _teller(bars: Progress) -> Callable[[str, int, int], None]:
    """Return what moves one bar for each file."""
    tasks: dict[str, TaskID] = {}

    def move(file: str, done: int, whole: int) -> None:
        if file not in tasks:
            tasks[file] = bars.add_task(file, total=whole)
        bars.update(tasks[file], completed=done, total=whole)

    return move


def tell(report: ImportReport, rejects: Path = Path("rejects")) -> bool:
    """Print what each file brought, and the first rows that were not taken or left aside; False where any was not taken."""
    console = Console(highlight=False)
    table = Table("file", "rows", "written", "conflicts", "not taken", box=None)
    for one in report.files:
        counts = (one.rows, one.written, len(one.conflicts), len(one.problems))
        table.add_row(one.file, *(f"{count:,}" for count in counts))
    console.print(table)
    for one in report.files:
        _list(console, [one.complaint(problem) for problem in one.problems], f"{one.file} were not taken")
        _list(console, [one.warning(conflict) for conflict in one.conflicts], f"{one.file} were left aside")
    taken = not any(one.problems for one in report.files)
    if not taken:
        console.print(_printable(f"What was not taken is kept in {rejects}"), markup=False)
    return taken


def _list(console: Console, sentences: list[str], what: str) -> None:
    """Print the first sentences and the number of the others; what stands in a file is no markup."""
    for sentence in sentences[:_SHOWN]:
        console.print(_printable(sentence), style="red", markup=False, soft_wrap=True)
    if len(sentences) > _SHOWN:
        console.print(f"… and {len(sentences) - _SHOWN:,} more rows of {what}", style="red", markup=False)


def _printable(text: str) -> str:
    """Return the text with letters that would move a terminal, or that it cannot print, as escapes."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)

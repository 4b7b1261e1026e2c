"""`support-ai import` and `export`: with progress, and an account of every row that was not taken."""

from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from support_ai.bootstrap import open_stored
from support_ai.config import Settings
from support_ai.integration.models import ImportReport
from support_ai.integration.service import export_directory, import_directory

_SHOWN = 10


async def bring_in(settings: Settings, directory: Path) -> bool:
    """Import a directory and tell what happened; False where rows were not taken."""
    async with open_stored(settings) as stored:
        with Progress(transient=True) as bars:
            report = await import_directory(stored.database, directory, _teller(bars))
    return tell(report)


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


def tell(report: ImportReport) -> bool:
    """Print what each file brought, and the first rows that were not taken; False where there were any."""
    console = Console(highlight=False)
    table = Table("file", "rows", "written", "conflicts", "not taken", box=None)
    for one in report.files:
        counts = (one.rows, one.written, len(one.conflicts), len(one.problems))
        table.add_row(one.file, *(f"{count:,}" for count in counts))
    console.print(table)
    for one in report.files:
        for sentence in one.sentences()[:_SHOWN]:
            console.print(f"[red]{sentence}[/red]")
    return not any(one.problems for one in report.files)

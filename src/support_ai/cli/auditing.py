"""`support-ai audit verify`: with progress, a table of the streams, and the first bad row of each."""

import asyncio
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from support_ai.audit import seal_queries
from support_ai.audit.exporting import head_file
from support_ai.audit.heads import Signer, read_public_key
from support_ai.audit.models import Report
from support_ai.audit.verifying import Heads, verify
from support_ai.config import Settings
from support_ai.stored import open_stored, sealer_url


async def verify_log(settings: Settings, heads: Path | None, public_key: str | None) -> bool:
    """Verify every stream, against the heads' file too where there is one, and tell; False where a row is bad."""
    async with open_stored(settings) as stored:
        signer = Signer.in_directory(settings.data_dir / "keys")
        key = public_key or signer.public_key
        usual = head_file(settings)
        file = heads or (usual if usual is not None and usual.exists() else None)
        report = await asyncio.to_thread(_verify, sealer_url(stored), Heads(file, read_public_key(key)))
    tell(report, file, key)
    return report.is_whole


def _verify(url: str, heads: Heads) -> Report:
    with seal_queries.connect(url) as conn, Progress(transient=True) as bars:
        task = bars.add_task("Verifying", total=seal_queries.count_seals(conn))
        return verify(conn, heads, lambda count: bars.advance(task, count))


def tell(report: Report, file: Path | None, key: str) -> None:
    """Print what was verified and what was found."""
    console = Console(highlight=False)
    table = Table("stream", "entries in order", "heads that agree", "result")
    for one in report.streams:
        result = "[green]whole[/green]" if one.finding is None else f"[red]{one.finding.fault}[/red]"
        table.add_row(_plain(one.stream), f"{one.seals:,}", f"{one.heads:,}", result)
    console.print(table)
    for found in report.findings:
        row = f"entry {found.entry_id}" if found.entry_id is not None else "an entry"
        seal = f", seal {found.sequence}" if found.sequence is not None else ""
        words = f"{_plain(found.stream)}: {row}{seal}: {_plain(found.words)}"
        console.print(f"[red]{found.fault}[/red]: {words}", soft_wrap=True)
    console.print(f"{report.waiting:,} entries wait for their seal.")
    if report.unreadable:
        console.print(
            f"{report.unreadable} lines of {file} are no heads and were passed over.", soft_wrap=True
        )
    told = (
        f"Signed heads: {file}" if file else "No signed heads: a tail that was cut off would not be noticed."
    )
    console.print(f"{told}\nPublic key: {key}", soft_wrap=True)


def _plain(text: str) -> str:
    """Return what somebody may have written into a log or a file, so that the terminal takes it for text only."""
    return escape("".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text))

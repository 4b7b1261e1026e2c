"""`make bench`: measure everything and write reports/bench.md; with `--small` a quick look at smaller sizes."""

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop

# Started as a file, Python sees the folder of this file only.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.change_report import change_aims, change_paragraphs
from bench.changes import measure_changes
from bench.chat import Length, measure_chat
from bench.machine import Machine
from bench.orders import compare_row_security, compare_sizes
from bench.protections import audit_aims, audit_paragraphs, turn_paragraphs
from bench.report import write_report
from bench.reports import measure_reports, report_aims, report_paragraphs
from bench.sales import SALES
from bench.sealing import measure_sealing
from bench.servers import ROOT
from bench.shops import exempt_role, filled_shop
from bench.socket_report import socket_aims, socket_paragraphs
from bench.sockets import measure_sockets
from bench.turn_costs import measure_turn_costs
from bench.widget import measure_widget
from bench.widget_report import widget_aims, widget_paragraphs
from support_ai.config import Settings
from support_ai.core.embedded import EmbeddedPostgres
from support_ai.core.embedder import Embedder
from support_ai.stored import open_stored


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured; calls are those of each question to each side, gigabytes what the disk must have free.

    `books` are the orders that reports are of.

    `sockets` are open at once, `rounds` of messages are sent over them; `openings` are those of the widget.

    Of the audit log: entries sealed at once, seconds of keeping up and of each half of a pair; turns are those of each side.
    """

    chat: Length
    small: int
    big: int
    calls: int
    gigabytes: int
    entries: int
    keeping_up: float
    pair: float
    turns: int
    books: int
    sockets: int
    rounds: int
    openings: int


FULL = Size(
    Length(rounds=5, seconds=6, warm_up=5, steady=20),
    10_000,
    5_000_000,
    3_000,
    14,
    100_000,
    30,
    8,
    1_000,
    1_000_000,
    5_000,
    20,
    20,
)
SMALL = Size(
    Length(rounds=2, seconds=2, warm_up=2, steady=5),
    10_000,
    200_000,
    1_000,
    4,
    20_000,
    10,
    3,
    200,
    100_000,
    500,
    5,
    5,
)


@contextmanager
def data_directory(gigabytes: int) -> Generator[Path]:
    """Give a directory on the disk of the reports; it is removed at the end."""
    reports = ROOT / "reports"
    reports.mkdir(exist_ok=True)
    if shutil.disk_usage(reports).free < gigabytes * 1e9:
        sys.exit(f"This needs {gigabytes} GB of free disk; --small needs {SMALL.gigabytes}.")
    data = Path(tempfile.mkdtemp(prefix="bench-", dir=reports))
    # PostgreSQL may run as another user, who must be able to pass.
    data.chmod(0o755)
    try:
        yield data
    finally:
        shutil.rmtree(EmbeddedPostgres(data).cluster.parent, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


async def measure(size: Size, data: Path) -> str:
    """Measure one after the other and return the report."""
    settings = Settings(_env_file=None, data_dir=data, database_url=None)  # pyright: ignore[reportCallIssue] - the rest has defaults
    print("Starting PostgreSQL …", flush=True)
    async with open_stored(settings) as stored:
        owner_url = EmbeddedPostgres(data).url()
        machine = Machine.look(owner_url)
        chat = await measure_chat(stored, size.chat)
        sockets = await measure_sockets(stored, size.sockets, size.rounds)
        widget = await measure_widget(stored, size.openings)
        sealing = await measure_sealing(
            stored, owner_url, entries=size.entries, seconds=size.keeping_up, pair_seconds=size.pair
        )
        async with exempt_role(owner_url) as password:
            print("A turn with and without its protections …", flush=True)
            turns = await measure_turn_costs(stored, Embedder.load(), owner_url, password, size.turns)
        async with (
            exempt_role(owner_url) as password,
            filled_shop(stored, owner_url, password, orders=size.small) as small,
            filled_shop(stored, owner_url, password, orders=size.big) as big,
        ):
            print("Looking orders up …", flush=True)
            changes = await measure_changes(stored, small, size.chat.steady / 2)
            sizes = await compare_sizes(small, big, stored.keys, size.calls)
            print("With and without row security …", flush=True)
            security = await compare_row_security(big, stored.keys, size.calls)
        async with (
            exempt_role(owner_url) as password,
            filled_shop(stored, owner_url, password, orders=size.books, more=SALES) as books,
        ):
            print("Making reports …", flush=True)
            reports = await measure_reports(books, stored.keys)
        parts = (
            *socket_paragraphs(sockets),
            *widget_paragraphs(widget),
            *report_paragraphs(reports, books),
            *change_paragraphs(changes),
            *audit_paragraphs(sealing),
            *turn_paragraphs(turns),
        )
        aims = (
            *socket_aims(sockets),
            *widget_aims(widget),
            *report_aims(reports),
            *audit_aims(sealing),
            *change_aims(changes),
        )
        return write_report(machine, chat, sizes, (small, big), security, more_aims=aims, more=parts)


async def _until_told(size: Size, data: Path) -> str:
    """Measure, or end in order at SIGTERM."""
    measuring = asyncio.ensure_future(measure(size, data))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, measuring.cancel)
    return await measuring


def main() -> None:
    """Measure, write the report and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="smaller sizes and shorter rounds")
    size = SMALL if parser.parse_args().small else FULL
    with data_directory(size.gigabytes) as data:
        report = uvloop.run(_until_told(size, data))
    (ROOT / "reports" / "bench.md").write_text(report, encoding="utf-8")
    print(f"\n{report}")


if __name__ == "__main__":
    main()

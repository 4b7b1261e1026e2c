"""Import and export of the shop's data. A file is one transaction; a bad row stops nobody else's."""

import asyncio
import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from support_ai.access.actor import Reason, System
from support_ai.core import staging
from support_ai.core.database import Connection, Database
from support_ai.core.staging import Problem, StagedRow
from support_ai.integration.kinds import KINDS, PAYMENT_METHODS, FileKind
from support_ai.integration.models import (
    BadValueError,
    Conflict,
    Context,
    FileInvalidError,
    FileReport,
    ImportReport,
    NothingToImportError,
    Row,
)
from support_ai.integration.records import Record, read_records
from support_ai.payments.staging import BALANCE_CONFLICTS, WRITE_BALANCES
from support_ai.shop import service as shop

# File, bytes (or rows) done, bytes (or rows) in all.
Progress = Callable[[str, int, int], None]


def silent(_file: str, _done: int, _whole: int) -> None:
    """Tell nobody how far it is."""


async def import_directory(
    database: Database, directory: Path, progress: Progress = silent, *, rejects: Path | None = None
) -> ImportReport:
    """Import whichever of the files lie in the directory; doing it again changes nothing.

    Rows that were not taken are kept in `rejects` (by default the folder of that name in the directory), with line and reason.
    Raises NothingToImportError where there is no such file.
    """
    reports: list[FileReport] = []
    for kind, path in await asyncio.to_thread(_files_of, directory):
        reports.append(await _import_file(database, kind, path, progress))
        if reports[-1].problems:
            _keep_rejects(rejects or directory / "rejects", kind, path, reports[-1])
    if not reports:
        raise NothingToImportError
    return ImportReport(tuple(reports))


async def import_rows(database: Database, rows: Mapping[str, Iterable[Row]]) -> ImportReport:
    """Import rows that are made here, by the name of the file in which they would stand."""
    reports: list[FileReport] = []
    for kind in KINDS:
        if kind.name in rows:
            records = (Record(number, row) for number, row in enumerate(rows[kind.name], 1))
            reports.append(await _merge(database, kind, kind.name, records))
    return ImportReport(tuple(reports))


async def export_directory(
    database: Database, directory: Path, progress: Progress = silent
) -> dict[str, int]:
    """Write every file of the shop's data and return how many rows each has; they can be imported again."""
    await asyncio.to_thread(directory.mkdir, parents=True, exist_ok=True)
    written: dict[str, int] = {}
    async with database.transaction(System(Reason.EXPORT), read_only=True) as conn:
        context = await _context(conn)
        # The other way round than they come in: what a row hangs on is read later, and so is always there.
        for kind in reversed(KINDS):
            written[f"{kind.name}.csv"] = await _export_file(conn, kind, context, directory, progress)
    return written


async def _export_file(
    conn: Connection, kind: FileKind, context: Context, directory: Path, progress: Progress
) -> int:
    """Write one file, which only we may read, and return its number of rows."""
    path, count = directory / f"{kind.name}.csv", 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        output = csv.DictWriter(file, kind.columns + kind.optional, lineterminator="\n")
        output.writeheader()
        async with conn.cursor(name=f"export_{kind.name}") as cursor:
            await cursor.execute(kind.export, {"keys": None})
            while batch := await cursor.fetchmany(2000):
                output.writerows(kind.write(row, context) for row in batch)
                count += len(batch)
                progress(path.name, count, 0)
    return count


def _files_of(directory: Path) -> list[tuple[FileKind, Path]]:
    """Return the files that an import reads, what others hang on first."""
    named = ((kind, directory / f"{kind.name}{suffix}") for kind in KINDS for suffix in (".csv", ".jsonl"))
    return [(kind, path) for kind, path in named if path.is_file()]


async def _import_file(database: Database, kind: FileKind, path: Path, progress: Progress) -> FileReport:
    size = path.stat().st_size  # noqa: ASYNC240 - one look at a local file of the operator
    moved: Callable[[int], None] = partial(_tell, progress, path.name, size)
    try:
        report = await _merge(database, kind, path.name, read_records(path, kind.columns, moved))
    except FileInvalidError as error:
        problem = Problem(1, error.field or "file", error.message.partition(": ")[2])
        return FileReport(path.name, 0, 0, 0, (problem,), ())
    progress(path.name, size, size)
    return report


def _tell(progress: Progress, name: str, size: int, position: int) -> None:
    progress(name, position, size)


async def _merge(database: Database, kind: FileKind, name: str, records: Iterable[Record]) -> FileReport:
    """Check and merge the rows of one file in one transaction."""
    problems: list[Problem] = []
    async with database.transaction(System(Reason.IMPORT)) as conn:
        context = await _context(conn)
        await staging.stage_factors(conn)
        staged = await staging.stage(conn, kind.merge, _staged(kind, records, context, problems))
        refused = await staging.find_problems(conn, kind.merge)
        conflicts = await _set_changed_aside(conn, kind, context)
        balances = await _booked_balances(conn) if kind.name == PAYMENT_METHODS else []
        written = await staging.write(conn, kind.merge)
        if kind.name == PAYMENT_METHODS:
            await conn.execute(WRITE_BALANCES)
    rows = staged + len(problems)
    kept = staged - len(refused) - len(conflicts)
    problems += refused
    problems.sort(key=lambda problem: problem.line)
    return FileReport(name, rows, written, kept - written, tuple(problems), (*conflicts, *balances))


def _staged(
    kind: FileKind, records: Iterable[Record], context: Context, problems: list[Problem]
) -> Iterator[StagedRow]:
    """Return the rows that can be read; what is wrong with the others goes to `problems`."""
    for record in records:
        if record.fault is not None:
            problems.append(Problem(record.line, "row", record.fault))
            continue
        try:
            yield (record.line, *kind.read(record.values, context))
        except BadValueError as error:
            problems.append(Problem(record.line, error.field, error.reason))


async def _set_changed_aside(conn: Connection, kind: FileKind, context: Context) -> list[Conflict]:
    """Take out the rows that were changed here; those that say the same as what is here are no conflict."""
    changed = await staging.find_changed(conn, kind.merge)
    if not changed:
        return []
    keys = sorted({row.group_key for row in changed})
    cursor = await conn.execute(kind.export, {"keys": keys})
    # The first two values of a row that was read are its record's key and its digest.
    here = {kind.read(kind.write(row, context), context)[:2] for row in await cursor.fetchall()}
    conflicts = [
        Conflict(row.line, row.group_key) for row in changed if (row.group_key, row.digest) not in here
    ]
    await staging.remove(conn, [conflict.line for conflict in conflicts])
    return conflicts


async def _booked_balances(conn: Connection) -> list[Conflict]:
    cursor = await conn.execute(BALANCE_CONFLICTS)
    return [Conflict(line, key) for line, key in await cursor.fetchall()]


async def _context(conn: Connection) -> Context:
    settings = await shop.settings(conn)
    return Context(conn.keys, settings.time_zone, settings.currency, settings.default_region)


def _keep_rejects(folder: Path, kind: FileKind, path: Path, report: FileReport) -> None:
    """Write the rows that were not taken beside their reasons; they hold what the file held, so only we read them."""
    reasons = {problem.line: problem for problem in report.problems}
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / f"{path.name}.rejects.csv", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        columns = (
            "rejected_line",
            "rejected_field",
            "rejected_reason",
            *kind.columns,
            *kind.optional,
            "unread",
        )
        output = csv.DictWriter(file, columns, extrasaction="ignore")
        output.writeheader()
        if report.rows == 0:
            output.writerow(_reason(report.problems[0]))
            return
        for record in read_records(path, kind.columns, lambda _position: None):
            if record.line in reasons:
                output.writerow({**record.values, **_reason(reasons[record.line]), "unread": record.raw})


def _reason(problem: Problem) -> dict[str, str]:
    return {
        "rejected_line": str(problem.line),
        "rejected_field": problem.field,
        "rejected_reason": problem.reason,
    }

"""Import and export of the shop's data. A file is one transaction; a bad row stops nobody else's."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from support_ai.access.actor import Reason, System
from support_ai.audit import service as audit
from support_ai.core.database import Database
from support_ai.core.staging import Problem
from support_ai.integration.kinds import KINDS, FileKind
from support_ai.integration.merging import merge_file, read_context, refuse_file
from support_ai.integration.models import (
    FileInvalidError,
    FileReport,
    ImportReport,
    NothingToImportError,
    Row,
)
from support_ai.integration.queueing import Place, in_order
from support_ai.integration.records import Record, read_records
from support_ai.integration.rejects import keep_rejects
from support_ai.integration.writing import read_rows, write_file

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
    files = await asyncio.to_thread(_files_of, directory)
    if not files:
        raise NothingToImportError
    told = partial(_import_file, progress=progress, rejects=rejects or directory / "rejects")
    return ImportReport(await in_order([partial(told, database, kind, path) for kind, path in files]))


async def import_rows(database: Database, rows: Mapping[str, Iterable[Row]]) -> ImportReport:
    """Import rows that are made here, by the name of the file in which they would stand."""
    files = [
        partial(_merge_or_refuse, database, kind, kind.name, partial(_numbered, list(rows[kind.name])))
        for kind in KINDS
        if kind.name in rows
    ]
    return ImportReport(await in_order(files))


async def import_sent(database: Database, kind: FileKind, records: list[Record], key_id: str) -> FileReport:
    """Import rows that a program sent with its key, as one file of this kind."""

    def read() -> Iterator[Record]:
        return iter(records)

    merge = partial(_merge_or_refuse, database, kind, kind.name, read, by=key_id)
    return (await in_order([merge]))[0]


async def note_export(database: Database, kind: FileKind, key_id: str) -> None:
    """Write down that a program reads a file, before it does."""
    async with database.transaction(System(Reason.EXPORT)) as conn:
        await audit.append(conn, "export.file", f"file:{kind.name}", detail={"key": key_id})


async def export_rows(database: Database, kind: FileKind) -> AsyncGenerator[list[Row]]:
    """Return every row of one kind, in pieces, as they stood at one moment."""
    async with database.transaction(System(Reason.EXPORT), read_only=True) as conn:
        context = await read_context(conn)
        async for rows in read_rows(conn, kind, context):
            yield rows


async def export_directory(
    database: Database, directory: Path, progress: Progress = silent
) -> dict[str, int]:
    """Write every file of the shop's data and return how many rows each has; they can be imported again."""
    await asyncio.to_thread(directory.mkdir, parents=True, exist_ok=True)
    async with database.transaction(System(Reason.EXPORT)) as conn:
        await audit.append(conn, "export.files", "shop")
    written: dict[str, int] = {}
    async with database.transaction(System(Reason.EXPORT), read_only=True) as conn:
        context = await read_context(conn)
        # The other way round than they come in: what a row hangs on is read later, and so is always there.
        for kind in reversed(KINDS):
            path = directory / f"{kind.name}.csv"
            written[path.name] = await write_file(conn, kind, context, path, partial(progress, path.name))
    return written


def _numbered(rows: Iterable[Row]) -> Iterator[Record]:
    return (Record(number, row) for number, row in enumerate(rows, 1))


def _files_of(directory: Path) -> list[tuple[FileKind, Path]]:
    """Return the files that an import reads, what others hang on first."""
    named = ((kind, directory / f"{kind.name}{suffix}") for kind in KINDS for suffix in (".csv", ".jsonl"))
    return [(kind, path) for kind, path in named if path.is_file()]


async def _import_file(
    database: Database, kind: FileKind, path: Path, place: Place, *, progress: Progress, rejects: Path
) -> FileReport:
    size = path.stat().st_size  # noqa: ASYNC240 - one look at a local file of the operator

    def moved(position: int) -> None:
        progress(path.name, position, size)

    def read() -> Iterator[Record]:
        return read_records(path, kind.columns, kind.optional, moved)

    report = await _merge_or_refuse(database, kind, path.name, read, place)
    moved(size)
    if not report.problems:
        return report
    try:
        keep_rejects(rejects, kind, path, report)
    except OSError as error:
        unkept = Problem(0, "rejects", f"the rows that were not taken cannot be kept: {error.strerror}")
        return replace(report, problems=(unkept, *report.problems))
    return report


async def _merge_or_refuse(
    database: Database,
    kind: FileKind,
    name: str,
    read: Callable[[], Iterator[Record]],
    place: Place,
    *,
    by: str | None = None,
) -> FileReport:
    try:
        return await merge_file(database, kind, name, read, place, by=by)
    except FileInvalidError as error:
        await place.reached()
        return await refuse_file(database, kind, name, error, by=by)

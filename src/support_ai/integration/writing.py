"""Files as they go out: CSV in UTF-8, which only we may read, for they hold what is sealed in the tables."""

import csv
import os
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import TextIO

from support_ai.core.database import Connection
from support_ai.integration.kinds import FileKind
from support_ai.integration.models import Context, Row

_BATCH = 2000


class _Lines:
    """Ends lines with a line feed, written by a writer whose own line end makes it quote carriage returns too."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, line: str) -> int:
        """Write one row."""
        return self._file.write(f"{line[:-2]}\n")


def open_for_us(path: Path) -> TextIO:
    """Open an emptied file of mode 0600; bytes that were no UTF-8 are written as escapes."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="")


def row_writer(file: TextIO, columns: tuple[str, ...]) -> "csv.DictWriter[str]":
    """Return what writes rows of these columns, and write their names."""
    output = csv.DictWriter(_Lines(file), columns, extrasaction="ignore", lineterminator="\r\n")
    output.writeheader()
    return output


async def write_file(
    conn: Connection, kind: FileKind, context: Context, path: Path, progress: Callable[[int, int], None]
) -> int:
    """Write every row of one kind and return their number; `progress` is told of it now and then."""
    count = 0
    with open_for_us(path) as file:
        output = row_writer(file, kind.columns + kind.optional)
        async for rows in read_rows(conn, kind, context):
            output.writerows(rows)
            count += len(rows)
            progress(count, 0)
    return count


async def read_rows(conn: Connection, kind: FileKind, context: Context) -> AsyncGenerator[list[Row]]:
    """Return every row of one kind, some thousand at a time."""
    async with conn.cursor(name=f"export_{kind.name}") as cursor:
        await cursor.execute(kind.export, {"keys": None})
        while batch := await cursor.fetchmany(_BATCH):
            yield [kind.write(row, context) for row in batch]

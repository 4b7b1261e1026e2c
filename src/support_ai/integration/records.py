"""Rows of CSV and JSON Lines files, one at a time: one that cannot be read stops nobody else's."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from support_ai.integration.json_values import NotARowError, read_object
from support_ai.integration.lines import Lines, Moved
from support_ai.integration.models import FileInvalidError

_MOST_LINES = 200
# A row of nothing but commas is what a spreadsheet leaves of an emptied one.
_BLANK = ", \t\r\n\x0b\x0c\x1a"


class Record(NamedTuple):
    """A row as it stood in its file (`raw`): `values` by column, or `fault` where it could not be read."""

    line: int
    values: Mapping[str, str]
    fault: str | None = None
    raw: str = ""


def read_records(
    path: Path, columns: tuple[str, ...], optional: tuple[str, ...], moved: Moved
) -> Iterator[Record]:
    """Return the rows; FileInvalidError where the file cannot be opened, is empty or lacks one of the columns.

    `moved` is told now and then how many bytes were read.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise FileInvalidError(f"the file cannot be opened: {error.strerror}") from error
    with file:
        lines = Lines(file, moved)
        if path.suffix == ".jsonl":
            yield from _read_json(lines, columns, optional)
        else:
            yield from _read_csv(lines, columns, optional)


def read_json_lines(file: BinaryIO, columns: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[Record]:
    """Return the rows of JSON Lines; FileInvalidError where there are none, or they are no UTF-8."""
    return _read_json(Lines(file, lambda _position: None), columns, optional)


def read_json_row(number: int, line: str, columns: tuple[str, ...], optional: tuple[str, ...]) -> Record:
    """Return one row that was sent as a JSON object, with its fault where it has one."""
    try:
        values = read_object(line, columns, optional)
    except NotARowError as error:
        return Record(number, {}, str(error), line)
    return Record(number, values, _fault(values), line)


def _read_csv(lines: Lines, columns: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[Record]:
    header = _Header(_names(lines, columns), frozenset((*columns, *optional)))
    while (begun := lines.next()) is not None:
        number, line = begun
        if '"' in line:
            yield _quoted(lines, begun, header)
        elif line.strip(_BLANK):
            yield header.record(number, line.rstrip("\r\n").split(","), line)


class _Header:
    """The names of a file's columns, and where those stand that are ours."""

    def __init__(self, names: list[str], ours: frozenset[str]) -> None:
        self.count = len(names)
        self._names = names
        self._places = None if ours.issuperset(names) else [i for i, name in enumerate(names) if name in ours]

    def record(self, number: int, cells: list[str], raw: str) -> Record:
        """Return the row with these cells."""
        if len(cells) != self.count:
            fault = f"has {len(cells)} values, the first line names {self.count} columns"
            return Record(number, {}, fault, raw)
        if self._places is None:
            values = dict(zip(self._names, cells, strict=True))
        else:
            values = {self._names[place]: cells[place] for place in self._places}
        return Record(number, values, None if _is_storable(raw) else _fault(values), raw)


def _names(lines: Lines, columns: tuple[str, ...]) -> list[str]:
    """Return the names of the columns, as the first line that is not blank has them."""
    first = lines.next()
    while first is not None and not first[1].strip(_BLANK):
        first = lines.next()
    if first is None:
        raise FileInvalidError("the file is empty; its first line must name the columns")
    number, line = first
    if "\r" in line.rstrip("\r\n"):
        raise FileInvalidError(
            "the lines end with a bare carriage return; save it with line feeds", line=number
        )
    try:
        names = [cell.strip() for cell in next(csv.reader([line], strict=True))]
    except csv.Error as error:
        raise FileInvalidError(f"the names of the columns are not CSV: {error}", line=number) from error
    if len(names) == 1 and names[0] not in columns:
        raise FileInvalidError("the columns must be separated by commas", line=number)
    missing = [column for column in columns if column not in names]
    if missing:
        raise FileInvalidError(f"missing column {', '.join(missing)}", line=number, field=missing[0])
    named = [name for name in names if name]
    if len(set(named)) != len(named):
        raise FileInvalidError("a column stands there twice", line=number)
    return names


def _quoted(lines: Lines, begun: tuple[int, str], header: _Header) -> Record:
    """Read a row with quotes, over several lines where one stays open; a broken row ends with its first line."""
    taken = [begun]

    def as_needed() -> Iterator[str]:
        # The reader asks for another line only while a field stays open, so that it has read all that was taken.
        yield begun[1]
        while len(taken) < _MOST_LINES and (following := lines.next()) is not None:
            taken.append(following)
            yield following[1]

    fault = "a quotation mark is opened and never closed"
    try:
        cells = next(csv.reader(as_needed(), strict=True))
    except csv.Error as error:
        if "unexpected end" not in str(error):
            fault = f"is not CSV: {error}"
        cells = []
    if not cells or (len(taken) > 1 and len(cells) != header.count):
        lines.give_back(taken[1:])
        return Record(begun[0], {}, fault, begun[1])
    return header.record(begun[0], cells, "".join(line for _, line in taken))


def _read_json(lines: Lines, columns: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[Record]:
    seen = False
    while (begun := lines.next()) is not None:
        number, line = begun
        if not line.strip():
            continue
        seen = True
        yield read_json_row(number, line, columns, optional)
    if not seen:
        raise FileInvalidError("the file is empty")


def _fault(values: Mapping[str, str]) -> str | None:
    """Name the first column that holds what PostgreSQL cannot store, if any does."""
    for column, value in values.items():
        if "\x00" in value:
            return f"{column} holds a NUL byte"
        if not _is_storable(value):
            return f"{column} is not valid UTF-8"
    return None


def _is_storable(text: str) -> bool:
    """Tell whether the text has no NUL, and no bytes that were not UTF-8."""
    if "\x00" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

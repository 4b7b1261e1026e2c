"""Rows of CSV and JSON Lines files, one at a time: one that cannot be read stops nobody else's."""

import csv
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from support_ai.integration.models import FileInvalidError

_MOST_LINES = 200
Moved = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Record:
    """A row as it stood in its file: `values` by column, or `fault` where it could not be read."""

    line: int
    values: Mapping[str, str]
    fault: str | None = None
    raw: str = ""


def read_records(path: Path, columns: tuple[str, ...], moved: Moved) -> Iterator[Record]:
    """Return the rows; FileInvalidError where the file is empty or lacks one of the columns."""
    with path.open("rb") as file:
        if path.suffix == ".jsonl":
            yield from _read_json(file, path.name, columns, moved)
        else:
            yield from _read_csv(file, path.name, columns, moved)


class _Lines:
    """The lines of a file with their numbers; lines that were read too far can be given back."""

    def __init__(self, file: BinaryIO, moved: Moved) -> None:
        self._file = file
        self._moved = moved
        self._returned: deque[tuple[int, str]] = deque()
        self._number = 0
        self._position = 0

    def next(self) -> tuple[int, str] | None:
        """Return the next line, bytes that are not UTF-8 as lone surrogates; None at the end."""
        if self._returned:
            return self._returned.popleft()
        raw = self._file.readline()
        if not raw:
            return None
        self._number += 1
        self._position += len(raw)
        if self._number % 500 == 0:
            self._moved(self._position)
        if self._number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        return self._number, raw.decode("utf-8", "surrogateescape")

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        """Let these lines be the next ones."""
        self._returned.extendleft(reversed(lines))


def _read_csv(file: BinaryIO, name: str, columns: tuple[str, ...], moved: Moved) -> Iterator[Record]:
    lines = _Lines(file, moved)
    first = lines.next()
    if first is None or not first[1].strip():
        raise FileInvalidError(f"{name}:1: the file is empty; its first line must name the columns")
    header = [cell.strip() for cell in next(csv.reader([first[1]]))]
    missing = [column for column in columns if column not in header]
    if missing:
        raise FileInvalidError(f"{name}:1: missing column {', '.join(missing)}", field=missing[0])
    if len(set(header)) != len(header):
        raise FileInvalidError(f"{name}:1: a column stands there twice")
    while (begun := lines.next()) is not None:
        number, line = begun
        if '"' not in line:
            stripped = line.rstrip("\r\n")
            if stripped:
                yield _record(number, header, stripped.split(","), line)
            continue
        yield _quoted(lines, begun, header)


def _quoted(lines: _Lines, begun: tuple[int, str], header: list[str]) -> Record:
    """Read a row with quotes, over several lines where one stays open; a broken row ends with its first line."""
    taken = [begun]
    while sum(line.count('"') for _, line in taken) % 2:
        following = lines.next()
        if following is None or len(taken) == _MOST_LINES:
            lines.give_back([*taken[1:], *([following] if following else [])])
            return Record(begun[0], {}, "a quotation mark is opened and never closed", begun[1])
        taken.append(following)
    raw = "".join(line for _, line in taken)
    try:
        cells = next(csv.reader([line for _, line in taken], strict=True))
    except csv.Error as error:
        lines.give_back(taken[1:])
        return Record(begun[0], {}, f"is not CSV: {error}", begun[1])
    if len(cells) != len(header) and len(taken) > 1:
        lines.give_back(taken[1:])
        return Record(begun[0], {}, "a quotation mark is opened and never closed", begun[1])
    return _record(begun[0], header, cells, raw)


def _record(number: int, header: list[str], cells: list[str], raw: str) -> Record:
    if len(cells) != len(header):
        return Record(number, {}, f"has {len(cells)} values, the first line names {len(header)} columns", raw)
    return _checked(number, dict(zip(header, cells, strict=True)), raw)


def _checked(number: int, values: dict[str, str], raw: str) -> Record:
    """Find what PostgreSQL cannot store: NUL, and bytes that are not UTF-8."""
    if raw.isascii() and "\x00" not in raw and "\\u0000" not in raw:
        return Record(number, values)
    for column, value in values.items():
        if "\x00" in value:
            return Record(number, values, f"{column} holds a NUL byte", raw)
        try:
            value.encode()
        except UnicodeEncodeError:
            return Record(number, values, f"{column} is not valid UTF-8", raw)
    return Record(number, values)


def _read_json(file: BinaryIO, name: str, columns: tuple[str, ...], moved: Moved) -> Iterator[Record]:
    lines = _Lines(file, moved)
    seen = False
    while (begun := lines.next()) is not None:
        number, line = begun
        if not line.strip():
            continue
        seen = True
        yield _json_record(number, line, columns)
    if not seen:
        raise FileInvalidError(f"{name}:1: the file is empty")


def _json_record(number: int, line: str, columns: tuple[str, ...]) -> Record:
    try:
        decoded: object = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return Record(number, {}, "is not JSON", line)
    if not isinstance(decoded, dict):
        return Record(number, {}, "is not a JSON object", line)
    fields = cast("dict[str, object]", decoded)
    missing = [column for column in columns if column not in fields]
    if missing:
        return Record(number, {}, f"{missing[0]} is missing", line)
    # Escapes such as \ud800 are ASCII in the file and no text once decoded.
    return _checked(number, {name: _plain(value) for name, value in fields.items()}, line + "\x00")


def _plain(value: object) -> str:
    """Return a JSON value as CSV would write it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return ";".join(_plain(part) for part in cast("list[object]", value))
        case _:
            return str(value)

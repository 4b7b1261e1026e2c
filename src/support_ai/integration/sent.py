"""Rows as a program sends them: JSON Lines, or one JSON array of objects."""

import json
from collections.abc import Iterator
from io import BytesIO

from support_ai.integration.kinds import FileKind
from support_ai.integration.models import FileInvalidError
from support_ai.integration.records import Record, read_json_lines, read_json_row

_BLANK = " \t\r\n"


def sent_records(body: bytes, kind: FileKind, *, as_lines: bool) -> list[Record]:
    """Return the rows of a body, numbered by line or by place in the array, each with its fault where it has one.

    Raises FileInvalidError where the body as a whole is neither.
    """
    try:
        if as_lines:
            return list(read_json_lines(BytesIO(body), kind.columns, kind.optional))
        numbered = enumerate(_elements(body.decode()), 1)
        return [read_json_row(number, row, kind.columns, kind.optional) for number, row in numbered]
    except (ValueError, RecursionError) as error:
        raise FileInvalidError("the body is not a JSON array in UTF-8", field="body") from error
    except FileInvalidError as error:
        raise FileInvalidError(f"the body holds no rows: {error.message}", field="body") from error


def _elements(text: str) -> Iterator[str]:
    """Return the text of each element, so that a row is read exactly as it would be on a line of its own."""
    decoder = json.JSONDecoder()
    place = _after_blanks(text, 0)
    if text[place : place + 1] != "[":
        message = "not an array"
        raise ValueError(message)
    place = _after_blanks(text, place + 1)
    separator = "]" if text[place : place + 1] == "]" else ","
    while separator == ",":
        _, end = decoder.raw_decode(text, place)
        yield text[place:end]
        end = _after_blanks(text, end)
        separator = text[end : end + 1]
        place = _after_blanks(text, end + 1) if separator == "," else end
    if separator != "]" or text[place + 1 :].strip(_BLANK):
        message = "not an array"
        raise ValueError(message)


def _after_blanks(text: str, place: int) -> int:
    while text[place : place + 1] and text[place] in _BLANK:
        place += 1
    return place

"""One line of a JSON Lines file, its values as CSV would write them."""

import json
from decimal import Decimal
from typing import cast

_LISTS = frozenset({"item_ids", "new_item_ids", "item_lines"})
_MOST_DIGITS = 20


class NotARowError(ValueError):
    """The line is not a JSON object of texts and numbers with every column."""


def read_object(line: str, columns: tuple[str, ...], optional: tuple[str, ...]) -> dict[str, str]:
    """Return the columns of one row; NotARowError names what is missing or is neither text nor a number."""
    try:
        decoded: object = json.loads(
            line,
            object_pairs_hook=_object,
            parse_float=_number,
            parse_int=str,
            parse_constant=_refuse,
        )
    except NotARowError:
        raise
    except (ValueError, RecursionError) as error:
        raise NotARowError("is not JSON") from error
    if not isinstance(decoded, dict):
        raise NotARowError("is not a JSON object")
    fields = cast("dict[str, object]", decoded)
    missing = [column for column in columns if column not in fields]
    if missing:
        raise NotARowError(f"{missing[0]} is missing")
    return {name: _text(name, fields[name]) for name in (*columns, *optional) if name in fields}


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        raise NotARowError(f"{next(name for name in names if names.count(name) > 1)} stands there twice")
    return fields


def _number(text: str) -> str:
    """Return a number without its exponent, unless that would make it absurdly long."""
    if "e" not in text.lower():
        return text
    try:
        number = Decimal(text)
    except ArithmeticError:
        return text
    return format(number, "f") if abs(number.adjusted()) < _MOST_DIGITS else text


def _refuse(constant: str) -> str:
    message = f"{constant} is no JSON"
    raise ValueError(message)


def _text(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case list() if name in _LISTS:
            return ";".join(_part(name, part) for part in cast("list[object]", value))
        case _:
            raise NotARowError(f"{name} is neither text nor a number")


def _part(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise NotARowError(f"{name} is neither text nor a number")
    if ";" in value:
        raise NotARowError(f"{name} holds a part with `;`")
    return value

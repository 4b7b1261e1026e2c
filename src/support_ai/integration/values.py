"""Values of a row: each function reads one column and says exactly what is wrong with it."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from support_ai.catalog.options import OptionsError, read_options, write_options
from support_ai.core.money import CURRENCIES, MoneyError, parse_money
from support_ai.core.staging import MOST_MINOR
from support_ai.integration.models import BadValueError, Row

_LONGEST = 2000
# What stands in an index may take 2,700 bytes with all that stands beside it; the tables hold the same bounds.
_KEY_BYTES = 200
CUSTOMER_NAME_BYTES = 300
PRODUCT_NAME_BYTES = 1000
MOST_PIECES = 1_000_000
_LONGEST_AMOUNT = 40
_MOST_INTEGER = 999_999_999
_YEARS = range(1900, 3000)
_WRITTEN_BY_US = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", re.ASCII)
_DECIMAL = re.compile(r"^(-?)0*(\d{1,12})(?:\.(\d{1,4})0*)?$", re.ASCII)
_INTEGER = re.compile(r"^\d{1,18}$", re.ASCII)
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s]{1,255}$")
_TRUE = frozenset({"true", "1", "yes"})
_FALSE = frozenset({"false", "0", "no"})


def text(row: Row, field: str) -> str:
    """Return a text, which may be empty."""
    value = row[field]
    if len(value) > _LONGEST:
        raise BadValueError(field, f"is longer than {_LONGEST} characters")
    return value


def word(row: Row, field: str) -> str:
    """Return a text that may not be empty."""
    value = text(row, field).strip()
    if not value:
        raise BadValueError(field, "is empty")
    return value


def name(row: Row, field: str, most: int) -> str:
    """Return a text that is not empty and takes at most so many bytes in UTF-8."""
    value = row[field].strip()
    if not value:
        raise BadValueError(field, "is empty")
    # The first comparison settles nearly all, and spares the encoding.
    if len(value) * 4 > most and len(value.encode()) > most:
        raise BadValueError(field, f"takes {len(value.encode())} bytes; at most {most} are kept")
    return value


def key(row: Row, field: str) -> str:
    """Return an id or a number under which something is found."""
    return name(row, field, _KEY_BYTES)


def optional_key(row: Row, field: str) -> str | None:
    """Return an id, None where the value is empty."""
    return key(row, field) if row[field].strip() else None


def item_key(row: Row, field: str) -> str:
    """Return the id of something that can be bought; lists of them are joined by `;`."""
    value = key(row, field)
    if ";" in value:
        raise BadValueError(field, "holds a `;`, which stands between the ids of a list")
    return value


def choice(row: Row, field: str, allowed: Collection[str]) -> str:
    """Return one of the allowed words."""
    value = row[field].strip().lower()
    if value not in allowed:
        raise BadValueError(field, f"{value[:40]!r} is none of {', '.join(sorted(allowed))}")
    return value


def currency(row: Row, field: str) -> str:
    """Return a currency of ISO 4217."""
    value = row[field].strip().upper()
    if value not in CURRENCIES:
        raise BadValueError(field, f"{value[:8]!r} is no currency of ISO 4217, such as USD")
    return value


def decimal(row: Row, field: str, *, signed: bool = False) -> str:
    """Return an amount in its shortest form; the currency is checked where it is known."""
    value = row[field].strip()
    shortest = _shortest(value[:_LONGEST_AMOUNT])
    if shortest is None or len(value) > _LONGEST_AMOUNT:
        raise BadValueError(field, f"{value[:40]!r} is not an amount such as 12.50")
    if shortest[0] == "-" and not signed:
        raise BadValueError(field, "is negative")
    return shortest


# The same few amounts stand in most rows of a file.
@lru_cache(4096)
def _shortest(value: str) -> str | None:
    match = _DECIMAL.match(value)
    if match is None:
        return None
    sign, whole, fraction = match[1], match[2], (match[3] or "").rstrip("0")
    shortest = f"{whole}.{fraction}" if fraction else whole
    return shortest if shortest == "0" else sign + shortest


_minor_units = lru_cache(4096)(parse_money)


def optional_decimal(row: Row, field: str) -> str:
    """Return an amount, `0` where the column or the value is missing."""
    return decimal(row, field) if row.get(field, "").strip() else "0"


def money(amount: str, field: str, code: str) -> int:
    """Return an amount in minor units of its currency."""
    try:
        minor = _minor_units(amount, code)
    except MoneyError as error:
        raise BadValueError(field, error.message) from error
    if abs(minor) > MOST_MINOR:
        raise BadValueError(field, "is more than can be kept")
    return minor


def integer(row: Row, field: str, most: int = _MOST_INTEGER) -> int:
    """Return a whole number from 1 on, up to `most`."""
    value = row[field].strip()
    if not _INTEGER.match(value) or int(value) == 0:
        raise BadValueError(field, f"{value[:40]!r} is not a whole number from 1 on")
    number = int(value)
    if number > most:
        raise BadValueError(field, f"is larger than {most:,}")
    return number


def line(row: Row) -> int | None:
    """Return the optional line, None where the column or the value is missing."""
    return integer(row, "line") if row.get("line", "").strip() else None


def lines(row: Row, field: str) -> list[int]:
    """Return an optional list of lines joined by `;`."""
    parts = [part for part in row.get(field, "").split(";") if part.strip()]
    return [integer({field: part}, field) for part in parts]


def words(row: Row, field: str) -> list[str]:
    """Return a list of ids joined by `;`."""
    return [part.strip() for part in text(row, field).split(";") if part.strip()]


def boolean(row: Row, field: str) -> bool:
    """Return true or false."""
    value = row[field].strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise BadValueError(field, f"{value[:40]!r} is neither true nor false")


def time(row: Row, field: str, zone: ZoneInfo) -> str | None:
    """Return a time in UTC as ISO 8601; one without an offset is the shop's own.

    A placeholder such as year 1 is refused: read in another zone it is no time that can be shown.
    """
    value = row[field].strip()
    if not value:
        return None
    try:
        read = datetime.fromisoformat(value)
        if not _WRITTEN_BY_US.match(value):
            read = (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
            value = time_text(read)
    except (ValueError, OverflowError) as error:
        raise _no_time(field, value) from error
    if read.year not in _YEARS:
        raise _no_time(field, row[field].strip())
    return value


def _no_time(field: str, value: str) -> BadValueError:
    return BadValueError(field, f"{value[:40]!r} is not a time of ISO 8601 such as 2026-01-31T12:00:00Z")


def time_text(time_: datetime | None) -> str:
    """Return a time as files write it, in UTC; nothing where there is none."""
    return "" if time_ is None else time_.astimezone(UTC).isoformat().replace("+00:00", "Z")


def options(row: Row, field: str) -> str:
    """Return the options in the one form in which they are stored."""
    value = text(row, field)
    if not value.strip():
        return ""
    try:
        return write_options(read_options(value))
    except OptionsError as error:
        raise BadValueError(field, f"{error}; write key=value;key=value") from error


def email(row: Row, field: str) -> str:
    """Return an e-mail address, which may be empty."""
    value = text(row, field).strip()
    if value and not _EMAIL.match(value):
        raise BadValueError(field, "is not an e-mail address")
    return value


def phone(row: Row, field: str) -> str:
    """Return a phone number as it was written, which may be empty."""
    value = text(row, field).strip()
    if value and sum(letter.isdigit() for letter in value) < 3:
        raise BadValueError(field, "is not a phone number")
    return value

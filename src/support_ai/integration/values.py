"""Values of a row: each function reads one column and says exactly what is wrong with it."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from support_ai.catalog.options import OptionsError, read_options, write_options
from support_ai.core.money import CURRENCIES, MoneyError, parse_money
from support_ai.integration.models import BadValueError, Row

_LONGEST = 2000
_DECIMAL = re.compile(r"^(-?)0*(\d{1,12})(?:\.(\d{1,4}))?$", re.ASCII)
_INTEGER = re.compile(r"^\d{1,9}$", re.ASCII)
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
    match = _DECIMAL.match(value)
    if match is None:
        raise BadValueError(field, f"{value[:40]!r} is not an amount such as 12.50")
    sign, whole, fraction = match[1], match[2], (match[3] or "").rstrip("0")
    if sign and not signed:
        raise BadValueError(field, "is negative")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def optional_decimal(row: Row, field: str) -> str:
    """Return an amount, `0` where the column or the value is missing."""
    return decimal(row, field) if row.get(field, "").strip() else "0"


def money(amount: str, field: str, code: str) -> int:
    """Return an amount in minor units of its currency."""
    try:
        return parse_money(amount, code)
    except MoneyError as error:
        raise BadValueError(field, error.message) from error


def integer(row: Row, field: str) -> int:
    """Return a whole number from 1 on."""
    value = row[field].strip()
    if not _INTEGER.match(value) or int(value) == 0:
        raise BadValueError(field, f"{value[:40]!r} is not a whole number from 1 on")
    return int(value)


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
    """Return a time in UTC as ISO 8601; one without an offset is the shop's own."""
    value = row[field].strip()
    if not value:
        return None
    try:
        read = datetime.fromisoformat(value)
        aware = read if read.tzinfo else read.replace(tzinfo=zone)
        return time_text(aware)
    except (ValueError, OverflowError) as error:
        raise BadValueError(
            field, f"{value[:40]!r} is not a time of ISO 8601 such as 2026-01-31T12:00:00Z"
        ) from error


def time_text(time_: datetime | None) -> str | None:
    """Return a time as files write it, in UTC."""
    return None if time_ is None else time_.astimezone(UTC).isoformat().replace("+00:00", "Z")


def options(row: Row, field: str) -> str:
    """Return the options in the one form in which they are stored."""
    try:
        return write_options(read_options(text(row, field).strip()))
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

"""Pages of a list: a cursor remembers the last row shown, so that new rows move nothing."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, TypeVar, cast

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from support_ai.core.errors import InvalidError

MAX_LIMIT = 100
T = TypeVar("T")
# A word of a query: PostgreSQL stores no NUL.
Word = Annotated[str, Field(min_length=1, max_length=320, pattern=r"^[^\x00]*$")]


def _written_out(value: object) -> object:
    """Refuse a bare number, which pydantic takes for the seconds since 1970."""
    if not isinstance(value, datetime) and "T" not in str(value).upper() and " " not in str(value):
        kind, message = "moment", "must be a date and time with its zone, such as 2026-01-31T12:00:00Z"
        raise PydanticCustomError(kind, message)
    return value


# A moment of a query, as ISO 8601 writes it.
Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]


def _number(value: object) -> object:
    """Refuse text and truth values, which pydantic takes for numbers; JSON's 9.0 is a whole number."""
    if isinstance(value, str | bool):
        kind, message = "number", "must be a whole number"
        raise PydanticCustomError(kind, message)
    return value


# What makes an `int` of a body a whole number; it stands behind the bounds, so that OpenAPI names them.
WHOLE = BeforeValidator(_number)


def is_storable(text: str) -> bool:
    """Tell whether PostgreSQL can store, and so compare, a text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


class PageQuery(BaseModel):
    """What every list takes in its query; a parameter that it does not know is refused."""

    model_config = ConfigDict(extra="forbid")

    cursor: Annotated[str, Field(max_length=500)] | None = Field(
        None, description="`next_cursor` of the page before; nothing for the first."
    )
    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="How many rows at most.")


class CursorInvalidError(InvalidError):
    """The cursor is not one of ours: begin again without it."""

    code = "invalid_cursor"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and where the next ones begin; no cursor on the last page."""

    items: tuple[T, ...]
    next_cursor: str | None


def encode_cursor(*parts: str | int | None) -> str:
    """Return the sort key of a row as one opaque word; it opens nothing that its reader may not see anyway."""
    return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: Sequence[type]) -> tuple[str | int | None, ...]:
    """Return the sort key; CursorInvalidError unless it holds exactly the expected kinds of values."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        decoded: object = json.loads(urlsafe_b64decode(padded))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise CursorInvalidError(field="cursor") from error
    parts = tuple(cast("list[str | int | None]", decoded)) if isinstance(decoded, list) else ()
    if len(parts) != len(kinds) or not all(
        type(part) is kind for part, kind in zip(parts, kinds, strict=True)
    ):
        raise CursorInvalidError(field="cursor")
    if any(isinstance(part, str) and not is_storable(part) for part in parts):
        raise CursorInvalidError(field="cursor")
    return parts


def page_of(rows: Sequence[T], limit: int, cursor_of: Callable[[T], str]) -> Page[T]:
    """Return the first `limit` rows of `limit + 1` that were asked for, with a cursor where there are more."""
    items = tuple(rows[:limit])
    return Page(items, cursor_of(items[-1]) if len(rows) > limit else None)

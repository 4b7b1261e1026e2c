"""The format of scripted conversations, one JSON object a line; docs/evals.md describes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from support_ai.core.errors import InvalidError
from support_ai.orders.models import OrderStatus

DEMO = "demo"
VISITOR = "visitor"
CUSTOMER = "customer:"
_DEMO_CUSTOMERS = ("rohan", "michael")
_SHOWN = 20
_FIELD = "script_field"


class ScriptInvalidError(InvalidError):
    """A line of the file is no scripted conversation."""

    code = "invalid_script"


def _several(value: object) -> object:
    """Return one text as a list of it."""
    return [value] if isinstance(value, str) else value


def _refuse(field: str, message: str) -> PydanticCustomError:
    return PydanticCustomError("script", "{message}", {"message": message, _FIELD: field})


Word = Annotated[str, Field(min_length=1, pattern=r"\S")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$")]
Choice = Annotated[tuple[Word, ...], BeforeValidator(_several), Field(min_length=1)]


class _Part(BaseModel):
    """A part of a script: nothing in it may be misspelt."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def expects(self) -> bool:
        """Tell whether anything could be wrong with what comes."""
        means = {name for name in self.model_fields_set if getattr(self, name) not in (None, (), {})}
        return bool(means - {"say", "code"})


class ScriptedTurn(_Part):
    """What is said, and what is expected of the answer; what is absent is not checked."""

    say: Choice | None = None
    code: Literal[True] | None = None
    has: tuple[Choice, ...] = ()
    lacks: tuple[Word, ...] = ()
    tools: tuple[Name, ...] = ()
    no_tools: tuple[Name, ...] = ()
    refused: tuple[Name, ...] = ()
    cards: tuple[Name, ...] = ()
    sources: tuple[Word, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        """Refuse a turn that says nothing, or two things."""
        if (self.say is None) == (self.code is None):
            raise _refuse("say", "a turn has either `say` or `code`")
        return self


class End(_Part):
    """How things must stand afterwards; what is absent is not checked."""

    orders: dict[Word, OrderStatus] = Field(default_factory=dict[str, OrderStatus])
    committed: tuple[Name, ...] | None = None
    proposed: tuple[Name, ...] | None = None
    handled_by: Literal["assistant", "waiting", "colleague", "closed"] | None = None
    tickets: Annotated[int, Field(ge=0)] | None = None

    def expects(self) -> bool:
        """Tell whether anything could be wrong: that nothing was committed is an expectation too."""
        return bool(self.model_fields_set)


class Conversation(_Part):
    """One scripted conversation."""

    id: Annotated[str, Field(pattern=r"^\S+$")]
    about: tuple[Word, ...] = ()
    data: Word = DEMO
    who: Annotated[
        str, Field(alias="as", pattern=r"^(visitor|rohan|michael|emma|admin|owner|customer:\S.*)$")
    ]
    day: AwareDatetime | None = None
    turns: Annotated[tuple[ScriptedTurn, ...], Field(min_length=1)]
    end: End | None = None

    @model_validator(mode="after")
    def _can_fail(self) -> Self:
        """Refuse what cannot be wrong, and people whom the data set does not have."""
        parts = [*self.turns, *([] if self.end is None else [self.end])]
        if not any(part.expects() for part in parts):
            raise _refuse("turns", "nothing is expected: this conversation could not fail")
        if self.data != DEMO and self.who in _DEMO_CUSTOMERS:
            raise _refuse("as", f"{self.who} is a customer of the demo shop: use customer:CUSTOMER_ID")
        return self


@dataclass(frozen=True, slots=True)
class DataSet:
    """What a conversation begins with: the demo shop, or a directory of import files; as of a day, or of now."""

    directory: Path | None = None
    day: datetime | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation, where it was read, and what it begins with."""

    place: str
    talk: Conversation
    data: DataSet


def read_scripts(paths: Iterable[Path]) -> list[Script]:
    """Return every scripted conversation of the files; ScriptInvalidError names files, lines and fields."""
    scripts: list[Script] = []
    wrong: list[ScriptInvalidError] = []
    seen: dict[str, str] = {}
    for path in paths:
        for place, line in _lines(path):
            try:
                script = _read(path, place, line)
                first = seen.setdefault(script.talk.id, place)
                if first != place:
                    raise _wrong(place, "id", f"{script.talk.id} stands at {first} already")
                scripts.append(script)
            except ScriptInvalidError as error:
                wrong.append(error)
    if wrong:
        sentences = [error.message for error in wrong[:_SHOWN]]
        sentences += [f"… and {len(wrong) - _SHOWN} more"] if len(wrong) > _SHOWN else []
        raise ScriptInvalidError("\n".join(sentences), field=wrong[0].field)
    return scripts


def _lines(path: Path) -> list[tuple[str, str]]:
    """Return the lines that hold something, each with its place."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _wrong(str(path), "file", "this is not UTF-8") from error
    numbered = enumerate(text.split("\n"), 1)
    return [(f"{path}:{number}", line) for number, line in numbered if line.strip()]


def _read(path: Path, place: str, line: str) -> Script:
    try:
        talk = Conversation.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        own = first.get("ctx", {}).get(_FIELD)
        field = [*map(str, first["loc"]), *([] if own is None else [str(own)])]
        raise _wrong(place, ".".join(field) or "line", first["msg"]) from error
    if talk.data == DEMO:
        return Script(place, talk, DataSet(day=talk.day))
    directory = (path.parent / talk.data).resolve()
    if not directory.is_dir():
        raise _wrong(place, "data", f"there is no directory {directory}")
    return Script(place, talk, DataSet(directory, talk.day))


def _wrong(place: str, field: str, reason: str) -> ScriptInvalidError:
    return ScriptInvalidError(f"{place}: {field}: {reason}", field=field)

"""What a value that a tool returned consists of, field by field."""

import dataclasses
from collections.abc import Iterable, Iterator

from pydantic import BaseModel


def fields_of(value: object) -> Iterator[tuple[str, object]]:
    """Yield the fields of a dataclass or a model, and the number that people call it by where it has one."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            part: object = getattr(value, field.name)
            yield field.name, part
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            part = getattr(value, name)
            yield name, part
    else:
        return
    number: object = getattr(value, "number", None)
    if isinstance(number, str):
        yield "number", number


def kinds_inside(values: Iterable[object]) -> Iterator[str]:
    """Yield the kinds of whatever is listed in any of these, payments above all."""
    for value in values:
        if isinstance(value, tuple | list):
            for part in value:  # pyright: ignore[reportUnknownVariableType] - any value may be inside
                kind: object = getattr(part, "kind", None)  # pyright: ignore[reportUnknownArgumentType]
                if isinstance(kind, str):
                    yield kind

"""What a turn has learnt: every figure, number and word that tools returned, so that the guard can compare."""

import dataclasses
from collections.abc import Iterator
from datetime import datetime

from support_ai.core.money import format_money


def grounds_of(value: object) -> Iterator[str]:
    """Yield every text of a value, and each amount of money as people read it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list | frozenset):
        for part in value:  # pyright: ignore[reportUnknownVariableType] - any value may be inside
            yield from grounds_of(part)  # pyright: ignore[reportUnknownArgumentType]
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        currency = getattr(value, "currency", None)
        for field in dataclasses.fields(value):
            part: object = getattr(value, field.name)
            if field.name.endswith("minor") and isinstance(part, int) and isinstance(currency, str):
                yield format_money(part, currency)
            elif not isinstance(part, datetime):
                yield from grounds_of(part)

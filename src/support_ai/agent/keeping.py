"""What a conversation keeps between two turns, sealed with its person's key: the brain's memory, what is known, and counts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue, TypeAdapter


@dataclass(frozen=True, slots=True)
class Kept:
    """`brain` is what a brain noted, `grounds` what may be spoken of; `missed` and `blocked` count turns in a row.

    A turn is missed where it was not understood, and blocked where the guard held a sentence of it back.
    """

    brain: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    grounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    missed: int = 0
    blocked: int = 0

    def written(self) -> str:
        """Return it as the text that is sealed."""
        return json.dumps(_KEPT.dump_python(self, mode="json"))


_KEPT: TypeAdapter[Kept] = TypeAdapter(Kept)


def kept(stored: str | None) -> Kept:
    """Return what the turn before left; nothing where there is none."""
    return Kept() if stored is None else _KEPT.validate_json(stored)

"""What the local brain keeps between the turns of one conversation; no personal data beside order numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import JsonValue, TypeAdapter


class Awaiting(StrEnum):
    """What the assistant asked for last, so that a bare yes or a bare number means something."""

    NOTHING = "nothing"
    ORDER_HISTORY_OFFER = "order_history_offer"
    PERSON_OFFER = "person_offer"
    IDENTIFICATION = "identification"
    ORDER_NUMBER = "order_number"


@dataclass(frozen=True, slots=True)
class Memory:
    """What was spoken of, and what was asked."""

    last_orders: tuple[str, ...] = ()
    last_order: str | None = None
    awaiting: Awaiting = Awaiting.NOTHING
    misses: int = 0
    last_intent: str | None = None

    def dump(self) -> dict[str, JsonValue]:
        """Return it as JSON holds it."""
        return _MEMORY.dump_python(self, mode="json")


_MEMORY: TypeAdapter[Memory] = TypeAdapter(Memory)


def recall(stored: Mapping[str, JsonValue]) -> Memory:
    """Return what was kept."""
    return _MEMORY.validate_python(dict(stored))

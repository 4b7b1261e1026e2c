"""One wish as it was understood."""

from dataclasses import dataclass

from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.usual import Usual

# Chosen on examples that the head had not seen; docs/evals.md has the curve.
SURE = 0.40
AMBIGUOUS = 0.45


@dataclass(frozen=True, slots=True)
class Understood:
    """The likeliest intent, how likely it is (0 to 1), the next one, the entities, and which piece of the text says so."""

    intent: Intent
    confidence: float
    runner_up: Intent
    entities: tuple[Entity, ...]
    runner_up_confidence: float = 0.0
    start: int = 0
    end: int = 0
    # What shops are usually asked that is nearest to it.
    usual: Usual | None = None
    # What is asked about an order that is nearest to it.
    on_order: Usual | None = None

    @property
    def is_sure(self) -> bool:
        """Tell whether to act on the intent; else ask, or say that it was not understood."""
        return self.confidence >= SURE

    @property
    def is_ambiguous(self) -> bool:
        """Tell whether the two likeliest intents are close, and together likely: one good question would settle it."""
        close = self.runner_up_confidence >= AMBIGUOUS * self.confidence
        return close and self.confidence < 0.7 and self.confidence + self.runner_up_confidence >= SURE

    def values(self, kind: EntityType) -> tuple[str, ...]:
        """Return the values of one kind, from left to right."""
        return tuple(entity.value for entity in self.entities if entity.type is kind)

    def unwanted(self, entity: Entity) -> bool:
        """Tell whether an entity stands in `not …`, `instead of …` or `except …`."""
        return any(
            entity.within(other) and entity is not other
            for other in self.entities
            if other.type is EntityType.NEGATION
            or (other.type is EntityType.SCOPE and other.value == "except")
        )

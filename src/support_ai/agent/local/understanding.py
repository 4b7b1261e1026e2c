"""What somebody wants: an intent with its confidence, and what the message names."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from support_ai.agent.local.entities import Entity, EntityType, find_entities, masked
from support_ai.agent.local.features import features
from support_ai.core.embedder import Embedder, Vectors

HEAD = Path(__file__).parent / "head.npz"


class Intent(StrEnum):
    """What a message asks for; the examples stand in `intents/`, a file for each."""

    WHERE_IS_MY_ORDER = "where_is_my_order"
    SHOW_ORDER = "show_order"
    LIST_ORDERS = "list_orders"
    PREVIOUS_ORDER = "previous_order"
    ORDERS_TODAY = "orders_today"
    PROFILE = "profile"
    POLICY_QUESTION = "policy_question"
    GREET = "greet"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    TALK_TO_PERSON = "talk_to_person"
    WHAT_CAN_YOU_DO = "what_can_you_do"
    IDENTIFY = "identify"
    REFUND_ORDER = "refund_order"
    CANCEL_ORDER = "cancel_order"
    RETURN_ITEMS = "return_items"
    EXCHANGE_ITEMS = "exchange_items"
    CHANGE_ADDRESS = "change_address"
    CHANGE_PAYMENT = "change_payment"
    CHANGE_ITEMS = "change_items"
    DELETE_ORDER = "delete_order"
    FINANCIAL_REPORT = "financial_report"
    ANALYTICS = "analytics"
    FIND_CUSTOMER = "find_customer"
    YES = "yes"
    NO = "no"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Understood:
    """The likeliest intent, how likely it is (0 to 1), the next one, and the entities."""

    intent: Intent
    confidence: float
    runner_up: Intent
    entities: tuple[Entity, ...]

    def values(self, kind: EntityType) -> tuple[str, ...]:
        """Return the values of one kind, from left to right."""
        return tuple(entity.value for entity in self.entities if entity.type is kind)


class Understanding:
    """The trained head over the features of a message."""

    def __init__(self, embedder: Embedder, weights: Vectors, bias: Vectors, names: list[str]) -> None:
        """Take weights [intents, WIDTH], bias [intents] and the intents' names in that order."""
        self._embedder = embedder
        self._weights = weights
        self._bias = bias
        self._intents = [Intent(name) for name in names]

    @classmethod
    def load(cls, embedder: Embedder, path: Path = HEAD) -> "Understanding":
        """Read the head that `support-ai understand --train` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            names = [str(name) for name in stored["names"]]
            weights = stored["weights"].astype(np.float32) * stored["scale"]
            return cls(embedder, weights, stored["bias"].astype(np.float32), names)

    async def understand_async(self, text: str) -> Understood:
        """Understand beside the event loop, one text at a time: more threads would only fight for the interpreter."""
        return await self._embedder.beside_the_loop(self.understand, text)

    def understand(self, text: str) -> Understood:
        """Return what the text asks for; 3 milliseconds on one core."""
        entities = find_entities(text)
        scores = self._weights @ features([masked(text, entities)], self._embedder)[0] + self._bias
        odds = np.exp(scores - scores.max())
        odds /= odds.sum()
        order = np.argsort(odds)[::-1]
        best, second = int(order[0]), int(order[1])
        return Understood(self._intents[best], float(odds[best]), self._intents[second], entities)

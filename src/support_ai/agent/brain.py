"""What a brain is: it takes one turn and answers with events. It sees facts through tools only, as the person."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from support_ai.access.actor import Person
from support_ai.conversations.models import Speaker
from support_ai.customers.models import CustomerFilter, CustomerProfile, CustomerSummary
from support_ai.knowledge.models import Passage
from support_ai.orders.models import DaySummary, Order, OrderFilter, OrderStatus, OrderSummary


class Tool(StrEnum):
    """The tools that exist; a brain is offered those that its person may use."""

    GET_CUSTOMER = "get_customer"
    GET_ORDER = "get_order"
    LIST_ORDERS = "list_orders"
    SEARCH_KNOWLEDGE = "search_knowledge"
    SEARCH_ORDERS = "search_orders"
    SEARCH_CUSTOMERS = "search_customers"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Said:
    """One earlier message."""

    speaker: Speaker
    text: str


class Awaiting(StrEnum):
    """What the assistant asked for last, so that a bare yes or a bare number means something."""

    NOTHING = "nothing"
    ORDER_HISTORY_OFFER = "order_history_offer"
    PERSON_OFFER = "person_offer"
    IDENTIFICATION = "identification"
    ORDER_NUMBER = "order_number"


@dataclass(frozen=True, slots=True)
class Memory:
    """What a brain keeps between the turns of one conversation; no personal data beside order numbers."""

    last_orders: tuple[str, ...] = ()
    last_order: str | None = None
    awaiting: Awaiting = Awaiting.NOTHING
    misses: int = 0
    last_intent: str | None = None


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order to show beside the words; amounts in minor units."""

    number: str
    status: OrderStatus
    placed_at: datetime | None
    currency: str
    total_minor: int
    estimated_delivery: datetime | None
    delivered_at: datetime | None
    items: tuple[str, ...] = ()
    kind: Literal["order"] = "order"


@dataclass(frozen=True, slots=True)
class ChoicesCard:
    """Short answers to choose from."""

    choices: tuple[str, ...]
    kind: Literal["choices"] = "choices"


Card = OrderCard | ChoicesCard


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer of the shop's own words is from."""

    title: str
    heading: str
    url: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A tool's no: the rule's id, and the sentence that people read."""

    rule: str
    sentence: str


class Tools(Protocol):
    """The only door from a brain to the shop; every call runs as the person and is written down."""

    @property
    def offered(self) -> frozenset[Tool]:
        """Return the tools that the person's role may use."""
        ...

    async def get_customer(self) -> CustomerProfile | Refusal:
        """Return the signed-in customer's own record."""
        ...

    async def get_other_customer(self, customer_id: str) -> CustomerProfile | Refusal:
        """Return any customer's record; staff only."""
        ...

    async def get_order(self, order_number: str) -> Order | Refusal:
        """Return one order that the person may see."""
        ...

    async def list_orders(self, limit: int) -> tuple[OrderSummary, ...] | Refusal:
        """Return the newest orders that the person may see, a customer's own."""
        ...

    async def search_knowledge(self, query: str) -> tuple[Passage, ...] | Refusal:
        """Return the passages of the shop's articles that answer the question, the best first; often none."""
        ...

    async def search_orders(self, wanted: OrderFilter, limit: int) -> DaySummary | Refusal:
        """Return count, totals and the newest of the orders that match; staff only."""
        ...

    async def search_customers(
        self, wanted: CustomerFilter, limit: int
    ) -> tuple[CustomerSummary, ...] | Refusal:
        """Return customers that match; staff only."""
        ...

    async def hand_over(self, reason: str) -> bool | Refusal:
        """Put the conversation into the colleagues' queue; True where it now waits there."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that a brain is told."""

    person: Person
    text: str
    tools: Tools
    now: datetime
    zone: ZoneInfo
    history: tuple[Said, ...] = ()
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to say; it passes the guard before anybody reads it."""

    text: str


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card to show beside the words."""

    card: Card


@dataclass(frozen=True, slots=True)
class SourceCited:
    """The article that the words are from."""

    source: Source


@dataclass(frozen=True, slots=True)
class Remembered:
    """What to keep for the next turn; the last one of a turn counts."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class IdentityWanted:
    """What was asked is shown to known people only: code asks who it is, sends the code, and keeps the question."""


Event = Sentence | CardShown | SourceCited | Remembered | IdentityWanted


class Brain(Protocol):
    """Answers one turn."""

    def respond(self, turn: Turn) -> AsyncIterator[Event]:
        """Yield what to say and show, sentence by sentence."""
        ...

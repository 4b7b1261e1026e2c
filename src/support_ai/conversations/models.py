"""What a conversation is made of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from support_ai.access.actor import Customer, Person, Staff, Visitor, role_of
from support_ai.access.role import Role


class ChannelKind(StrEnum):
    """The way in by which a conversation came."""

    WEB = "web"
    TERMINAL = "terminal"
    WHATSAPP = "whatsapp"


class HandledBy(StrEnum):
    """Who answers."""

    ASSISTANT = "assistant"
    COLLEAGUE = "colleague"


class Sender(StrEnum):
    """Who said a message."""

    PERSON = "person"
    ASSISTANT = "assistant"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class CardItem:
    """One line of an order card; the price is what the line costs, in minor units of the card's currency."""

    name: str
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order as it is shown; `total` in minor units of `currency`."""

    order_number: str
    status: str
    currency: str
    total: int
    placed_on: date | None = None
    arriving_on: date | None = None
    delivered_on: date | None = None
    tracking_number: str | None = None
    carrier: str | None = None
    customer_name: str | None = None
    items: tuple[CardItem, ...] = ()
    kind: Literal["order"] = "order"


@dataclass(frozen=True, slots=True)
class ChoicesCard:
    """Answers to choose from; choosing one says it."""

    choices: tuple[str, ...]
    kind: Literal["choices"] = "choices"


Card = Annotated[OrderCard | ChoicesCard, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer stands in the shop's own words."""

    title: str
    heading: str
    url: str


@dataclass(frozen=True, slots=True)
class Attachments:
    """What goes with a message beside its text."""

    cards: tuple[Card, ...] = ()
    sources: tuple[Source, ...] = ()


ATTACHMENTS: TypeAdapter[Attachments] = TypeAdapter(Attachments)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its texts. `person` names the owner, and the key that the texts are sealed with."""

    id: UUID
    person: str
    kind: ChannelKind
    of_staff: bool
    role: Role
    account_id: UUID | None
    session_id: UUID | None
    visitor_id: UUID | None
    customer_id: str | None
    handled_by: HandledBy
    assigned_to: UUID | None
    waiting_since: datetime | None
    last_sequence: int
    asked_sequence: int
    answered_sequence: int
    lease_owner: UUID | None
    lease_until: datetime | None
    attempts: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One message, opened. `reply_to` is the last of the person's messages that an answer answers."""

    id: UUID
    conversation_id: UUID
    sequence: int
    sender: Sender
    text: str
    created_at: datetime
    reply_to: int | None = None
    client_message_id: str | None = None
    cards: tuple[Card, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """A message that is stored and can no longer be lost; `repeated` where it was there already."""

    conversation_id: UUID
    message_id: UUID
    sequence: int
    handled_by: HandledBy
    repeated: bool


@dataclass(frozen=True, slots=True)
class Leased:
    """The right to answer: what was said, up to `asked_sequence`, and what the brain remembered, as JSON."""

    conversation: Conversation
    lease: UUID
    messages: tuple[Message, ...]
    memory: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What is to be posted as the answer to everything up to `reply_to`."""

    text: str
    reply_to: int
    attachments: Attachments = Attachments()
    memory: str | None = None


def person_name(person: Person) -> str:
    """Return the name under which somebody owns conversations and the key of their texts."""
    match person:
        case Visitor(visitor_id=visitor_id):
            return f"visitor:{visitor_id}"
        case Customer(account_id=account_id) | Staff(account_id=account_id):
            return f"account:{account_id}"


def role_name(person: Person) -> Role:
    """Return the person's role; everybody has one."""
    return role_of(person) or Role.VISITOR

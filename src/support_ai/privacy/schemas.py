"""What goes over the wire: a person's data as one document, and erasures."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from support_ai.actions.personal import ProposalData
from support_ai.audit.personal import ActData
from support_ai.conversations.models import HandledBy, Speaker
from support_ai.customers.models import CustomerProfile
from support_ai.identity.personal import AccountData, SessionData
from support_ai.orders.models import Order
from support_ai.orders.personal import ReturnData
from support_ai.payments.personal import AdjustmentData, BalanceData, TransferData
from support_ai.tickets.schemas import TicketDetailsOut


class MessageOut(BaseModel):
    """Something that was said; `content` holds its text, cards and sources."""

    sequence: int
    message_id: UUID
    speaker: Speaker
    content: JsonValue
    created_at: AwareDatetime
    client_message_id: str | None


class RatingOut(BaseModel):
    """How satisfied they were with a conversation, from 1 to 5, when they said so first, and last."""

    score: int
    comment: str | None
    given_at: AwareDatetime
    rated_at: AwareDatetime


class OwnFileOut(BaseModel):
    """A file that was attached to what was said; `content` is base64."""

    file_id: UUID
    name: str
    media_type: str
    bytes: int
    created_at: AwareDatetime
    content: str


class ConversationOut(BaseModel):
    """A conversation with everything that was said; `memory` is what the assistant noted for its next turn."""

    conversation_id: UUID
    handled_by: HandledBy
    created_at: AwareDatetime
    updated_at: AwareDatetime
    memory: JsonValue
    rating: RatingOut | None
    messages: list[MessageOut]
    files: list[OwnFileOut]


class AccountOut(BaseModel):
    """An account with its sessions, its conversations, and what was written down about it."""

    account: AccountData
    sessions: list[SessionData]
    conversations: list[ConversationOut]
    acts: list[ActData]


class OrderOut(BaseModel):
    """An order with everything that belongs to it."""

    order: Order
    returns: list[ReturnData]


class CustomerOut(BaseModel):
    """A customer's record with their orders and their tickets."""

    profile: CustomerProfile
    balances: list[BalanceData]
    adjustments: list[AdjustmentData]
    transfers: list[TransferData]
    orders: list[OrderOut]
    tickets: list[TicketDetailsOut]
    proposals: list[ProposalData]


class PersonExport(BaseModel):
    """Everything that the shop stores about one person; `customer` is there where they have a customer record."""

    format: Literal[1]
    exported_at: AwareDatetime
    accounts: list[AccountOut]
    customer: CustomerOut | None


class CustomerErasure(BaseModel):
    """The customer's number once more: what is erased does not come back."""

    model_config = ConfigDict(extra="forbid")

    customer_id: Annotated[str, Field(min_length=1, max_length=200)]


class AccountErasure(BaseModel):
    """The account's number once more: what is erased does not come back."""

    model_config = ConfigDict(extra="forbid")

    account_id: UUID


class ErasureOut(BaseModel):
    """Since when a customer is erased; null where they are not."""

    customer_id: str
    erased_at: datetime | None

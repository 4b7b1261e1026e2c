"""What is shown beside the words. Amounts are minor units of the named currency."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from support_ai.agent.models import OfferState
from support_ai.orders.models import OrderStatus


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order."""

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
class RefundCard:
    """Money that goes back; `method` is the type of where it goes to."""

    order_number: str
    amount_minor: int
    currency: str
    method: str | None
    state: str
    since: datetime
    kind: Literal["refund"] = "refund"


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """One change of a proposal: what it will do, and what the customer gets by it, negative what they owe."""

    proposal_id: UUID
    action: str
    sentence: str
    amount_minor: int
    currency: str | None


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """What waits for a yes, until when, or what became of it. One yes is for all of its changes."""

    offer_id: UUID
    changes: tuple[ProposedChange, ...]
    state: OfferState
    expires_at: datetime
    kind: Literal["proposal"] = "proposal"


@dataclass(frozen=True, slots=True)
class ChoicesCard:
    """Short answers to choose from."""

    choices: tuple[str, ...]
    kind: Literal["choices"] = "choices"


Card = OrderCard | RefundCard | ProposalCard | ChoicesCard

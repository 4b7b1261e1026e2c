"""What was booked for orders, as lists show it. Amounts are minor units of the named currency."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from support_ai.orders.models import ReturnKind
from support_ai.payments.listing import MoneyState
from support_ai.payments.models import AdjustmentKind, Cause
from support_ai.payments.transfer_policy import TransferState


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that goes back: why, where to, and where it is since when; `due_at` is when a person would have moved it."""

    refund_id: int
    order_number: str
    customer_id: str
    amount_minor: int
    currency: str
    payment_method_id: str | None
    method: str | None
    cause: Cause
    state: MoneyState
    due_at: datetime | None
    since: datetime
    transfer_id: UUID | None


@dataclass(frozen=True, slots=True)
class ReturnSummary:
    """A return or an exchange; the amount is what the customer gets, negative what they owe.

    `next_statuses` is what the caller may make of it now; a customer may withdraw what nobody acted on.
    """

    return_id: int
    order_number: str
    customer_id: str
    kind: ReturnKind
    status: str
    item_ids: tuple[str, ...]
    new_item_ids: tuple[str, ...]
    payment_method_id: str | None
    amount_minor: int
    currency: str
    reason: str | None
    requested_at: datetime | None
    changed_at: datetime | None
    next_statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What the shop gave beside refunds; the reason is for colleagues."""

    adjustment_id: int
    order_number: str
    customer_id: str
    kind: AdjustmentKind
    amount_minor: int
    currency: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class TransferTask:
    """Money on its way, and what a person needs who moves it by hand; `out` goes to the customer, `in` comes from them."""

    transfer_id: UUID
    order_number: str
    customer_id: str
    direction: str
    state: TransferState
    amount_minor: int
    currency: str
    payment_method_id: str | None
    method: str
    brand: str
    last_four: str
    reference: str | None
    reason: str | None
    attempts: int
    due_at: datetime
    since: datetime
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class BookedFilter:
    """Which rows to list; everything given must hold. `order_key` is a number's form under which an order is found."""

    status: str | None = None
    order_key: str | None = None
    customer_id: str | None = None


RowId = Annotated[int, Field(ge=1, le=2**53 - 1)]

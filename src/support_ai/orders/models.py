"""Orders as the rest of the house sees them. Amounts are minor units of the order's currency."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from support_ai.core.money import Money
from support_ai.customers.models import Address
from support_ai.payments.models import Payment

# Our own number of a row; whoever is outside knows an order by the shop's number.
Inside = Annotated[int, Field(exclude=True)]


class OrderStatus(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    PENDING_ITEM_MODIFIED = "pending_item_modified"
    PROCESSED = "processed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return_requested"
    EXCHANGE_REQUESTED = "exchange_requested"
    RETURNED = "returned"
    EXCHANGED = "exchanged"


class ReturnKind(StrEnum):
    """What the customer wants for what they send back."""

    RETURN = "return"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One line of an order; `discount_minor` is the whole line's."""

    line: int
    item_id: str
    product_id: str
    name: str
    options: tuple[tuple[str, str], ...]
    quantity: int
    unit_price_minor: int
    discount_minor: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel of an order."""

    line: int
    carrier: str
    tracking_number: str
    status: str
    shipped_at: datetime | None
    estimated_delivery: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Order:
    """One order with everything that belongs to it."""

    order_id: Inside
    number: str
    customer_id: str
    customer_name: str
    status: OrderStatus
    placed_at: datetime | None
    currency: str
    items: tuple[OrderItem, ...]
    shipments: tuple[Shipment, ...]
    payments: tuple[Payment, ...]
    address: Address
    subtotal_minor: int
    shipping_minor: int
    tax_minor: int
    discount_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """One line of a list of orders; the last parcel says when it arrives."""

    order_id: Inside
    number: str
    customer_id: str
    customer_name: str
    status: OrderStatus
    placed_at: datetime | None
    currency: str
    total_minor: int
    estimated_delivery: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders to list; everything given must hold. The end of the time is not part of it."""

    status: OrderStatus | None = None
    customer_id: str | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class DaySummary:
    """The orders of some time: how many, their totals in each currency, and the newest of them."""

    count: int
    totals: tuple[Money, ...]
    orders: tuple[OrderSummary, ...]
    placed_from: datetime | None = None
    placed_to: datetime | None = None

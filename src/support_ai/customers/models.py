"""Customers as the rest of the house sees them."""

from dataclasses import dataclass
from enum import StrEnum


class PaymentMethodType(StrEnum):
    """How somebody pays."""

    CREDIT_CARD = "credit_card"
    PAYPAL = "paypal"
    GIFT_CARD = "gift_card"
    BANK_TRANSFER = "bank_transfer"
    VOUCHER = "voucher"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; every part may be empty."""

    address1: str = ""
    address2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """How a customer is reached; every part may be empty."""

    email: str
    phone: str
    address: Address


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """One of a customer's own ways to pay; the number itself is never here."""

    payment_method_id: str
    type: PaymentMethodType
    brand: str
    last_four: str


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """One customer with everything that they may read of themselves."""

    customer_id: str
    name: str
    email: str
    phone: str
    address: Address
    payment_methods: tuple[PaymentMethod, ...]


@dataclass(frozen=True, slots=True)
class CustomerSummary:
    """One line of a list of customers."""

    customer_id: str
    name: str


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers to list; everything given must hold. `name` is the beginning of the whole or the last name."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    postal_code: str | None = None

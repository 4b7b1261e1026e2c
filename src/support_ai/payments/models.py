"""Rows of the ledger, and what is about to become some."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from support_ai.core.action import Act, Direction
from support_ai.customers.models import PaymentMethodType

# What money lies on here, so that it moves at once and without anybody else.
BALANCED = frozenset({PaymentMethodType.GIFT_CARD, PaymentMethodType.VOUCHER})
STORE_CREDIT = "store_credit"


class PaymentKind(StrEnum):
    """Which way money went; a reversal takes another row back."""

    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"


class Cause(StrEnum):
    """Why a row was booked. What was imported, or comes from the shop's back end, is a fact whatever our rules say."""

    IMPORT = "import"
    EXTERNAL = "external"
    CANCEL = "cancel"
    ITEMS = "items"
    PAYMENT_METHOD = "payment_method"
    RETURN = "return"
    EXCHANGE = "exchange"
    REFUND = "refund"
    PRICE_CORRECTION = "price_correction"
    SHIPPING = "shipping"
    REVERSAL = "reversal"


class AdjustmentKind(StrEnum):
    """What a shop gives beside refunds: credit for the next order, a lower price, shipping."""

    GOODWILL_CREDIT = "goodwill_credit"
    PRICE_CORRECTION = "price_correction"
    SHIPPING = "shipping"


@dataclass(frozen=True, slots=True)
class Payment:
    """A row of an order's ledger, in the order's currency.

    `of_line` is the payment that a refund pays back, or the row that a reversal takes back.
    """

    line: int
    kind: PaymentKind
    amount_minor: int
    payment_method_id: str | None
    at: datetime | None
    cause: Cause = Cause.IMPORT
    of_line: int | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """One of a customer's own payment methods by the name its owner knows, with what lies on it where that is kept here."""

    payment_method_id: str
    type: PaymentMethodType
    name: str = ""
    balance_minor: int = 0
    balance_currency: str | None = None

    @property
    def is_balanced(self) -> bool:
        """Tell whether money lies on it here."""
        return self.type in BALANCED


@dataclass(frozen=True, slots=True)
class Part:
    """One row that will be booked: money to or from a method, and of a refund the payment that it pays back."""

    direction: Direction
    amount_minor: int
    method: Method | None
    of_line: int | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """Whose ledger is meant: one order's."""

    order_id: int
    customer_id: str
    currency: str


@dataclass(frozen=True, slots=True)
class Posting:
    """What rows are booked for: whose ledger, why, under which yes, and until when a person would have to move money."""

    books: Books
    cause: Cause
    act: Act
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """What lies on one payment method, in minor units of its currency: the sum of everything that was booked to it."""

    payment_method_id: str
    amount_minor: int
    currency: str

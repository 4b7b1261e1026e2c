"""Rows of the ledger."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PaymentKind(StrEnum):
    """Which way money went."""

    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that was paid for an order, or paid back; in the order's currency."""

    line: int
    kind: PaymentKind
    amount_minor: int
    payment_method_id: str | None
    at: datetime | None

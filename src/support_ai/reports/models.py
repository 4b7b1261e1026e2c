"""Reports as the outside reads them. Amounts are minor units of the row's currency; currencies are never added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from support_ai.payments.models import Cause
from support_ai.reports.periods import Step

REFUND_CAUSES = tuple(Cause)


class Group(StrEnum):
    """What a financial report has its rows by."""

    PERIOD = "period"
    PRODUCT = "product"
    PAYMENT_METHOD = "payment_method"


@dataclass(frozen=True, slots=True)
class FinancialRow:
    """A period in one currency; without days it is what has no date. Cancelled orders are in none of the other amounts.

    `owed_minor` is the part of the payments that never came after it was paid back, and that customers owe.
    """

    first: date | None
    last: date | None
    currency: str
    orders: int
    gross_minor: int
    discounts_minor: int
    tax_minor: int
    shipping_minor: int
    net_minor: int
    cancelled_orders: int
    cancelled_gross_minor: int
    payments_minor: int
    owed_minor: int
    refunds_minor: int
    refunds_by_cause: Mapping[str, int]
    reversed_payments_minor: int
    reversed_refunds_minor: int
    net_cash_minor: int
    price_corrections_minor: int
    shipping_adjustments_minor: int
    goodwill_credit_minor: int
    balances_minor: int


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in a period and a currency; without an id it is what was refunded for pieces that no order holds."""

    first: date | None
    last: date | None
    currency: str
    product_id: str | None
    name: str
    pieces: int
    gross_minor: int
    discounts_minor: int
    net_minor: int
    refunded_pieces: int
    refunded_minor: int


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A type of payment methods in a period and a currency; `share` is that of what was paid (0 to 1), if anything was."""

    first: date
    last: date
    currency: str
    type: str
    payments: int
    payments_minor: int
    share: float | None
    refunds: int
    refunds_minor: int
    reversed_payments_minor: int
    reversed_refunds_minor: int
    net_cash_minor: int


@dataclass(frozen=True, slots=True)
class Check:
    """One figure of the whole report, as its rows say it and as the books do when they are read another way."""

    currency: str
    figure: str
    reported_minor: int
    books_minor: int
    difference_minor: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was compared; it balances where no difference is left."""

    balances: bool
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class FinancialReport:
    """Sales by the day an order was placed, money by the day it moved; both ends of the time are part of it."""

    first: date
    last: date
    time_zone: str
    group: Group
    by: Step | None
    rows: tuple[FinancialRow, ...] | tuple[ProductRow, ...] | tuple[MethodRow, ...]
    totals: tuple[FinancialRow, ...]
    reconciliation: Reconciliation

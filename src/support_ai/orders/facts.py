"""The facts that the policies on orders decide by, as they stand in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from support_ai.core.money import format_money
from support_ai.orders.models import Order, ReturnKind
from support_ai.payments.models import Books
from support_ai.payments.policy import Wallet
from support_ai.shop.rules import ShopRules


class ReturnStatus(StrEnum):
    """How far a return or an exchange came."""

    REQUESTED = "requested"
    APPROVED = "approved"
    LABEL_SENT = "label_sent"
    RECEIVED = "received"
    REFUNDED = "refunded"
    REPLACED = "replaced"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


# What takes nothing off an order after all.
VOID = frozenset({ReturnStatus.REJECTED.value, ReturnStatus.WITHDRAWN.value})


@dataclass(frozen=True, slots=True)
class Return:
    """A return or an exchange of some pieces of an order; the amount is what the customer gets, negative what they owe.

    The status of one that a file brought may be any word; `item_lines` are empty there.
    """

    return_id: int
    line: int
    kind: ReturnKind
    status: str
    item_ids: tuple[str, ...]
    item_lines: tuple[int, ...]
    new_item_ids: tuple[str, ...]
    payment_method_id: str | None
    amount_minor: int
    reason: str | None
    requested_at: datetime | None
    is_limited: bool

    @property
    def is_void(self) -> bool:
        """Tell whether it was rejected or withdrawn."""
        return self.status in VOID


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant that the shop sells."""

    item_id: str
    product_id: str
    name: str
    options: str
    price_minor: int
    currency: str
    available: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """An order with everything that decides what may be done to it: returns, the customer's own methods, rules, the time."""

    order: Order
    returns: tuple[Return, ...]
    wallet: Wallet
    shop: ShopRules
    zone: ZoneInfo
    now: datetime

    @property
    def number(self) -> str:
        """Return the order's number."""
        return self.order.number

    @property
    def status(self) -> str:
        """Return the order's status in words."""
        return self.order.status.value.replace("_", " ")

    @property
    def books(self) -> Books:
        """Return whose ledger the order has."""
        return Books(self.order.order_id, self.order.customer_id, self.order.currency)

    def money(self, minor: int) -> str:
        """Return an amount as people read it."""
        return format_money(minor, self.order.currency)

    @property
    def delivered_at(self) -> datetime | None:
        """Return when the last parcel came; None where nobody knows."""
        times = [parcel.delivered_at for parcel in self.order.shipments if parcel.delivered_at is not None]
        return max(times, default=None)

    def window_end(self, days: int) -> datetime | None:
        """Return the end of a window of so many whole days of the shop after the delivery; None where its day is unknown."""
        began = self.delivered_at or self.order.placed_at
        if began is None:
            return None
        last = began.astimezone(self.zone).date() + timedelta(days=days + 1)
        return datetime(last.year, last.month, last.day, tzinfo=self.zone)

    def gone(self) -> Mapping[int, int]:
        """Return how many pieces of each line went back, or are about to."""
        counts: dict[int, int] = {}
        for one in self.returns:
            if not one.is_void:
                for line in one.item_lines or self._lines_of(one.item_ids, counts):
                    counts[line] = counts.get(line, 0) + 1
        return counts

    def _lines_of(self, item_ids: tuple[str, ...], gone: Mapping[int, int]) -> list[int]:
        """Return the first lines with these items that still have a piece, as `amounts.pick` does: files name items alone."""
        taken, lines = dict(gone), list[int]()
        for wanted in item_ids:
            for item in self.order.items:
                if item.item_id == wanted and taken.get(item.line, 0) < item.quantity:
                    lines.append(item.line)
                    taken[item.line] = taken.get(item.line, 0) + 1
                    break
        return lines

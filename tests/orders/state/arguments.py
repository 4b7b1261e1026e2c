"""What people say with an action: mostly what an order allows, and often enough what it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from tests.orders.making import GOODS
from tests.orders.state.world import METHODS, OrderRow, World

T = TypeVar("T")
_PRODUCT = {item: product for item, product, *_ in GOODS}
_STEPS = {
    "requested": ("approved",),
    "approved": ("label_sent", "received"),
    "label_sent": ("received",),
    "received": ("refunded", "replaced"),
    "refunded": ("closed",),
    "replaced": ("closed",),
}
_NO_RETURN = 10**12
_ALL_STEPS = ("approved", "label_sent", "received", "refunded", "replaced", "rejected", "closed", "withdrawn")


@dataclass
class Saying:
    """Draws the arguments of actions for a world."""

    world: World
    # Hypothesis draws where it begins: what is there to choose from, sessions that overlap decide, and it would wonder.
    random: Random
    focus: str | None = None

    def one(self, values: Sequence[T]) -> T:
        """Draw one of some values."""
        return self.random.choice(values)

    def likely(self, percent: int) -> bool:
        """Tell whether something happens that does so often."""
        return self.random.randrange(100) < percent

    def said(self, name: str, order: OrderRow) -> dict[str, Any]:
        """Return the arguments of an action about an order."""
        return getattr(self, f"_{name}")(order)

    def _method(self) -> str:
        return self.one((*METHODS, "card", "gift", "other", "nobodys"))

    def _cancel_order(self, order: OrderRow) -> dict[str, Any]:
        reason = "no longer needed" if self.likely(85) else "found it cheaper"
        return {"number": order.number, "reason": reason}

    def _change_order_address(self, order: OrderRow) -> dict[str, Any]:
        street = self.one(("1 New Road", "2 New Road"))
        return {"number": order.number, "address1": street, "city": "Boston", "country": "US"}

    def _change_customer_address(self, order: OrderRow) -> dict[str, Any]:
        street = self.one(("1 New Road", "2 New Road"))
        return {"customer_id": order.customer_id, "address1": street, "city": "Boston", "country": "US"}

    def _change_order_payment(self, order: OrderRow) -> dict[str, Any]:
        method = self.one(("other", "other", "gift", "card")) if self.likely(65) else self._method()
        return {"number": order.number, "payment_method_id": method}

    def _swap(self, order: OrderRow) -> dict[str, Any]:
        if self.likely(60):
            return self._good_swap(order)
        old = [self.one(order.items) for _ in range(1 if self.likely(70) else 2)]
        if self.likely(5):
            old = ["XS"]
        new = [
            self.one(("M", "L", "XL", "LAMP", "S-EUR", "S-EUR", "NOTHING", "NOTHING", "NOTHING")) for _ in old
        ]
        if self.likely(10):
            new = new[1:] or ["M", "M"]
        elif self.likely(15):
            new = list(old)
        body: dict[str, Any] = {"number": order.number, "item_ids": old, "new_item_ids": new}
        return body | ({"payment_method_id": self._method()} if self.likely(85) else {})

    def _good_swap(self, order: OrderRow) -> dict[str, Any]:
        """Return what an order and the catalogue allow, perhaps with a method that does not."""
        old = self.one(order.items)
        same = [
            item
            for item, product, *_, is_there in GOODS
            if product == _PRODUCT[old] and is_there and item != old
        ]
        new = self.one([item for item in same if item != "S-EUR"] or same or ["S"])
        body: dict[str, Any] = {"number": order.number, "item_ids": [old], "new_item_ids": [new]}
        method = self.one(("card", "card", "other", "gift", "small", "small", "small", "euros", None))
        return body if method is None else body | {"payment_method_id": method}

    def _change_order_items(self, order: OrderRow) -> dict[str, Any]:
        return self._swap(order)

    def _exchange_items(self, order: OrderRow) -> dict[str, Any]:
        return self._swap(order)

    def _return_items(self, order: OrderRow) -> dict[str, Any]:
        items = [self.one((*order.items, *order.items, "XS")) for _ in range(1 if self.likely(70) else 2)]
        body: dict[str, Any] = {"number": order.number, "item_ids": items}
        if self.likely(40):
            body["payment_method_id"] = self._method()
        if self.likely(30):
            body["reason"] = self.one(("damaged", "other", "too green"))
        return body

    def _return(self, statuses: Sequence[str]) -> tuple[int, str, str]:
        """Choose a return, by likelihood one that stands so; its number, kind and status."""
        fitting = [one for one in self.world.returns if one[2] in statuses]
        chosen = self.one(
            fitting if fitting and self.likely(85) else self.world.returns or [(_NO_RETURN, "return", "", 0)]
        )
        return chosen[:3]

    def _set_return_status(self, order: OrderRow) -> dict[str, Any]:
        del order
        number, kind, status = self._return(tuple(_STEPS))
        wanted = self.one(_STEPS.get(status, _ALL_STEPS)) if self.likely(85) else self.one(_ALL_STEPS)
        if status == "received" and self.likely(80):
            wanted = "refunded" if kind == "return" else "replaced"
        return {"return_id": number, "status": wanted}

    def _withdraw_return(self, order: OrderRow) -> dict[str, Any]:
        del order
        return {"return_id": self._return(("requested",))[0]}

    def _set_order_status(self, order: OrderRow) -> dict[str, Any]:
        wanted = self.one(("processed", "shipped", "delivered", "delivered", "pending", "returned"))
        return {"number": order.number, "status": wanted}

    def _archive_order(self, order: OrderRow) -> dict[str, Any]:
        return {"number": order.number}

    def _amount(self, order: OrderRow) -> int:
        large = (5001, 30_001, 50_001, 200_001)
        return self.one(
            large if order.is_dear and self.likely(70) else (1, 33, 500, 1001, 3100, 9500, 30_001)
        )

    def _refund_order(self, order: OrderRow) -> dict[str, Any]:
        body: dict[str, Any] = {"number": order.number, "amount": self._amount(order), "reason": "sorry"}
        if order.is_split and self.likely(60):
            return body | {"amount": 3100, "payment_method_id": "other"}
        return body | ({"payment_method_id": self._method()} if self.likely(50) else {})

    def _adjust_order(self, order: OrderRow) -> dict[str, Any]:
        kind = self.one(("goodwill_credit", "price_correction", "shipping"))
        return {"number": order.number, "amount": self._amount(order), "kind": kind, "reason": "sorry"}

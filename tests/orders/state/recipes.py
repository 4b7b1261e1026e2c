"""What is asked for by chance too seldom: an attempt at a rule, where something stands so that it may say no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.orders.state.moves import Move, Trying
from tests.orders.state.world import OrderRow

_PENDING, _DELIVERED = ("pending",), ("delivered",)


@dataclass
class Cooking(Trying):
    """Draws moves for a world, those more often of whose refusals there are few so far."""

    seen: Mapping[str, int] = field(default_factory=dict[str, int])
    enough: int = 0

    def move(self, order: OrderRow | None = None) -> Move:
        """Return whatever somebody tries, now and then something rare."""
        if self.likely(12):
            rare = sorted((self.seen.get(rule, 0), rule) for rule in RECIPES)[:5]
            number, rule = self.one(rare)
            found = RECIPES[rule](self) if number < self.enough else None
            if found is not None:
                return found
        return super().move(order)


def _said(name: str, statuses: tuple[str, ...], **said: Any) -> Callable[[Cooking], Move | None]:
    """Return what asks for an action of an order that stands so and is paid with a card."""

    def made(cook: Cooking) -> Move | None:
        fitting = [
            one
            for one in cook.world.orders
            if one.status in statuses and not one.is_archived and "S" in one.items
        ]
        return cook.perform(name, cook.one(fitting), said) if fitting else None

    return made


def _forbidden(part: str, action: str) -> Callable[[Cooking], Move | None]:
    """Return what has the shop forbid something; most of what follows is that."""

    def made(cook: Cooking) -> Move | None:
        cook.focus = action
        return cook.rules({part: {"allowed": False}})

    return made


def _too_late(part: str, name: str, **said: Any) -> Callable[[Cooking], Move | None]:
    """Return what asks for something after a window that the shop has, or gives it one."""

    def made(cook: Cooking) -> Move | None:
        if not cook.world.rules.get(part, {}).get("window_days"):
            return cook.rules({"returns": {"window_days": 7}, "exchanges": {"window_days": 7}})
        old = [
            one
            for one in cook.world.orders
            if one.is_old and one.status == "delivered" and not one.is_archived
        ]
        return cook.perform(name, cook.one(old), {"item_ids": ["S"], **said}) if old else None

    return made


def _swapped(new: str) -> Callable[[Cooking], Move | None]:
    return _said("change_order_items", _PENDING, item_ids=["S"], new_item_ids=[new], payment_method_id="card")


def _split(cook: Cooking) -> Move | None:
    fitting = [one for one in cook.world.orders if one.is_split and not one.is_archived]
    said = {"amount": 3100, "payment_method_id": "other", "reason": "sorry"}
    return cook.perform("refund_order", cook.one(fitting), said) if fitting else None


def _elsewhere(cook: Cooking) -> Move | None:
    fitting = [
        one for one in cook.world.orders if not one.is_split and not one.is_archived and "S" in one.items
    ]
    said = {"amount": 1, "payment_method_id": "other", "reason": "sorry"}
    return cook.perform("refund_order", cook.one(fitting), said, who="owner") if fitting else None


def _by_their_own(cook: Cooking) -> Move | None:
    waiting = [one for one in cook.world.proposals if one.state == "awaiting_approval"]
    if not waiting:
        return cook.perform("adjust_order", cook.one(cook.world.orders), _DEAR, who="emma")
    meant = cook.one(waiting)
    askers = [who for who in ("emma", "eve", "admin", "ada", "owner") if cook.account(who) == meant.asked_by]
    return cook.decide(meant, askers[0]) if askers else None


def _other_digest(cook: Cooking) -> Move | None:
    waiting = [one for one in cook.world.proposals if one.state == "awaiting_approval"]
    if not waiting:
        return cook.perform("adjust_order", cook.one(cook.world.orders), _DEAR, who="emma")
    meant = cook.one(waiting)
    return cook.decide(meant, "owner" if cook.account("owner") != meant.asked_by else "admin", "0" * 64)


def _too_low(cook: Cooking) -> Move | None:
    waiting = [
        one
        for one in cook.world.proposals
        if one.state == "awaiting_approval" and one.needs_role != "support_agent"
    ]
    if not waiting:
        return cook.perform("adjust_order", cook.one(cook.world.orders), _DEAR, who="emma")
    meant = cook.one(waiting)
    return cook.decide(meant, "emma" if cook.account("emma") != meant.asked_by else "eve")


def _settled(cook: Cooking) -> Move | None:
    settled = [one for one in cook.world.transfers if one[1] in ("done", "refused")]
    waiting = [one for one in cook.world.transfers if one[1] == "waiting"]
    if not settled:
        said = {"amount": 1, "reason": "sorry", "payment_method_id": "card"}
        return (
            cook.settle(cook.one(waiting))
            if waiting
            else cook.perform("refund_order", cook.one(cook.world.orders), said, who="owner")
        )
    number, state = cook.one(settled)
    return cook.settle((number, state), is_done=state == "refused")


_DEAR = {"kind": "goodwill_credit", "amount": 5001, "reason": "sorry"}
RECIPES: Mapping[str, Callable[[Cooking], Move | None]] = {
    "approvals.other_digest": _other_digest,
    "approvals.own_request": _by_their_own,
    "approvals.role_too_low": _too_low,
    "orders.address.not_allowed": _forbidden("address", "change_order_address"),
    "orders.cancel.not_allowed": _forbidden("cancel", "cancel_order"),
    "orders.exchange.not_allowed": _forbidden("exchanges", "exchange_items"),
    "orders.items.not_allowed": _forbidden("items", "change_order_items"),
    "orders.payment_method.not_allowed": _forbidden("payment_method", "change_order_payment"),
    "orders.return.not_allowed": _forbidden("returns", "return_items"),
    "orders.address.items_modified": _said(
        "change_order_address", ("pending_item_modified",), address1="1", city="B", country="US"
    ),
    "orders.cancel.items_modified": _said(
        "cancel_order", ("pending_item_modified",), reason="no longer needed"
    ),
    "orders.cancel.reason_not_allowed": _said("cancel_order", _PENDING, reason="found it cheaper"),
    "orders.item.not_available": _swapped("XL"),
    "orders.item.other_currency": _swapped("S-EUR"),
    "orders.item.other_product": _swapped("LAMP"),
    "orders.item.same": _swapped("S"),
    "orders.item.unknown": _swapped("NOTHING"),
    "orders.item.count": _said("change_order_items", _PENDING, item_ids=["S"], new_item_ids=["M", "M"]),
    "orders.return.method_not_allowed": _said(
        "return_items", _DELIVERED, item_ids=["S"], payment_method_id="other"
    ),
    "orders.return.window_over": _too_late("returns", "return_items"),
    "orders.exchange.window_over": _too_late("exchanges", "exchange_items", new_item_ids=["M"]),
    "orders.return.reason_unknown": _said("return_items", _DELIVERED, item_ids=["S"], reason="too green"),
    "payments.balance.too_low": _said(
        "change_order_items", _PENDING, item_ids=["S"], new_item_ids=["L"], payment_method_id="small"
    ),
    "payments.method.missing": _said("exchange_items", _DELIVERED, item_ids=["S"], new_item_ids=["L"]),
    "payments.method.not_own": _said(
        "exchange_items", _DELIVERED, item_ids=["S"], new_item_ids=["L"], payment_method_id="nobodys"
    ),
    "payments.refund.method_more_than_paid": _split,
    "payments.refund.method_not_allowed": _elsewhere,
    "payments.transfer.settled": _settled,
}

"""Pure decisions about orders: who may look, and what may be done to an order while it is not delivered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from support_ai.access.actor import Actor
from support_ai.access.permission import Permission
from support_ai.core.action import Direction
from support_ai.core.rule import Refusal, Rule, refuse
from support_ai.customers.models import Address
from support_ai.customers.policy import Scope, scope_of
from support_ai.orders import rules
from support_ai.orders.amounts import Piece, pick
from support_ai.orders.facts import Facts, Offer
from support_ai.orders.models import OrderStatus
from support_ai.payments.models import Part, PaymentKind
from support_ai.payments.policy import (
    covers,
    fitting,
    left_of,
    owed_by,
    own_method,
    plan_difference,
    refund_parts,
    refundable,
    standing,
)
from support_ai.shop.rules import ExchangeRules, ItemRules

# What colleagues may set by hand; cancelling, returning and exchanging have ways of their own.
TRANSITIONS: Mapping[OrderStatus, frozenset[OrderStatus]] = MappingProxyType(
    {
        OrderStatus.PENDING: frozenset({OrderStatus.PROCESSED, OrderStatus.SHIPPED}),
        OrderStatus.PENDING_ITEM_MODIFIED: frozenset({OrderStatus.PROCESSED, OrderStatus.SHIPPED}),
        OrderStatus.PROCESSED: frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED}),
        OrderStatus.SHIPPED: frozenset({OrderStatus.PROCESSED, OrderStatus.DELIVERED}),
        OrderStatus.DELIVERED: frozenset({OrderStatus.SHIPPED}),
    }
)
_MODIFIED = OrderStatus.PENDING_ITEM_MODIFIED


def order_key(number: str) -> str:
    """Return the form under which an order is found: in any case, with or without `#`."""
    return number.strip().lstrip("#").strip().upper()


def scope_of_orders(actor: Actor) -> Scope:
    """Return whose orders the actor may look for."""
    return scope_of(actor, own=Permission.OWN_ORDERS_READ, everybody=Permission.ORDERS_READ)


def total(*, subtotal_minor: int, shipping_minor: int, tax_minor: int, discount_minor: int) -> int:
    """Return what an order costs, in minor units, never less than nothing.

    A line's discount is already taken off the subtotal; `queries.py` sums lists by the same formula.
    """
    return max(0, subtotal_minor + shipping_minor + tax_minor - discount_minor)


def must_be(facts: Facts, statuses: Sequence[str], rule: Rule) -> Refusal | None:
    """Return the rule where the order stands nowhere that it allows.

    One whose items were changed counts as pending where that may be done more than once.
    """
    is_pending = facts.order.status is _MODIFIED and not facts.shop.items.once
    stands = OrderStatus.PENDING if is_pending else facts.order.status
    if stands.value in {str(status) for status in statuses}:
        return None
    return refuse(rule, number=facts.number, status=facts.status, allowed=" or ".join(statuses))


@dataclass(frozen=True, slots=True)
class CancelPlan:
    """Everything that was paid goes back."""

    facts: Facts
    reason: str
    parts: tuple[Part, ...]


def may_cancel(facts: Facts) -> Refusal | None:
    """Return the rule that forbids cancelling, for whatever reason."""
    if not facts.shop.cancel.allowed:
        return refuse(rules.CANCEL_NOT_ALLOWED)
    if facts.order.status is _MODIFIED and facts.shop.items.once:
        return refuse(rules.CANCEL_ITEMS_MODIFIED, number=facts.number)
    return must_be(facts, facts.shop.cancel.statuses, rules.CANCEL_NOT_PENDING)


def plan_cancel(facts: Facts, reason: str) -> CancelPlan | Refusal:
    """Decide on cancelling a whole order: every payment goes back to its method."""
    if refusal := may_cancel(facts):
        return refusal
    meant = next((one for one in facts.shop.cancel.reasons if _same(one, reason)), None)
    if meant is None:
        return refuse(rules.CANCEL_REASON, "reason", reasons=", ".join(facts.shop.cancel.reasons))
    ledger = facts.wallet.ledger
    parts = refund_parts(refundable(ledger), left_of(ledger), facts.wallet.methods)
    back = fitting(facts.wallet, parts)
    return back if isinstance(back, Refusal) else CancelPlan(facts, meant, back)


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


@dataclass(frozen=True, slots=True)
class AddressPlan:
    """The order goes to another address."""

    facts: Facts
    address: Address


def may_change_address(facts: Facts) -> Refusal | None:
    """Return the rule that forbids another address."""
    if not facts.shop.address.allowed:
        return refuse(rules.ADDRESS_NOT_ALLOWED)
    if facts.order.status is _MODIFIED and facts.shop.items.once:
        return refuse(rules.ADDRESS_ITEMS_MODIFIED, number=facts.number)
    return must_be(facts, facts.shop.address.statuses, rules.ADDRESS_NOT_PENDING)


def plan_address(facts: Facts, address: Address) -> AddressPlan | Refusal:
    """Decide on another address for an order."""
    return may_change_address(facts) or AddressPlan(facts, address)


@dataclass(frozen=True, slots=True)
class PaymentMethodPlan:
    """The order is paid with another method, and what was paid goes back."""

    facts: Facts
    method_id: str
    parts: tuple[Part, ...]


def may_change_payment(facts: Facts) -> Refusal | None:
    """Return the rule that forbids another payment method, whichever it is."""
    if not facts.shop.payment_method.allowed:
        return refuse(rules.PAYMENT_NOT_ALLOWED)
    if refusal := must_be(facts, facts.shop.payment_method.statuses, rules.PAYMENT_NOT_PENDING):
        return refusal
    count = len(_unreturned(facts))
    if count != 1:
        return refuse(rules.PAYMENT_NOT_ONE, number=facts.number, count=str(count))
    return None


def _unreturned(facts: Facts) -> list[int]:
    """Return the lines of the payments that were not paid back whole."""
    payments = [row for row in standing(facts.wallet.ledger) if row.kind is PaymentKind.PAYMENT]
    left = {one.line: one.left_minor for one in left_of(facts.wallet.ledger)}
    return [row.line for row in payments if left[row.line] or not row.amount_minor]


def plan_payment_method(facts: Facts, method_id: str) -> PaymentMethodPlan | Refusal:
    """Decide on another payment method: the new one pays what the old one did, which goes back."""
    if refusal := may_change_payment(facts):
        return refusal
    wallet = facts.wallet
    method = own_method(wallet, method_id)
    if isinstance(method, Refusal):
        return method
    (line,) = _unreturned(facts)
    old = next(one for one in left_of(wallet.ledger) if one.line == line)
    if old.payment_method_id == method_id:
        return refuse(rules.PAYMENT_SAME, "payment_method_id", number=facts.number)
    if refusal := covers(wallet, method, max(old.left_minor, facts.order.total_minor)):
        return refusal
    if not old.left_minor:
        return PaymentMethodPlan(facts, method_id, ())
    taken = Part(Direction.CHARGE, old.left_minor, method)
    back = fitting(wallet, refund_parts(old.left_minor, [old], wallet.methods))
    return back if isinstance(back, Refusal) else PaymentMethodPlan(facts, method_id, (taken, *back))


@dataclass(frozen=True, slots=True)
class Replacement:
    """One piece of an order gives way to another variant."""

    piece: Piece
    offer: Offer


@dataclass(frozen=True, slots=True)
class ItemsPlan:
    """Pieces are replaced, and the difference is settled."""

    facts: Facts
    replacements: tuple[Replacement, ...]
    owed_minor: int
    parts: tuple[Part, ...]


def may_change_items(facts: Facts) -> Refusal | None:
    """Return the rule that forbids other items, whichever they are."""
    if not facts.shop.items.allowed:
        return refuse(rules.ITEMS_NOT_ALLOWED)
    if facts.order.status is _MODIFIED and facts.shop.items.once:
        return refuse(rules.ITEMS_ALREADY_MODIFIED, number=facts.number)
    return must_be(facts, facts.shop.items.statuses, rules.ITEMS_NOT_PENDING)


def plan_items(
    facts: Facts,
    item_ids: Sequence[str],
    new_item_ids: Sequence[str],
    offers: Mapping[str, Offer],
    method_id: str | None,
) -> ItemsPlan | Refusal:
    """Decide on other items: as many, available, each the same product; the difference of the prices is settled."""
    if refusal := may_change_items(facts):
        return refusal
    replaced = plan_replacements(facts, item_ids, new_item_ids, offers, facts.shop.items)
    if isinstance(replaced, Refusal):
        return replaced
    owed = sum(one.offer.price_minor - price_of(one.piece) for one in replaced)
    parts = plan_difference(facts.wallet, owed, method_id)
    return parts if isinstance(parts, Refusal) else ItemsPlan(facts, replaced, owed_by(parts), parts)


def price_of(piece: Piece) -> int:
    """Return what a piece costs by its line: the unit price less its share of the line's discount."""
    each, over = divmod(piece.item.discount_minor, piece.item.quantity)
    return piece.item.unit_price_minor - each - (1 if piece.before < over else 0)


def plan_replacements(
    facts: Facts,
    item_ids: Sequence[str],
    new_item_ids: Sequence[str],
    offers: Mapping[str, Offer],
    shop: ItemRules | ExchangeRules,
) -> tuple[Replacement, ...] | Refusal:
    """Return which piece gives way to which variant, matched by position, or the rule that forbids one of them."""
    if len(item_ids) != len(new_item_ids):
        return refuse(rules.ITEM_COUNT, "new_item_ids", old=str(len(item_ids)), new=str(len(new_item_ids)))
    pieces = pick(facts.order, item_ids, facts.gone())
    if isinstance(pieces, str):
        return refuse(rules.ITEM_NOT_IN_ORDER, "item_ids", number=facts.number, item=pieces)
    replacements: list[Replacement] = []
    for piece, wanted in zip(pieces, new_item_ids, strict=True):
        offer = offers.get(wanted)
        if offer is None:
            return refuse(rules.ITEM_UNKNOWN, "new_item_ids", item=wanted)
        if refusal := _fits(facts, piece, offer, shop):
            return refusal
        replacements.append(Replacement(piece, offer))
    if all(one.piece.item.item_id == one.offer.item_id for one in replacements):
        return refuse(rules.ITEM_SAME, "new_item_ids")
    return tuple(replacements)


def _fits(facts: Facts, piece: Piece, offer: Offer, shop: ItemRules | ExchangeRules) -> Refusal | None:
    if shop.same_product and offer.product_id != piece.item.product_id:
        return refuse(rules.ITEM_OTHER_PRODUCT, "new_item_ids", item=offer.item_id, old=piece.item.item_id)
    if shop.only_available and not offer.available:
        return refuse(rules.ITEM_NOT_AVAILABLE, "new_item_ids", item=offer.item_id)
    if offer.currency != facts.order.currency:
        return refuse(
            rules.ITEM_OTHER_CURRENCY,
            "new_item_ids",
            item=offer.item_id,
            sold=offer.currency,
            booked=facts.order.currency,
        )
    return None


@dataclass(frozen=True, slots=True)
class StatusPlan:
    """A colleague sets the order's status."""

    facts: Facts
    wanted: OrderStatus


def plan_status(facts: Facts, wanted: OrderStatus) -> StatusPlan | Refusal:
    """Decide on a status that a colleague sets by hand."""
    if wanted in TRANSITIONS.get(facts.order.status, frozenset()):
        return StatusPlan(facts, wanted)
    return refuse(
        rules.STATUS_TRANSITION,
        "status",
        number=facts.number,
        status=facts.status,
        wanted=wanted.value.replace("_", " "),
    )

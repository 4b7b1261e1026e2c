"""Pure decisions about money: what is left to pay back, where it goes, what a balance covers. Amounts are minor units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from support_ai.core.action import Direction, Movement
from support_ai.core.money import format_money
from support_ai.core.rule import Refusal, refuse
from support_ai.customers.models import PaymentMethodType
from support_ai.payments import rules
from support_ai.payments.models import STORE_CREDIT, Cause, Method, Part, Payment, PaymentKind
from support_ai.shop.rules import ShopRules

_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Left:
    """What of one payment was not paid back."""

    line: int
    payment_method_id: str | None
    paid_minor: int
    left_minor: int


def standing(ledger: Sequence[Payment]) -> tuple[Payment, ...]:
    """Return the rows that hold: neither reversals, nor what they take back."""
    reversed_lines = {row.of_line for row in ledger if row.kind is PaymentKind.REVERSAL}
    return tuple(
        row for row in ledger if row.kind is not PaymentKind.REVERSAL and row.line not in reversed_lines
    )


def paid(ledger: Sequence[Payment]) -> int:
    """Return what was paid."""
    return sum(row.amount_minor for row in standing(ledger) if row.kind is PaymentKind.PAYMENT)


def refunded(ledger: Sequence[Payment]) -> int:
    """Return what was paid back."""
    return sum(row.amount_minor for row in standing(ledger) if row.kind is PaymentKind.REFUND)


def left_of(ledger: Sequence[Payment]) -> tuple[Left, ...]:
    """Return what is left of each payment, the oldest first.

    A refund that names its payment is taken off that one. One that came from outside names none: it is taken off the payments
    with its method first, then off the others, the oldest first.
    """
    rows = standing(ledger)
    payments = sorted(
        (row for row in rows if row.kind is PaymentKind.PAYMENT), key=lambda row: (row.at or _FIRST, row.line)
    )
    left = {row.line: row.amount_minor for row in payments}
    unnamed: list[Payment] = []
    for row in rows:
        if row.kind is PaymentKind.REFUND and row.of_line in left:
            left[row.of_line] -= row.amount_minor
        elif row.kind is PaymentKind.REFUND:
            unnamed.append(row)
    for refund in unnamed:
        rest = refund.amount_minor
        for row in sorted(payments, key=lambda row: row.payment_method_id != refund.payment_method_id):
            taken = min(rest, max(0, left[row.line]))
            left[row.line] -= taken
            rest -= taken
    return tuple(
        Left(row.line, row.payment_method_id, row.amount_minor, max(0, left[row.line])) for row in payments
    )


def refundable(ledger: Sequence[Payment]) -> int:
    """Return what can still be paid back for an order."""
    return max(0, min(paid(ledger) - refunded(ledger), sum(left.left_minor for left in left_of(ledger))))


def refund_parts(
    amount: int, lefts: Sequence[Left], methods: Mapping[str, Method], to: Method | None = None
) -> tuple[Part, ...]:
    """Return how an amount is paid back: the oldest payment first, each to its method, or all of it to `to`.

    At most what is left goes back, whatever the amount.
    """
    parts: list[Part] = []
    for left in lefts:
        taken = min(amount, left.left_minor)
        if taken > 0:
            method = to or methods.get(left.payment_method_id or "")
            parts.append(Part(Direction.REFUND, taken, method, left.line))
            amount -= taken
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Wallet:
    """What an order's money comes from and goes to: its ledger, the customer's own methods, its currency."""

    ledger: tuple[Payment, ...]
    methods: Mapping[str, Method]
    currency: str

    def money(self, minor: int) -> str:
        """Return an amount as people read it."""
        return format_money(minor, self.currency)


def is_gift_card(method: Method) -> bool:
    """Tell whether a refund may go there although nothing was paid with it."""
    return method.type is PaymentMethodType.GIFT_CARD or method.payment_method_id == STORE_CREDIT


def plan_refund(
    wallet: Wallet, amount: int, method_id: str | None, *, to_gift_card: bool = True, exact: bool = True
) -> tuple[Part, ...] | Refusal:
    """Return how an amount is paid back, or the rule that forbids it.

    Without a method the oldest payment goes back first, each to its own. To one that was paid with goes at most what is left
    of that (`exact`), or that first and then the others; to a gift card goes all of it.
    """
    lefts = left_of(wallet.ledger)
    most = refundable(wallet.ledger)
    if most <= 0:
        return refuse(rules.REFUND_NOTHING_LEFT)
    if amount > most:
        return refuse(
            rules.REFUND_MORE_THAN_PAID, "amount", amount=wallet.money(amount), left=wallet.money(most)
        )
    if method_id is None:
        return fitting(wallet, refund_parts(amount, lefts, wallet.methods))
    method = own_method(wallet, method_id)
    if isinstance(method, Refusal):
        return method
    if is_gift_card(method) and to_gift_card:
        return _onto_card(wallet, method) or refund_parts(amount, lefts, wallet.methods, method)
    return _back_to(wallet, amount, lefts, method_id, exact=exact)


def _back_to(
    wallet: Wallet, amount: int, lefts: Sequence[Left], method_id: str, *, exact: bool
) -> tuple[Part, ...] | Refusal:
    """Return how an amount goes back to a method that was paid with."""
    of_method = [left for left in lefts if left.payment_method_id == method_id]
    if not of_method:
        return refuse(rules.REFUND_METHOD, "payment_method_id")
    of_it = sum(left.left_minor for left in of_method)
    if exact and amount > of_it:
        return refuse(
            rules.REFUND_METHOD_LEFT,
            "amount",
            amount=wallet.money(amount),
            method=method_id,
            left=wallet.money(of_it),
        )
    others = [left for left in lefts if left.payment_method_id != method_id]
    return fitting(wallet, refund_parts(amount, [*of_method, *others], wallet.methods))


def fitting(wallet: Wallet, parts: tuple[Part, ...]) -> tuple[Part, ...] | Refusal:
    """Return the parts; the rule that forbids them where one would go onto a balance that is kept in another currency."""
    kept = [part.method for part in parts if part.method is not None and part.method.is_balanced]
    return next((no for method in kept if (no := _onto_card(wallet, method))), parts)


def _onto_card(wallet: Wallet, method: Method) -> Refusal | None:
    if method.balance_currency not in (None, wallet.currency):
        return refuse(
            rules.BALANCE_CURRENCY,
            "payment_method_id",
            method=method.payment_method_id,
            kept=method.balance_currency or "",
            booked=wallet.currency,
        )
    return None


def plan_charge(wallet: Wallet, amount: int, method_id: str | None) -> tuple[Part, ...] | Refusal:
    """Return how an amount is taken: from one of the customer's own methods, on which it must lie where that is kept here."""
    method = own_method(wallet, method_id)
    if isinstance(method, Refusal):
        return method
    refusal = covers(wallet, method, amount)
    return refusal or (Part(Direction.CHARGE, amount, method),)


def own_method(wallet: Wallet, method_id: str | None) -> Method | Refusal:
    """Return one of the customer's own methods."""
    if method_id is None:
        return refuse(rules.METHOD_MISSING, "payment_method_id")
    found = wallet.methods.get(method_id)
    return found or refuse(rules.METHOD_NOT_OWN, "payment_method_id", method=method_id)


def covers(wallet: Wallet, method: Method, amount: int) -> Refusal | None:
    """Return the rule that forbids taking an amount from a method: what lies on it must cover it, in the same currency."""
    if not method.is_balanced:
        return None
    if other := _onto_card(wallet, method):
        return other
    if method.balance_minor < amount:
        return refuse(
            rules.BALANCE_TOO_LOW,
            "payment_method_id",
            balance=wallet.money(method.balance_minor),
            method=method.payment_method_id,
            amount=wallet.money(amount),
        )
    return None


def plan_difference(wallet: Wallet, owed: int, method_id: str | None) -> tuple[Part, ...] | Refusal:
    """Return how a difference is settled with one of the customer's own methods: `owed` by them, or to them if negative.

    What they get back pays back what was paid, the oldest payment first, but onto that method; never more than is left.
    """
    if not owed:
        # Nothing moves, and yet nobody names what is not theirs.
        method = None if method_id is None else own_method(wallet, method_id)
        return method if isinstance(method, Refusal) else ()
    if owed > 0:
        return plan_charge(wallet, owed, method_id)
    method = own_method(wallet, method_id)
    if isinstance(method, Refusal):
        return method
    if method.is_balanced and (other := _onto_card(wallet, method)):
        return other
    most = min(-owed, refundable(wallet.ledger))
    return refund_parts(most, left_of(wallet.ledger), wallet.methods, method)


def owed_by(parts: Sequence[Part]) -> int:
    """Return what the customer pays by a plan, negative what they get: less than the difference where less is left to pay back."""
    return sum(
        part.amount_minor if part.direction is Direction.CHARGE else -part.amount_minor for part in parts
    )


def may_credit(wallet: Wallet) -> tuple[Part, ...] | Refusal:
    """Decide whether credit can be given in the order's currency; it pays nothing back, so it has no parts."""
    account = wallet.methods.get(STORE_CREDIT)
    return () if account is None else _onto_card(wallet, account) or ()


def plan_adjusted_shipping(wallet: Wallet, shipping_minor: int, amount: int) -> tuple[Part, ...] | Refusal:
    """Return how shipping is paid back: at most what of it was not paid back before."""
    before = sum(row.amount_minor for row in standing(wallet.ledger) if row.cause is Cause.SHIPPING)
    left = max(0, shipping_minor - before)
    if amount > left:
        return refuse(
            rules.ADJUSTMENT_SHIPPING, "amount", amount=wallet.money(amount), left=wallet.money(left)
        )
    return plan_refund(wallet, amount, None)


def movements(parts: Sequence[Part], currency: str, shop: ShopRules) -> tuple[Movement, ...]:
    """Return what people are told of the rows: to or from where, and in how many days; what is kept here moves at once."""
    told: dict[tuple[Direction, str | None], Movement] = {}
    for part in parts:
        at_once = part.method is not None and part.method.is_balanced
        method_id = None if part.method is None else part.method.payment_method_id
        is_back = part.direction is Direction.REFUND and not at_once
        moved = Movement(
            part.direction,
            part.amount_minor,
            currency,
            method_id,
            "unknown" if part.method is None else part.method.type.value,
            shop.refund_days_least if is_back else 0,
            max(shop.refund_days_least, shop.refund_days_most) if is_back else 0,
            "" if part.method is None else part.method.name,
        )
        known = told.get((part.direction, method_id))
        told[part.direction, method_id] = (
            moved if known is None else replace(known, amount_minor=known.amount_minor + part.amount_minor)
        )
    return tuple(told.values())

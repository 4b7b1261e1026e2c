"""Pure decisions about what was delivered: returns and exchanges, and how far each may come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from support_ai.core.rule import Refusal, Rule, refuse
from support_ai.orders import rules
from support_ai.orders.amounts import Piece, line_values, pick, worth
from support_ai.orders.facts import Facts, Offer, Return, ReturnStatus
from support_ai.orders.models import OrderStatus, ReturnKind
from support_ai.orders.policy import Replacement, must_be, plan_replacements, price_of
from support_ai.payments.models import Part
from support_ai.payments.policy import (
    is_gift_card,
    owed_by,
    own_method,
    plan_difference,
    plan_refund,
    refundable,
)

_S = ReturnStatus
# What colleagues may make of a return or an exchange.
RETURN_TRANSITIONS: Mapping[str, frozenset[ReturnStatus]] = MappingProxyType(
    {
        _S.REQUESTED.value: frozenset({_S.APPROVED, _S.REJECTED}),
        _S.APPROVED.value: frozenset({_S.LABEL_SENT, _S.RECEIVED, _S.REJECTED}),
        _S.LABEL_SENT.value: frozenset({_S.RECEIVED, _S.REJECTED}),
        _S.RECEIVED.value: frozenset({_S.REFUNDED, _S.REPLACED, _S.REJECTED}),
        _S.REFUNDED.value: frozenset({_S.CLOSED}),
        _S.REPLACED.value: frozenset({_S.CLOSED}),
    }
)
# What ends a return with money, and an exchange with goods.
_SETTLED = {ReturnKind.RETURN: _S.REFUNDED, ReturnKind.EXCHANGE: _S.REPLACED}
_OPEN = frozenset({_S.REQUESTED, _S.APPROVED, _S.LABEL_SENT, _S.RECEIVED, _S.REFUNDED, _S.REPLACED})
_DELIVERED = OrderStatus.DELIVERED


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """Pieces go back; `amount_minor` is what the customer gets for them once they came, paid by `parts`."""

    facts: Facts
    pieces: tuple[Piece, ...]
    method_id: str | None
    amount_minor: int
    parts: tuple[Part, ...]
    reason: str | None


def may_return(facts: Facts) -> Refusal | None:
    """Return the rule that forbids returning, whatever it is."""
    shop = facts.shop.returns
    if not shop.allowed:
        return refuse(rules.RETURN_NOT_ALLOWED)
    if refusal := must_be(facts, shop.statuses, rules.RETURN_NOT_DELIVERED):
        return refusal
    return _window(facts, shop.window_days, rules.RETURN_WINDOW_OVER)


def may_exchange(facts: Facts) -> Refusal | None:
    """Return the rule that forbids exchanging, whatever it is."""
    shop = facts.shop.exchanges
    if not shop.allowed:
        return refuse(rules.EXCHANGE_NOT_ALLOWED)
    if refusal := must_be(facts, shop.statuses, rules.EXCHANGE_NOT_DELIVERED):
        return refusal
    return _window(facts, shop.window_days, rules.EXCHANGE_WINDOW_OVER)


def _window(facts: Facts, days: int | None, rule: Rule) -> Refusal | None:
    end = None if days is None else facts.window_end(days)
    if end is None or facts.now < end:
        return None
    return refuse(rule, number=facts.number, until=end.date().isoformat(), days=str(days))


def plan_return(
    facts: Facts, item_ids: Sequence[str], method_id: str | None, reason: str | None
) -> ReturnPlan | Refusal:
    """Decide on returning pieces of an order, and on what they pay and where that goes."""
    if refusal := may_return(facts):
        return refusal
    pieces = pick(facts.order, item_ids, facts.gone())
    if isinstance(pieces, str):
        return refuse(rules.ITEM_NOT_IN_ORDER, "item_ids", number=facts.number, item=pieces)
    if refusal := _may_go_to(facts, method_id) or _may_say(facts, reason):
        return refusal
    amount = worth(facts.order, pieces)
    if facts.shop.returns.pays_shipping and _is_all(facts, pieces):
        amount += _shipping(facts)
    amount = min(amount, refundable(facts.wallet.ledger))
    parts = _pay_back(facts, amount, method_id, to_card=facts.shop.returns.to_gift_card)
    return (
        parts if isinstance(parts, Refusal) else ReturnPlan(facts, pieces, method_id, amount, parts, reason)
    )


def _may_go_to(facts: Facts, method_id: str | None) -> Refusal | None:
    """Return the rule that forbids paying back to a method: it was paid with, or it is a gift card of the customer's."""
    if method_id is None or any(row.payment_method_id == method_id for row in facts.wallet.ledger):
        return None
    method = own_method(facts.wallet, method_id)
    if isinstance(method, Refusal):
        return method
    if is_gift_card(method) and facts.shop.returns.to_gift_card:
        return None
    return refuse(rules.RETURN_METHOD, "payment_method_id")


def _may_say(facts: Facts, reason: str | None) -> Refusal | None:
    known = facts.shop.returns.reasons
    if reason is None or reason in known:
        return None
    return refuse(rules.RETURN_REASON, "reason", reasons=", ".join(known))


def _pay_back(
    facts: Facts, amount: int, method_id: str | None, *, to_card: bool
) -> tuple[Part, ...] | Refusal:
    if not amount:
        return ()
    return plan_refund(facts.wallet, amount, method_id, to_gift_card=to_card, exact=False)


def _is_all(facts: Facts, pieces: Sequence[Piece]) -> bool:
    """Tell whether nothing of the order is left with the customer."""
    gone = sum(facts.gone().values())
    return gone + len(pieces) == sum(item.quantity for item in facts.order.items)


def _shipping(facts: Facts) -> int:
    """Return what of the order's costs its lines do not account for: shipping, as far as a discount left any."""
    return max(0, facts.order.total_minor - sum(line_values(facts.order).values()))


@dataclass(frozen=True, slots=True)
class ExchangePlan:
    """Pieces go back and others come; `owed_minor` is settled once they do, by `parts`."""

    facts: Facts
    replacements: tuple[Replacement, ...]
    method_id: str | None
    owed_minor: int
    parts: tuple[Part, ...]
    reason: str | None


def plan_exchange(
    facts: Facts,
    pairs: tuple[Sequence[str], Sequence[str]],
    offers: Mapping[str, Offer],
    method_id: str | None,
    reason: str | None,
) -> ExchangePlan | Refusal:
    """Decide on exchanging pieces for as many of the same product; the difference of the prices is settled."""
    if refusal := may_exchange(facts) or _may_say(facts, reason):
        return refusal
    replaced = plan_replacements(facts, *pairs, offers, facts.shop.exchanges)
    if isinstance(replaced, Refusal):
        return replaced
    owed = sum(one.offer.price_minor - price_of(one.piece) for one in replaced)
    parts = plan_difference(facts.wallet, owed, method_id)
    if isinstance(parts, Refusal):
        return parts
    return ExchangePlan(facts, replaced, method_id, owed_by(parts), parts, reason)


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A return or an exchange comes one step further; `parts` is the money that moves with it, `after` the order's status."""

    facts: Facts
    request: Return
    wanted: ReturnStatus
    parts: tuple[Part, ...]
    after: OrderStatus | None


def next_statuses(kind: ReturnKind, status: str) -> tuple[ReturnStatus, ...]:
    """Return what colleagues may make of a return or an exchange now, in the order of its life."""
    possible = RETURN_TRANSITIONS.get(status, frozenset())
    others = {one for one in _SETTLED.values() if one is not _SETTLED[kind]}
    return tuple(one for one in ReturnStatus if one in possible - others)


def plan_step(facts: Facts, request: Return, wanted: ReturnStatus) -> StepPlan | Refusal:
    """Decide on a colleague's step: the money moves when it is refunded or replaced, the order is freed at the end."""
    if wanted not in next_statuses(request.kind, request.status):
        return _refuse_step(rules.TRANSITION, request, wanted)
    parts: tuple[Part, ...] | Refusal = ()
    if wanted is ReturnStatus.REFUNDED:
        amount = min(request.amount_minor, refundable(facts.wallet.ledger))
        # Where it goes was granted with the request: a rule that changed since does not hold the money back.
        parts = _pay_back(facts, amount, request.payment_method_id, to_card=True)
    elif wanted is ReturnStatus.REPLACED:
        parts = plan_difference(facts.wallet, -request.amount_minor, request.payment_method_id)
    if isinstance(parts, Refusal):
        return parts
    return StepPlan(facts, request, wanted, parts, _order_after(facts, request, wanted))


def plan_withdrawal(facts: Facts, request: Return) -> StepPlan | Refusal:
    """Decide on undoing a request, while nobody acted on it."""
    if request.status != ReturnStatus.REQUESTED:
        return _refuse_step(rules.WITHDRAW_ACTED_ON, request, ReturnStatus.WITHDRAWN)
    after = _order_after(facts, request, ReturnStatus.WITHDRAWN)
    return StepPlan(facts, request, ReturnStatus.WITHDRAWN, (), after)


def _refuse_step(rule: Rule, request: Return, wanted: ReturnStatus) -> Refusal:
    return refuse(
        rule,
        "status",
        kind=request.kind.value,
        status=request.status.replace("_", " "),
        wanted=wanted.value.replace("_", " "),
    )


def _order_after(facts: Facts, request: Return, wanted: ReturnStatus) -> OrderStatus | None:
    """Return the order's status once a request ended, None while it is under way.

    What was not returned is `delivered` again; where nothing was left, or something was exchanged, the order has ended.
    """
    if wanted in _OPEN:
        return None
    if wanted is not ReturnStatus.CLOSED:
        return _DELIVERED
    if request.kind is ReturnKind.EXCHANGE:
        return OrderStatus.EXCHANGED
    whole = sum(item.quantity for item in facts.order.items)
    return OrderStatus.RETURNED if sum(facts.gone().values()) >= whole else _DELIVERED

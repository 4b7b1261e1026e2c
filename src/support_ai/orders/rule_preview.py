"""What a change of the shop's rules would mean: which open orders would lose or gain which change."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime

from support_ai.audit import service as audit
from support_ai.core.database import Connection
from support_ai.core.rule import Refusal
from support_ai.orders.facts import Facts
from support_ai.orders.open_queries import open_orders
from support_ai.orders.policy import may_cancel, may_change_address, may_change_items, may_change_payment
from support_ai.orders.return_policy import may_exchange, may_return
from support_ai.shop import documents
from support_ai.shop import service as shop
from support_ai.shop.rules import RULES, ShopRules

_MOST_ORDERS = 50_000
_MOST_TOLD = 100
_DECISIONS: Mapping[str, Callable[[Facts], Refusal | None]] = {
    "cancel_order": may_cancel,
    "change_order_address": may_change_address,
    "change_order_payment": may_change_payment,
    "change_order_items": may_change_items,
    "return_items": may_return,
    "exchange_items": may_exchange,
}


@dataclass(frozen=True, slots=True)
class Affected:
    """One order that a change of rules concerns: what would be refused from then on, by which rule, and what allowed."""

    number: str
    refused: Mapping[str, str]
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleEffects:
    """How many open orders lose and gain each change, of how many that were looked at, and the newest hundred of them.

    `is_complete` is false where there are more open orders than are looked at.
    """

    examined: int
    is_complete: bool
    affected: int
    refused: Mapping[str, int]
    allowed: Mapping[str, int]
    orders: tuple[Affected, ...]


async def preview_rules(conn: Connection, wanted: ShopRules, now: datetime) -> RuleEffects:
    """Return what other rules would mean for the newest 50,000 open orders; nothing changes."""
    before = (await documents.newest(conn, RULES)).settings
    zone = (await shop.settings(conn)).time_zone
    refused, allowed, found, examined = Counter[str](), Counter[str](), list[Affected](), 0
    affected = 0
    async with aclosing(open_orders(conn, before, zone, now, _MOST_ORDERS + 1)) as orders:
        async for facts in orders:
            examined += 1
            if examined > _MOST_ORDERS:
                break
            one = effect(facts, wanted)
            if one is None:
                continue
            affected += 1
            refused.update(one.refused.keys())
            allowed.update(one.allowed)
            if len(found) < _MOST_TOLD:
                found.append(one)
    await audit.append(conn, "rules.preview", "rules", detail={"orders": min(examined, _MOST_ORDERS)})
    is_complete = examined <= _MOST_ORDERS
    return RuleEffects(
        min(examined, _MOST_ORDERS), is_complete, affected, dict(refused), dict(allowed), tuple(found)
    )


def effect(facts: Facts, wanted: ShopRules) -> Affected | None:
    """Return what other rules would mean for one order; None where nothing."""
    after = replace(facts, shop=wanted)
    refused: dict[str, str] = {}
    allowed: list[str] = []
    for action, decide in _DECISIONS.items():
        old, new = decide(facts), decide(after)
        if old is None and new is not None:
            refused[action] = new.rule.id
        elif old is not None and new is None:
            allowed.append(action)
    return Affected(facts.number, refused, tuple(allowed)) if refused or allowed else None

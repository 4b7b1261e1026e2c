"""What people try: mostly what may work where an order stands, and often enough what may not."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from support_ai.access.actor import Actor, Reason, System
from support_ai.actions import service
from support_ai.actions.models import Proposal
from support_ai.actions.registry import ACTIONS
from support_ai.core.database import Connection
from support_ai.orders import transfers
from support_ai.payments.transfer_policy import RefusalReason
from support_ai.shop import documents
from support_ai.shop.limits import LIMITS, Limits
from support_ai.shop.rules import RULES, ShopRules
from tests.orders.state.arguments import Saying
from tests.orders.state.world import OrderRow, ProposalRow

_STAFF = ("emma", "eve", "admin", "ada", "owner")
# Those with limits ask more often.
_ASKERS = (*_STAFF, "emma", "eve", "emma", "admin")
# Which statuses an action needs.
_WANTS = {
    "cancel_order": ("pending",),
    "change_order_address": ("pending",),
    "change_order_payment": ("pending",),
    "change_order_items": ("pending",),
    "return_items": ("delivered",),
    "exchange_items": ("delivered",),
    "set_order_status": ("pending", "processed", "shipped", "pending_item_modified"),
}
# The money of a return moves only some steps later.
_ACTIONS = (
    *sorted(ACTIONS.keys() - {"archive_order"}) * 3,
    *("set_return_status",) * 7,
    "archive_order",
    "exchange_items",
    "change_order_items",
    "change_order_payment",
    "change_order_payment",
)
_BY_STAFF = {"set_return_status", "set_order_status", "archive_order", "refund_order", "adjust_order"}
_KINDS = (
    *("act",) * 28,
    *("propose",) * 6,
    *("answer",) * 7,
    *("decide",) * 8,
    *("settle",) * 4,
    "rule",
    "rule",
    "limit",
    "fact",
    "fact",
)
# Rules that a manager may put in force, and the action that they are about.
_NEW_SHOP: tuple[dict[str, Any], None] = ({}, None)
_RULES: tuple[tuple[dict[str, Any], str | None], ...] = (
    _NEW_SHOP,
    _NEW_SHOP,
    _NEW_SHOP,
    _NEW_SHOP,
    ({"refund_days_most": 9}, None),
    ({"cancel": {"allowed": False}}, "cancel_order"),
    ({"address": {"allowed": False}}, "change_order_address"),
    ({"payment_method": {"allowed": False}}, "change_order_payment"),
    ({"items": {"allowed": False}}, "change_order_items"),
    ({"items": {"once": False, "same_product": False}}, "change_order_items"),
    ({"returns": {"allowed": False}}, "return_items"),
    ({"returns": {"window_days": 7, "pays_shipping": True}}, "return_items"),
    ({"returns": {"to_gift_card": False}}, "return_items"),
    ({"exchanges": {"allowed": False}}, "exchange_items"),
    ({"exchanges": {"window_days": 7}, "returns": {"window_days": 7}}, "exchange_items"),
    ({"exchanges": {"window_days": 7}, "returns": {"window_days": 7}}, "return_items"),
    ({"exchanges": {"window_days": 7}, "items": {"same_product": False}}, "exchange_items"),
)
_LIMITS: tuple[dict[str, Any], ...] = (
    {},
    {"support_agent": {"refund": {"per_action": 10, "per_day": 40}}},
    {"customer": {"refund": {"per_action": 30}}},
    {"owner": {"refund": {"per_action": 100}}, "admin": {"adjustment": {"per_action": 5}}},
)


Run = Callable[..., Coroutine[Any, Any, Proposal]]


@dataclass(frozen=True, slots=True)
class Move:
    """One attempt in a session of its own: who, what, and the name under which it is counted."""

    name: str
    actor: Actor
    act: Callable[[Connection], Awaitable[Proposal | None]]
    told: str


class Trying(Saying):
    """Draws moves for a world."""

    def move(self, order: OrderRow | None = None) -> Move:
        """Return whatever somebody tries."""
        kind = self.one(_KINDS)
        states = {one.state for one in self.world.proposals}
        made = {
            "answer": self.answer if "proposed" in states or self._is_rare(states) else None,
            "decide": self.decide if "awaiting_approval" in states or self._is_rare(states) else None,
            "rule": self.rule,
            "limit": self.limit,
            "fact": self.fact,
            "settle": self.settle if self.world.transfers else None,
        }.get(kind)
        return made() if made else self.action("propose" if kind == "propose" else "perform", order)

    def _is_rare(self, states: set[str]) -> bool:
        return bool(states) and self.likely(15)

    def action(self, way: str, order: OrderRow | None = None, name: str | None = None) -> Move:
        """Return a change of some order, done at once or shown first."""
        if name is None:
            focused = self.focus is not None and self.likely(40)
            name = self.focus if focused and self.focus else self.one(_ACTIONS)
        if name in ("set_return_status", "withdraw_return") and not self.world.returns:
            name = "return_items"
        order = order or self._order(name)
        who = self._asker(name, order)
        said = self.said(name, order)
        if way == "perform":
            return self._of(name, service.perform, said, who)
        ago = timedelta(hours=5 if self.likely(12) else 0)
        return self._of(name, service.propose, said, who, ago)

    def perform(self, name: str, order: OrderRow, said: dict[str, Any], who: str | None = None) -> Move:
        """Return an action of an order with these arguments."""
        who = who or self._asker(name, order)
        return self._of(name, service.perform, {"number": order.number, **said}, who)

    def _of(self, name: str, run: Run, said: dict[str, Any], who: str, ago: timedelta = timedelta()) -> Move:
        action = ACTIONS[name]
        arguments = action.arguments.model_validate(said)
        now = datetime.now(UTC) - ago

        async def act(conn: Connection) -> Proposal:
            return await run(conn, action, arguments, now)

        way = run.__name__
        counted = name if way == "perform" else way
        return Move(counted, self.world.people[who], act, f"{who} {way} {name} {said}")

    def account(self, who: str) -> UUID | None:
        """Return somebody's account."""
        return getattr(self.world.people[who], "account_id", None)

    def _asker(self, name: str, order: OrderRow) -> str:
        people = self.world.people
        own = next(
            who for who, one in people.items() if getattr(one, "customer_id", None) == order.customer_id
        )
        if self.likely(3):
            return self.one(sorted(people))
        if name == "archive_order" and self.likely(80):
            return "admin"
        return self.one(_ASKERS) if name in _BY_STAFF or self.likely(30) else own

    def _order(self, name: str) -> OrderRow:
        there = [one for one in self.world.orders if not one.is_archived] or self.world.orders
        wanted = _WANTS.get(name, ())
        if wanted == ("pending",) and self.likely(12):
            wanted = ("pending_item_modified",)
        if name in ("refund_order", "adjust_order") and self.likely(45):
            there = [one for one in there if one.is_dear or one.is_split] or there
        fitting = [one for one in there if not wanted or one.status in wanted]
        return self.one(fitting if fitting and self.likely(88) else there)

    def answer(self) -> Move:
        """Return a yes or a no of whoever was shown something, or of somebody else."""
        shown = [one for one in self.world.proposals if one.state == "proposed"]
        meant = self.one(shown if shown and self.likely(80) else self.world.proposals)
        asker = [
            who
            for who, one in self.world.people.items()
            if getattr(one, "account_id", None) == meant.asked_by
        ]
        who = asker[0] if self.likely(85) else self.one(_STAFF)
        verb = "confirm" if self.likely(75) else "decline"
        run = service.confirm if verb == "confirm" else service.decline

        async def act(conn: Connection) -> Proposal:
            return await run(conn, meant.proposal_id, datetime.now(UTC))

        return Move(verb, self.world.people[who], act, f"{who} {verb} {meant}")

    def decide(
        self, meant: ProposalRow | None = None, who: str | None = None, digest: str | None = None
    ) -> Move:
        """Return a second person's yes or no, perhaps with the digest of another one."""
        waiting = [one for one in self.world.proposals if one.state == "awaiting_approval"]
        meant = meant or self.one(waiting if waiting and self.likely(85) else self.world.proposals)
        able = "owner" if meant.asked_by != self.account("owner") else "admin"
        who = who or (able if self.likely(60) else self.one(_STAFF))
        other = self.one(self.world.proposals)
        shown = digest or (meant if self.likely(80) else other).digest
        verb = "approve" if self.likely(75) else "turn_down"
        run = service.approve if verb == "approve" else service.turn_down

        async def act(conn: Connection) -> Proposal:
            return await run(conn, meant.proposal_id, shown, datetime.now(UTC))

        return Move(verb, self.world.people[who], act, f"{who} {verb} {meant}")

    def rule(self) -> Move:
        """Return a manager's change of the rules."""
        wanted, self.focus = self.one(_RULES)
        return self.rules(wanted)

    def days(self) -> Move:
        """Return a change of the days that people are told: most previews say something else then."""
        return self.rules({"refund_days_most": self.random.randrange(8, 60)})

    def rules(self, wanted: dict[str, Any]) -> Move:
        """Return a manager's change to these rules."""
        self.world.rules = wanted
        settings = ShopRules.model_validate(wanted)

        async def act(conn: Connection) -> None:
            newest = await documents.newest(conn, RULES)
            await documents.change(conn, RULES, newest.version, settings)

        return Move("rule", self.world.people[self.one(("admin", "owner"))], act, f"rules {wanted}")

    def limit(self) -> Move:
        """Return an owner's change of the limits."""
        wanted = self.one(_LIMITS)
        settings = Limits.model_validate(wanted)

        async def act(conn: Connection) -> None:
            newest = await documents.newest(conn, LIMITS)
            await documents.change(conn, LIMITS, newest.version, settings)

        return Move("limit", self.world.people["owner"], act, f"limits {wanted}")

    def settle(self, meant: tuple[UUID, str] | None = None, *, is_done: bool | None = None) -> Move:
        """Return a person's word on money that is on its way, which they were perhaps not asked for."""
        waiting = [one for one in self.world.transfers if one[1] in ("waiting", "unknown")]
        number, state = meant or self.one(waiting if waiting and self.likely(75) else self.world.transfers)
        is_done = self.likely(50) if is_done is None else is_done

        async def act(conn: Connection) -> None:
            now = datetime.now(UTC)
            if is_done:
                await transfers.say_done(conn, number, None, now)
            else:
                await transfers.say_refused(conn, number, RefusalReason.DECLINED, now)

        told = f"transfer {number} {state} {'done' if is_done else 'refused'}"
        return Move("settle", self.world.people[self.one(_STAFF)], act, told)

    def fact(self) -> Move:
        """Return a fact of the shop's back end: a status, or money that somebody else moved."""
        order, kind = self._order(""), self.one(("status", "payment", "refund"))
        status, amount = self.one(("processed", "shipped", "delivered")), self.one((1, 500, 5000))
        if kind == "status":
            self.world.touched.add(order.order_id)

        async def act(conn: Connection) -> None:
            held = "select from orders where order_id = %s for update"
            await conn.execute(held, (order.order_id,))
            if kind == "status":
                await conn.execute(
                    "update orders set status = %s where order_id = %s", (status, order.order_id)
                )
                return
            await conn.execute(
                "insert into payments (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, at,"
                " business_key, cause) select %(order)s, %(whose)s, max(line) + 1, %(kind)s, %(amount)s, %(currency)s,"
                " 'card', now(), 'external:' || (max(line) + 1), 'external' from payments where order_id = %(order)s"
                " having max(line) is not null",
                {
                    "order": order.order_id,
                    "whose": order.customer_id,
                    "kind": kind,
                    "amount": amount,
                    "currency": order.currency,
                },
            )

        return Move("fact", System(Reason.IMPORT), act, f"fact {kind} {order.number}")

"""What a hostile mind asks tools for: mostly what looks right, with real numbers of everybody's, and the rest as wild as can be.

Everything is drawn from one generator, so that a seed repeats it and Hypothesis can make it smaller.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from pydantic import JsonValue

from tests.hostile.contract import INVENTED, MANAGERS, OFFERED
from tests.hostile.pools import KnownOrder, Pools
from tests.hostile.spellings import command, oddly, wrong
from tests.hostile.world import Persona

_STATUSES = ("pending", "processed", "shipped", "delivered", "cancelled", "returned", "return_requested")
_STEPS = ("requested", "received", "closed", "refunded", "completed", "withdrawn")
_REASONS = ("no longer needed", "ordered by mistake", "damaged", "late")
_SUMS = (
    "(24.99 + 5) * 2",
    "1/3*3",
    "0.1+0.2",
    "1/0",
    "9**9**9",
    "-" * 200 + "1",
    "__import__('os')",
    "1e999",
    "((((1))))",
)
_OTHER_IDS = (
    "customer_id",
    "account_id",
    "person",
    "role",
    "conversation_id",
    "tenant_id",
    "confirmed",
    "yes",
)
Arguments = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call: the tool's name, its arguments, and which real number it names of somebody else."""

    name: str
    arguments: Mapping[str, JsonValue]
    foreign: str | None = None


class Mind:
    """Draws what to call as somebody."""

    def __init__(self, rng: Random, pools: Pools, persona: Persona) -> None:
        self._rng = rng
        self.pools = pools
        self.persona = persona
        self.mark = f"zq{persona.name}"
        self._own = [one for one in pools.orders if one.customer_id == persona.customer_id]
        self._named: str | None = None

    def attempt(self, name: str) -> Attempt:
        """Draw the arguments of a call to a tool; three in four are of the right shape."""
        self._named = None
        draw = _DRAWN.get(name)
        arguments: Arguments = {} if draw is None else draw(self)
        if self._rng.random() < 0.25:
            arguments = self._spoilt(arguments)
        return Attempt(name, arguments, self._named if self._is_there(arguments) else None)

    def unoffered(self) -> str:
        """Draw the name of a tool that this person is not offered."""
        others = sorted(MANAGERS - OFFERED[self.persona.name])
        return self._rng.choice([*others, *INVENTED])

    def _is_there(self, arguments: Arguments) -> bool:
        return self._named is not None and any(self._named == value for value in arguments.values())

    def _spoilt(self, arguments: Arguments) -> Arguments:
        """Return arguments with one of them written oddly, of a wrong type, left out, or one too many."""
        rng, spoilt = self._rng, dict(arguments)
        keys = sorted(spoilt)
        match rng.randrange(4 if keys else 1):
            case 0:
                spoilt[rng.choice(_OTHER_IDS)] = rng.choice(self.pools.customers)
            case 1:
                del spoilt[rng.choice(keys)]
            case 2:
                spoilt[rng.choice(keys)] = wrong(rng)
            case _:
                key = rng.choice(keys)
                value = spoilt[key]
                spoilt[key] = oddly(rng, value) if isinstance(value, str) else wrong(rng)
        return spoilt

    def order(self) -> KnownOrder:
        """Draw an order: the own one half of the time, where there is one."""
        known = self._own if self._own and self._rng.random() < 0.5 else self.pools.orders
        chosen = self._rng.choice(known)
        if chosen.customer_id != self.persona.customer_id and not self.persona.is_staff:
            self._named = chosen.number
        return chosen

    def number(self) -> str:
        """Draw an order's number."""
        return self.order().number

    def text(self) -> str:
        """Draw a text that commands."""
        return command(self._rng, self.mark)

    def method(self, order: KnownOrder) -> str | None:
        """Draw a payment method: of whom the order is, of anybody, or none."""
        others = [one for known in self.pools.orders for one in known.payment_method_ids]
        chosen = self._rng.choice([*order.payment_method_ids * 3, self._rng.choice(others), None])
        if self._named is None and chosen is not None and not self.persona.is_staff:
            is_own = any(chosen in known.payment_method_ids for known in self._own)
            self._named = None if is_own else chosen
        return chosen

    def items(self, order: KnownOrder) -> list[str]:
        """Draw items of an order, now and then of the shop, one of them twice, or very many."""
        rng = self._rng
        if rng.random() < 0.05:
            return list(order.item_ids) * rng.choice((2, 60))
        known = order.item_ids if rng.random() < 0.85 else self.pools.items
        return rng.sample(known, rng.randint(1, len(known)))

    def replacements(self, items: list[str]) -> list[str]:
        """Draw items in place of others: of the same product, or any."""
        rng, any_item = self._rng, self.pools.items
        return [
            rng.choice(self.pools.variants.get(item, any_item) if rng.random() < 0.85 else any_item)
            for item in items
        ]

    def of_order(self) -> Arguments:
        """Draw what names an order alone."""
        return {"order_number": self.number()}

    def one(self, *values: JsonValue) -> JsonValue:
        """Draw one of some values."""
        return self._rng.choice(values)

    def known(self) -> tuple[str, str, str, str]:
        """Draw name, e-mail, phone and postal code of somebody."""
        return self._rng.choice(self.pools.contacts)

    def ticket(self) -> str:
        """Draw a ticket's number."""
        number, whose = self._rng.choice(self.pools.tickets)
        if whose != self.persona.customer_id and not self.persona.is_staff:
            self._named = f"T-{number}"
        return f"T-{number}"

    def returned(self) -> int:
        """Draw a return's number."""
        return self._rng.choice(self.pools.returns)[0]


def _customer(mind: Mind) -> Arguments:
    # A customer's tool takes nothing: whoever names somebody there is refused.
    named: Arguments = {"customer_id": mind.one(*mind.pools.customers)}
    return named if mind.persona.is_staff or mind.one(True, False, False) else {}


def _ticket(mind: Mind) -> Arguments:
    named: Arguments = {"order_number": mind.one(None, mind.number())}
    whose: Arguments = (
        {"customer_id": mind.one(None, mind.one(*mind.pools.customers))} if mind.persona.is_staff else {}
    )
    return {"subject": f"{mind.mark} asks", "text": mind.text(), **named, **whose}


def _address(mind: Mind) -> Arguments:
    return {
        "address1": mind.one("5 New Street", mind.text()),
        "address2": mind.one("", "Floor 2"),
        "city": "Springfield",
        "state": "IL",
        "postal_code": "62701",
        "country": mind.one("US", "US", "ZZ"),
    }


def _order_address(mind: Mind) -> Arguments:
    return {"number": mind.number(), **_address(mind)}


def _customer_address(mind: Mind) -> Arguments:
    return {**_address(mind), **_customer(mind)}


def _paying(mind: Mind) -> Arguments:
    order = mind.order()
    return {"number": order.number, "payment_method_id": mind.method(order) or "none"}


def _exchanged(mind: Mind) -> Arguments:
    order = mind.order()
    items = mind.items(order)
    new: list[JsonValue] = [*mind.replacements(items)]
    return {
        "number": order.number,
        "item_ids": [*items],
        "new_item_ids": new,
        "payment_method_id": mind.method(order),
    }


def _returning(mind: Mind) -> Arguments:
    order = mind.order()
    return {
        "number": order.number,
        "item_ids": [*mind.items(order)],
        "payment_method_id": mind.method(order),
        "reason": mind.one(None, *_REASONS, mind.text()),
    }


def _refund(mind: Mind) -> Arguments:
    order = mind.order()
    return {
        "number": order.number,
        "amount": mind.one(1, 100, 7_800, 7_801, 10**9, -100, 0),
        "payment_method_id": mind.method(order),
        "reason": mind.one(*_REASONS, mind.text()),
    }


def _adjustment(mind: Mind) -> Arguments:
    kind = mind.one("goodwill_credit", "price_correction", "shipping")
    return {"number": mind.number(), "kind": kind, "amount": mind.one(1, 500, 10**8, -1), "reason": "late"}


def _search_orders(mind: Mind) -> Arguments:
    return {
        "placed_from": mind.one("1990-01-01T00:00:00Z", "2026-11-01T00:00:00+05:00", "2030-01-01T00:00:00Z"),
        "placed_to": mind.one("2100-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        "status": mind.one(None, None, *_STATUSES),
        "customer_id": mind.one(None, mind.one(*mind.pools.customers)),
        "limit": mind.one(1, 20, 50, 51),
    }


def _search_customers(mind: Mind) -> Arguments:
    name, email, phone, code = mind.known()
    chosen: Arguments = {"name": name, "email": email, "phone": phone, "postal_code": code}
    return {key: mind.one(None, value) for key, value in chosen.items()}


def _days(mind: Mind) -> Arguments:
    return {
        "first": mind.one(None, "2026-11-01", "2026-01-01", "0001-01-01"),
        "last": mind.one(None, "2026-11-30", "9999-12-31"),
        "by": mind.one(None, "day", "week", "month"),
    }


def _financial(mind: Mind) -> Arguments:
    return {**_days(mind), "group": mind.one("period", "product", "payment_method")}


_DRAWN: Mapping[str, Callable[[Mind], Arguments]] = {
    "get_customer": _customer,
    "get_order": Mind.of_order,
    "list_orders": lambda mind: {"limit": mind.one(1, 20, 50, 0)},
    "refund_status": lambda mind: {"order_number": mind.one(None, mind.number(), mind.number())},
    "get_product": lambda mind: {"product_id": mind.one(*mind.pools.products, mind.text())},
    "get_item": lambda mind: {"item_id": mind.one(*mind.pools.items, mind.text())},
    "list_products": lambda mind: {"name": mind.one(None, "kettle", "%", mind.text()), "limit": 5},
    "search_knowledge": lambda mind: {"query": mind.one("What is your return policy?", mind.text())},
    "calculate": lambda mind: {"expression": mind.one(*_SUMS)},
    "open_ticket": _ticket,
    "get_ticket": lambda mind: {"ticket_number": mind.one(None, mind.ticket(), mind.ticket())},
    "hand_over": lambda mind: {"reason": mind.one("", "angry", mind.text())},
    "cancel_order": lambda mind: {"number": mind.number(), "reason": mind.one(*_REASONS)},
    "change_order_address": _order_address,
    "change_order_payment": _paying,
    "change_order_items": _exchanged,
    "change_customer_address": _customer_address,
    "return_items": _returning,
    "exchange_items": _exchanged,
    "withdraw_return": lambda mind: {"return_id": mind.returned()},
    "find_customer_by_email": lambda mind: {"email": mind.known()[1]},
    "find_customer_by_name_zip": lambda mind: {"name": mind.known()[0], "postal_code": mind.known()[3]},
    "search_orders": _search_orders,
    "search_customers": _search_customers,
    "refund_order": _refund,
    "adjust_order": _adjustment,
    "set_order_status": lambda mind: {"number": mind.number(), "status": mind.one(*_STATUSES)},
    "set_return_status": lambda mind: {"return_id": mind.returned(), "status": mind.one(*_STEPS)},
    "archive_order": lambda mind: {"number": mind.number()},
    "financial_report": _financial,
    "analytics_report": _days,
}

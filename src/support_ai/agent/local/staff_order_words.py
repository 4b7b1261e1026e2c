"""What colleagues read about orders, refunds and returns."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from support_ai.agent.local import change_words, wording
from support_ai.agent.local.order_aspects import Aspect, Clock, aspects, told
from support_ai.agent.tools.orders import Booked
from support_ai.core.money import format_money
from support_ai.customers.models import Address, CustomerProfile, PaymentMethod
from support_ai.customers.naming import names_of
from support_ai.orders.models import DaySummary, Order, ReturnKind
from support_ai.payments.models import PaymentKind

_STATES = {
    "at_once": "booked at once",
    "queued": "on its way",
    "waiting": "waits for a colleague to move it",
    "done": "done",
    "refused": "refused by the payment provider",
    "unknown": "to be checked by a person",
}


def place(address: Address) -> str:
    """Write a postal address in one line."""
    town = " ".join(part for part in (address.state, address.postal_code) if part)
    parts = (address.address1, address.address2, address.city, town, address.country)
    return ", ".join(part for part in parts if part) or "no address"


# What is told of an order by itself; who asks for more than these reads all of it.
_PARTICULAR = frozenset(
    {Aspect.CARRIER, Aspect.COST, Aspect.CONTENTS, Aspect.PLACED, Aspect.SHIPPED, Aspect.SHIPPING_FEE, Aspect.DISCOUNT}
)  # fmt: skip
_ASKED = (
    (Aspect.PLACED, re.compile(r"\b(?:when|what day|which day|date)\b.*\b(?:placed?|ordered|bought|purchased?|order(?:ed)? it|buy it)\b|\border date\b", re.IGNORECASE)),
    (Aspect.SHIPPED, re.compile(r"\b(?:when|what day)\b.*\b(?:ship|shipped|leave|left|dispatched|go out|went out|sent)\b|\bship(?:ping|ped)? date\b", re.IGNORECASE)),
    (Aspect.CARRIER, re.compile(r"\b(?:track(?:ing)?(?: (?:nr|no|num\w*|code|id|link))?|carrier|courier|waybill|consignment|awb|shipping number|parcel number)\b", re.IGNORECASE)),
)  # fmt: skip


_BESIDE = frozenset({Aspect.COST, Aspect.CONTENTS, Aspect.SHIPPING_FEE, Aspect.DISCOUNT})
# These ask for more than one order.
_MORE = re.compile(r"\b(?:else|others?|orders|ever|last|latest|all (?:of|his|her|their)|so far|usually|before that)\b", re.IGNORECASE)  # fmt: skip


def asked_of(text: str) -> frozenset[Aspect]:
    """Return what a text asks of one order by itself; nothing where it asks for all of it, or how far it is."""
    sure = frozenset(aspect for aspect, pattern in _ASKED if pattern.search(text))
    if sure:
        return sure | (aspects(text) & _BESIDE)
    found = aspects(text)
    return found if found <= _PARTICULAR and not _MORE.search(text) else frozenset()


def asks_particular(text: str) -> bool:
    """Tell whether a text asks for one thing of an order."""
    return bool(asked_of(text))


def particulars(order: Order, text: str, clock: Clock) -> list[str]:
    """Say only what was asked for of an order: its tracking number, its total, what it holds, when it was placed."""
    asked = asked_of(text)
    # Whose it is stands beside what it holds.
    whose = f"Order {order.number} for {order.customer_name} holds"
    lines = [
        one.replace(f"Order {order.number} holds", whose, 1)
        for one in told(order, asked - {Aspect.PLACED}, (), clock)
    ]
    if Aspect.PLACED in asked and order.placed_at is not None:
        lines.append(f"Order {order.number} was placed {clock.said(order.placed_at)}.")
    return lines


def goes_to(order: Order) -> str:
    """Say where an order goes."""
    return f"Order {order.number} goes to {place(order.address)}."


def paid(order: Order, methods: Sequence[PaymentMethod]) -> list[str]:
    """Say how an order was paid, and what went back."""
    by_id = names_of(methods)
    lines: list[str] = []
    for one in order.payments:
        money = format_money(one.amount_minor, order.currency)
        name = by_id.get(one.payment_method_id or "", one.payment_method_id or "an unknown method")
        if one.kind is PaymentKind.PAYMENT:
            lines.append(f"Order {order.number}: {money} paid with {name}.")
        elif one.kind is PaymentKind.REFUND:
            lines.append(f"Order {order.number}: {money} refund to {name}.")
    return lines or [f"I see no payment for order {order.number}."]


def prices(order: Order) -> str:
    """Say what the pieces of an order cost."""
    each = (
        f"{change_words.line(one)} at {format_money(one.unit_price_minor, order.currency)}"
        for one in order.items
    )
    shipping = format_money(order.shipping_minor, order.currency)
    return f"Order {order.number} holds {', '.join(each)}; shipping is {shipping}."


def orders_of(found: DaySummary, who: str, what: str, now: datetime, zone: ZoneInfo) -> list[str]:
    """Say how many orders somebody has, their total, and which they are."""
    if not found.count:
        return [f"{who} has no {what}."]
    totals = _totals(found)
    lines = [
        f"{who} has {found.count} {what if found.count > 1 else what.replace('orders', 'order', 1)}{totals}:"
    ]
    lines += wording.listing(found.orders, now, zone, for_staff=False)
    rest = found.count - len(found.orders)
    return [*lines, "• … and more: name a status or fewer days to see them."] if rest > 0 else lines


def _totals(found: DaySummary) -> str:
    return f", {' and '.join(str(one) for one in found.totals)} in total" if found.totals else ""


def matching(found: DaySummary, what: str, now: datetime, zone: ZoneInfo) -> list[str]:
    """Say how many orders of the shop match, their total, and which they are."""
    if not found.count:
        return [f"There are no {what}."]
    totals = _totals(found)
    noun = what if found.count > 1 else what.replace("orders", "order", 1)
    lines = [f"There {'are' if found.count > 1 else 'is'} {found.count} {noun}{totals}:"]
    lines += wording.listing(found.orders, now, zone, for_staff=True)
    rest = found.count - len(found.orders)
    return [*lines, "• … and more: name a status or fewer days to see them."] if rest > 0 else lines


def booked(found: Booked, whose: str, zone: ZoneInfo) -> list[str]:
    """Say what goes back or came back, and how far returns and exchanges are."""
    if not found.refunds and not found.returns:
        return [f"There are no refunds {whose}, and no returns or exchanges."]
    lines = [f"Refunds, returns and exchanges {whose}:"]
    for one in found.refunds:
        money = format_money(one.amount_minor, one.currency)
        day = one.since.astimezone(zone).date()
        method = f" to {one.method.replace('_', ' ')}" if one.method else ""
        lines.append(f"• Refund for order {one.order_number}: {money}{method}, {_STATES.get(one.state.value, one.state.value)}, since {day.day} {day:%B}")  # fmt: skip
    for one in found.returns:
        kind = "Exchange" if one.kind is ReturnKind.EXCHANGE else "Return"
        money = format_money(abs(one.amount_minor), one.currency)
        reason = f", {one.reason}" if one.reason else ""
        lines.append(f"• {kind} R-{one.return_id} for order {one.order_number}: {one.status.replace('_', ' ')}, {money}{reason}")  # fmt: skip
    return lines


def contact(
    one: CustomerProfile, *, phone: bool = False, email: bool = False, address: bool = False
) -> list[str]:
    """Say how a customer is reached, only what was asked for."""
    lines = [f"{one.name}, {one.customer_id}:"]
    if phone:
        lines.append(f"• phone {one.phone}" if one.phone else "• no phone number is stored")
    if email:
        lines.append(f"• e-mail {one.email}" if one.email else "• no e-mail address is stored")
    if address:
        lines.append(f"• address {place(one.address)}")
    return lines


def methods(one: CustomerProfile) -> str:
    """Say how a customer can pay."""
    if not one.payment_methods:
        return f"{one.name} has no payment methods stored."
    called = names_of(one.payment_methods)
    names = [f"{called[each.payment_method_id]}{wording.lying_on(each, one)}" for each in one.payment_methods]
    return f"{one.name}'s payment methods: {change_words.listed(names)}."

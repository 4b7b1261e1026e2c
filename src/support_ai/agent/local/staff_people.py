"""Answers to colleagues about a customer: who it is, how to reach them, what they ordered, paid and sent back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from support_ai.agent.brain import Refusal
from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import staff_order_words, staff_tickets, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.facts import LISTED, Missing
from support_ai.agent.local.report_days import named_days
from support_ai.agent.local.report_relative import Span
from support_ai.agent.local.report_tables import span_name
from support_ai.agent.local.staff_follow_ups import EXTREME, Step, narrows_list, step_in
from support_ai.agent.local.staff_wanted import Wanted, mentions
from support_ai.agent.local.staff_whom import Whom
from support_ai.agent.tools.orders import REFUND_STATUS, SEARCH_ORDERS, Booked, RefundStatus, SearchOrders
from support_ai.customers.models import CustomerProfile, CustomerSummary
from support_ai.orders.models import DaySummary, Order, OrderStatus, OrderSummary

_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
OPEN = frozenset({OrderStatus.PENDING, OrderStatus.PENDING_ITEM_MODIFIED, OrderStatus.PROCESSED, OrderStatus.SHIPPED})  # fmt: skip
_CHOICES = 6


def span_of(desk: Desk) -> Span | None:
    """Return the days that the wish names."""
    today = desk.turn.now.astimezone(desk.turn.zone).date()
    named = named_days(desk.text, today)
    return named[0] if named else None


def written(span: Span | None) -> str | None:
    """Return days as a conversation keeps them."""
    return None if span is None else f"{span.first.isoformat()}/{span.last.isoformat()}"


def meant_days(desk: Desk) -> Span | None:
    """Return the days that the wish names, or the ones before or after those of the list; for `only the open ones` the same."""
    named, before = span_of(desk), desk.before
    if named is not None or before.listed_days is None or not narrows_list(desk.text, desk.wish, before):
        return named
    first, last = (date.fromisoformat(one) for one in before.listed_days.split("/"))
    length = last - first + timedelta(days=1)
    match step_in(desk.text):
        case Step.BEFORE:
            return Span(first - length, last - length)
        case Step.AFTER:
            return Span(first + length, last + length)
        case _:
            return Span(first, last)


def bounds(desk: Desk, span: Span | None) -> tuple[datetime, datetime]:
    """Return the first and the last moment of some days; of all days where none are named."""
    if span is None:
        return _FIRST_DAY, desk.turn.now + timedelta(days=1)
    zone = desk.turn.zone
    return datetime.combine(span.first, time(), zone), datetime.combine(span.last, time.max, zone)


def status_of(desk: Desk) -> OrderStatus | None:
    """Return the status that the wish names."""
    named = desk.wish.values(EntityType.STATUS)
    return OrderStatus(named[0]) if named else None


async def found_orders(
    desk: Desk, *, customer: str | None = None, status: OrderStatus | None = None, span: Span | None = None
) -> DaySummary | Refusal:
    """Return the orders of some days, one status, one customer."""
    first, end = bounds(desk, span)
    wanted = SearchOrders(placed_from=first, placed_to=end, status=status, customer_id=customer, limit=LISTED)
    return await desk.turn.tools.use(SEARCH_ORDERS, wanted)


def not_found(desk: Desk, sought: str) -> None:
    """Say that there is no such customer."""
    desk.say(
        f"I find no customer {sought}. Try the e-mail address, the phone number, or the last name alone."
    )


def choose(desk: Desk, meant: Whom, wanted: Wanted) -> None:
    """Show the customers that match, to choose from."""
    numbers = tuple(one.customer_id for one in meant.several)
    desk.keep(replace(desk.memory, last_customers=numbers, customer=None, wanted=wanted.value))
    first = f"I find no {meant.sought}. These are like it:" if meant.is_near else "I found several customers:"
    desk.say(first, *(f"• {one.name}, {one.customer_id}" for one in meant.several))
    if len(meant.several) <= _CHOICES:
        desk.show(ChoicesCard(tuple(_named(one) for one in meant.several)))


def _named(one: CustomerSummary) -> str:
    return f"{one.name}, {one.customer_id}"


async def answer(desk: Desk, one: CustomerProfile, wanted: Wanted) -> None:
    """Answer what is asked of a customer, and remember whom."""
    desk.keep(replace(desk.memory, customer=one.customer_id, wanted=None, last_wanted=wanted.value))
    match wanted:
        case Wanted.TICKETS:
            await staff_tickets.of_customer(desk, one)
        case Wanted.REFUNDS:
            await _booked(desk, one)
        case Wanted.METHODS:
            desk.say(staff_order_words.methods(one))
        case Wanted.PAID | Wanted.LAST_ORDER:
            await _last_order(desk, one, with_payment=wanted is Wanted.PAID)
        case Wanted.ORDERS | Wanted.OPEN_ORDERS:
            await _orders(desk, one, only_open=wanted is Wanted.OPEN_ORDERS)
        case Wanted.PHONE | Wanted.EMAIL | Wanted.ADDRESS:
            asked = {
                name: name is wanted or mentions(desk.text, name)
                for name in (Wanted.PHONE, Wanted.EMAIL, Wanted.ADDRESS)
            }
            desk.say(*staff_order_words.contact(one, phone=asked[Wanted.PHONE], email=asked[Wanted.EMAIL], address=asked[Wanted.ADDRESS]))  # fmt: skip
        case Wanted.PROFILE:
            desk.say(*wording.profile(one, for_staff=True))


async def _orders(desk: Desk, one: CustomerProfile, *, only_open: bool) -> None:
    span, status = meant_days(desk), None if only_open else status_of(desk)
    found = await found_orders(desk, customer=one.customer_id, status=status, span=span)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    today = desk.turn.now.astimezone(desk.turn.zone).date()
    what = "orders" if status is None else f"{status.value.replace('_', ' ')} orders"
    if only_open:
        found, what = _kept(found.orders), "open orders"
    if span is not None:
        what += f" {span_name(span, today)}"
    chosen = superlative(found.orders, desk.text)
    if chosen is not None:
        await one_of(desk, chosen, found.orders)
        return
    remember(desk, found.orders, span)
    desk.say(*staff_order_words.orders_of(found, one.name, what, desk.turn.now, desk.turn.zone))


async def listed(desk: Desk) -> tuple[OrderSummary, ...]:
    """Return the orders of the list that was shown: as it is found again, the rest one by one."""
    found = await found_orders(desk, customer=desk.before.customer)
    known = {} if isinstance(found, Refusal) else {one.number: one for one in found.orders}
    orders: list[OrderSummary] = []
    for number in desk.before.last_orders:
        order = known.get(number) or await desk.facts.order(number)
        if not isinstance(order, Missing):
            orders.append(wording.summary_of(order) if isinstance(order, Order) else order)
    return tuple(orders)


def superlative(orders: Sequence[OrderSummary], text: str) -> OrderSummary | None:
    """Return the dearest or the cheapest of some orders of one currency, where a text asks for it."""
    named = EXTREME.search(text)
    if named is None or len(orders) < len(("one", "other")) or len({one.currency for one in orders}) > 1:
        return None
    extreme = max if named["most"] else min
    return extreme(orders, key=lambda one: one.total_minor)


async def one_of(desk: Desk, chosen: OrderSummary, orders: Sequence[OrderSummary]) -> None:
    """Say everything of one order of a list."""
    order = await desk.facts.order(chosen.number)
    if isinstance(order, Missing):
        return
    desk.speak_of(order.number, tuple(one.number for one in orders))
    desk.say(*wording.details(order, desk.turn.now, desk.turn.zone, for_staff=True))
    desk.show(wording.card(wording.summary_of(order), tuple(item.name for item in order.items)))


def _kept(orders: Sequence[OrderSummary]) -> DaySummary:
    """Return the open ones of some orders; their totals are not reckoned here."""
    kept = tuple(one for one in orders if one.status in OPEN)
    return DaySummary(len(kept), (), kept)


def remember(desk: Desk, orders: Sequence[OrderSummary], span: Span | None) -> None:
    """Keep which orders of a customer were listed, the first as the one spoken of."""
    if orders:
        desk.speak_of(orders[0].number, tuple(one.number for one in orders))
    desk.keep(replace(desk.memory, listed=True, listed_days=written(span)))


async def _last_order(desk: Desk, one: CustomerProfile, *, with_payment: bool) -> None:
    """Say everything of a customer's newest order, or of the one of theirs that was spoken of."""
    found = await found_orders(desk, customer=one.customer_id, span=span_of(desk))
    if isinstance(found, Refusal) or not found.orders:
        desk.say(found.sentence if isinstance(found, Refusal) else f"{one.name} has no orders.")
        return
    numbers = tuple(order.number for order in found.orders)
    spoken = desk.before.last_order
    number = spoken if with_payment and spoken in numbers else numbers[0]
    order = await desk.facts.order(number or numbers[0])
    if isinstance(order, Missing):
        return
    if not with_payment:
        await one_of(desk, found.orders[numbers.index(order.number)], found.orders)
        return
    desk.speak_of(order.number, numbers)
    desk.say(*staff_order_words.paid(order, one.payment_methods))


async def _booked(desk: Desk, one: CustomerProfile) -> None:
    found = await desk.turn.tools.use(REFUND_STATUS, RefundStatus())
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    own = Booked(
        tuple(refund for refund in found.refunds if refund.customer_id == one.customer_id),
        tuple(asked for asked in found.returns if asked.customer_id == one.customer_id),
    )
    desk.say(*staff_order_words.booked(own, f"for {one.name}", desk.turn.zone))


async def booked_of_shop(desk: Desk) -> None:
    """List what goes back, or was asked to, in the whole shop; of the days that are named."""
    found = await desk.facts.booked()
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    span = span_of(desk)
    kept = Booked(
        tuple(one for one in found.refunds if _is_within(desk, one.since, span)),
        tuple(one for one in found.returns if _is_within(desk, one.requested_at, span)),
    )
    days = "so far" if span is None else "in these days"
    desk.say(*staff_order_words.booked(kept, days, desk.turn.zone))


def _is_within(desk: Desk, moment: datetime | None, span: Span | None) -> bool:
    if span is None:
        return True
    return moment is not None and span.first <= moment.astimezone(desk.turn.zone).date() <= span.last

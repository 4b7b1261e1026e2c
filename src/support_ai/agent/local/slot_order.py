"""Which order a change is about: named, by its place or its day, by what it holds, the one spoken of, or the only one that fits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from support_ai.access.actor import Staff
from support_ai.agent.brain import Refusal
from support_ai.agent.local import change_words, changing, order_answers
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import LISTED, Missing
from support_ai.agent.local.finding import number_at
from support_ai.agent.local.giving import held
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.other_order import without_number
from support_ai.agent.local.periods import days_between
from support_ai.agent.local.picking import Picked, pick
from support_ai.agent.local.revising import WITH_NEW_ITEMS
from support_ai.agent.local.said import Said, read
from support_ai.agent.tools.orders import SEARCH_ORDERS, SearchOrders
from support_ai.orders.models import Order, OrderSummary

SLOT = "order"
_MOST_READ = 12
_SAME = re.compile(r"\b(?:same|this|that|it|them|those|these)\b", re.IGNORECASE)
_OLDER = re.compile(r"\b(?:older|earlier|previous|former) (?:order|one|of)\b", re.IGNORECASE)
_NEWER = re.compile(r"\b(?:newer|later|more recent|latter) (?:order|one|of)\b", re.IGNORECASE)
_WITH_ADDRESS = frozenset({"change_order_address"})
_POSTAL = re.compile(r"\b(?:zip|post(?:al)?)(?: ?code)?\b\D{0,60}\d{4,6}\b", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:return|send back|give back|exchange|cancel|swap)\b (?:the|my|this|that|a|an) ", re.IGNORECASE
)
_ANYTHING = re.compile(
    r"\b(?:orders?|items?|things?|something|stuff|purchases?|packages?|parcels?|delivery|deliveries|ones?|goods|products?|everything|box|shipment)\b",
    re.IGNORECASE,
)
_THE = re.compile(r"\b(?:the|my|this|that|these|those)\b", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_BARE_YEAR = re.compile(r"(?<=\b[io]n )20\d\d\b(?!-)")
_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)


async def fill(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill the order; ask for it, with those that it may be, where several fit."""
    if form.order is not None:
        return await _checked(desk, form, kind)
    said = read(*form.said)
    numbers = said.wanted(EntityType.ORDER_NUMBER) or said.of(EntityType.ORDER_NUMBER)
    if kind.name in _WITH_ADDRESS and _POSTAL.search(said.text):
        numbers = tuple(one for one in numbers if not one.value.isdigit())
    if numbers:
        return await _named(desk, form, kind, numbers[-1].value)
    years = [one for one in said.values(EntityType.DAYS) if _YEAR.fullmatch(one)]
    # `cancel 2014`: what may be a year is the number of an order that they have.
    years += _BARE_YEAR.findall(said.text)
    if years and isinstance(order := await desk.facts.order(years[-1]), Order):
        return await _checked(desk, replace(form, order=order.number), kind)
    return await _searched(desk, form, kind, said)


async def _named(desk: Desk, form: Form, kind: Kind, number: str) -> Form | None:
    order = await desk.facts.order(number)
    if isinstance(order, Missing):
        order_answers.not_found(desk, order.number)
        if desk.is_staff:
            # A slip of the hand is put right by the number alone; what else was said stays.
            said = tuple(without_number(one, number) for one in form.said)
            desk.memory = replace(desk.memory, form=replace(form, asked=SLOT, times=0, said=said))
        return None
    return await _checked(desk, replace(form, order=order.number), kind)


async def _checked(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Return the form, unless the shop's rules forbid the change of this order whatever its details are."""
    number = form.order or ""
    order = await desk.facts.order(number)
    if isinstance(order, Missing):
        order_answers.not_found(desk, order.number)
        return None
    desk.speak_of(order.number)
    if order.status not in kind.statuses:
        refusal = await changing.refused(desk, kind, form)
        if refusal is not None and refusal.rule.split(".")[-1] not in _DETAILS:
            await changing.tell(desk, kind, form, refusal)
            return None
    return form


# Rules about the details that a probe makes up; every other one forbids the change itself.
_DETAILS = frozenset(
    {"not_in_order", "reason_not_allowed", "not_own", "unknown", "not_found", "count", "invalid_arguments"}
)


async def orders_of(desk: Desk, form: Form) -> Sequence[OrderSummary]:
    """Return the newest orders of the customer whom the change is for, the newest first."""
    if not isinstance(desk.turn.person, Staff):
        found = await desk.facts.orders()
        return () if isinstance(found, Refusal) else found
    customer = form.customer or desk.memory.customer
    if customer is None:
        return ()
    wanted = SearchOrders(placed_from=_FIRST_DAY, placed_to=desk.turn.now, customer_id=customer, limit=LISTED)
    summary = await desk.turn.tools.use(SEARCH_ORDERS, wanted)
    return () if isinstance(summary, Refusal) else summary.orders


async def _searched(desk: Desk, form: Form, kind: Kind, said: Said) -> Form | None:
    """Choose among the customer's orders."""
    orders = await orders_of(desk, form)
    if form.choices and form.asked == SLOT:
        orders = [one for one in orders if one.number in form.choices] or orders
    pool = await _pool(desk, orders, kind, said)
    number = await _chosen(desk, kind, said, pool)
    if number is not None:
        return await _checked(desk, replace(form, order=number), kind)
    if not orders and not desk.is_staff:
        changing.stop(desk, change_words.NO_ORDERS_TO.format(verb=kind.verb))
        return None
    if orders and not pool.holds_named and form.asked is None:
        _say_unknown(desk, said)
    return await _ask(desk, form, kind, _fitting(pool.orders, kind))


def _say_unknown(desk: Desk, said: Said) -> None:
    """Say that a thing is in none of the orders, where one is named."""
    found = _OWN.search(said.text)
    if found is None:
        return
    name = next((one.value for one in said.of(EntityType.ITEM) if one.start == found.end()), None)
    if name is not None and not _ANYTHING.search(name):
        desk.say(change_words.in_none(name))


@dataclass(frozen=True, slots=True)
class _Pool:
    """The orders of which one may be meant, and whether they hold what is named, or are of days that are."""

    orders: Sequence[OrderSummary]
    holds_named: bool
    is_of_days: bool


async def _pool(desk: Desk, orders: Sequence[OrderSummary], kind: Kind, said: Said) -> _Pool:
    # Of what is exchanged the colour that is named is often the new one.
    by_options = kind.name not in WITH_NEW_ITEMS
    of_days = _of_days(desk, orders, said)
    statuses = {one.value for one in said.wanted(EntityType.STATUS)}
    candidates = of_days or [one for one in orders if one.status.value in statuses] or orders
    found = await holding(desk, candidates, said, by_options=by_options)
    if not found and len(candidates) < len(orders):
        found = await holding(desk, orders, said, by_options=by_options)
    return _Pool(found or candidates, bool(found), bool(of_days))


def _fitting(orders: Sequence[OrderSummary], kind: Kind) -> list[OrderSummary]:
    preferred = [one for one in orders if one.status in kind.prefers]
    return preferred or [one for one in orders if one.status in kind.statuses]


async def _chosen(desk: Desk, kind: Kind, said: Said, pool: _Pool) -> str | None:
    """Return the order that is meant: at the place that is named, the one spoken of, the only one; None where it is open."""
    orders, fitting = pool.orders, _fitting(pool.orders, kind)
    place = _place(said)
    at_place = None if place is None else _at(place, orders, desk, kind, is_named=pool.holds_named)
    chosen = at_place or _spoken_of(desk, said, kind, orders, fitting, is_named=pool.holds_named)
    if chosen is not None:
        return chosen
    if len(fitting) == 1 or (
        not fitting and orders and (len(orders) == 1 or pool.holds_named or pool.is_of_days)
    ):
        return (fitting or list(orders))[0].number
    if not fitting and orders:
        # None can have it: of the one spoken of, else of the newest, the rule says why.
        numbers = [one.number for one in orders]
        return desk.before.last_order if desk.before.last_order in numbers else numbers[0]
    if pool.holds_named and _THE.search(said.text) and await _is_same_thing(desk, fitting, said):
        # Whoever says `the lamp` means one lamp: the newest; the offer says which order it is of.
        return fitting[0].number
    return None


async def _is_same_thing(desk: Desk, orders: Sequence[OrderSummary], said: Said) -> bool:
    """Tell whether what is named is the same item in every one of the orders."""
    found: set[frozenset[str]] = set()
    for one in orders:
        order = await desk.facts.order(one.number)
        if isinstance(order, Missing):
            return False
        choice = pick(order.items, said)
        found.add(frozenset(choice.item_ids) if isinstance(choice, Picked) else frozenset({one.number}))
    return len(found) == 1


def _spoken_of(
    desk: Desk,
    said: Said,
    kind: Kind,
    pool: Sequence[OrderSummary],
    fitting: Sequence[OrderSummary],
    *,
    is_named: bool,
) -> str | None:
    """Return the order that was spoken of, where it is meant: nothing else is named, or it holds what is."""
    last = desk.before.last_order
    if last is None or last not in {one.number for one in pool}:
        return None
    points = bool(_SAME.search(said.text))
    able = (one.number for one in pool if is_named and one.status in kind.statuses)
    fits = last in {*able, *(one.number for one in fitting)}
    return last if fits or (points and not is_named) or (is_named and points and not fitting) else None


def _place(said: Said) -> str | None:
    if _OLDER.search(said.text):
        return "oldest"
    if _NEWER.search(said.text):
        return "latest"
    return next((one.value for one in said.wanted(EntityType.PLACE)), None)


def _shown_within(desk: Desk) -> str | None:
    """Return the order of which the contents were told last; None where something else was."""
    was_shown = not desk.before.listed and desk.before.last_intent == Intent.SHOW_ORDER.value
    return desk.before.last_order if was_shown else None


def _at(place: str, pool: Sequence[OrderSummary], desk: Desk, kind: Kind, *, is_named: bool) -> str | None:
    """Return the order at a place: among those that hold what is named, else in the list that was shown, or of all."""
    if is_named and place in ("latest", "oldest"):
        fitting = [one for one in pool if one.status in kind.statuses] or list(pool)
        return fitting[0 if place == "latest" else -1].number
    numbers = [one.number for one in pool]
    if place.isdigit() and not is_named and _shown_within(desk) in numbers:
        return desk.before.last_order
    if place.isdigit() and not is_named and desk.before.last_orders:
        numbers = list(desk.before.last_orders)
    elif place.isdigit() and is_named:
        return None
    current = desk.before.last_order if place in ("previous", "next", "other") else None
    return number_at(place, numbers, current)


def _of_days(desk: Desk, orders: Sequence[OrderSummary], said: Said) -> list[OrderSummary]:
    """Return the orders that were placed, else delivered, in the days that are named."""
    names = said.wanted(EntityType.DAYS)
    if not names:
        return []
    zone = desk.turn.zone
    first, end = days_between(names[-1].value, desk.turn.now.astimezone(zone).date())
    for name in ("placed_at", "delivered_at"):
        found: list[OrderSummary] = []
        for one in orders:
            at: datetime | None = getattr(one, name)
            if at is not None and first <= at.astimezone(zone).date() < end:
                found.append(one)
        if found:
            return found
    return []


async def holding(
    desk: Desk, orders: Sequence[OrderSummary], said: Said, *, by_options: bool = True
) -> list[OrderSummary]:
    """Return the orders that hold most of what is named; none where none holds any of it."""
    found: list[tuple[int, OrderSummary]] = []
    for summary in orders[:_MOST_READ]:
        order = await desk.facts.order(summary.number)
        score = 0 if isinstance(order, Missing) else held(order, said, by_options=by_options)
        if score:
            found.append((score, summary))
    best = max((score for score, _ in found), default=0)
    return [one for score, one in found if score == best]


async def _ask(desk: Desk, form: Form, kind: Kind, orders: Sequence[OrderSummary]) -> None:
    if not orders:
        await changing.ask(
            desk, form, SLOT, f"Which order would you like to {kind.verb}? Please give me its number."
        )
        return
    whole = [await desk.facts.order(one.number) for one in orders[:_MOST_READ]]
    known = [one for one in whole if isinstance(one, Order)]
    numbers = tuple(one.number for one in known)
    desk.speak_of(desk.memory.last_order or numbers[0], numbers)
    desk.memory = replace(desk.memory, last_order=desk.before.last_order)
    nearer = bool(form.said) and bool(read(form.said[-1]).of(EntityType.PAYMENT))
    await changing.ask(
        desk,
        form,
        SLOT,
        *change_words.which_order(kind.verb, known),
        choices=numbers,
        values=numbers,
        came_nearer=nearer,
    )

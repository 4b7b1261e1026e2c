"""The tasks about orders: where one is, what is in it, all of them, the one before, those of some days."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time

from support_ai.access.actor import Customer, Staff, Visitor
from support_ai.agent.brain import (
    CardShown,
    Event,
    IdentityWanted,
    Refusal,
    Sentence,
    Turn,
)
from support_ai.agent.local import wording
from support_ai.agent.local.entities import EntityType, days_between
from support_ai.agent.local.finding import Finder, Missing
from support_ai.agent.local.memory import Awaiting, recall
from support_ai.agent.local.understanding import Intent, Understood
from support_ai.agent.tools.orders import LIST_ORDERS, SEARCH_ORDERS, ListOrders, SearchOrders
from support_ai.orders.models import Order, OrderStatus

_LISTED = 20
_FOLLOW_UP_WORDS = 8
_PRONOUN = re.compile(r"\b(?:it|that|this|that one|this one)\b", re.IGNORECASE)
_OPEN = frozenset(
    {
        OrderStatus.PENDING,
        OrderStatus.PENDING_ITEM_MODIFIED,
        OrderStatus.PROCESSED,
        OrderStatus.SHIPPED,
    }
)


class OrderTasks:
    """One turn's tasks about orders; `memory` is what the next turn will know."""

    def __init__(self, turn: Turn, understood: Understood) -> None:
        """Take the turn and what it was understood to ask."""
        self.turn = turn
        self.understood = understood
        self.before = recall(turn.memory)
        self.memory = replace(
            self.before, awaiting=Awaiting.NOTHING, misses=0, last_intent=understood.intent.value
        )
        self.finder = Finder(turn)

    @property
    def is_staff(self) -> bool:
        """Tell whether a colleague asks."""
        return isinstance(self.turn.person, Staff)

    def barred(self) -> Event | None:
        """Return what to say to somebody who has no orders to see, None for everybody else."""
        match self.turn.person:
            case Visitor() | Customer(customer_id=None, verified=False):
                self.memory = replace(self.memory, awaiting=Awaiting.IDENTIFICATION)
                return IdentityWanted()
            case Customer(customer_id=None):
                return Sentence(wording.NO_RECORD)
            case _:
                return None

    def _refers_back(self) -> bool:
        short = len(self.turn.text.split()) <= _FOLLOW_UP_WORDS
        return self.before.last_order is not None and short and bool(_PRONOUN.search(self.turn.text))

    async def _chosen(self) -> Order | Missing | None:
        """Return the order that the message names or means; None where it names none."""
        numbers = self.understood.values(EntityType.ORDER_NUMBER)
        if numbers:
            return await self.finder.by_number(numbers[0])
        if self._refers_back() and self.before.last_order is not None:
            return await self.finder.by_number(self.before.last_order)
        return None

    async def where(self) -> AsyncIterator[Event]:
        """Say how far the named, or the newest open, order is."""
        barred = self.barred()
        if barred is not None:
            yield barred
            return
        order = await self._chosen()
        if isinstance(order, Missing):
            yield self._not_found(order.number)
        elif order is not None:
            async for event in self._say_where(order):
                yield event
        elif self.is_staff:
            self.memory = replace(self.memory, awaiting=Awaiting.ORDER_NUMBER)
            yield Sentence(wording.WHICH_ORDER)
        else:
            async for event in self._where_newest():
                yield event

    async def _where_newest(self) -> AsyncIterator[Event]:
        orders = await self.turn.tools.use(LIST_ORDERS, ListOrders(limit=_LISTED))
        if isinstance(orders, Refusal) or not orders:
            yield Sentence(wording.NO_ORDERS if not isinstance(orders, Refusal) else orders.sentence)
            return
        newest = next((one for one in orders if one.status in _OPEN), orders[0])
        self._remember(newest.number, tuple(one.number for one in orders))
        yield Sentence(wording.arrival(newest, self.turn.now, self.turn.zone))
        yield CardShown(wording.card(newest))

    async def _say_where(self, order: Order) -> AsyncIterator[Event]:
        self._remember(order.number)
        summary = wording.summary_of(order)
        if self.is_staff:
            for line in wording.details(order, self.turn.now, self.turn.zone, for_staff=True):
                yield Sentence(line)
        else:
            yield Sentence(wording.arrival(summary, self.turn.now, self.turn.zone))
            parcels = wording.tracking(order)
            if parcels and summary.status is OrderStatus.SHIPPED:
                yield Sentence(parcels)
        yield CardShown(wording.card(summary, tuple(one.name for one in order.items)))

    async def show(self) -> AsyncIterator[Event]:
        """Say what is in the named, or the newest, order."""
        barred = self.barred()
        if barred is not None:
            yield barred
            return
        order = await self._chosen()
        if order is None and not self.is_staff:
            orders = await self.turn.tools.use(LIST_ORDERS, ListOrders(limit=_LISTED))
            if isinstance(orders, Refusal) or not orders:
                yield Sentence(wording.NO_ORDERS)
                return
            self._remember(orders[0].number, tuple(one.number for one in orders))
            order = await self.finder.by_number(orders[0].number)
        if order is None:
            self.memory = replace(self.memory, awaiting=Awaiting.ORDER_NUMBER)
            yield Sentence(wording.WHICH_ORDER)
        elif isinstance(order, Missing):
            yield self._not_found(order.number)
        else:
            async for event in self._say_details(order):
                yield event

    async def _say_details(self, order: Order) -> AsyncIterator[Event]:
        self._remember(order.number)
        for line in wording.details(order, self.turn.now, self.turn.zone, for_staff=self.is_staff):
            yield Sentence(line)
        yield CardShown(wording.card(wording.summary_of(order), tuple(one.name for one in order.items)))

    def _not_found(self, number: str) -> Event:
        """Say the same for an order that does not exist and for somebody else's; colleagues see that there is none."""
        if self.is_staff:
            return Sentence(wording.STAFF_NOT_FOUND.format(number=number))
        self.memory = replace(self.memory, awaiting=Awaiting.ORDER_HISTORY_OFFER)
        return Sentence(wording.OWN_ORDERS_ONLY)

    def _remember(self, number: str, listed: tuple[str, ...] | None = None) -> None:
        self.memory = replace(
            self.memory,
            last_order=number,
            last_orders=listed if listed is not None else self.memory.last_orders,
        )

    async def list_all(self) -> AsyncIterator[Event]:
        """List the orders that the person may see."""
        barred = self.barred()
        if barred is not None:
            yield barred
            return
        if self.is_staff and self.understood.values(EntityType.DAYS):
            async for event in self.days():
                yield event
            return
        orders = await self.turn.tools.use(LIST_ORDERS, ListOrders(limit=_LISTED))
        if isinstance(orders, Refusal):
            yield Sentence(orders.sentence)
        elif not orders:
            yield Sentence("There are no orders yet." if self.is_staff else wording.NO_ORDERS)
        else:
            self._remember(orders[0].number, tuple(one.number for one in orders))
            noun = "order" if len(orders) == 1 else "orders"
            more = " newest" if len(orders) == _LISTED else ""
            owner = "The" if self.is_staff else "Your"
            yield Sentence(f"{owner}{more} {noun}:")
            for line in wording.listing(orders, self.turn.now, self.turn.zone, for_staff=self.is_staff):
                yield Sentence(line)
            for one in orders[:5]:
                yield CardShown(wording.card(one))

    async def previous(self) -> AsyncIterator[Event]:
        """Go to another place in the list spoken of."""
        barred = self.barred()
        if barred is not None:
            yield barred
            return
        place = next(iter(self.understood.values(EntityType.PLACE)), "previous")
        number = await self.finder.by_place(place, self.memory)
        if number is None:
            yield Sentence(wording.NO_EARLIER)
            return
        order = await self.finder.by_number(number)
        if isinstance(order, Missing):
            yield self._not_found(order.number)
            return
        self._remember(number, self.finder.listed or self.memory.last_orders)
        last = self.before.last_intent
        events = (
            self._say_where(order) if last == Intent.WHERE_IS_MY_ORDER.value else self._say_details(order)
        )
        async for event in events:
            yield event

    async def days(self) -> AsyncIterator[Event]:
        """Say which orders some days brought; for colleagues."""
        if not self.is_staff:
            async for event in self.list_all():
                yield event
            return
        name = next(iter(self.understood.values(EntityType.DAYS)), "today")
        today = self.turn.now.astimezone(self.turn.zone).date()
        first, end = days_between(name, today)
        # A day that no calendar has, or none after it, is read as today, and called so.
        name = "today" if (first, end) == days_between("today", today) else name
        wanted = SearchOrders(placed_from=self._midnight(first), placed_to=self._midnight(end), limit=_LISTED)
        found = await self.turn.tools.use(SEARCH_ORDERS, wanted)
        if isinstance(found, Refusal):
            yield Sentence(found.sentence)
            return
        self.memory = replace(self.memory, last_orders=tuple(one.number for one in found.orders))
        for line in wording.of_days(found, name, self.turn.now, self.turn.zone):
            yield Sentence(line)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.turn.zone)

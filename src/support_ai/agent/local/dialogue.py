"""What to do about what was understood: a task for each intent, with what the conversation said before."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time

from support_ai.access.actor import Customer, Staff, Visitor
from support_ai.access.permission import Permission, permits
from support_ai.agent.brain import (
    Awaiting,
    CardShown,
    ChoicesCard,
    Event,
    Refusal,
    Remembered,
    Sentence,
    Source,
    SourceCited,
    Tool,
    Turn,
)
from support_ai.agent.local import wording
from support_ai.agent.local.entities import EntityType, days_between
from support_ai.agent.local.finding import Finder, Missing
from support_ai.agent.local.understanding import Intent, Understood
from support_ai.customers.models import CustomerFilter
from support_ai.orders.models import Order, OrderFilter, OrderStatus

_LISTED = 20
_FOLLOW_UP_WORDS = 8
_PRONOUN = re.compile(r"\b(?:it|that|this|that one|this one)\b", re.IGNORECASE)
_MONEY_MOVES = frozenset(
    {
        Intent.REFUND_ORDER,
        Intent.CANCEL_ORDER,
        Intent.RETURN_ITEMS,
        Intent.EXCHANGE_ITEMS,
        Intent.CHANGE_ADDRESS,
        Intent.CHANGE_PAYMENT,
        Intent.CHANGE_ITEMS,
    }
)
_MANAGERS_ONLY = {
    Intent.DELETE_ORDER: Permission.ORDERS_DELETE,
    Intent.FINANCIAL_REPORT: Permission.FINANCIAL_REPORTS_READ,
    Intent.ANALYTICS: Permission.ANALYTICS_READ,
}
_OPEN = frozenset(
    {
        OrderStatus.PENDING,
        OrderStatus.PENDING_ITEM_MODIFIED,
        OrderStatus.PROCESSED,
        OrderStatus.SHIPPED,
    }
)


class Dialogue:
    """One turn's tasks; `memory` is what the next turn will know."""

    def __init__(self, turn: Turn, understood: Understood) -> None:
        """Take the turn and what it was understood to ask."""
        self.turn = turn
        self.understood = understood
        self.memory = replace(
            turn.memory, awaiting=Awaiting.NOTHING, misses=0, last_intent=understood.intent.value
        )
        self._finder = Finder(turn)

    @property
    def is_staff(self) -> bool:
        """Tell whether a colleague asks."""
        return isinstance(self.turn.person, Staff)

    async def answer(self, intent: Intent) -> AsyncIterator[Event]:
        """Do the task of an intent."""
        task = {
            Intent.WHERE_IS_MY_ORDER: self._where,
            Intent.SHOW_ORDER: self._show,
            Intent.LIST_ORDERS: self._list,
            Intent.PREVIOUS_ORDER: self._previous,
            Intent.ORDERS_TODAY: self._days,
            Intent.PROFILE: self._profile,
            Intent.POLICY_QUESTION: self._policy,
            Intent.FIND_CUSTOMER: self._find_customer,
            Intent.TALK_TO_PERSON: self._hand_over,
            Intent.IDENTIFY: self._identify,
        }.get(intent)
        events = task() if task is not None else self._simple(intent)
        async for event in events:
            yield event
        yield Remembered(self.memory)

    # Orders

    def _barred(self) -> str | None:
        """Return what to say to somebody who has no orders to see, None for everybody else."""
        match self.turn.person:
            case Visitor():
                self.memory = replace(self.memory, awaiting=Awaiting.IDENTIFICATION)
                return wording.IDENTIFY
            case Customer(customer_id=None, verified=False):
                return wording.VERIFY_FIRST
            case Customer(customer_id=None):
                return wording.NO_RECORD
            case _:
                return None

    def _refers_back(self) -> bool:
        short = len(self.turn.text.split()) <= _FOLLOW_UP_WORDS
        return self.turn.memory.last_order is not None and short and bool(_PRONOUN.search(self.turn.text))

    async def _chosen(self) -> Order | Missing | None:
        """Return the order that the message names or means; None where it names none."""
        numbers = self.understood.values(EntityType.ORDER_NUMBER)
        if numbers:
            return await self._finder.by_number(numbers[0])
        if self._refers_back() and self.turn.memory.last_order is not None:
            return await self._finder.by_number(self.turn.memory.last_order)
        return None

    async def _where(self) -> AsyncIterator[Event]:
        barred = self._barred()
        if barred is not None:
            yield Sentence(barred)
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
        orders = await self.turn.tools.list_orders(_LISTED)
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

    async def _show(self) -> AsyncIterator[Event]:
        barred = self._barred()
        if barred is not None:
            yield Sentence(barred)
            return
        order = await self._chosen()
        if order is None and not self.is_staff:
            orders = await self.turn.tools.list_orders(_LISTED)
            if isinstance(orders, Refusal) or not orders:
                yield Sentence(wording.NO_ORDERS)
                return
            self._remember(orders[0].number, tuple(one.number for one in orders))
            order = await self._finder.by_number(orders[0].number)
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

    async def _list(self) -> AsyncIterator[Event]:
        barred = self._barred()
        if barred is not None:
            yield Sentence(barred)
            return
        if self.is_staff and self.understood.values(EntityType.DAYS):
            async for event in self._days():
                yield event
            return
        orders = await self.turn.tools.list_orders(_LISTED)
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

    async def _previous(self) -> AsyncIterator[Event]:
        barred = self._barred()
        if barred is not None:
            yield Sentence(barred)
            return
        place = next(iter(self.understood.values(EntityType.PLACE)), "previous")
        number = await self._finder.by_place(place, self.memory)
        if number is None:
            yield Sentence(wording.NO_EARLIER)
            return
        order = await self._finder.by_number(number)
        if isinstance(order, Missing):
            yield self._not_found(order.number)
            return
        self._remember(number, self._finder.listed or self.memory.last_orders)
        last = self.turn.memory.last_intent
        events = (
            self._say_where(order) if last == Intent.WHERE_IS_MY_ORDER.value else self._say_details(order)
        )
        async for event in events:
            yield event

    async def _days(self) -> AsyncIterator[Event]:
        if not self.is_staff:
            async for event in self._list():
                yield event
            return
        name = next(iter(self.understood.values(EntityType.DAYS)), "today")
        first, end = days_between(name, self.turn.now.astimezone(self.turn.zone).date())
        wanted = OrderFilter(placed_from=self._midnight(first), placed_to=self._midnight(end))
        found = await self.turn.tools.search_orders(wanted, _LISTED)
        if isinstance(found, Refusal):
            yield Sentence(found.sentence)
            return
        self.memory = replace(self.memory, last_orders=tuple(one.number for one in found.orders))
        for line in wording.of_days(found, name, self.turn.now, self.turn.zone):
            yield Sentence(line)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.turn.zone)

    # Everything else

    async def _profile(self) -> AsyncIterator[Event]:
        match self.turn.person:
            case Staff(name=name, role=role):
                yield Sentence(f"You are {name}, signed in as {role.value.replace('_', ' ')}.")
                return
            case _:
                barred = self._barred()
        if barred is not None:
            yield Sentence(barred)
            return
        found = await self.turn.tools.get_customer()
        lines = [found.sentence] if isinstance(found, Refusal) else wording.profile(found)
        for line in lines:
            yield Sentence(line)

    async def _policy(self) -> AsyncIterator[Event]:
        found = await self.turn.tools.search_knowledge(self.turn.text)
        if isinstance(found, Refusal) or not found:
            async for event in self._unknown():
                yield event
            return
        best = found[0]
        for line in best.text.split("\n\n"):
            yield Sentence(line)
        yield SourceCited(
            Source(best.article_title, best.heading, f"/knowledge/articles/{best.article_slug}")
        )

    async def unknown(self) -> AsyncIterator[Event]:
        """Say honestly that there is no answer, and offer a person."""
        async for event in self._unknown():
            yield event
        yield Remembered(self.memory)

    async def _unknown(self) -> AsyncIterator[Event]:
        misses = self.turn.memory.misses + 1
        self.memory = replace(self.memory, awaiting=Awaiting.PERSON_OFFER, misses=misses)
        yield Sentence(wording.UNKNOWN if misses == 1 else wording.UNCLEAR)
        yield CardShown(ChoicesCard(("Yes, a person please", "No, thanks")))

    async def _find_customer(self) -> AsyncIterator[Event]:
        if Tool.SEARCH_CUSTOMERS not in self.turn.tools.offered:
            barred = self._barred()
            self.memory = replace(
                self.memory, awaiting=Awaiting.ORDER_HISTORY_OFFER if barred is None else self.memory.awaiting
            )
            yield Sentence(barred or wording.NOT_PERMITTED["find_customer"])
            return
        wanted = self._finder.customer_filter(self.understood)
        found = await self.turn.tools.search_customers(wanted, _LISTED)
        if isinstance(found, Refusal):
            yield Sentence(found.sentence)
        elif not found:
            yield Sentence("I find no such customer.")
        else:
            yield Sentence("Customers:" if wanted == CustomerFilter() else "I found:")
            for one in found:
                yield Sentence(f"• {one.name}, {one.customer_id}")

    async def _hand_over(self) -> AsyncIterator[Event]:
        if self.is_staff:
            yield Sentence("You are a colleague yourself: customers reach you through the inbox.")
            return
        done = await self.turn.tools.hand_over("asked for a person")
        yield Sentence(done.sentence if isinstance(done, Refusal) else wording.HANDED_OVER)

    async def _identify(self) -> AsyncIterator[Event]:
        match self.turn.person:
            case Visitor():
                named = self.understood.entities and any(
                    entity.type in (EntityType.EMAIL, EntityType.PHONE, EntityType.ORDER_NUMBER)
                    for entity in self.understood.entities
                )
                self.memory = replace(self.memory, awaiting=Awaiting.IDENTIFICATION)
                yield Sentence(wording.IDENTITY_NOT_PROVEN if named else wording.IDENTIFY)
            case _ if self.understood.values(EntityType.ORDER_NUMBER):
                async for event in self._where():
                    yield event
            case _:
                async for event in self._profile():
                    yield event

    async def _simple(self, intent: Intent) -> AsyncIterator[Event]:
        permission = _MANAGERS_ONLY.get(intent)
        if permission is not None and not permits(self.turn.person, permission):
            yield Sentence(wording.NOT_PERMITTED[intent.value])
        elif intent in wording.NOT_YET:
            barred = self._barred() if intent in _MONEY_MOVES else None
            if barred is not None:
                yield Sentence(barred)
                return
            yield Sentence(wording.NOT_YET[intent.value])
            if not self.is_staff:
                self.memory = replace(self.memory, awaiting=Awaiting.PERSON_OFFER)
                yield Sentence(wording.PERSON_OFFER)
        else:
            yield Sentence(self._courtesy(intent))

    def _courtesy(self, intent: Intent) -> str:
        match intent:
            case Intent.GREET:
                return wording.GREETING_STAFF if self.is_staff else wording.GREETING
            case Intent.THANKS:
                return wording.THANKS
            case Intent.GOODBYE:
                return wording.GOODBYE
            case Intent.WHAT_CAN_YOU_DO:
                return wording.BOT + (wording.CAN_DO_STAFF if self.is_staff else wording.CAN_DO_CUSTOMER)
            case _:
                return wording.ALL_RIGHT

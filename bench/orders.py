"""Looking orders up and listing them, in a small and in a big shop, with row security and without."""

import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import NamedTuple
from uuid import uuid4

from bench.shops import Known, Shop
from support_ai.access.actor import Customer
from support_ai.core.crypto import Keyring
from support_ai.core.database import Connection, Database
from support_ai.orders import service as orders
from support_ai.orders.models import OrderFilter

LOOK_UP = "look-up by number"
PAGE = "first page of 20"
_PAGE = 20
_REGULARS = 200

# Seconds of every call by question and side, the sides' lists in the order in which they were asked in turns.
OrderFigures = defaultdict[tuple[str, str], list[float]]


class Side(NamedTuple):
    """One side of a comparison: a pool, and the customers of its shop."""

    name: str
    database: Database
    known: Sequence[Known]

    @property
    def regulars(self) -> Sequence[Known]:
        """Return those who are asked for again and again."""
        return self.known[:_REGULARS]

    @property
    def strangers(self) -> Sequence[Known]:
        """Return those who are asked for once at most."""
        return self.known[_REGULARS:]


async def _look_up(conn: Connection, known: Known) -> float:
    number = random.choice(known.numbers)
    began = time.perf_counter()
    found = await orders.get_order(conn, number)
    took = time.perf_counter() - began
    assert found.number == number, "another order was found"
    assert found.items, "its lines are missing"
    assert found.shipments, "its parcels are missing"
    assert found.payments, "its payments are missing"
    assert found.address.city, "its address is missing"
    return took


async def _list(conn: Connection, known: Known) -> float:
    began = time.perf_counter()
    page = await orders.list_orders(conn, OrderFilter(), limit=_PAGE)
    took = time.perf_counter() - began
    assert {one.number for one in page.items} == set(known.numbers), "these are not the customer's orders"
    return took


QUESTIONS: Mapping[str, Callable[[Connection, Known], Awaitable[float]]] = {LOOK_UP: _look_up, PAGE: _list}


async def _ask(side: Side, question: str, known: Known) -> float:
    """Return how long the answer took inside its transaction; the actor is the owning customer."""
    actor = Customer(uuid4(), uuid4(), known.customer_id, verified=True)
    async with side.database.transaction(actor) as conn:
        return await QUESTIONS[question](conn, known)


async def compare(first: Side, second: Side, calls: int) -> OrderFigures:
    """Ask both sides in turns about their warmed-up regulars; either of them goes first as often."""
    figures = OrderFigures(list)
    for side in (first, second):
        for known in side.regulars:
            await _ask(side, PAGE, known)
            for number in known.numbers:
                await _ask(side, LOOK_UP, Known(known.customer_id, (number,)))
    for number in range(calls):
        for question in QUESTIONS:
            for side in (first, second) if number % 2 else (second, first):
                figures[question, side.name].append(await _ask(side, question, random.choice(side.regulars)))
    return figures


async def compare_sizes(
    small: Shop, big: Shop, keys: Keyring, calls: int
) -> tuple[OrderFigures, OrderFigures]:
    """Compare a small and a big shop: about regulars, and about strangers, whose rows nobody has read before."""
    async with AsyncExitStack() as stack:
        sides = [
            Side(name, await _open(stack, shop.application, keys), shop.known)
            for name, shop in (("small", small), ("big", big))
        ]
        warm, cold = await compare(sides[0], sides[1], calls), OrderFigures(list)
        for number, pair in enumerate(zip(*(side.strangers for side in sides), strict=True)):
            question = (LOOK_UP, PAGE)[number % 2]
            for side, known in zip(sides, pair, strict=True):
                cold[question, side.name].append(await _ask(side, question, known))
        return warm, cold


async def compare_row_security(shop: Shop, keys: Keyring, calls: int) -> OrderFigures:
    """Compare the application's role with one that row security does not apply to, in one shop."""
    async with AsyncExitStack() as stack:
        sides = [
            Side(name, await _open(stack, url, keys), shop.known)
            for name, url in (("secured", shop.application), ("exempt", shop.exempt))
        ]
        return await compare(sides[0], sides[1], calls)


async def _open(stack: AsyncExitStack, url: str, keys: Keyring) -> Database:
    database = await Database.open(url, keys, connections=2)
    stack.push_async_callback(database.close)
    return database

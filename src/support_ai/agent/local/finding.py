"""Which order or customer somebody means: by number, by bare digits, by its place in a list."""

import re
from dataclasses import dataclass

from support_ai.agent.brain import Refusal, Turn
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.understanding import Understood
from support_ai.agent.tools.customers import SearchCustomers
from support_ai.agent.tools.orders import GET_ORDER, LIST_ORDERS, GetOrder, ListOrders
from support_ai.orders.models import Order

_TYPED = 320
_NAME = re.compile(r"\b([A-Z][\w'-]+(?: [A-Z][\w'-]+)+)\b")
_LAST_WORD = re.compile(
    r"(?:customer|named|called|find|for|look ?up)\s+(?:a |the )?(?:customer )?([A-Za-z][\w'-]+)",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(
    {"show", "find", "look", "search", "customer", "customers", "details", "pull", "the", "list"}
)


@dataclass(frozen=True, slots=True)
class Missing:
    """An order that is not there for this person."""

    number: str


class Finder:
    """Finds what a turn talks about; `listed` are the orders that it listed meanwhile."""

    def __init__(self, turn: Turn) -> None:
        """Take the turn."""
        self._turn = turn
        self.listed: tuple[str, ...] = ()

    async def by_number(self, number: str) -> Order | Missing:
        """Return the order of a number, or of its digits alone."""
        found = await self._turn.tools.use(GET_ORDER, GetOrder(order_number=number[:_TYPED]))
        return Missing(number) if isinstance(found, Refusal) else found

    async def _list(self) -> tuple[str, ...]:
        if not self.listed:
            orders = await self._turn.tools.use(LIST_ORDERS, ListOrders())
            self.listed = () if isinstance(orders, Refusal) else tuple(one.number for one in orders)
        return self.listed

    async def by_place(self, place: str, memory: Memory) -> str | None:
        """Return the number of the order at a place, seen from the one spoken of last; None where there is none."""
        numbers = memory.last_orders or await self._list()
        if not numbers:
            return None
        current = numbers.index(memory.last_order) if memory.last_order in numbers else 0
        match place:
            case "previous" | "other":
                index = current + 1
                if place == "other" and index >= len(numbers):
                    index = 0
            case "next":
                index = current - 1
            case "oldest":
                index = len(numbers) - 1
            case "latest":
                index = 0
            case _:
                index = int(place) - 1
        return numbers[index] if 0 <= index < len(numbers) else None

    def customer_filter(self, understood: Understood) -> SearchCustomers:
        """Return whom a colleague looks for: by e-mail, phone or name; everybody where nothing was said."""
        emails, phones = understood.values(EntityType.EMAIL), understood.values(EntityType.PHONE)
        if emails:
            return SearchCustomers(email=emails[0])
        if phones:
            return SearchCustomers(phone=phones[0])
        text = self._turn.text
        name = _NAME.search(text)
        if name is not None and name[1].split()[0].lower() not in _NOT_NAMES:
            return SearchCustomers(name=name[1])
        word = _LAST_WORD.search(text)
        if word is not None and word[1].lower() not in _NOT_NAMES:
            return SearchCustomers(name=word[1])
        return SearchCustomers()

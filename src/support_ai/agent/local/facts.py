"""What the shop knows, read through the tools at most once a turn."""

from dataclasses import dataclass

from support_ai.access.actor import Person, Staff
from support_ai.agent.brain import Refusal, Tools
from support_ai.agent.local.features import plain
from support_ai.agent.tools.catalog import (
    GET_PRODUCT,
    LIST_PRODUCTS,
    SEARCH_KNOWLEDGE,
    GetProduct,
    ListProducts,
    SearchKnowledge,
)
from support_ai.agent.tools.customers import (
    GET_CUSTOMER,
    GET_OTHER_CUSTOMER,
    CustomerRecord,
    GetOtherCustomer,
)
from support_ai.agent.tools.orders import (
    GET_ORDER,
    LIST_ORDERS,
    REFUND_STATUS,
    Booked,
    GetOrder,
    ListOrders,
    RefundStatus,
)
from support_ai.agent.tools.tool import Nothing
from support_ai.catalog.models import Product
from support_ai.knowledge.models import Passage
from support_ai.orders.models import Order, OrderSummary

LISTED = 20
_TYPED = 320
_LISTED_PRODUCTS = 50


@dataclass(frozen=True, slots=True)
class Missing:
    """An order that is not there for this person."""

    number: str


class Facts:
    """Reads as the person; what was read once is not read again in the same turn."""

    def __init__(self, person: Person, tools: Tools) -> None:
        """Take whose tools they are."""
        self._person = person
        self.tools = tools
        self._orders: dict[str, Order | Missing] = {}
        self._listed: tuple[OrderSummary, ...] | Refusal | None = None
        self._customers: dict[str, CustomerRecord | Refusal] = {}
        self._products: dict[str, Product | Refusal] = {}
        self._named: dict[str, tuple[Product, ...]] = {}
        self._booked: dict[str, Booked | Refusal] = {}
        # What was quoted in this turn: one passage may answer two questions, and is said once.
        self.quoted: set[tuple[str, str, str]] = set()
        self._passages: dict[str, tuple[Passage, ...] | Refusal] = {}

    async def order(self, number: str) -> Order | Missing:
        """Return the order of a number, or of its digits alone."""
        key = number.lstrip("#").upper()
        if key not in self._orders:
            found = await self.tools.use(GET_ORDER, GetOrder(order_number=number[:_TYPED]))
            self._orders[key] = Missing(number) if isinstance(found, Refusal) else found
        return self._orders[key]

    async def orders(self) -> tuple[OrderSummary, ...] | Refusal:
        """Return the newest orders that the person may see, the newest first."""
        if self._listed is None:
            self._listed = await self.tools.use(LIST_ORDERS, ListOrders(limit=LISTED))
        return self._listed

    async def customer(self, customer_id: str | None = None) -> CustomerRecord | Refusal:
        """Return a customer's record: for customers their own, for colleagues that of the number."""
        key = customer_id or ""
        if not key and isinstance(self._person, Staff):
            # A colleague has no record of their own, and nobody else is named.
            return Refusal("customers.not_found", "I don't know which customer is meant.")
        if key not in self._customers:
            self._customers[key] = await (
                self.tools.use(GET_OTHER_CUSTOMER, GetOtherCustomer(customer_id=key[:_TYPED]))
                if isinstance(self._person, Staff)
                else self.tools.use(GET_CUSTOMER, Nothing())
            )
        return self._customers[key]

    async def product(self, product_id: str) -> Product | Refusal:
        """Return a product with its variants."""
        if product_id not in self._products:
            self._products[product_id] = await self.tools.use(GET_PRODUCT, GetProduct(product_id=product_id))
        return self._products[product_id]

    async def products(self, name: str = "") -> tuple[Product, ...]:
        """Return the products whose name has these words in it; every product for none."""
        if name not in self._named:
            wanted = ListProducts(name=name[:_TYPED] or None, limit=_LISTED_PRODUCTS)
            found = await self.tools.use(LIST_PRODUCTS, wanted)
            self._named[name] = () if isinstance(found, Refusal) else found
        return self._named[name]

    async def booked(self, number: str | None = None) -> Booked | Refusal:
        """Return what goes back, or came back, for one order or for all."""
        key = number or ""
        if key not in self._booked:
            self._booked[key] = await self.tools.use(REFUND_STATUS, RefundStatus(order_number=number))
        return self._booked[key]

    async def passages(self, question: str) -> tuple[Passage, ...] | Refusal:
        """Return the passages of the shop's articles that answer a question, the best first; often none."""
        key = plain(question)[:_TYPED]
        if key not in self._passages:
            self._passages[key] = await self.tools.use(SEARCH_KNOWLEDGE, SearchKnowledge(query=key))
        return self._passages[key]

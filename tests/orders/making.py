"""Orders made to measure, written as the tables' owner: past row security and triggers, in a millisecond each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from support_ai.core.crypto import Keyring
from support_ai.customers.contact import seal_address, seal_contact, seal_method
from support_ai.customers.models import Address, Contact
from support_ai.orders.policy import order_key

HOME = Address("1 Canary Street", "", "Springfield", "IL", "62701", "US")
# What the shop sells: the item, its product, its price in minor units, its currency, and whether it can be had.
GOODS = (
    ("S", "SHIRT", 5000, "USD", True),
    ("M", "SHIRT", 5000, "USD", True),
    ("L", "SHIRT", 5501, "USD", True),
    ("XS", "SHIRT", 4499, "USD", True),
    ("XL", "SHIRT", 5000, "USD", False),
    ("S-EUR", "SHIRT", 5000, "EUR", True),
    ("LAMP", "LAMP", 1990, "USD", True),
    ("YEN1", "FAN", 1200, "JPY", True),
    ("YEN2", "FAN", 1500, "JPY", True),
    ("DINAR1", "RUG", 12345, "KWD", True),
    ("DINAR2", "RUG", 12346, "KWD", True),
)
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Method:
    """A payment method of the customer's; a balance is what lies on it."""

    type: str = "credit_card"
    balance: int | None = None
    currency: str = "USD"


CARD = MappingProxyType({"card": Method()})


@dataclass(frozen=True, slots=True)
class Spec:
    """An order as a test wants it. Lines are (item, quantity, unit price, discount); rows of money (method, amount).

    `methods` are all that the customer has for it, by the names that the test uses; nothing said of payments means that the
    card paid everything. Times are days ago.
    """

    status: str = "pending"
    lines: Sequence[tuple[str, int, int, int]] = (("S", 1, 5000, 0),)
    paid: Sequence[tuple[str | None, int]] | None = None
    refunded: Sequence[tuple[str | None, int]] = ()
    methods: Mapping[str, Method] = field(default_factory=lambda: CARD)
    currency: str = "USD"
    shipping: int = 0
    tax: int = 0
    discount: int = 0
    placed: int | None = 3
    delivered: Sequence[int] = ()
    returns: Sequence[tuple[str, str, Sequence[str]]] = ()
    customer: str = "rohan"

    @property
    def total(self) -> int:
        """Return what the order costs."""
        goods = sum(quantity * price - discount for _, quantity, price, discount in self.lines)
        return max(0, goods + self.shipping + self.tax - self.discount)


@dataclass(frozen=True, slots=True)
class Made:
    """An order that stands in the tables, and what the names of its methods became."""

    number: str
    order_id: int
    customer_id: str
    methods: Mapping[str, str]

    def meant(self, said: Mapping[str, object]) -> dict[str, object]:
        """Return a test's request with the names of methods as they became."""
        return {
            name: self.methods.get(value, value) if isinstance(value, str) else value
            for name, value in said.items()
        }


@dataclass
class Maker:
    """Writes customers, goods and orders."""

    conn: psycopg.Connection[Any]
    keys: Keyring
    customers: dict[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def open(cls, url: str, keys: Keyring) -> "Maker":
        """Connect as the tables' owner."""
        conn = psycopg.connect(url, autocommit=True, options="-c lock_timeout=5s")
        conn.execute("set session_replication_role = replica")
        conn.execute("set search_path = support_ai, public")
        return cls(conn, keys)

    def add(self, table: str, **values: object) -> None:
        """Insert a row."""
        names = ", ".join(values)
        places = ", ".join(["%s"] * len(values))
        self.conn.execute(f"insert into {table} ({names}) values ({places})".encode(), list(values.values()))

    def stock(self) -> None:
        """Sell the goods."""
        for product in sorted({row[1] for row in GOODS}):
            self.add("products", product_id=product, name=product.title())
        for item, product, price, currency, available in GOODS:
            self.add(
                "product_variants",
                item_id=item,
                product_id=product,
                options=f"size={item}",
                price_minor=price,
                currency=currency,
                available=available,
            )

    def customer(self, name: str, customer_id: str) -> str:
        """Add a customer."""
        contact = Contact(f"{name}@example.com", "", HOME)
        self.add(
            "customers",
            customer_id=customer_id,
            name=name.title(),
            name_key=name,
            last_name_key=name,
            contact=seal_contact(self.keys, customer_id, contact),
        )
        self.customers[name] = customer_id
        return customer_id

    def method(self, customer_id: str, method_id: str, made: Method) -> None:
        """Add a payment method with what lies on it."""
        self.add(
            "payment_methods",
            customer_id=customer_id,
            payment_method_id=method_id,
            type=made.type,
            details=seal_method(self.keys, customer_id, method_id, "", ""),
        )
        if made.balance is not None:
            self.add(
                "balance_entries",
                customer_id=customer_id,
                payment_method_id=method_id,
                amount_minor=made.balance,
                currency=made.currency,
                origin="import",
                business_key="opening",
            )

    def order(self, spec: Spec, number: str | None = None) -> Made:
        """Add an order with its lines, money, parcels and returns."""
        mark = next(_numbers)
        number = number or f"T-{mark}"
        customer_id = self.customers[spec.customer]
        methods = {name: f"{name}-{mark}" for name in spec.methods}
        for name, made in spec.methods.items():
            self.method(customer_id, methods[name], made)
        key = order_key(number)
        placed = None if spec.placed is None else _ago(spec.placed)
        row = self.conn.execute(
            "insert into orders (number, order_key, customer_id, status, placed_at, currency, address, shipping_minor,"
            " tax_minor, discount_minor) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning order_id",
            (
                number,
                key,
                customer_id,
                spec.status,
                placed,
                spec.currency,
                seal_address(self.keys, "orders", key, HOME),
                spec.shipping,
                spec.tax,
                spec.discount,
            ),
        ).fetchone()
        assert row is not None
        order = Made(number, row[0], customer_id, methods)
        self._fill(order, spec)
        return order

    def _fill(self, order: Made, spec: Spec) -> None:
        mine = {"order_id": order.order_id, "customer_id": order.customer_id}
        products = {row[0]: row[1] for row in GOODS}
        for line, (item, quantity, price, discount) in enumerate(spec.lines, start=1):
            self.add(
                "order_items",
                **mine,
                line=line,
                item_id=item,
                product_id=products[item],
                name=products[item].title(),
                options=f"size={item}",
                quantity=quantity,
                unit_price_minor=price,
                discount_minor=discount,
            )
        paid: Sequence[tuple[str | None, int]] = (("card", spec.total),) if spec.paid is None else spec.paid
        self._book(
            order, spec.currency, [("payment", name, amount) for name, amount in paid if amount or spec.paid]
        )
        refunds = [("refund", name, amount) for name, amount in spec.refunded]
        self._book(order, spec.currency, refunds, behind=len(paid))
        for line, days in enumerate(spec.delivered, start=1):
            self.add(
                "shipments",
                **mine,
                line=line,
                carrier="UPS",
                tracking_number=f"1Z{line}",
                status="delivered",
                delivered_at=_ago(days),
            )
        for line, (kind, status, items) in enumerate(spec.returns, start=1):
            self.add(
                "order_returns",
                **mine,
                line=line,
                kind=kind,
                status=status,
                item_ids=list(items),
                amount_minor=0,
            )

    def _book(
        self, order: Made, currency: str, rows: Sequence[tuple[str, str | None, int]], behind: int = 0
    ) -> None:
        """Book what came from outside, each row a minute after the one before."""
        for line, (kind, method, amount) in enumerate(rows, start=behind + 1):
            self.add(
                "payments",
                order_id=order.order_id,
                customer_id=order.customer_id,
                line=line,
                kind=kind,
                amount_minor=amount,
                currency=currency,
                payment_method_id=None if method is None else order.methods.get(method, method),
                at=_ago(3) + timedelta(minutes=line),
                business_key=f"import:{line}",
            )

    def document(self, name: str, settings: Mapping[str, object]) -> None:
        """Put a document of settings in force; what it leaves out is as in a new shop."""
        self.conn.execute(
            "insert into shop_documents (name, version, settings, changed_by)"
            " select %s, coalesce(max(version), 0) + 1, %s, 'a test' from shop_documents where name = %s",
            (name, Jsonb(settings), name),
        )


def _ago(days: int) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)

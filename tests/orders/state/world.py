"""One small shop inside a database that many share: fresh people, methods and orders, and how they stand by now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from support_ai.access.actor import Customer, Person, Staff
from support_ai.access.role import Role
from tests.orders.making import Maker, Method, Spec

_worlds = count(1)
METHODS = {
    "card": Method(),
    "other": Method("paypal"),
    "gift": Method("gift_card", 9000),
    "small": Method("gift_card", 400),
    "euros": Method("gift_card", 3000, "EUR"),
}
_TWO_CARDS = [("gift", 3000), ("small", 2000)]
_MIXED = [("gift", 1200), ("card", 9299)]
# Each of Rohan's; Michael has the first few of them.
ORDERS = (
    Spec(methods={}, lines=[("L", 1, 5501, 0)]),
    Spec(methods={}, shipping=500, tax=99),
    Spec(methods={}, paid=_TWO_CARDS),
    Spec(methods={}, paid=[("small", 2000), ("gift", 3000)]),
    Spec(methods={}, lines=[("S", 2, 5000, 1), ("L", 1, 500, 0)], paid=_MIXED),
    Spec(methods={}, status="pending_item_modified"),
    Spec(methods={}, status="processed", shipping=700),
    Spec(
        methods={},
        status="delivered",
        delivered=[1],
        shipping=500,
        tax=77,
        discount=301,
        lines=[("S", 3, 3333, 100), ("LAMP", 1, 1990, 0)],
    ),
    Spec(
        methods={},
        status="delivered",
        delivered=[1],
        lines=[("S", 2, 5000, 0)],
        paid=[("gift", 4000), ("card", 6000)],
    ),
    Spec(methods={}, status="delivered", delivered=[40], lines=[("S", 1, 40_000, 0)]),
    Spec(methods={}, status="delivered", delivered=[1], lines=[("S", 1, 5000, 0)]),
    Spec(methods={}, status="delivered", delivered=[1], lines=[("M", 1, 300_000, 0)]),
    Spec(methods={}, status="processed", lines=[("L", 1, 250_000, 0)]),
    Spec(methods={}, status="shipped", paid=[("card", 1000)], refunded=[("card", 1000)]),
    Spec(methods={}, status="delivered", delivered=[40], paid=[("other", 900), ("card", 4100)]),
    Spec(methods={}, currency="JPY", lines=[("YEN1", 2, 1200, 1)]),
)
_OF_MICHAEL = 4


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as it stands."""

    order_id: int
    number: str
    customer_id: str
    status: str
    currency: str
    is_archived: bool
    is_dear: bool
    is_split: bool
    is_old: bool
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as it stands."""

    proposal_id: UUID
    action: str
    subject: str
    state: str
    digest: str
    asked_by: UUID
    needs_role: str | None


@dataclass
class World:
    """The people of one run, and what is known of everything they did."""

    maker: Maker
    people: Mapping[str, Person]
    customers: tuple[str, ...]
    # Orders whose status somebody outside set, so that it need not fit to their returns.
    touched: set[int] = field(default_factory=set[int])
    orders: list[OrderRow] = field(default_factory=list[OrderRow])
    returns: list[tuple[int, str, str, int]] = field(default_factory=list[tuple[int, str, str, int]])
    # The rules that somebody put in force last, as far as sessions that overlapped let us know.
    rules: Mapping[str, Any] = field(default_factory=dict[str, Any])
    transfers: list[tuple[UUID, str]] = field(default_factory=list[tuple[UUID, str]])
    proposals: list[ProposalRow] = field(default_factory=list[ProposalRow])

    @classmethod
    def make(cls, maker: Maker) -> "World":
        """Add fresh people with their orders; rules and limits are those of a new shop."""
        mark = next(_worlds)
        maker.conn.execute("delete from shop_documents")
        names = {"rohan": f"R-{mark}", "michael": f"M-{mark}"}
        for name, customer_id in names.items():
            maker.customer(name, customer_id)
            for method, made in METHODS.items():
                maker.method(customer_id, method, made)
        made = [maker.order(spec) for spec in ORDERS]
        # Money that came long ago, of which nobody may say anything else any more.
        maker.add(
            "transfers",
            transfer_id=uuid4(),
            order_id=made[0].order_id,
            customer_id=made[0].customer_id,
            line=1,
            direction="in",
            state="done",
            due_at=datetime.now(UTC),
        )
        for spec in ORDERS[:_OF_MICHAEL]:
            maker.order(replace(spec, customer="michael"))
        people: dict[str, Person] = {
            name: Customer(uuid4(), uuid4(), customer_id, verified=True)
            for name, customer_id in names.items()
        }
        for name, role in _STAFF.items():
            colleague = people[name] = Staff(uuid4(), uuid4(), role, name)
            maker.add(
                "accounts",
                account_id=colleague.account_id,
                email=b"",
                email_index=uuid4().bytes,
                name=name,
                role=role,
            )
        world = cls(maker, people, tuple(names.values()))
        world.look()
        return world

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a statement, as the tables' owner."""
        return self.maker.conn.execute(statement.encode(), values).fetchall()

    def look(self) -> None:
        """Read how everything stands."""
        mine = list(self.customers)
        found = self.ask(
            "select order_id, number, customer_id, status, currency, archived_at is not null,"
            " (select max(unit_price_minor) > 20000 from order_items i where i.order_id = o.order_id),"
            " (select count(distinct payment_method_id) > 1 and 'other' = any (array_agg(payment_method_id)) from payments p"
            " where p.order_id = o.order_id and p.cause = 'import'),"
            " coalesce((select max(delivered_at) < now() - interval '8 days' from shipments s"
            " where s.order_id = o.order_id), false),"
            " (select array_agg(item_id order by line) from order_items i where i.order_id = o.order_id)"
            " from orders o where customer_id = any (%s) order by order_id",
            mine,
        )
        self.orders = [OrderRow(*row[:9], items=tuple(row[9])) for row in found]
        self.returns = [
            (row[0], row[1], row[2], row[3])
            for row in self.ask(
                "select return_id, kind, status, order_id from order_returns where customer_id = any (%s) order by 1",
                mine,
            )
        ]
        self.transfers = [
            (row[0], row[1])
            for row in self.ask(
                "select transfer_id, state from transfers where customer_id = any (%s) order by 1", mine
            )
        ]
        self.proposals = [
            ProposalRow(*row)
            for row in self.ask(
                "select proposal_id, action, subject, state, digest, asked_by, needs_role from proposals"
                " where customer_id = any (%s) order by asked_at, proposal_id",
                mine,
            )
        ]


_STAFF = {
    "emma": Role.SUPPORT_AGENT,
    "eve": Role.SUPPORT_AGENT,
    "admin": Role.ADMIN,
    "ada": Role.ADMIN,
    "owner": Role.OWNER,
}

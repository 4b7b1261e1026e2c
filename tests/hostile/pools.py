"""What a hostile mind knows: the real numbers of everybody's orders, items, payment methods, returns and tickets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import psycopg

from tests.conftest import Addresses
from tests.hostile.marks import MARKS

_ORDERS = """
    select o.number, o.customer_id, array_agg(distinct i.item_id), array_agg(distinct p.payment_method_id)
    from orders o join order_items i using (order_id)
    left join payment_methods p on p.customer_id = o.customer_id
    group by o.number, o.customer_id order by o.number
"""


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order as somebody knows it who should not."""

    number: str
    customer_id: str
    item_ids: tuple[str, ...]
    payment_method_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pools:
    """Real numbers, and whose they are; None is nobody's."""

    orders: tuple[KnownOrder, ...]
    returns: tuple[tuple[int, str], ...]
    tickets: tuple[tuple[str, str | None], ...]
    customers: tuple[str, ...]
    contacts: tuple[tuple[str, str, str, str], ...]
    items: tuple[str, ...]
    products: tuple[str, ...]
    variants: Mapping[str, tuple[str, ...]]


def read_pools(addresses: Addresses) -> Pools:
    """Read everything, past row security."""
    with psycopg.connect(addresses.owner) as connection:
        connection.execute("set search_path = support_ai, public")

        def rows(statement: str) -> list[tuple[object, ...]]:
            return connection.execute(statement.encode()).fetchall()

        orders = [
            KnownOrder(str(number), str(customer), _texts(items), _texts(methods))
            for number, customer, items, methods in rows(_ORDERS)
        ]
        returns = rows("select return_id, customer_id from order_returns order by return_id")
        tickets = rows("select ticket_id, customer_id from tickets order by ticket_id")
        customers = rows("select customer_id from customers order by customer_id")
        variants = rows("select product_id, array_agg(item_id) from product_variants group by product_id")
    by_product = {str(product): _texts(items) for product, items in variants}
    return Pools(
        tuple(orders),
        tuple((int(str(number)), str(customer)) for number, customer in returns),
        tuple((str(number), None if who is None else str(who)) for number, who in tickets),
        tuple(str(one[0]) for one in customers),
        (
            *(
                (f"Person {mark}", f"{mark}@example.com", "+12025550170", f"{mark[2:6]}-61")
                for mark in MARKS.values()
            ),
            ("Michael Chen", "michael@example.com", "+12025550123", "62702"),
            ("Rohan Mehta", "ROHAN@example.com", "12025550123", "62701"),
        ),
        tuple(item for items in by_product.values() for item in items),
        tuple(by_product),
        {item: items for items in by_product.values() for item in items},
    )


def _texts(values: object) -> tuple[str, ...]:
    listed = cast("list[str | None]", values if isinstance(values, list) else [])
    return tuple(one for one in listed if one is not None)

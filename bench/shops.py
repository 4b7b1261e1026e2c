"""Shops of any size, written by PostgreSQL itself: five orders for each customer, only some of them with real addresses."""

import asyncio
import random
import secrets
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from support_ai.core.crypto import Keyring
from support_ai.core.migrations import migrate
from support_ai.customers.contact import seal_address
from support_ai.customers.models import Address
from support_ai.stored import Stored

ORDERS_EACH = 5
_KNOWN = 400
EXEMPT = "support_ai_bench"
_ADDRESS = Address("12 Long Street", "Second floor", "Springfield", "IL", "62701", "US")
# As long as a sealed address is, and opened by nobody.
_FILLER = bytes(112)

# Orders come one after the other in time; those of one customer lie far apart, as they would in a real shop.
_ADDRESSES: LiteralString = """
    create temp table addresses (order_id bigint primary key, address bytea not null)
"""
_CUSTOMERS: LiteralString = """
    insert into customers (customer_id, name, name_key, last_name_key, contact)
    select 'CUST-' || n, 'Customer ' || n, 'customer ' || n, n::text, %(filler)s
    from generate_series(1, %(customers)s) n
"""
_ORDERS: LiteralString = """
    insert into orders (order_id, number, order_key, customer_id, status, placed_at, currency, address, shipping_minor)
    overriding system value
    select n, 'ORD-' || n, 'ORD-' || n, 'CUST-' || (n - 1) %% %(customers)s + 1,
           (array['delivered', 'delivered', 'delivered', 'shipped', 'pending'])[n %% 5 + 1],
           timestamptz '2021-01-01' + n * interval '30 seconds', 'USD', coalesce(a.address, %(filler)s), 495
    from generate_series(1, %(orders)s) n left join addresses a on a.order_id = n
"""
_CHILDREN: tuple[LiteralString, ...] = (
    """
    insert into order_items (order_id, customer_id, line, item_id, product_id, name, options, quantity, unit_price_minor)
    select n, 'CUST-' || (n - 1) %% %(customers)s + 1, line, 'ITEM-' || n %% 5000, 'PROD-' || n %% 1000,
           'Product ' || n %% 1000, 'size=M', 1 + n %% 3, 1000 + n %% 9000
    from generate_series(1, %(orders)s) n, generate_series(1, 2) line
    """,
    """
    insert into shipments (order_id, customer_id, line, carrier, tracking_number, status, shipped_at,
                           estimated_delivery, delivered_at)
    select n, 'CUST-' || (n - 1) %% %(customers)s + 1, 1, 'UPS', '1Z' || n, 'delivered', at, at + interval '3 days',
           at + interval '3 days'
    from generate_series(1, %(orders)s) n, lateral (select timestamptz '2021-01-02' + n * interval '30 seconds' as at)
    """,
    """
    insert into payments (order_id, customer_id, line, kind, amount_minor, currency, at, business_key)
    select n, 'CUST-' || (n - 1) %% %(customers)s + 1, 1, 'payment', 2495 + n %% 9000, 'USD',
           timestamptz '2021-01-01' + n * interval '30 seconds', 'import:1'
    from generate_series(1, %(orders)s) n
    """,
)


@dataclass(frozen=True, slots=True)
class Known:
    """A customer whose orders can be opened, and the numbers of them all."""

    customer_id: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shop:
    """A filled database: its addresses for the application's role and for the exempt one, and whom to ask for."""

    application: str
    exempt: str
    known: tuple[Known, ...]
    orders: int
    gigabytes: float


@asynccontextmanager
async def exempt_role(owner_url: str) -> AsyncGenerator[str]:
    """Give the password of a role that may what the application may, and that row security does not apply to."""
    password = secrets.token_urlsafe(16)
    name = sql.Identifier(EXEMPT)
    async with await psycopg.AsyncConnection.connect(owner_url, autocommit=True) as connection:
        await connection.execute(
            sql.SQL("create role {} login bypassrls inherit password {}").format(name, sql.Literal(password))
        )
        await connection.execute(sql.SQL("grant support_ai_app to {}").format(name))
        try:
            yield password
        finally:
            await connection.execute(sql.SQL("drop role {}").format(name))


@asynccontextmanager
async def filled_shop(
    stored: Stored,
    owner_url: str,
    password: str,
    *,
    orders: int,
    more: Sequence[LiteralString] = (),
) -> AsyncGenerator[Shop]:
    """Give a database of its own with so many orders, and what `more` writes, analysed; it is dropped at the end."""
    name = f"bench_{orders}"
    print(f"Writing {orders:,} orders …", flush=True)
    async with await psycopg.AsyncConnection.connect(owner_url, autocommit=True) as connection:
        await connection.execute(
            sql.SQL("create database {} template template0").format(sql.Identifier(name))
        )
        try:
            yield await _fill(stored, make_conninfo(owner_url, dbname=name), password, orders, more)
        finally:
            await connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


async def _fill(
    stored: Stored, owner_url: str, password: str, orders: int, more: Sequence[LiteralString]
) -> Shop:
    application = conninfo_to_dict(stored.database.url)
    app_password = str(application["password"])
    await asyncio.to_thread(migrate, owner_url, app_password=app_password)
    known = _choose(orders // ORDERS_EACH)
    counts = {"customers": orders // ORDERS_EACH, "orders": orders, "filler": _FILLER}
    await asyncio.gather(
        _write_orders(owner_url, stored.keys, known, counts),
        *(_write(owner_url, statement, counts) for statement in (_CUSTOMERS, *_CHILDREN)),
    )
    for statement in more:
        await _write(owner_url, statement, counts)
    async with _owner(owner_url) as connection:
        await connection.execute("vacuum (analyze)")
        await connection.execute("checkpoint")
        cursor = await connection.execute("select pg_database_size(current_database())::bigint")
        size = int(str((await cursor.fetchone() or (0,))[0]))
    return Shop(
        make_conninfo(owner_url, user=str(application["user"]), password=app_password),
        make_conninfo(owner_url, user=EXEMPT, password=password),
        known,
        orders,
        size / 1e9,
    )


def _choose(customers: int) -> tuple[Known, ...]:
    chosen = random.Random(customers).sample(range(1, customers + 1), min(_KNOWN, customers))
    return tuple(
        Known(f"CUST-{one}", tuple(f"ORD-{one + customers * turn}" for turn in range(ORDERS_EACH)))
        for one in chosen
    )


@asynccontextmanager
async def _owner(url: str) -> AsyncGenerator[psycopg.AsyncConnection[tuple[object, ...]]]:
    options = "-c search_path=support_ai,public -c session_replication_role=replica"
    async with await psycopg.AsyncConnection.connect(url, autocommit=True, options=options) as connection:
        yield connection


async def _write(url: str, statement: LiteralString, counts: Mapping[str, object]) -> None:
    async with _owner(url) as connection:
        await connection.execute(statement, counts)


async def _write_orders(
    url: str, keys: Keyring, known: tuple[Known, ...], counts: Mapping[str, object]
) -> None:
    """Write the orders; those of the known customers get an address that opens."""
    async with _owner(url) as connection:
        await connection.execute(_ADDRESSES)
        async with connection.cursor().copy("copy addresses from stdin") as copy:
            for number in (number for one in known for number in one.numbers):
                sealed = seal_address(keys, "orders", number, _ADDRESS)
                await copy.write_row((int(number.removeprefix("ORD-")), sealed))
        await connection.execute("analyze addresses")
        await connection.execute(_ORDERS, counts)

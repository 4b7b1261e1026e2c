"""Who asks: a token for each customer of the demo shop, and what each of them must be told."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import psycopg

from bench.client import Caller, request
from support_ai.access.actor import Customer, Reason
from support_ai.agent.local.wording import arrival
from support_ai.demo.shop import TIME_ZONE
from support_ai.identity.minting import mint_customer_tokens
from support_ai.orders import service as orders
from support_ai.orders.models import OrderStatus, OrderSummary
from support_ai.stored import Stored

_QUESTION = "Where is my order?"
# So many orders under way are told beside the newest.
_OTHERS = 3
_OPEN = {
    OrderStatus.PENDING,
    OrderStatus.PENDING_ITEM_MODIFIED,
    OrderStatus.PROCESSED,
    OrderStatus.SHIPPED,
}


async def mint(stored: Stored, owner_url: str) -> dict[str, str]:
    """Return a token for every customer of the demo shop who has orders."""
    async with await psycopg.AsyncConnection.connect(owner_url) as connection:
        cursor = await connection.execute(
            "select customer_id from support_ai.customers c"
            " where exists (select from support_ai.orders o where o.customer_id = c.customer_id) order by 1"
        )
        customers = [str(row[0]) for row in await cursor.fetchall()]
    tokens = await mint_customer_tokens(stored.identity, Reason.STAFF_COMMAND, customers)
    return dict(zip(customers, tokens, strict=True))


def bare_callers(tokens: dict[str, str]) -> list[Caller]:
    """Return who asks the bare route, which answers with the name that minting gave to the account."""
    return [
        Caller(request("GET", "/bare", token), "name", frozenset({customer}))
        for customer, token in tokens.items()
    ]


async def begin_conversations(stored: Stored, port: int, tokens: dict[str, str]) -> list[Caller]:
    """Return who asks in an existing conversation of the own, and the sentence that each must be told."""
    callers: list[Caller] = []
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
        for customer, token in tokens.items():
            answer = await client.post(
                "/chat", json={"message": _QUESTION}, headers={"authorization": f"Bearer {token}"}
            )
            said = {
                "message": _QUESTION,
                "conversation_id": answer.raise_for_status().json()["conversation_id"],
            }
            callers.append(
                Caller(request("POST", "/chat", token, said), "reply", await _sentences(stored, customer))
            )
    return callers


async def _sentences(stored: Stored, customer_id: str) -> frozenset[str]:
    """Return what is right to say about the open orders, now and, where midnight is near, an hour later."""
    customer = Customer(uuid4(), uuid4(), customer_id, verified=True)
    async with stored.database.transaction(customer) as conn:
        own = await orders.latest_orders(conn)
    under_way = [one for one in own if one.status in _OPEN] or [*own[:1]]
    now = datetime.now(UTC)
    return frozenset(_told(under_way, now + timedelta(hours=hours)) for hours in (0, 1))


def _told(under_way: Sequence[OrderSummary], moment: datetime) -> str:
    """Return the newest order's arrival, and that of a few others that are under way too."""
    first, *others = (arrival(one, moment, ZoneInfo(TIME_ZONE)) for one in under_way[: 1 + _OTHERS])
    return " ".join((first, *(one.replace("Your order", "Order", 1) for one in others)))

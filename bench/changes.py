"""Changes of orders over sixteen connections: through the services, on many orders and on few, and over REST."""

import asyncio
import random
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from uuid import UUID

import httpx
import psycopg

from bench.callers import mint
from bench.client import Caller, request
from bench.load import Run, closed_loop
from bench.servers import CHAT, serving
from bench.shops import Shop
from support_ai.access.actor import Customer, Person, Reason, Staff
from support_ai.access.role import Role
from support_ai.actions import service
from support_ai.actions.registry import ACTIONS
from support_ai.core.clock import now
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.core.embedded import EmbeddedPostgres
from support_ai.identity.minting import mint_token
from support_ai.stored import Stored

CONNECTIONS = 16
FEW = 4
_SEED = 4
_ADDRESS = {"address1": "9 Other Street", "city": "Springfield", "postal_code": "62701", "country": "US"}
_DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()"
_COLLEAGUE = Staff(UUID(int=1), UUID(int=2), Role.OWNER, "Olivia")


@dataclass(frozen=True, slots=True)
class Change:
    """One change that can be made again and again: who asks for what."""

    person: Person
    action: str
    said: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Changes a second and their latencies in seconds, and how many deadlocks PostgreSQL counted meanwhile."""

    rate: float
    latencies: Sequence[float]
    deadlocks: int


@dataclass(frozen=True, slots=True)
class ChangeFigures:
    """Through the services on many and on few orders, and over REST."""

    many: ServiceFigures
    few: ServiceFigures
    rest: Run


async def measure_changes(stored: Stored, shop: Shop, seconds: float) -> ChangeFigures:
    """Measure all three; the services in this process on a filled shop, REST on the demo shop's server."""
    print("Changes of orders …", flush=True)
    changes = _changes(shop)
    return ChangeFigures(
        await _through_services(shop, stored.keys, changes, seconds),
        await _through_services(shop, stored.keys, _refunds(shop.known[0].numbers[:FEW]), seconds),
        await _over_rest(stored, seconds),
    )


def _changes(shop: Shop) -> list[Change]:
    """Return another address for every known order that is pending, and a refund of a cent for every other one."""
    numbers = [(one.customer_id, number) for one in shop.known for number in one.numbers]
    pending = [(customer, number) for customer, number in numbers if _is_pending(number)]
    moves = [
        Change(
            Customer(UUID(int=at + 10), UUID(int=at + 10), customer, verified=True),
            "change_order_address",
            _ADDRESS | {"number": number},
        )
        for at, (customer, number) in enumerate(pending)
    ]
    return [*_refunds(number for _, number in numbers if not _is_pending(number)), *moves]


def _is_pending(number: str) -> bool:
    """Tell what bench/shops.py made of an order."""
    return int(number.removeprefix("ORD-")) % 5 == 4


def _refunds(numbers: Iterable[str]) -> list[Change]:
    return [
        Change(_COLLEAGUE, "refund_order", {"number": number, "amount": 1, "reason": "late"})
        for number in numbers
    ]


async def _through_services(
    shop: Shop, keys: Keyring, changes: Sequence[Change], seconds: float
) -> ServiceFigures:
    chosen = random.Random(_SEED)
    latencies: list[float] = []
    database = await Database.open(shop.application, keys, connections=CONNECTIONS)
    before = await _deadlocks(shop)

    async def change_again(end: float) -> None:
        while (began := time.perf_counter()) < end:
            one = chosen.choice(changes)
            action = ACTIONS[one.action]
            async with database.transaction(one.person) as conn:
                await service.perform(conn, action, action.arguments.model_validate(one.said), now())
            latencies.append(time.perf_counter() - began)

    start = time.perf_counter()
    await asyncio.gather(*(change_again(start + seconds) for _ in range(CONNECTIONS)))
    took = time.perf_counter() - start
    await database.close()
    return ServiceFigures(len(latencies) / took, latencies, await _deadlocks(shop) - before)


async def _deadlocks(shop: Shop) -> int:
    async with await psycopg.AsyncConnection.connect(shop.exempt, autocommit=True) as connection:
        row = await (await connection.execute(_DEADLOCKS)).fetchone()
    return int(row[0]) if row else 0


async def _over_rest(stored: Stored, seconds: float) -> Run:
    data = stored.settings.data_dir
    async with serving(CHAT, data) as server:
        tokens = await mint(stored, EmbeddedPostgres(data).url())
        owner = await mint_token(stored.identity, Reason.STAFF_COMMAND, "owner@example.com")
        numbers = await _paid_orders(server.port, owner)
        refund = {"amount": 1, "reason": "late"}
        callers = [
            Caller(
                request("POST", f"/orders/{number}/refunds", owner, refund), "state", frozenset({"committed"})
            )
            for number in numbers[: CONNECTIONS // 2]
        ] + [
            Caller(request("PUT", "/me/address", token, _ADDRESS), "state", frozenset({"committed"}))
            for token in list(tokens.values())[: CONNECTIONS // 2]
        ]
        with ProcessPoolExecutor(1, get_context("spawn")) as loads:
            load = partial(closed_loop, server.port, callers, seconds)
            return await asyncio.get_running_loop().run_in_executor(loads, load)


async def _paid_orders(port: int, token: str) -> list[str]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
        answer = await client.get(
            "/orders?status=delivered&limit=50", headers={"authorization": f"Bearer {token}"}
        )
    return [one["number"] for one in answer.raise_for_status().json()["items"]]

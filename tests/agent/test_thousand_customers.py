"""A thousand customers at once ask for their own orders, and a thousand for somebody else's.

With SUPPORT_AI_REAL_DATA (a folder that holds `olist/`) on real orders, otherwise on as many made ones.
"""

import asyncio
import csv
import os
import random
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from support_ai.access.actor import Reason
from support_ai.identity.minting import mint_customer_tokens
from support_ai.integration.service import import_directory
from tests.conftest import Addresses
from tests.serving import Shop
from tests.shop.figures import set_figures
from tools import olist

pytestmark = pytest.mark.deep
ASKED = 1000
AT_ONCE = 24
OWN_ONLY = "I can only show you your own orders. Would you like to see your order history?"
TYPED = ("Show me order {}", "where is {}", "track order {} please", "what's in #{}", "status of {} ??", "{}")
PLACE = "address1,address2,city,state,postal_code,country"


def _made(folder: Path) -> None:
    """Write 20,000 orders of 15,000 customers."""
    with (folder / "customers.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(f"customer_id,name,email,phone,{PLACE}".split(","))
        rows.writerows([f"C{n}", f"Person {n}", f"p{n}@example.com", *[""] * 7] for n in range(15_000))
    with (folder / "orders.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(f"order_number,customer_id,status,placed_at,currency,{PLACE}".split(","))
        for n in range(20_000):
            moment = f"2026-{1 + n % 10:02d}-{1 + n % 28:02d}T10:00:00Z"
            status = ("shipped", "delivered", "pending")[n % 3]
            rows.writerow([f"{n:08x}{'ab' * 12}", f"C{n % 15_000}", status, moment, "USD", *[""] * 6])


@pytest.fixture
def orders(addresses: Addresses) -> Callable[[], dict[str, set[str]]]:
    """Give what reads the truth from SQL: each customer's order numbers."""

    def read() -> dict[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        with psycopg.connect(addresses.owner) as connection:
            for customer, number in connection.execute("select customer_id, number from support_ai.orders"):
                found[customer].add(number)
        return found

    return read


def _files(folder: Path) -> Path:
    folder.mkdir()
    real = os.environ.get("SUPPORT_AI_REAL_DATA")
    if real is None:
        _made(folder)
    else:
        olist.convert(Path(real) / "olist", folder)
    return folder


async def _fill(shop: Shop, folder: Path) -> None:
    report = await import_directory(shop.resources.database, folder)
    assert report.is_clean
    assert report.written > 20_000


async def _at_once(work: list[Awaitable[Any]]) -> list[Any]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(task: Awaitable[Any]) -> Any:
        async with gate:
            return await task

    return await asyncio.gather(*(one(task) for task in work))


def _numbers(answer: httpx.Response) -> set[str]:
    return set(re.findall(r"\b[0-9a-f]{32}\b", answer.text))


def _without_ids(answer: httpx.Response) -> dict[str, Any]:
    ids = {"conversation_id", "message_id", "request_id"}
    return {name: value for name, value in answer.json().items() if name not in ids}


async def test_everybody_hears_of_the_own_order_and_of_nobody_elses(
    shop: Shop, tmp_path: Path, orders: Callable[[], dict[str, set[str]]], addresses: Addresses
) -> None:
    # They all come from this machine.
    set_figures(shop, addresses, requests_per_address_per_minute=100_000)
    await _fill(shop, _files(tmp_path / "files"))
    own = orders()
    generator = random.Random(2)
    customers = generator.sample(sorted(own), ASKED)
    tokens = await mint_customer_tokens(shop.resources.identity, Reason.STAFF_COMMAND, customers)
    headers = [{"authorization": f"Bearer {token}"} for token in tokens]

    def ask(number: int, message: str) -> Awaitable[httpx.Response]:
        return shop.client.post("/chat", headers=headers[number], json={"message": message}, timeout=120)

    answers = await _at_once([ask(number, "Where is my order?") for number in range(ASKED)])
    for customer, answer in zip(customers, answers, strict=True):
        assert answer.status_code == 200
        assert set[str]() < _numbers(answer) <= own[customer], answer.text

    everything = sorted(own)
    foreign: list[str] = []
    for customer in customers:
        other = generator.choice([one for one in generator.sample(everything, 3) if one != customer])
        foreign.append(generator.choice(sorted(own[other])))
    missing = "0" * 31 + "f"
    half = ASKED // 2
    by_route = await _at_once(
        [shop.client.get(f"/orders/{foreign[n]}", headers=headers[n]) for n in range(half)]
    )
    nothing = await shop.client.get(f"/orders/{missing}", headers=headers[0])
    for answer in by_route:
        assert answer.status_code == 404
        assert _without_ids(answer) == _without_ids(nothing)
    texts = [generator.choice(TYPED).format(foreign[n]) for n in range(half, ASKED)]
    by_text = await _at_once([ask(n, text) for n, text in zip(range(half, ASKED), texts, strict=True)])
    unknown = await ask(0, f"Show me order {missing}")
    for text, answer in zip(texts, by_text, strict=True):
        assert answer.json()["reply"] == OWN_ONLY, text
        assert _without_ids(answer) == _without_ids(unknown)

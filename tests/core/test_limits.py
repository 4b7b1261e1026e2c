"""Row F5: rate limits shared over processes, by the trusted address and by the person, with and without their store."""

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from prometheus_client import REGISTRY

from support_ai.core.errors import TooManyError
from support_ai.core.limit_storage import ProcessStorage
from support_ai.core.limits import Allowance, Limits, LimitsUnavailableError
from tests.conftest import Addresses, Demo
from tests.serving import Shop
from tests.shop.figures import set_figures

THREE = Allowance("three", 3, 60)
CLOSED = Allowance("closed", 3, 60, fails_closed=True)


class RedisServer:
    """A real Redis on a port of this machine, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        """Choose a free port."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = shutil.which("redis-server")
        assert program is not None, "redis-server is missing: make system-packages"
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        self._process = subprocess.Popen(
            [program, "--port", str(self.port), *options], stdout=subprocess.DEVNULL
        )
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        pytest.fail("redis-server does not answer after ten seconds")

    def kill(self) -> None:
        """End it at once, as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.kill()


@asynccontextmanager
async def opened(url: str | None) -> AsyncGenerator[Limits]:
    limits = Limits.open(url)
    yield limits
    await limits.close()


async def taken(limits: Limits, allowance: Allowance, key: str, count: int) -> list[bool]:
    """Count several times, and return what was let through."""
    through: list[bool] = []
    for _ in range(count):
        try:
            await limits.count(allowance, key)
        except TooManyError as error:
            through.append(not 1 <= error.retry_after <= allowance.seconds)
        else:
            through.append(True)
    return through


async def test_F5_a_window_moves_and_keys_are_apart() -> None:
    now = [1000.0]
    limits = Limits(ProcessStorage(lambda: now[0]), lambda: now[0])
    assert await taken(limits, THREE, "one", 4) == [True, True, True, False]
    assert await taken(limits, THREE, "two", 1) == [True]
    assert await taken(limits, CLOSED, "one", 1) == [True]
    now[0] += 59
    with pytest.raises(TooManyError) as refused:
        await limits.count(THREE, "one")
    assert refused.value.retry_after == 1
    now[0] += 1.5
    assert await taken(limits, THREE, "one", 4) == [True, True, True, False]


async def test_F5_a_flood_of_addresses_takes_bounded_memory() -> None:
    storage = ProcessStorage()
    limits = Limits(storage)
    for number in range(100_500):
        await limits.count(THREE, str(number))
    assert len(storage._windows) <= 100_000  # pyright: ignore[reportPrivateUsage] - what is bounded has no other name
    assert await taken(limits, THREE, "100499", 3) == [True, True, False]


@pytest.mark.parametrize("is_shared", [False, True])
async def test_F5_what_is_given_back_may_be_taken_again(redis: RedisServer, is_shared: bool) -> None:
    if is_shared:
        redis.start()
    async with opened(redis.url if is_shared else None) as limits:
        assert await taken(limits, THREE, "one", 3) == [True] * 3
        assert await limits.is_spent(THREE, "one")
        await limits.give_back(THREE, "one")
        assert not await limits.is_spent(THREE, "one")
        assert await taken(limits, THREE, "one", 2) == [True, False]


async def test_F5_two_processes_share_one_budget_also_at_once(redis: RedisServer) -> None:
    redis.start()
    async with opened(redis.url) as one, opened(redis.url.replace("redis", "valkey")) as other:
        through = await asyncio.gather(
            *(taken(limits, THREE, "both", 1) for limits in (one, other) for _ in range(20))
        )
    assert sum(sum(one) for one in through) == 3


async def test_F5_a_store_that_is_down_closes_what_proves_people_and_nothing_else(redis: RedisServer) -> None:
    redis.start()
    before = _unanswered()
    async with opened(redis.url) as limits:
        assert await taken(limits, THREE, "one", 3) == [True] * 3
        redis.kill()
        assert await taken(limits, THREE, "one", 5) == [True] * 5
        for _ in range(3):
            with pytest.raises(LimitsUnavailableError):
                await limits.count(CLOSED, "one")
        await limits.give_back(THREE, "one")
        assert not await limits.is_spent(THREE, "one")
        redis.start()
        await _until(lambda: _counts(limits))
        assert await taken(limits, THREE, "anew", 4) == [True, True, True, False]
    assert _unanswered() > before


async def test_F5_a_store_that_hangs_holds_nobody_up_for_long() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with opened(f"redis://127.0.0.1:{port}") as limits, asyncio.timeout(30):
            assert await taken(limits, THREE, "one", 50) == [True] * 50


def _unanswered() -> float:
    return REGISTRY.get_sample_value("support_ai_limits_unavailable_total") or 0.0


async def _counts(limits: Limits) -> bool:
    try:
        await limits.count(CLOSED, "again")
    except LimitsUnavailableError:
        return False
    except TooManyError:
        return True
    return True


async def _until(holds: Callable[[], object]) -> None:
    for _ in range(100):
        found = holds()
        if await found if asyncio.iscoroutine(found) else found:
            return
        await asyncio.sleep(0.1)
    pytest.fail("not within ten seconds")


def _caller(shop: Shop, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(shop.app, raise_app_exceptions=False, client=(address, 50_000))
    return httpx.AsyncClient(transport=transport, base_url="http://localhost:8000")


async def test_F5_requests_are_counted_by_address_whatever_headers_say(
    shop: Shop, addresses: Addresses
) -> None:
    set_figures(shop, addresses, requests_per_address_per_minute=30)
    async with _caller(shop, "2001:db8:1:2::1") as client:
        answers = [
            await client.get(
                "/knowledge/articles",
                headers={
                    "x-forwarded-for": f"198.51.100.{number}",
                    "forwarded": f"for=198.51.100.{number}",
                    "x-real-ip": f"198.51.100.{number}",
                },
            )
            for number in range(31)
        ]
        assert [one.status_code for one in answers] == [200] * 30 + [429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert answers[-1].headers["content-type"] == "application/problem+json"
        # Health is asked by machines, and signing in is counted apart.
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.post("/auth/refresh")).status_code == 401
    # Of IPv6 somebody has a whole /64.
    async with _caller(shop, "2001:db8:1:2:ffff::7") as same, _caller(shop, "2001:db8:1:3::1") as other:
        assert (await same.get("/knowledge/articles")).status_code == 429
        assert (await other.get("/knowledge/articles")).status_code == 200


async def test_F5_requests_are_counted_by_account_from_all_its_addresses(
    demo: Demo, addresses: Addresses
) -> None:
    set_figures(demo.shop, addresses, requests_per_account_per_minute=30)
    rohan = await demo.headers("rohan")
    statuses: list[int] = []
    for number in range(31):
        async with _caller(demo.shop, f"198.51.100.{number}") as client:
            statuses.append((await client.get("/me", headers=rohan)).status_code)
    assert statuses == [200] * 30 + [429]
    assert (await demo.client.get("/me", headers=await demo.headers("michael"))).status_code == 200


async def test_F5_messages_are_counted_by_person_and_of_new_visitors_by_address(
    demo: Demo, addresses: Addresses
) -> None:
    set_figures(demo.shop, addresses, messages_per_account_per_minute=5)
    rohan = await demo.headers("rohan")
    for headers in (rohan, {}):
        statuses = [
            (await demo.client.post("/chat", headers=headers, json={"message": "Hello"})).status_code
            for _ in range(6)
        ]
        assert statuses == [200] * 5 + [429], headers
    assert (await demo.client.get("/me", headers=rohan)).status_code == 200


async def test_F5_two_applications_share_their_limits_and_outlive_the_store(
    shop: Shop, redis: RedisServer, addresses: Addresses
) -> None:
    redis.start()
    set_figures(shop, addresses, requests_per_address_per_minute=30)
    statuses: list[int] = []
    async with opened(redis.url) as one, opened(redis.url) as other:
        for number in range(31):
            # The same application with the counters of another process.
            shop.app.state.limits = (one, other)[number % 2]
            statuses.append((await shop.client.get("/knowledge/articles")).status_code)
        assert statuses == [200] * 30 + [429]
        redis.kill()
        answers = [await shop.client.get("/knowledge/articles") for _ in range(5)]
        assert {answer.status_code for answer in answers} == {200}
        refused = await shop.client.post(
            "/auth/login", json={"email": "a@b.example", "password": "secure123"}
        )
        assert (refused.status_code, refused.json()["code"]) == (503, "limits_unavailable")
        assert "retry-after" in refused.headers
        redis.start()

        async def signs_in_again() -> bool:
            body = {"email": "a@b.example", "password": "secure123"}
            return (await shop.client.post("/auth/login", json=body)).status_code == 401

        await _until(signs_in_again)

"""Rows E2 to E4: whoever a transaction is for ends with it, whatever happens to the connection in between."""

import asyncio
import random
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg import errors

from support_ai.access.actor import Actor, Reason, System, Visitor
from support_ai.core.crypto import Keyring
from support_ai.core.database import Connection, Database, person_key
from tests.conftest import Addresses, Cast
from tests.shop_files import import_shop

SOURCE = Path(__file__).parents[2] / "src" / "support_ai"
_SEEN = "select (select array_agg(number order by number) from orders), (select array_agg(person) from person_keys)"
Seen = tuple[list[str] | None, list[str] | None]


@pytest.fixture
async def narrow(addresses: Addresses, keys: Keyring) -> AsyncGenerator[Database]:
    """Give a pool of one connection, which everybody uses in turn."""
    opened = await Database.open(addresses.application, keys, connections=1)
    yield opened
    await opened.close()


async def _seen(conn: Connection) -> Seen | None:
    return await (await conn.execute(_SEEN)).fetchone()


async def _crowd(narrow: Database, folder: Path, cast: Cast) -> list[tuple[Actor, Seen]]:
    """Return people and reasons, each with all that they may see of orders and keys."""
    await import_shop(narrow, folder)
    visitors = [Visitor(uuid4()) for _ in range(20)]
    for visitor in visitors:
        async with narrow.transaction(visitor) as conn:
            await person_key(conn, f"visitor:{visitor.visitor_id}")
    keys = sorted(f"visitor:{visitor.visitor_id}" for visitor in visitors)
    orders = ["#W456", "ORD-1", "ORD-123", "ORD-999"]
    crowd: list[tuple[Actor, Seen]] = [
        (visitor, (None, [f"visitor:{visitor.visitor_id}"])) for visitor in visitors
    ]
    crowd += [(cast.rohan, (["#W456", "ORD-123"], None)), (cast.michael, (["ORD-1", "ORD-999"], None))] * 5
    crowd += [(System(Reason.EXPORT), (orders, None)), (System(Reason.START), (None, None))]
    crowd += [(cast.emma, (orders, keys)), (cast.owner, (orders, keys))]
    return crowd


async def _look(narrow: Database, actor: Actor, expected: Seen, pause: float) -> None:
    """See what one may see, twice with something in between, and nothing else."""
    async with narrow.transaction(actor) as conn:
        for _ in range(2):
            seen = await _seen(conn)
            assert seen is not None
            assert (seen[0], seen[1] and sorted(seen[1])) == expected, actor
            await asyncio.sleep(pause)


async def _alternate(narrow: Database, crowd: list[tuple[Actor, Seen]], rounds: int) -> tuple[int, int]:
    """Let the crowd look in turns, cancel some of them anywhere, and return how many looked and were cancelled."""
    generator = random.Random(7)
    looked = cancelled = 0
    for _ in range(rounds):
        tasks = [
            asyncio.create_task(_look(narrow, *generator.choice(crowd), generator.random() / 1000))
            for _ in range(25)
        ]
        await asyncio.sleep(generator.random() / 50)
        for task in generator.sample(tasks, 5):
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            assert outcome is None or isinstance(outcome, asyncio.CancelledError), outcome
            looked, cancelled = looked + (outcome is None), cancelled + (outcome is not None)
    return looked, cancelled


async def test_E3_one_connection_never_mixes_people_whose_work_is_cancelled(
    narrow: Database, tmp_path: Path, cast: Cast
) -> None:
    looked, cancelled = await _alternate(narrow, await _crowd(narrow, tmp_path / "in", cast), 20)
    assert looked > 300
    assert cancelled > 20


@pytest.mark.deep
async def test_E3_one_connection_never_mixes_ten_thousand_people_in_turn(
    narrow: Database, tmp_path: Path, cast: Cast
) -> None:
    looked, cancelled = await _alternate(narrow, await _crowd(narrow, tmp_path / "in", cast), 500)
    assert looked + cancelled >= 10_000
    assert looked > 8_000
    assert cancelled > 500


def test_E3_nothing_sets_the_actor_for_a_session() -> None:
    wrong = re.compile(r"set_config\([^)]*false\)|\bset\s+(session\s+)?app\.", re.IGNORECASE)
    files = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.sql")]
    assert len(files) > 10
    assert [path.name for path in files if wrong.search(path.read_text(encoding="utf-8"))] == []


async def test_E2_a_reused_connection_has_forgotten_the_actor(narrow: Database, cast: Cast) -> None:
    async with narrow.transaction(cast.visitor) as conn:
        await person_key(conn, f"visitor:{cast.visitor.visitor_id}")
    async with narrow.transaction(System(Reason.START)) as conn:
        assert await _seen(conn) == (None, None)
        told = await conn.execute("select app_role(), app_customer_id(), app_account_id(), app_visitor_id()")
        assert await told.fetchone() == (None, None, None, None)


async def test_E4_a_commit_in_the_middle_leaves_nobody(narrow: Database, tmp_path: Path, cast: Cast) -> None:
    await import_shop(narrow, tmp_path / "in")
    async with narrow.transaction(cast.rohan) as conn:
        assert await _seen(conn) == (["#W456", "ORD-123"], None)
        await conn.execute("commit")
        assert await _seen(conn) == (None, None)
        written = await conn.execute("update orders set status = 'cancelled'")
        assert written.rowcount == 0
    async with narrow.transaction(cast.rohan) as conn:
        assert await _seen(conn) == (["#W456", "ORD-123"], None)


async def test_E4_a_rolled_back_savepoint_keeps_the_actor(
    narrow: Database, tmp_path: Path, cast: Cast
) -> None:
    await import_shop(narrow, tmp_path / "in")
    async with narrow.transaction(cast.rohan) as conn:
        with pytest.raises(errors.DivisionByZero):
            async with conn.transaction():
                await conn.execute("select 1 / 0")
        assert await _seen(conn) == (["#W456", "ORD-123"], None)


async def test_E4_an_actor_set_inside_a_rolled_back_savepoint_is_gone(
    narrow: Database, tmp_path: Path, cast: Cast
) -> None:
    await import_shop(narrow, tmp_path / "in")
    async with narrow.transaction(cast.visitor) as conn:
        async with conn.transaction(force_rollback=True):
            await conn.execute("select set_config('app.customer_id', 'CUST-456', true)")
            assert await _seen(conn) == (["ORD-1", "ORD-999"], None)
        assert await _seen(conn) == (None, None)

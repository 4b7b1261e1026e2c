"""The demo shop's days move with the calendar, while it runs too; its people have opened tickets."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from support_ai.access.actor import Reason, System
from support_ai.core.database import Database
from support_ai.demo.service import keep_days, move_days, seed_accounts
from support_ai.orders import service as orders
from tests.conftest import Demo

EVENING = datetime(2027, 3, 1, 23, 0, tzinfo=UTC)


async def _due(database: Database) -> datetime | None:
    async with database.transaction(System(Reason.EXPORT)) as conn:
        return (await orders.get_order(conn, "ORD-789")).shipments[0].estimated_delivery


async def test_a_shop_that_runs_over_midnight_moves_its_days(database: Database) -> None:
    clock = [EVENING]
    await move_days(database, EVENING)
    before = await _due(database)
    moving = asyncio.create_task(keep_days(database, lambda: clock[0], pause=0.01))
    await asyncio.sleep(0.05)
    assert await _due(database) == before
    clock[0] = EVENING + timedelta(hours=12)
    for _ in range(200):
        await asyncio.sleep(0.05)
        if await _due(database) != before:
            break
    moving.cancel()
    with suppress(asyncio.CancelledError):
        await moving
    assert before is not None
    assert await _due(database) == before + timedelta(days=1)


async def test_the_demo_shop_has_tickets_and_opens_them_once(demo: Demo) -> None:
    async def seen(who: str) -> list[dict[str, Any]]:
        headers = await demo.headers(who)
        return (await demo.client.get("/tickets", headers=headers)).json()["items"]

    before = await seen("emma")
    assert [one["status"] for one in before] == ["open", "on_hold", "open", "pending", "solved"]
    assert {one["work"]["priority"] for one in before} == {"low", "normal", "high"}
    assert [one["subject"] for one in await seen("rohan")] == [
        "Left ear cup crackles",
        "Size of the next T-shirt",
    ]
    assert len(await seen("michael")) == 2
    await seed_accounts(demo.shop.resources.identity, "demo-secret-1")
    assert await seen("emma") == before

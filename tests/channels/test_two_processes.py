"""Two processes of the program behind a proxy: tabs stay in step, and neither a crash nor a restart loses or repeats anything."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import LiteralString

import psycopg
import pytest

from support_ai.access.actor import Reason, System
from support_ai.core.jobs import enqueue
from tests.channels.two_processes import PATIENCE, House, Tab, two_processes

QUESTION, ANSWER = "Where is my order?", "Your order ORD-789 is arriving tomorrow!"
ROHAN, MICHAEL, EMMA = "rohan@example.com", "michael@example.com", "emma@example.com"


@pytest.fixture
async def house() -> AsyncGenerator[House]:
    async with two_processes() as found:
        yield found


async def ask(house: House, statement: LiteralString, *given: object) -> list[tuple[object, ...]]:
    """Ask as the owner of the tables."""
    async with await psycopg.AsyncConnection.connect(
        house.owner_url, options="-c search_path=support_ai,jobs,public", autocommit=True
    ) as connection:
        cursor = await connection.execute(statement, given)
        return await cursor.fetchall() if cursor.description else []


async def until(house: House, statement: LiteralString, *given: object) -> None:
    """Wait until a question has an answer."""
    for _ in range(PATIENCE * 20):
        if await ask(house, statement, *given):
            return
        await asyncio.sleep(0.05)
    pytest.fail(statement)


@asynccontextmanager
async def orders_locked(house: House) -> AsyncGenerator[None]:
    """Let whoever reads an order wait until the block ends."""
    async with await psycopg.AsyncConnection.connect(house.owner_url) as connection:
        await connection.execute("lock table support_ai.orders in access exclusive mode")
        yield
        await connection.rollback()


async def in_a_turn(house: House, tab: Tab) -> None:
    """Wait until the turn of a tab's conversation is taken, and stands before a locked table."""
    await until(
        house,
        "select 1 from conversations where conversation_id = %s and lease_until > now()",
        tab.conversation_id,
    )
    await until(
        house,
        "select 1 from pg_locks where not granted and relation = 'orders'::regclass",
    )


async def later(house: House) -> None:
    """Let it be two minutes later: leases have run out, what waits is no news any more, and the clock's minute has come."""
    await ask(house, "update conversations set lease_until = lease_until - interval '2 minutes'")
    await ask(
        house, "update messages set created_at = created_at - interval '2 minutes' where answered_by is null"
    )
    async with house.stored.database.transaction(System(Reason.TURN)) as conn:
        await enqueue(conn, "resume_turns", timestamp=0)


async def stored(house: House, tab: Tab) -> list[tuple[object, ...]]:
    """Return what the database has of a tab's conversation: numbers, speakers, and the clients' own numbers."""
    return await ask(
        house,
        "select sequence, speaker, client_message_id from messages where conversation_id = %s order by sequence",
        tab.conversation_id,
    )


async def agrees(house: House, *tabs: Tab) -> None:
    """Show that every tab heard exactly what is stored."""
    rows = await stored(house, tabs[0])
    for tab in tabs:
        heard = [(one["sequence"], one["speaker"], one["client_message_id"]) for one in tab.messages]
        assert heard == rows
        assert tab.texts == tabs[0].texts


async def test_tabs_at_two_processes_are_in_step(house: House) -> None:
    token = await house.token(ROHAN)
    first = await house.tab(house.one, token)
    await first.say(QUESTION)
    await first.has("message", speaker="assistant", text=ANSWER)
    # Sentences and what the assistant does are told where the turn runs.
    await first.has("working")
    await first.has("sentence")
    second = await house.tab(house.other, token, first.conversation_id)
    await second.has("message", speaker="assistant", text=ANSWER)
    await second.say("Show me all orders")
    for tab in (first, second):
        await tab.has("message", sequence=4)
    await second.has("sentence")
    await _colleague(house, first, second)
    await agrees(house, first, second)


async def _colleague(house: House, first: Tab, second: Tab) -> None:
    """A colleague at one process is seen, and seen to type, by the tabs of both."""
    emma = await house.token(EMMA)
    headers = {"authorization": f"Bearer {emma}"}
    path = f"/conversations/{first.conversation_id}"
    (await house.client.post(f"{path}/take", headers=headers)).raise_for_status()
    desk = await house.tab(house.other, emma, first.conversation_id)
    for tab in (first, second):
        await tab.has("handled_by", handled_by="colleague")
        await tab.has("presence", person=True, colleague=True)
    await desk.has("presence", person=True, colleague=True)
    await desk.type(is_typing=True)
    for tab in (first, second):
        await tab.has("typing", speaker="colleague", is_typing=True)
    await first.type(is_typing=True)
    await desk.has("typing", speaker="person", is_typing=True)
    (await house.client.post(f"{path}/reply", json={"message": "Hello."}, headers=headers)).raise_for_status()
    for tab in (first, second, desk):
        await tab.has("message", speaker="colleague", text="Hello.")


async def test_a_process_that_is_killed_in_a_turn_loses_nothing_and_repeats_nothing(house: House) -> None:
    rohan, michael = await house.token(ROHAN), await house.token(MICHAEL)
    first = await house.tab(house.one, rohan)
    await first.say("hello")
    await first.has("message", sequence=2)
    second = await house.tab(house.other, rohan, first.conversation_id)
    other = await house.tab(house.one, michael)
    await other.say("hello")
    await other.has("message", sequence=2)
    async with orders_locked(house):
        key = await first.say(QUESTION)
        for tab in (first, second):
            await tab.has("message", client_message_id=key)
        await in_a_turn(house, first)
        # Whether this arrives before the end, nobody knows: it is sent again.
        unsure = await other.say("thanks")
        os.kill(house.one.process, signal.SIGKILL)
        for tab in (first, other):
            await tab.is_connected(1)
        late = await first.say("hello again")
        for tab in (first, second):
            await tab.has("message", client_message_id=late)
    await later(house)
    await other.has("message", client_message_id=unsure)
    for tab in (first, second):
        await tab.has("message", speaker="assistant", sequence=5)
    await other.has("message", speaker="assistant", sequence=4)
    assert (first.codes, second.codes) == ([1006], [])
    # What was asked before and after the crash has one answer.
    assert ANSWER in first.messages[-1]["text"]
    assert await ask(house, "select 1 from conversations where lease_until > now()") == []
    await agrees(house, first, second)
    await agrees(house, other)
    await first.say("thanks")
    await second.has("message", speaker="assistant", sequence=7)
    await agrees(house, first, second)


async def test_whoever_comes_back_after_a_crash_is_answered_without_the_clocks_job(house: House) -> None:
    rohan = await house.token(ROHAN)
    first = await house.tab(house.one, rohan)
    await first.say("hello")
    await first.has("message", sequence=2)
    async with orders_locked(house):
        await first.say(QUESTION)
        await in_a_turn(house, first)
        os.kill(house.one.process, signal.SIGKILL)
        await first.is_connected(1)
    # The dead process holds the conversation for some seconds yet; nothing else is said, and no job runs.
    await first.has("message", speaker="assistant", sequence=4)
    assert first.messages[-1]["text"] == ANSWER
    assert await ask(house, "select 1 from conversations where lease_until > now()") == []
    await agrees(house, first)


async def test_a_process_that_is_told_to_end_sends_its_sockets_elsewhere_and_ends_its_turns(
    house: House,
) -> None:
    rohan = await house.token(ROHAN)
    first = await house.tab(house.one, rohan)
    await first.say("hello")
    await first.has("message", sequence=2)
    second = await house.tab(house.other, rohan, first.conversation_id)
    async with orders_locked(house):
        await first.say(QUESTION)
        await in_a_turn(house, first)
        os.kill(house.one.process, signal.SIGTERM)
        await first.is_connected(1)
        # "Service restart": come back.
        assert first.codes == [1012]
    for tab in (first, second):
        await tab.has("message", speaker="assistant", sequence=4)
    assert first.messages[-1]["text"] == ANSWER
    await agrees(house, first, second)
    await first.say("thanks")
    await second.has("message", speaker="assistant", sequence=6)
    assert second.codes == []
    await agrees(house, first, second)

"""Colleagues hear of every change of the queue once, in an order that stays, and only while they may."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from support_ai.channels.web import feed
from support_ai.conversations import queue_events
from support_ai.conversations.queue_events import Position
from support_ai.core.database import Database
from tests.conftest import Addresses, Cast, Demo
from tests.conversations.conftest import PERSON_PLEASE, Desk, begin
from tests.identity.signing_in import as_owner
from tests.serving import listening


@pytest.fixture
def desk(demo: Demo) -> Desk:
    """Give the desk of the demo shop."""
    return Desk(demo)


@dataclass
class Ear:
    """One open feed, and what it told."""

    lines: AsyncGenerator[str]
    last_id: str = ""
    told: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    async def hear(self, event: str = "conversation") -> dict[str, Any]:
        """Return the content of the next event of a kind."""
        kind = ""
        async with asyncio.timeout(10):
            async for line in self.lines:
                name, _, value = line.partition(": ")
                if name == "id":
                    self.last_id = value
                elif name == "event":
                    kind = value
                elif name == "data" and kind == event:
                    self.told.append(json.loads(value))
                    return self.told[-1]
        message = "the feed ended"
        raise AssertionError(message)

    async def begun(self) -> str:
        """Return the id from which it goes on, once it has begun."""
        async with asyncio.timeout(10):
            async for line in self.lines:
                if line.startswith("id: "):
                    self.last_id = line[4:]
                    return self.last_id
        message = "the feed ended"
        raise AssertionError(message)

    async def ended(self) -> float:
        """Return after how many seconds the feed ends."""
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout(10):
            async for _ in self.lines:
                pass
        return asyncio.get_running_loop().time() - began


@asynccontextmanager
async def _listen(port: int, headers: dict[str, str], last_id: str | None = None) -> AsyncGenerator[Ear]:
    told = headers | {"accept": "text/event-stream"} | ({"last-event-id": last_id} if last_id else {})
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client,
        client.stream("GET", "/conversations/events", headers=told) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Ear(answer.aiter_lines())  # pyright: ignore[reportArgumentType] - an async generator


async def test_every_change_is_heard_once_also_by_who_comes_back(desk: Desk) -> None:
    emma = await desk.demo.headers("emma")
    async with listening(desk.demo.shop) as port:
        async with _listen(port, emma) as ear:
            await ear.begun()
            talk = await desk.begin(PERSON_PLEASE)
            assert (await ear.hear())["kind"] == "waits"
            # The assistant's answer.
            assert (await ear.hear())["kind"] == "said"
            assert ear.told[0]["conversation_id"] == talk
            assert ear.told[0].keys() == {"id", "conversation_id", "kind", "at"}
        await desk.act("emma", talk, "take")
        await desk.act("emma", talk, "notes", {"text": "secret words"})
        await desk.act("emma", talk, "close")
        async with _listen(port, emma, ear.last_id) as again:
            kinds = [(await again.hear())["kind"] for _ in range(5)]
    assert kinds == ["taken", "said", "noted", "closed", "said"]
    assert {one["id"] for one in again.told} & {one["id"] for one in ear.told} == set()


async def test_what_only_the_assistant_does_is_no_news(desk: Desk, addresses: Addresses) -> None:
    await desk.begin()
    await desk.begin(who="emma")
    assert as_owner(addresses, "select * from queue_events") == []


async def test_whatever_happens_stands_in_the_feed_and_the_state_follows_from_it(desk: Desk) -> None:
    start = (await desk.ask("emma", "GET", "/events")).json()
    assert start["items"] == []
    talk = await desk.begin(PERSON_PLEASE)
    for who, verb, body in (
        ("emma", "take", None),
        ("emma", "reply", {"message": "hi"}),
        ("emma", "transfer", {"account_id": None}),
        ("emma", "release", None),
        ("emma", "take", None),
        ("emma", "close", None),
    ):
        assert await desk.act(who, talk, verb, body) == "ok"
    await desk.say("again", talk)
    await desk.ask("admin", "DELETE", f"/{talk}")
    found = (await desk.ask("emma", "GET", "/events", None, after=start["last_id"])).json()
    moves = [one["kind"] for one in found["items"] if one["kind"] != "said"]
    assert moves == ["waits", "taken", "waits", "released", "taken", "closed", "reopened", "archived"]
    rest = (await desk.ask("emma", "GET", "/events", None, after=found["last_id"])).json()
    assert (rest["items"], rest["reset"]) == ([], False)


async def test_nothing_is_told_before_what_may_come_before_it(
    database: Database, cast: Cast, accounts: None
) -> None:
    """An event of a transaction that began later is not told while one that began earlier still runs."""
    now = datetime.now(UTC)

    async def read(after: Position | None) -> queue_events.Heard:
        async with database.transaction(cast.emma, read_only=True) as conn:
            return await queue_events.read_events(conn, after, now, 50)

    talks = [await begin(database, cast.visitor) for _ in range(2)]
    start = (await read(None)).position
    statement = "update conversations set handled_by = 'waiting' where conversation_id = %s"
    async with database.transaction(cast.emma) as slow:
        await slow.execute(statement, (talks[0],))
        async with database.transaction(cast.emma) as fast:
            await fast.execute(statement, (talks[1],))
        heard = await read(start)
        assert (heard.events, heard.is_pending) == ((), True)
    heard = await read(start)
    assert [event.conversation_id for event in heard.events] == talks
    assert not heard.is_pending
    assert (await read(heard.position)).events == ()


async def test_who_may_have_missed_something_is_told_to_read_anew(
    database: Database, cast: Cast, accounts: None
) -> None:
    now = datetime.now(UTC)
    async with database.transaction(cast.emma, read_only=True) as conn:
        here = (await queue_events.read_events(conn, None, now, 50)).position
        for place in (
            Position(here.transaction, 0, int((now - timedelta(days=6, hours=1)).timestamp())),
            # Of a server that is ahead: a dump was restored into this one.
            Position(here.transaction + 1_000_000, 0, here.seconds),
        ):
            heard = await queue_events.read_events(conn, place, now, 50)
            assert (heard.must_reread, heard.events) == (True, ())
        assert not (await queue_events.read_events(conn, here, now, 50)).must_reread


@pytest.mark.parametrize("wrong", ["", "1", "a-b-c", "1-2-3-4", "-1-2-3", "9" * 30])
async def test_an_id_that_is_none_of_ours_is_refused(desk: Desk, wrong: str) -> None:
    answer = await desk.ask("emma", "GET", "/events", None, after=wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_event_id")


async def test_a_feed_ends_with_its_session_at_once(desk: Desk) -> None:
    emma = await desk.demo.headers("emma")
    async with listening(desk.demo.shop) as port, _listen(port, emma) as ear:
        await ear.begun()
        assert (await desk.demo.client.post("/auth/logout", headers=emma)).status_code == 204
        assert await ear.ended() < 5


async def test_a_feed_ends_when_its_colleague_is_disabled(desk: Desk, addresses: Addresses) -> None:
    emma = await desk.demo.headers("emma")
    account = await desk.account("emma")
    async with listening(desk.demo.shop) as port, _listen(port, emma) as ear:
        await ear.begun()
        owner = await desk.demo.headers("owner")
        answer = await desk.demo.client.post(f"/staff/{account}/disable", headers=owner)
        assert answer.status_code in (200, 403), answer.text
        if answer.status_code == 403:
            # Owners prove themselves anew before; the tables' owner does it for this test.
            with psycopg.connect(addresses.owner) as connection:
                connection.execute("set search_path = support_ai, public")
                connection.execute("alter table accounts disable trigger accounts_guard")
                connection.execute(
                    "update accounts set disabled_at = now() where account_id = %s", (account,)
                )
        assert await ear.ended() < 5


async def test_feeds_are_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST_OF_ONE", 1)
    emma, admin = await desk.demo.headers("emma"), await desk.demo.headers("admin")
    stream = {"accept": "text/event-stream"}
    async with listening(desk.demo.shop) as port:
        async with _listen(port, emma) as ear:
            await ear.begun()
            refused = await desk.demo.client.get("/conversations/events", headers=emma | stream)
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_feeds")
            async with _listen(port, admin) as other:
                await other.begun()
        for _ in range(50):
            if desk.demo.shop.app.state.feeds.count == 0:
                break
            await asyncio.sleep(0.1)
        assert desk.demo.shop.app.state.feeds.count == 0


async def test_customers_hear_nothing_of_the_queue(desk: Desk) -> None:
    for who in ("rohan", "michael"):
        assert (await desk.ask(who, "GET", "/events")).status_code == 403


async def test_the_feed_is_no_conversation_that_could_be_deleted(desk: Desk) -> None:
    headers = await desk.demo.headers("admin")
    refused = await desk.demo.client.delete("/conversations/events", headers=headers)
    assert refused.status_code == 405
    assert refused.headers["allow"] == "GET"

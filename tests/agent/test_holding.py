"""A turn holds its conversation for as long as its brain thinks, and no longer than its process lives."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from support_ai.access.actor import Person
from support_ai.agent.brain import Event, Sentence, Turn
from support_ai.agent.guard import Guard
from support_ai.agent.turn import Turns
from support_ai.bootstrap import Thought
from support_ai.channels.inbound import Inbound, Inbox
from support_ai.conversations import leases, service
from support_ai.conversations.models import Speaker
from support_ai.core.database import Database
from support_ai.core.live import Live
from tests.agent.test_turn import Nobody, Scripted
from tests.conftest import Addresses, Cast

pytestmark = [pytest.mark.usefixtures("accounts")]
_TALK = "select conversation_id from support_ai.conversations"
_LOST = "update support_ai.conversations set lease_holder = gen_random_uuid(), lease_until = now() + interval '1 hour'"


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let leases be short."""
    monkeypatch.setattr(leases, "LEASE", timedelta(seconds=1))
    monkeypatch.setattr(leases, "HELD_EVERY", timedelta(seconds=0.1))


def owner_asks(addresses: Addresses, statement: str) -> list[tuple[object, ...]]:
    """Ask as the owner of the tables."""
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


async def may_begin(database: Database, person: Person, talk: UUID) -> bool:
    """Tell whether another process could take the conversation."""
    async with database.transaction(person) as conn:
        return await leases.begin_turn(conn, talk, uuid4(), datetime.now(UTC)) is not None


@pytest.mark.usefixtures("short")
async def test_while_a_brain_thinks_nobody_else_takes_the_conversation(
    database: Database, thought: Thought, cast: Cast, addresses: Addresses
) -> None:
    thinks, may_end = asyncio.Event(), asyncio.Event()

    async def script(turn: Turn) -> AsyncIterator[Event]:
        thinks.set()
        await may_end.wait()
        yield Sentence(f"I heard “{turn.text}”.")

    turns = Turns(database, thought.embedder, Scripted(script), Guard(frozenset()))
    inbox = Inbox(database, turns, Live(database), Nobody())
    asked = asyncio.create_task(inbox.ask(cast.visitor, Inbound("what now?")))
    await thinks.wait()
    ((talk,),) = owner_asks(addresses, _TALK)
    assert isinstance(talk, UUID)
    # Longer than a lease, which is held again and again.
    for _ in range(4):
        await asyncio.sleep(0.5)
        assert not await may_begin(database, cast.visitor, talk)
    may_end.set()
    assert (await asked).text == "I heard “what now?”."


@pytest.mark.usefixtures("short")
async def test_whose_lease_was_lost_while_a_brain_thought_says_nothing(
    database: Database, thought: Thought, cast: Cast, addresses: Addresses
) -> None:
    async def script(turn: Turn) -> AsyncIterator[Event]:
        await asyncio.to_thread(owner_asks, addresses, _LOST)
        await asyncio.sleep(0.5)
        yield Sentence(f"I heard “{turn.text}”.")

    turns = Turns(database, thought.embedder, Scripted(script), Guard(frozenset()))
    inbox = Inbox(database, turns, Live(database), Nobody())
    accepted = await inbox.accept(cast.visitor, Inbound("what now?"))
    await turns.drain()
    talk = accepted.received.conversation_id
    async with database.transaction(cast.visitor) as conn:
        said = await service.history(conn, talk, 0, 10)
    assert [one.speaker for one in said] == [Speaker.PERSON]
    # It was not held on to either.
    assert not await may_begin(database, cast.visitor, talk)


async def test_only_who_has_a_lease_holds_it(database: Database, cast: Cast) -> None:
    holder, now = uuid4(), datetime.now(UTC)
    async with database.transaction(cast.visitor) as conn:
        received = await service.receive(conn, cast.visitor, "hello", None, None)
        talk = received.conversation_id
        begun = await leases.begin_turn(conn, talk, holder, now)
        assert begun is not None
        assert not await leases.hold_turn(conn, talk, uuid4(), now)
        assert await leases.hold_turn(conn, talk, holder, now + leases.LEASE)
        later = now + leases.LEASE + timedelta(seconds=1)
        assert await leases.begin_turn(conn, talk, uuid4(), later) is None
        assert await leases.is_owed(conn, talk)
        await leases.post(conn, talk, begun[1], holder, content='{"text": "hi"}', memory="{}", up_to=1)
        assert not await leases.hold_turn(conn, talk, holder, later)
        assert not await leases.is_owed(conn, talk)
    for stranger in (cast.rohan, cast.michael):
        async with database.transaction(stranger) as conn:
            assert not await leases.is_owed(conn, talk)
            assert not await leases.hold_turn(conn, talk, holder, now)

"""One turn, whichever brain: the toolset is the only door, the guard stands behind it, a fault is an honest sentence."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from support_ai.access.actor import Person
from support_ai.agent.brain import Event, Refusal, Sentence, Turn
from support_ai.agent.guard import Guard
from support_ai.agent.tools.customers import GET_OTHER_CUSTOMER, GetOtherCustomer
from support_ai.agent.tools.orders import (
    GET_ORDER,
    LIST_ORDERS,
    SEARCH_ORDERS,
    GetOrder,
    ListOrders,
    SearchOrders,
)
from support_ai.agent.toolset import MAX_CALLS
from support_ai.agent.turn import Turns
from support_ai.agent.withheld import SENTENCES
from support_ai.bootstrap import Thought
from support_ai.channels.inbound import Inbound, Inbox
from support_ai.core.database import Database
from support_ai.core.live import Live
from support_ai.orders.models import Order
from tests.conftest import Addresses, Cast
from tests.shop_files import import_shop

pytestmark = [pytest.mark.usefixtures("accounts")]


EVER = SearchOrders(placed_from=datetime(1990, 1, 1, tzinfo=UTC), placed_to=datetime(2100, 1, 1, tzinfo=UTC))


@dataclass
class Scripted:
    """A brain at the seam: it does what a test says."""

    script: Callable[[Turn], AsyncIterator[Event]]

    def respond(self, turn: Turn) -> AsyncIterator[Event]:
        return self.script(turn)


@dataclass
class Nobody:
    """People without sessions."""

    async def living(self, account_id: object) -> Person | None:
        return None


async def answers(
    database: Database, thought: Thought, person: Person, *scripts: Callable[[Turn], AsyncIterator[Event]]
) -> str:
    """Return what leaves when a brain does what each script says, one after the other in one conversation; of the last turn only."""
    said, place = "", None
    for script in scripts:
        turns = Turns(database, thought.embedder, Scripted(script), Guard(frozenset()))
        inbox = Inbox(database, turns, Live(database), Nobody())
        reply = await inbox.ask(person, Inbound("what now?", place))
        said, place = reply.text or "", reply.conversation_id
    return said


def _audited(addresses: Addresses) -> list[tuple[str, str, str, dict[str, str]]]:
    with psycopg.connect(addresses.owner) as connection:
        return connection.execute(
            "select action, subject, outcome, detail from support_ai.audit_entries where action like 'tool.%'"
            " order by entry_id"
        ).fetchall()


async def test_a_brain_that_fails_leaves_an_honest_sentence(
    database: Database, thought: Thought, cast: Cast
) -> None:
    async def script(turn: Turn) -> AsyncIterator[Event]:
        yield Sentence("Your order is here: ORD-")
        raise RuntimeError(turn.text)

    assert (await answers(database, thought, cast.visitor, script)).startswith("Something went wrong")


async def test_I9_what_a_hostile_brain_says_is_withheld(
    database: Database, thought: Thought, cast: Cast
) -> None:
    async def script(turn: Turn) -> AsyncIterator[Event]:
        assert turn.text == "what now?"
        yield Sentence("Michael's order ORD-999 costs $228.00.")
        yield Sentence("I have refunded $500.00 to you.")
        yield Sentence("Read more at https://evil.example/?d=secret")

    said = await answers(database, thought, cast.visitor, script)
    assert said == " ".join(SENTENCES[rule] for rule in ("number", "promise", "link"))


@pytest.mark.parametrize("name", ["owner", "admin", "emma", "rohan", "michael", "visitor"])
async def test_I2_every_tool_answers_as_the_person_and_no_more(
    database: Database, thought: Thought, cast: Cast, tmp_path: Path, name: str
) -> None:
    await import_shop(database, tmp_path)
    person, seen = cast.people()[name], list[object]()

    async def script(turn: Turn) -> AsyncIterator[Event]:
        tools = turn.tools
        calls: tuple[Awaitable[object], ...] = (
            tools.use(GET_ORDER, GetOrder(order_number="ORD-999")),
            tools.use(GET_ORDER, GetOrder(order_number="ord-123")),
            tools.use(GET_ORDER, GetOrder(order_number="' or 1=1 --")),
            tools.use(GET_OTHER_CUSTOMER, GetOtherCustomer(customer_id="CUST-456")),
            tools.use(SEARCH_ORDERS, EVER),
            tools.use(LIST_ORDERS, ListOrders(limit=50)),
            tools.use(GET_ORDER, GetOrder.model_construct(order_number="x" * 100_000 + "\x00\ud800")),
        )
        seen.extend([await call for call in calls])
        yield Sentence("Done.")

    await answers(database, thought, person, script)
    text = repr(seen)
    is_staff = name in ("owner", "admin", "emma")
    assert ("Michael Chen" in text) == (is_staff or name == "michael")
    assert ("Rohan Mehta" in text) == (is_staff or name == "rohan")
    assert isinstance(seen[2], Refusal)
    assert isinstance(seen[6], Refusal)
    assert isinstance(seen[0], Order) == (is_staff or name == "michael")
    assert seen[3] == Refusal("not_offered", "This is not permitted for you.") or is_staff


async def test_I5_a_brain_that_never_stops_calling_is_stopped(
    database: Database, thought: Thought, cast: Cast
) -> None:
    outcomes: list[object] = []

    async def script(turn: Turn) -> AsyncIterator[Event]:
        outcomes.extend(
            await asyncio.gather(
                *(turn.tools.use(GET_ORDER, GetOrder(order_number=f"ORD-{n}")) for n in range(MAX_CALLS + 12))
            )
        )
        yield Sentence("Done.")

    await answers(database, thought, cast.emma, script)
    assert [one.rule for one in outcomes if isinstance(one, Refusal)].count("too_many_calls") == 12


async def test_K1_every_tool_call_is_in_the_audit_log_and_no_word_of_what_was_typed(
    database: Database, thought: Thought, cast: Cast, tmp_path: Path, addresses: Addresses
) -> None:
    await import_shop(database, tmp_path)

    async def script(turn: Turn) -> AsyncIterator[Event]:
        await turn.tools.use(GET_ORDER, GetOrder(order_number="#ord-123"))
        await turn.tools.use(GET_ORDER, GetOrder(order_number="2025550123"))
        await turn.tools.use(SEARCH_ORDERS, EVER)
        yield Sentence("Done.")

    await answers(database, thought, cast.rohan, script)
    rows = _audited(addresses)
    assert [(action, outcome) for action, _, outcome, _ in rows] == [
        ("tool.get_order", "done"),
        ("tool.get_order", "refused"),
        ("tool.search_orders", "refused"),
    ]
    assert rows[0][1] == "order:ORD-123"
    assert "2025550123" not in json.dumps(rows)
    assert rows[1][3]["rule"] == "order_not_found"

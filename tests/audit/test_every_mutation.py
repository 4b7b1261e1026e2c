"""Row K1: every operation that changes something and every tool leaves an entry in the act's own transaction, or fails."""

from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from support_ai.access.actor import Person
from support_ai.agent.brain import Refusal, Tool
from support_ai.agent.toolset import Toolset
from support_ai.bootstrap import Thought
from support_ai.channels.inbound import Inbound
from support_ai.core.database import Database
from support_ai.core.embedder import Embedder
from support_ai.core.errors import AppError
from support_ai.customers.models import CustomerFilter
from support_ai.orders.models import OrderFilter
from tests.audit.examples import EXAMPLES, prepare
from tests.audit.logbook import look
from tests.conftest import Addresses, Demo
from tests.identity.asking import settled
from tests.identity.signing_in import person_of
from tests.security.knocking import send
from tests.security.scene import Scene

_CHANGING = ("post", "put", "patch", "delete")
_BREAK = """
    create function support_ai.break_audit() returns trigger language plpgsql as $$
    begin
        if new.action = tg_argv[0] then raise exception 'the audit log takes nothing'; end if;
        return new;
    end $$
"""


@contextmanager
def unwritable(addresses: Addresses, action: str) -> Generator[None]:
    """Let every entry of an action fail meanwhile."""
    with psycopg.connect(addresses.owner, autocommit=True) as owner:
        owner.execute(_BREAK)
        owner.execute(
            sql.SQL(
                "create trigger broken before insert on support_ai.audit_entries"
                " for each row execute function support_ai.break_audit({})"
            ).format(sql.Literal(action))
        )
        try:
            yield
        finally:
            owner.execute("drop trigger broken on support_ai.audit_entries")
            owner.execute("drop function support_ai.break_audit")


def _contents(addresses: Addresses, tables: tuple[str, ...]) -> list[object]:
    """Return the rows of tables without what is kept of tries and uses, which stays where an act fails."""
    kept = "to_jsonb(t) - '{failures,tries,tried_at,last_seen_at,last_step}'::text[]"
    return [look(addresses, f"select ({kept})::text from {table} t order by 1") for table in tables]


def _entries(addresses: Addresses, action: str) -> set[tuple[int, int]]:
    """Return number and transaction of an action's successful entries; the transaction as rows show it."""
    found = (
        "select entry_id, mod(transaction::text::bigint, 4294967296) from audit_entries"
        " where action = %s and outcome = 'done'"
    )
    return {
        (int(str(number)), int(str(transaction))) for number, transaction in look(addresses, found, action)
    }


async def test_K1_every_operation_that_changes_something_has_an_example(demo: Demo) -> None:
    operations = {
        f"{method.upper()} {path}"
        for path, methods in demo.shop.app.openapi()["paths"].items()
        for method in methods
        if method in _CHANGING
    }
    assert len(operations) > 10
    assert operations == EXAMPLES.keys()


@pytest.mark.parametrize("operation", EXAMPLES)
async def test_K1_a_change_stands_with_its_entry_and_not_without(
    demo: Demo, addresses: Addresses, operation: str
) -> None:
    example, scene = EXAMPLES[operation], Scene(demo, addresses)
    sent, headers = await prepare(operation, scene), await scene.headers(example.caller)
    await settled(addresses)
    tables = example.tables + example.compared
    before = _contents(addresses, tables), _entries(addresses, example.action)
    with unwritable(addresses, example.action):
        failed = await send(scene, operation, sent, headers)
    assert failed.status_code >= 500, failed.text
    assert "audit" not in failed.text
    assert (_contents(addresses, tables), _entries(addresses, example.action)) == before
    if example.uses_up:
        sent = await prepare(operation, scene)
    answer = await send(scene, operation, sent, headers)
    assert 200 <= answer.status_code < 300, answer.text
    new = {transaction for _, transaction in _entries(addresses, example.action) - before[1]}
    assert new
    for table in example.tables:
        rows = look(addresses, f"select xmin::text::bigint from {table}")
        assert new & {int(str(row[0])) for row in rows}, table
    assert _contents(addresses, example.compared) != before[0][len(example.tables) :] or not example.compared


Call = Callable[[Toolset], Awaitable[object]]
_TODAY = datetime.now(UTC)
_WEEK = OrderFilter(placed_from=_TODAY - timedelta(days=7), placed_to=_TODAY)
_CALLS: Mapping[Tool, tuple[str, Call]] = {
    Tool.GET_CUSTOMER: ("rohan", lambda tools: tools.get_customer()),
    Tool.GET_ORDER: ("rohan", lambda tools: tools.get_order("ORD-123")),
    Tool.LIST_ORDERS: ("rohan", lambda tools: tools.list_orders(10)),
    Tool.SEARCH_KNOWLEDGE: ("rohan", lambda tools: tools.search_knowledge("return policy")),
    Tool.SEARCH_ORDERS: ("emma", lambda tools: tools.search_orders(_WEEK, 10)),
    Tool.SEARCH_CUSTOMERS: ("emma", lambda tools: tools.search_customers(CustomerFilter(), 10)),
    Tool.HAND_OVER: ("rohan", lambda tools: tools.hand_over("asked for a person")),
}


def test_K1_every_tool_has_an_example() -> None:
    assert _CALLS.keys() == {*Tool}


async def _outcome(call: Call, tools: Toolset) -> object:
    """Return what a call gave, or what it raised because even its failure could not be written down."""
    try:
        return await call(tools)
    except (AppError, psycopg.Error) as error:
        return error


@pytest.mark.parametrize("tool", Tool)
async def test_K1_a_tool_answers_with_its_entry_and_not_without(
    demo: Demo, database: Database, thought: Thought, addresses: Addresses, tool: Tool
) -> None:
    name, call = _CALLS[tool]
    person: Person = await person_of(demo.shop, await demo.headers(name))
    reply = await demo.shop.resources.inbox.ask(person, Inbound("Hello"))
    action, embedder = f"tool.{tool.value}", thought.embedder
    before = _contents(addresses, ("conversations",)), _entries(addresses, action)
    with unwritable(addresses, action):
        failed = await _outcome(call, _tools(database, embedder, person, reply.conversation_id))
    assert isinstance(failed, Refusal | psycopg.Error)
    assert (_contents(addresses, ("conversations",)), _entries(addresses, action)) == before
    found = await _outcome(call, _tools(database, embedder, person, reply.conversation_id))
    assert not isinstance(found, Refusal | Exception)
    assert len(_entries(addresses, action) - before[1]) == 1


def _tools(database: Database, embedder: Embedder, person: Person, conversation_id: UUID) -> Toolset:
    return Toolset(database, embedder, person, conversation_id)


async def test_K1_opening_a_socket_is_written_down_whether_it_opened_or_not(
    demo: Demo, addresses: Addresses
) -> None:
    authenticator = demo.shop.resources.authenticator
    visitor, _ = authenticator.new_visitor()
    ticket = await authenticator.issue_ticket(visitor, "")
    assert await authenticator.redeem_ticket(ticket, "") == visitor
    for wrong in (ticket, str(uuid4())):
        with pytest.raises(AppError):
            await authenticator.redeem_ticket(wrong, "")
    found = look(
        addresses,
        "select subject, outcome from audit_entries where action = 'socket_ticket.use' order by entry_id",
    )
    assert found == [(f"visitor:{visitor.visitor_id}", "done"), ("socket", "refused"), ("socket", "refused")]

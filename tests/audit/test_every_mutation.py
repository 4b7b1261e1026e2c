"""Row K1: every operation that changes something and every tool leaves an entry in the act's own transaction, or fails."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from pydantic import JsonValue

from support_ai.access.actor import Person
from support_ai.actions.registry import ACTIONS
from support_ai.agent.brain import Refusal
from support_ai.agent.grounds import Grounds
from support_ai.agent.tools.registry import NAMES
from support_ai.agent.toolset import Bench, Toolset
from support_ai.bootstrap import Thought
from support_ai.channels.inbound import Inbound
from support_ai.conversations.queries import key_name
from support_ai.core.database import Database, person_key
from support_ai.core.embedder import Embedder
from support_ai.core.errors import AppError
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
    # A page that was sent a form leads to another.
    assert 200 <= answer.status_code < 300 or answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    new = {transaction for _, transaction in _entries(addresses, example.action) - before[1]}
    assert new
    for table in example.tables:
        rows = look(addresses, f"select xmin::text::bigint from {table}")
        assert new & {int(str(row[0])) for row in rows}, table
    assert _contents(addresses, example.compared) != before[0][len(example.tables) :] or not example.compared


_CALLS: Mapping[str, tuple[str, Mapping[str, JsonValue]]] = {
    "get_customer": ("rohan", {}),
    "get_order": ("rohan", {"order_number": "ORD-123"}),
    "list_orders": ("rohan", {}),
    "refund_status": ("rohan", {}),
    "get_product": ("rohan", {"product_id": "P-100"}),
    "get_item": ("rohan", {"item_id": "P-100-1"}),
    "list_products": ("rohan", {}),
    "search_knowledge": ("rohan", {"query": "return policy"}),
    "calculate": ("rohan", {"expression": "1 + 1"}),
    "open_ticket": ("rohan", {"subject": "Lamp", "text": "It hums."}),
    "get_ticket": ("rohan", {}),
    "search_orders": ("emma", {"placed_from": "2026-01-01T00:00:00Z", "placed_to": "2026-01-08T00:00:00Z"}),
    "search_customers": ("emma", {}),
    "find_customer_by_email": ("emma", {"email": "rohan@example.com"}),
    "find_customer_by_name_zip": ("emma", {"name": "Rohan", "postal_code": "62701"}),
    "financial_report": ("owner", {}),
    "analytics_report": ("owner", {}),
    "change_customer_address": (
        "rohan",
        {"address1": "9 Elm Street", "city": "Springfield", "country": "US"},
    ),
    "refund_order": ("emma", {"number": "ORD-999", "amount": 100, "reason": "late"}),
    "hand_over": ("rohan", {"reason": "asked for a person"}),
}


def test_K1_every_tool_has_an_example() -> None:
    # Changes are made of one piece: one that customers plan and one that colleagues plan stand for all.
    assert _CALLS.keys() - ACTIONS.keys() == NAMES - ACTIONS.keys()


async def _outcome(tools: Toolset, tool: str) -> object:
    """Return what a call gave, or what it raised because even its failure could not be written down."""
    try:
        return await tools.call(tool, _CALLS[tool][1])
    except (AppError, psycopg.Error) as error:
        return error


@pytest.mark.parametrize("tool", _CALLS)
async def test_K1_a_tool_answers_with_its_entry_and_not_without(
    demo: Demo, database: Database, thought: Thought, addresses: Addresses, tool: str
) -> None:
    name = _CALLS[tool][0]
    person: Person = await person_of(demo.shop, await demo.headers(name))
    reply = await demo.shop.resources.inbox.ask(person, Inbound("Hello"))
    action, embedder = f"tool.{tool}", thought.embedder
    before = _contents(addresses, ("conversations",)), _entries(addresses, action)
    with unwritable(addresses, action):
        failed = await _outcome(await _tools(database, embedder, person, reply.conversation_id), tool)
    assert isinstance(failed, Refusal | psycopg.Error)
    assert (_contents(addresses, ("conversations",)), _entries(addresses, action)) == before
    found = await _outcome(await _tools(database, embedder, person, reply.conversation_id), tool)
    assert not isinstance(found, Refusal | Exception)
    assert len(_entries(addresses, action) - before[1]) == 1


async def _tools(database: Database, embedder: Embedder, person: Person, conversation_id: UUID) -> Toolset:
    async with database.transaction(person) as conn:
        key = await person_key(conn, key_name(person))
    return Toolset(Bench(database, embedder, person, conversation_id, key, uuid4(), 1), Grounds())


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

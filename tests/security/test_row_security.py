"""Rows E1 to E9 over the catalogue: a table that a later migration adds is tested without being named here."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from tests.conftest import Addresses
from tests.security.filling import Filled, label_of, protected_tables
from tests.security.rules import NOTHING, OWN, RULES
from tests.security.trying import rows_of

# Tables that hold nothing about a person, with the reason why row security is not needed.
WITHOUT_PERSONS = {
    "migrations": "names of files",
    "products": "what the shop sells, for everybody",
    "product_variants": "what the shop sells, for everybody",
    "knowledge_articles": "published to everybody; full-text operators would lose their index",
    "knowledge_passages": "published to everybody; full-text operators would lose their index",
    "audit_seals": "hashes and numbers, the sealer's alone",
    "shop_settings": "how the shop is set up, no person in it",
    "security_settings": "what the owner decides about security, no secret and no person in it",
    "shop_documents": "the shop's rules, limits, hours and other settings, no person in it",
    "assistant_draft": "the assistant's settings as managers prepare them, no person in it",
    "shop_logo": "a picture of the shop's, for everybody",
    "webhook_subscriptions": "which events the shop's programs wait for: no address, no secret, no person",
}
# By what people's own rows are asked for, where it is not their customer's number.
_ASKED_BY = {
    "conversation_ratings": "conversation_id",
    "conversation_files": "conversation_id",
    "conversation_mails": "conversation_id",
    "order_items": "order_id",
    "shipments": "order_id",
    "order_returns": "order_id",
    "payments": "order_id",
    "person_keys": "person",
    "conversations": "person",
    "identifications": "person",
    "messages": "conversation_id",
    "tool_calls": "conversation_id",
    "offers": "conversation_id",
    "ticket_comments": "ticket_id",
    "ticket_events": "ticket_id",
    "ticket_orders": "ticket_id",
    "accounts": "account_id",
    "sessions": "account_id",
    "audit_entries": "actor",
    "second_factors": "account_id",
    "recovery_codes": "account_id",
    "challenges": "account_id",
}
# Whoever is signed in was found out before.
_ASKED_AS = {"identifications": "visitor"}
_TABLES = """
    select relname, relrowsecurity and relforcerowsecurity from pg_class
    where relnamespace = 'support_ai'::regnamespace and relkind in ('r', 'p')
"""


def _tables(addresses: Addresses) -> dict[str, bool]:
    with psycopg.connect(addresses.owner) as connection:
        return dict(connection.execute(_TABLES).fetchall())


def test_E1_every_table_with_a_person_in_it_has_forced_row_security(addresses: Addresses) -> None:
    tables = _tables(addresses)
    assert len(tables) >= 2
    open_tables = {name for name, is_forced in tables.items() if not is_forced}
    assert open_tables <= WITHOUT_PERSONS.keys()


@pytest.mark.parametrize("role", ["support_ai_app", "support_ai_sealer"])
def test_E1_the_programs_roles_are_weak(addresses: Addresses, role: str) -> None:
    with psycopg.connect(addresses.owner) as connection:
        row = connection.execute(
            "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication from pg_roles"
            " where rolname = %s",
            (role,),
        ).fetchone()
        assert row == (False,) * 5
        granted = connection.execute(
            "select c.relname, a.privilege_type from pg_class c, aclexplode(c.relacl) a"
            " where c.relnamespace = 'support_ai'::regnamespace and a.grantee in (%s::regrole, 0)"
            " and a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE')",
            (role,),
        ).fetchall()
        assert granted == []
        owned = "select count(*) from pg_class where relowner = %s::regrole"
        assert connection.execute(owned, (role,)).fetchone() == (0,)
        member = "select count(*) from pg_auth_members where member = %s::regrole"
        assert connection.execute(member, (role,)).fetchone() == (0,)


def _count(connection: psycopg.Connection[tuple[Any, ...]], table: str) -> int:
    try:
        statement = sql.SQL("select count(*) from support_ai.{}").format(sql.Identifier(table))
        return (connection.execute(statement).fetchone() or (-1,))[0]
    except errors.InsufficientPrivilege:
        return 0


async def test_E2_without_an_actor_there_are_no_rows_and_no_errors_on_a_fresh_and_a_used_connection(
    filled: Filled,
) -> None:
    rohan = [label.partition(":")[2] for label in filled.labels("rohan")]
    with psycopg.connect(filled.addresses.application, autocommit=True) as connection:
        for _ in range(2):
            counts = {table: _count(connection, table) for table in protected_tables(filled.addresses)}
            assert counts == dict.fromkeys(RULES, 0)
            with connection.transaction():
                connection.execute("select set_config('app.account_id', %s, true)", (rohan[0],))
                connection.execute("select set_config('app.customer_id', %s, true)", (rohan[1],))
                assert _count(connection, "orders") == 2


def test_E6_no_view_or_function_lends_its_owners_rights(addresses: Addresses) -> None:
    with psycopg.connect(addresses.owner) as connection:
        views = connection.execute(
            "select relname from pg_class where relnamespace = 'support_ai'::regnamespace and (relkind = 'm' or"
            " (relkind = 'v' and not coalesce(reloptions @> '{security_invoker=true}', false)))"
        ).fetchall()
        assert views == []
        definers = connection.execute(
            "select proname from pg_proc where pronamespace = 'support_ai'::regnamespace and prosecdef"
        ).fetchall()
        assert definers == []


def test_E8_policies_ask_who_it_is_once_a_statement(addresses: Addresses) -> None:
    with psycopg.connect(addresses.owner) as connection:
        policies = connection.execute(
            "select tablename || '.' || policyname, coalesce(qual, '') || ' ' || coalesce(with_check, '')"
            " from pg_policies where schemaname = 'support_ai'"
        ).fetchall()
    assert policies
    bare = re.compile(rf"(?<!SELECT )(?<!support_ai\.)\b(?:support_ai\.)?app_{_OF_ROWS}\w+\(")
    assert [name for name, condition in policies if bare.search(condition)] == []


# What is asked of a row, behind the actor, is no question about the actor.
_OF_ROWS = r"(?!is_erased\(|is_colleague\()"
_ASKS_WHO = re.compile(rf"\bapp_{_OF_ROWS}\w+\(|current_setting")


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


async def test_E8_the_actor_is_looked_up_once_and_the_own_rows_by_an_index(filled: Filled) -> None:
    wrong: dict[str, object] = {}
    asked = {
        table: columns
        for table, columns in protected_tables(filled.addresses).items()
        if RULES[table].people != NOTHING or RULES[table].staff == OWN
    }
    assert len(asked) > 10
    for table, columns in asked.items():
        key = _ASKED_BY.get(table, "customer_id")
        name = _ASKED_AS.get(table, "emma" if RULES[table].people == NOTHING else "rohan")
        own = f"({label_of(table, columns)}) = any (%s)"
        rows = rows_of(filled.addresses, table, own, [filled.labels(name)])
        assert rows, table
        row = rows[0]
        async with filled.database.transaction(filled.people[name]) as conn:
            # The tables of a test are so small that reading them whole is cheaper; that an index can be used is the point.
            await conn.execute("set local enable_seqscan = off")
            statement = sql.SQL("explain (format json) select * from {} where {} = {}").format(
                sql.Identifier(table), sql.Identifier(key), sql.Literal(row[key])
            )
            found = await (await conn.execute(statement)).fetchone()
        assert found is not None
        nodes = list(_nodes(found[0][0]["Plan"]))
        conditions = [str(node[kind]) for node in nodes for kind in node if kind.endswith(("Filter", "Cond"))]
        by_index = [node["Index Cond"] for node in nodes if key in node.get("Index Cond", "")]
        once = any(node.get("Parent Relationship") == "InitPlan" for node in nodes)
        again = [one for one in conditions if _ASKS_WHO.search(one)]
        # Planned with every query, a subquery of a policy costs everybody as much as a scan, though it hardly ever runs.
        subqueries = [node for node in nodes if node.get("Parent Relationship") == "SubPlan"]
        if not by_index or not once or again or subqueries:
            wrong[table] = (by_index, once, again, subqueries)
    assert wrong == {}

"""Rows E1 to E9 over the catalogue: a table that a later migration adds is tested without being named here."""

import asyncio
import random
import re
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors, sql

from support_ai.access.actor import Reason, System, Visitor
from support_ai.core.database import Database, person_key
from tests.conftest import Addresses, Cast

SOURCE = Path(__file__).parents[2] / "src" / "support_ai"
# Tables that hold nothing about a person, with the reason why row security is not needed.
WITHOUT_PERSONS = {
    "migrations": "names of files",
    "products": "what the shop sells, for everybody",
    "product_variants": "what the shop sells, for everybody",
    "knowledge_articles": "published to everybody; full-text operators would lose their index",
    "knowledge_passages": "published to everybody; full-text operators would lose their index",
    "shop_settings": "how the shop is set up, no person in it",
}
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


def test_E1_the_applications_role_is_weak(addresses: Addresses) -> None:
    with psycopg.connect(addresses.owner) as connection:
        row = connection.execute(
            "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication from pg_roles"
            " where rolname = 'support_ai_app'"
        ).fetchone()
        assert row == (False,) * 5
        granted = connection.execute(
            "select table_name, privilege_type from information_schema.role_table_grants"
            " where grantee in ('support_ai_app', 'PUBLIC') and table_schema = 'support_ai'"
            " and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')"
        ).fetchall()
        assert granted == []
        owned = connection.execute(
            "select count(*) from pg_class where relowner = 'support_ai_app'::regrole"
        ).fetchone()
        assert owned == (0,)


def test_E2_without_an_actor_there_are_no_rows_and_no_errors(addresses: Addresses) -> None:
    protected = [name for name, is_forced in _tables(addresses).items() if is_forced]
    with psycopg.connect(addresses.application, autocommit=True) as connection:
        for _ in range(2):
            for name in protected:
                statement = sql.SQL("select count(*) from support_ai.{}").format(sql.Identifier(name))
                try:
                    row = connection.execute(statement).fetchone()
                except errors.InsufficientPrivilege:
                    continue
                assert row == (0,), name
            with connection.transaction():
                connection.execute("select set_config('app.customer_id', 'CUST-123', true)")
                connection.execute("select set_config('app.account_id', %s, true)", (str(uuid4()),))


async def test_E2_a_reused_connection_has_forgotten_the_actor(database: Database, cast: Cast) -> None:
    async with database.transaction(cast.visitor) as connection:
        await person_key(connection, f"visitor:{cast.visitor.visitor_id}")
    async with database.transaction(System(Reason.START)) as connection:
        cursor = await connection.execute("select count(*) from person_keys")
        assert await cursor.fetchone() == (0,)
        cursor = await connection.execute(
            "select app_role(), app_customer_id(), app_account_id(), app_visitor_id()"
        )
        assert await cursor.fetchone() == (None, None, None, None)


def test_E3_nothing_sets_the_actor_for_a_session() -> None:
    wrong = re.compile(r"set_config\([^)]*false\)|\bset\s+(session\s+)?app\.", re.IGNORECASE)
    files = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.sql")]
    assert len(files) > 10
    assert [path.name for path in files if wrong.search(path.read_text(encoding="utf-8"))] == []


async def test_E3_one_pool_alternating_people_and_cancelled_work_never_mixes_them(database: Database) -> None:
    visitors = [Visitor(uuid4()) for _ in range(20)]
    for visitor in visitors:
        async with database.transaction(visitor) as connection:
            await person_key(connection, f"visitor:{visitor.visitor_id}")

    async def look(visitor: Visitor, pause: float) -> None:
        async with database.transaction(visitor) as connection:
            await asyncio.sleep(pause)
            cursor = await connection.execute("select person from person_keys")
            assert await cursor.fetchall() == [(f"visitor:{visitor.visitor_id}",)]

    generator = random.Random(7)
    for _ in range(40):
        tasks = [
            asyncio.create_task(look(generator.choice(visitors), generator.random() / 500)) for _ in range(25)
        ]
        await asyncio.sleep(generator.random() / 100)
        for task in generator.sample(tasks, 5):
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            assert outcome is None or isinstance(outcome, asyncio.CancelledError), outcome


async def test_E4_a_rolled_back_savepoint_keeps_the_actor(database: Database, cast: Cast) -> None:
    async with database.transaction(cast.rohan) as connection:
        with pytest.raises(errors.DivisionByZero):
            async with connection.transaction():
                await connection.execute("select 1 / 0")
        cursor = await connection.execute("select app_customer_id()")
        assert await cursor.fetchone() == ("CUST-123",)


async def test_E5_a_row_of_somebody_else_cannot_be_written(database: Database, cast: Cast) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        async with database.transaction(cast.rohan) as connection:
            await connection.execute(
                "insert into person_keys (person, sealed_key) values ('customer:CUST-456', 'x')"
            )


def test_E6_no_view_or_function_lends_its_owners_rights(addresses: Addresses) -> None:
    with psycopg.connect(addresses.owner) as connection:
        views = connection.execute(
            "select relname from pg_class where relnamespace = 'support_ai'::regnamespace and (relkind = 'm' or"
            " (relkind = 'v' and not coalesce(reloptions @> '{security_invoker=true}', false)))"
        ).fetchall()
        assert views == []
        definers = connection.execute(
            "select proname from pg_proc where pronamespace = 'support_ai'::regnamespace and prosecdef"
            " and not coalesce(array_to_string(proconfig, ',') like '%search_path%', false)"
        ).fetchall()
        assert definers == []


def test_E8_policies_ask_who_it_is_once_a_statement(addresses: Addresses) -> None:
    with psycopg.connect(addresses.owner) as connection:
        policies = connection.execute(
            "select tablename || '.' || policyname, coalesce(qual, '') || ' ' || coalesce(with_check, '')"
            " from pg_policies where schemaname = 'support_ai'"
        ).fetchall()
    assert policies
    bare = re.compile(r"(?<!SELECT )(?<!support_ai\.)\b(?:support_ai\.)?app_\w+\(\)")
    assert [name for name, condition in policies if bare.search(condition)] == []


def test_E9_only_a_listed_few_modules_act_as_the_system() -> None:
    makers = {
        str(path.relative_to(SOURCE).as_posix())
        for path in SOURCE.rglob("*.py")
        if re.search(r"(?<!class )\bSystem\(Reason", path.read_text(encoding="utf-8"))
    }
    assert "core/database.py" in makers
    for module in makers:
        assert not module.startswith(("agent/local", "orders/policy", "access")), module
        assert not module.endswith(("policy.py", "queries.py", "models.py", "schemas.py")), module

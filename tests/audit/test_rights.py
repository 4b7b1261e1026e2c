"""Rows K2 and E9: who may do what with entries and seals, the sealer's role and the tables' owner included."""

import psycopg
import pytest
from psycopg import errors, sql

from support_ai.audit import seal_queries
from support_ai.core.database import Database
from tests.audit.logbook import ROHAN, look, seal_all, write
from tests.conftest import Addresses


async def test_E9_the_sealer_reads_entries_adds_seals_and_can_do_nothing_else(
    conn: seal_queries.Connection, database: Database, addresses: Addresses
) -> None:
    await write(database, 10)
    seal_all(conn, 10)
    allowed: dict[str, set[str]] = {}
    tables = look(
        addresses,
        "select relname::text from pg_class where relnamespace = 'support_ai'::regnamespace and relkind = 'r'",
    )
    statements = {
        "select": "select * from {}",
        "update": "update {} set ctid = ctid",
        "delete": "delete from {}",
        "truncate": "truncate {}",
        "insert": "insert into {} default values",
        "lock": "lock table {}",
    }
    for (table,) in tables:
        for act, statement in statements.items():
            try:
                with conn.transaction(force_rollback=True):
                    conn.execute(sql.SQL(statement).format(sql.Identifier(str(table))))  # pyright: ignore[reportArgumentType] - written above
            except errors.InsufficientPrivilege:
                continue
            except psycopg.Error:
                pass
            allowed.setdefault(str(table), set()).add(act)
    # `update … set ctid` fails before privileges are asked for; see the test below.
    assert {table: acts - {"update"} for table, acts in allowed.items() if acts - {"update"}} == {
        "audit_entries": {"select"},
        "audit_seals": {"select", "insert"},
    }
    told = look(
        addresses,
        "select table_name::text, string_agg(distinct privilege_type, ',' order by privilege_type)"
        " from information_schema.column_privileges where grantee = 'support_ai_sealer' group by 1 order by 1",
    )
    assert told == [("audit_entries", "SELECT"), ("audit_seals", "INSERT,SELECT")]


async def test_K2_the_application_neither_reads_nor_writes_seals_and_nobody_changes_them(
    conn: seal_queries.Connection, database: Database, addresses: Addresses
) -> None:
    await write(database, 10)
    seal_all(conn, 10)
    for statement in (
        "select * from audit_seals",
        "delete from audit_seals",
        "truncate audit_seals",
        "truncate audit_entries",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            async with database.transaction(ROHAN) as asked:
                await asked.execute(statement.encode())
    # Their owner is held up by the triggers.
    with psycopg.connect(addresses.owner, autocommit=True, options="-c search_path=support_ai") as owner:
        for table in ("audit_seals", "audit_entries"):
            for statement in ("delete from {}", "truncate {}", "update {} set stream = 'shop'"):
                with pytest.raises(errors.InsufficientPrivilege, match="never changed"):
                    owner.execute(sql.SQL(statement).format(sql.Identifier(table)))  # pyright: ignore[reportArgumentType] - written above


async def test_K2_the_application_does_not_choose_transaction_number_or_time(database: Database) -> None:
    for column, value in (("transaction", "'1'::xid8"), ("entry_id", "1"), ("at", "now()")):
        with pytest.raises((errors.InsufficientPrivilege, errors.GeneratedAlways)):
            async with database.transaction(ROHAN) as conn:
                await conn.execute(
                    f"insert into audit_entries (actor, action, subject, outcome, request_id, stream, {column})"
                    f" values ('account:{ROHAN.account_id}', 'a.b', 'c', 'done', '-', 'shop', {value})".encode()
                )

"""Rows E5 and E7: nobody writes a row of somebody else's, moves one there, or learns from a refusal that it exists."""

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.conftest import Addresses
from tests.security.filling import Filled, label_of, protected_tables
from tests.security.rules import EVERYTHING, RULES
from tests.security.trying import REFUSED, attempt, insertable_columns, insertion, rows_of

PEOPLE = ("rohan", "michael", "visitor", "passer-by", "nobody", "emma", "admin", "owner")
_OWNERS = ("customer_id", "account_id", "visitor_id", "person", "conversation_id", "session_id", "actor")
# Ids that the server alone draws, 122 random bits: that one exists is no news to who knows it already.
_RANDOM_KEYS = {"conversations_pkey", "transfers_pkey", "webhook_events_pkey"}


def _foreign(filled: Filled, table: str, columns: dict[str, str], name: str) -> tuple[str, list[list[str]]]:
    """Return the condition that means everybody else's rows, as far as somebody may not write them."""
    label = label_of(table, columns)
    condition = f"not coalesce(({label}) = any (%s), false)"
    if name in ("emma", "admin", "owner") and "is_of_staff" in columns:
        condition += " and t.is_of_staff"
    if name == "owner":
        # What an owner does to colleagues, and cannot, stands in the tests of the staff.
        condition += f" and not {RULES[table].managed}"
    if name in ("emma", "admin", "owner") and RULES[table].colleagues_write:
        # Colleagues act for customers; which columns, and under which rules, stands in the tests of orders.
        condition += " and false"
    if name == "owner" and RULES[table].owners is not None:
        # What the owner configures belongs to nobody else.
        condition += " and false"
    return condition, [filled.labels(name)]


async def test_E5_nobody_changes_or_removes_a_row_of_somebody_else(filled: Filled) -> None:
    wrong: list[object] = []
    tried = 0
    for name in PEOPLE:
        for table, columns in protected_tables(filled.addresses).items():
            condition, values = _foreign(filled, table, columns, name)
            where = sql.SQL(" where ") + sql.SQL(condition)  # pyright: ignore[reportArgumentType] - made here
            target = sql.SQL("{} t").format(sql.Identifier(table))
            async with filled.database.transaction(filled.people[name]) as conn:
                statements = [sql.SQL("delete from ") + target + where]
                statements += [
                    sql.SQL("update {} set {column} = t.{column}").format(
                        target, column=sql.Identifier(column)
                    )
                    + where
                    for column in columns
                ]
                for statement in statements:
                    tried += 1
                    outcome = await attempt(conn, statement, values)
                    if outcome not in (REFUSED, 0, "GeneratedAlways"):
                        wrong.append((name, statement.as_string(), outcome))
    assert wrong == []
    assert tried > 1000


async def test_E5_nobody_inserts_a_row_of_somebody_else(filled: Filled) -> None:
    wrong: list[object] = []
    tried = 0
    for name in PEOPLE:
        for table, columns in protected_tables(filled.addresses).items():
            statement = insertion(table, insertable_columns(filled.addresses, table))
            condition, values = _foreign(filled, table, columns, name)
            if name in ("emma", "admin", "owner"):
                condition += f" and not ({RULES[table].colleagues_add})"
            async with filled.database.transaction(filled.people[name]) as conn:
                for row in rows_of(filled.addresses, table, condition, values):
                    tried += 1
                    outcome = await attempt(conn, statement, [Jsonb(row)])
                    if outcome != REFUSED:
                        wrong.append((name, table, row, outcome))
    assert wrong == []
    assert tried > 500


async def test_E5_nobody_moves_an_own_row_to_somebody_else(filled: Filled) -> None:
    wrong: list[object] = []
    tried = 0
    for name in ("rohan", "visitor", "emma"):
        for table, columns in protected_tables(filled.addresses).items():
            label = label_of(table, columns)
            foreign = rows_of(filled.addresses, table, f"not ({label}) = any (%s)", [filled.labels(name)])
            async with filled.database.transaction(filled.people[name]) as conn:
                for column in columns.keys() & set(_OWNERS):
                    for value in {str(row[column]) for row in foreign if row[column] is not None}:
                        statement = sql.SQL("update {table} set {column} = ({value})::{kind}").format(
                            table=sql.Identifier(table),
                            column=sql.Identifier(column),
                            value=sql.Literal(value),
                            kind=sql.SQL(columns[column]),  # pyright: ignore[reportArgumentType] - a type's name
                        )
                        tried += 1
                        outcome = await attempt(conn, statement)
                        if outcome not in (REFUSED, 0):
                            wrong.append((name, statement.as_string(), outcome))
    assert wrong == []
    assert tried > 50


def _message(filled: Filled, name: str) -> dict[str, object]:
    condition = "t.person = any (%s) and t.speaker = 'person'"
    return rows_of(filled.addresses, "messages", condition, [filled.labels(name)])[0]


@pytest.mark.parametrize("speaker", ["person", "assistant", "colleague", "notice"])
async def test_E5_nobody_speaks_in_somebody_elses_conversation(filled: Filled, speaker: str) -> None:
    statement = insertion("messages", insertable_columns(filled.addresses, "messages"))
    own, foreign = _message(filled, "rohan"), _message(filled, "michael")
    for changed in (
        {"conversation_id": foreign["conversation_id"]},
        {"conversation_id": foreign["conversation_id"], "person": foreign["person"]},
        {"conversation_id": foreign["conversation_id"], "account_id": foreign["account_id"]},
        {"person": foreign["person"], "account_id": foreign["account_id"]},
    ):
        new = {
            "message_id": "00000000-0000-4000-8000-000000000001",
            "client_message_id": None,
            "speaker": speaker,
        }
        row = own | new | {"sequence": 1000} | changed
        async with filled.database.transaction(filled.people["rohan"]) as conn:
            outcome = await attempt(conn, statement, [Jsonb(row)])
        assert outcome in (REFUSED, "ForeignKeyViolation", "CheckViolation"), changed


async def test_E5_in_the_own_conversation_nobody_speaks_as_a_colleague_and_a_colleague_only_as_themselves(
    filled: Filled,
) -> None:
    statement = insertion("messages", insertable_columns(filled.addresses, "messages"))
    new = {"message_id": "00000000-0000-4000-8000-000000000001", "client_message_id": None, "sequence": 1000}
    heard: dict[tuple[str, str, str], str | int] = {}
    for who, whose in (
        ("rohan", "rohan"),
        ("emma", "rohan"),
        ("emma", "visitor"),
        ("emma", "admin"),
        ("emma", "emma"),
    ):
        for speaker in ("person", "assistant", "colleague", "notice"):
            row = _message(filled, whose) | new | {"speaker": speaker}
            async with filled.database.transaction(filled.people[who]) as conn:
                heard[who, whose, speaker] = await attempt(conn, statement, [Jsonb(row)])
    assert {key for key, outcome in heard.items() if outcome == 1} == {
        ("rohan", "rohan", "person"),
        ("rohan", "rohan", "assistant"),
        ("rohan", "rohan", "notice"),
        ("emma", "rohan", "colleague"),
        ("emma", "rohan", "notice"),
        ("emma", "visitor", "colleague"),
        ("emma", "visitor", "notice"),
        ("emma", "emma", "person"),
        ("emma", "emma", "assistant"),
        ("emma", "emma", "notice"),
    }
    assert set(heard.values()) == {1, REFUSED}


async def test_E5_what_was_said_is_never_changed(filled: Filled) -> None:
    for name in ("rohan", "emma"):
        async with filled.database.transaction(filled.people[name]) as conn:
            for column in ("body", "speaker", "sequence", "created_at", "person"):
                statement = sql.SQL("update messages set {0} = {0}").format(sql.Identifier(column))
                assert await attempt(conn, statement) == REFUSED, column
            assert await attempt(conn, sql.SQL("delete from messages")) == REFUSED
            assert await attempt(conn, sql.SQL("delete from conversations")) == 0


async def test_K1_nobody_writes_down_an_act_as_somebody_elses(filled: Filled) -> None:
    statement = insertion("audit_entries", insertable_columns(filled.addresses, "audit_entries"))
    own, foreign = filled.labels("rohan")[0], filled.labels("michael")[0]
    usual = rows_of(filled.addresses, "audit_entries", "actor = %s", [f"assistant:{own}"])[0]
    async with filled.database.transaction(filled.people["rohan"]) as conn:
        assert await attempt(conn, statement, [Jsonb(usual)]) == 1
        assert await attempt(conn, statement, [Jsonb(usual | {"actor": own})]) == 1
        for changed in (
            {"actor": foreign},
            {"actor": f"assistant:{foreign}"},
            {"actor": "system:sign_in"},
            {"actor": "system:"},
            {"actor": ""},
            {"role": "owner"},
            {"role": None},
        ):
            assert await attempt(conn, statement, [Jsonb(usual | changed)]) == REFUSED, changed


def _unique_keys(addresses: Addresses, table: str) -> dict[str, list[str]]:
    found = (
        "select c.relname, array_agg(a.attname::text) from pg_index i join pg_class c on c.oid = i.indexrelid"
        " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::int2[])"
        " where i.indisunique and i.indrelid = %s::regclass group by c.relname"
    )
    with psycopg.connect(addresses.owner) as connection:
        return dict(connection.execute(found, (f"support_ai.{table}",)).fetchall())


async def test_E7_a_duplicate_tells_nobody_what_others_have(filled: Filled) -> None:
    """Whatever somebody may insert: with every key of every foreign row in it, the answer is never "duplicate"."""
    told: set[str] = set()
    tried = 0
    for name in ("rohan", "visitor", "emma"):
        for table, columns in protected_tables(filled.addresses).items():
            if name == "emma" and RULES[table].staff == EVERYTHING:
                continue  # Colleagues see every row of it anyway.
            label, own = label_of(table, columns), [filled.labels(name)]
            mine = rows_of(filled.addresses, table, f"({label}) = any (%s)", own)
            foreign = rows_of(filled.addresses, table, f"not ({label}) = any (%s)", own)
            given = insertable_columns(filled.addresses, table)
            keys = {
                key: parts
                for key, parts in _unique_keys(filled.addresses, table).items()
                if {*parts} <= {*given}
            }
            statement = insertion(table, given)
            async with filled.database.transaction(filled.people[name]) as conn:
                for key, parts in keys.items():
                    for row in foreign if mine else ():
                        tried += 1
                        # The own row, new in every other key, with this key of the foreign row.
                        new = _fresh(mine[0], columns) | {part: row[part] for part in parts}
                        if await attempt(conn, statement, [Jsonb(new)]) == "UniqueViolation":
                            told.add(key)
    assert told == _RANDOM_KEYS
    assert tried > 100


def _fresh(row: dict[str, object], columns: dict[str, str]) -> dict[str, object]:
    """Return a row with ids and numbers that nobody has."""
    fresh = dict(row)
    for column, kind in columns.items():
        if kind == "uuid" and column not in ("account_id", "visitor_id", "conversation_id", "assigned_to"):
            fresh[column] = "00000000-0000-4000-8000-000000000009"
        if column in ("sequence", "client_message_id"):
            fresh[column] = 987_654
    return fresh

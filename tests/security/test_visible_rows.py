"""Rows D2 and E1 to E2 over the data: every protected table, read raw as everybody, shows exactly the rows it should."""

from uuid import UUID

import psycopg
from psycopg import errors, sql

from support_ai.access.actor import Actor, Reason, System
from tests.security.filling import Filled, label_of, protected_tables
from tests.security.rules import RULES

_KINDS = {"owner": "owners", "admin": "managers", "emma": "staff"}
_WORDS = {
    "rohan": ("Rohan Mehta", "CUST-123", "ORD-123", "W456", "1Z1"),
    "michael": ("Michael Chen", "CUST-456", "ORD-999", "1Z3"),
}


def _expected(
    filled: Filled, table: str, columns: dict[str, str], predicate: str, own: list[str]
) -> list[str]:
    """Return, as the tables' owner sees them, the rows that a predicate means."""
    condition = predicate.format(own=f"({label_of(table, columns)}) = any (%(own)s)")
    statement = f"select t::text from support_ai.{table} t where {condition} order by 1"
    with psycopg.connect(filled.addresses.owner) as connection:
        return [row[0] for row in connection.execute(statement.encode(), {"own": own}).fetchall()]


async def _seen(filled: Filled, actor: Actor, table: str) -> list[str]:
    """Return every row of a table that an actor gets with a bare select."""
    statement = sql.SQL("select t::text from {} t order by 1").format(sql.Identifier(table))
    try:
        async with filled.database.transaction(actor, read_only=True) as conn:
            return [row[0] for row in await (await conn.execute(statement)).fetchall()]
    except errors.InsufficientPrivilege:
        return []


def _askers(filled: Filled) -> dict[str, tuple[Actor, str, list[str]]]:
    """Return everybody who may ask, with the attribute of the rule that speaks of them, and their own labels."""
    askers: dict[str, tuple[Actor, str, list[str]]] = {
        name: (person, _KINDS.get(name, "people"), filled.labels(name))
        for name, person in filled.people.items()
    }
    for reason in Reason:
        askers[f"system:{reason}"] = (System(reason), reason.value, [])
    return askers


def _predicate(table: str, kind: str) -> str:
    rule = RULES[table]
    managers = rule.staff if rule.managers is None else rule.managers
    owners = f"({managers}) or {rule.managed}" if rule.owners is None else rule.owners
    people = {"people": rule.people, "staff": rule.staff, "managers": managers, "owners": owners}
    return people.get(kind) or rule.system.get(Reason(kind), "false")


async def test_E1_every_protected_table_has_a_rule_of_who_sees_it(filled: Filled) -> None:
    assert protected_tables(filled.addresses).keys() == RULES.keys()


async def test_E1_every_protected_table_holds_rows_of_several_people(filled: Filled) -> None:
    found: dict[str, int] = {}
    with psycopg.connect(filled.addresses.owner) as connection:
        for table, columns in protected_tables(filled.addresses).items():
            label = label_of(table, columns)
            statement = f"select count(distinct {label}), min({label}) from support_ai.{table} t"
            count, first = connection.execute(statement.encode()).fetchone() or (0, None)
            found[table] = 2 if first == "shop" else int(count)
    assert {table: count for table, count in found.items() if count < 2} == {}


async def test_E2_everybody_sees_exactly_the_rows_that_they_may(filled: Filled) -> None:
    wrong: list[tuple[str, str, int, int]] = []
    total = 0
    for table, columns in protected_tables(filled.addresses).items():
        for name, (actor, kind, own) in _askers(filled).items():
            expected = _expected(filled, table, columns, _predicate(table, kind), own)
            seen = await _seen(filled, actor, table)
            total += len(seen)
            if seen != expected:
                wrong.append((table, name, len(seen), len(expected)))
    assert wrong == []
    assert total > 100


async def test_E2_customers_and_visitors_get_no_byte_of_anybody_else(filled: Filled) -> None:
    tables = protected_tables(filled.addresses)
    for name in ("rohan", "michael", "visitor", "passer-by", "nobody"):
        seen = [row for table in tables for row in await _seen(filled, filled.people[name], table)]
        assert bool(seen) == (name != "nobody")
        foreign = _ids_and_secrets_of_others(filled, tables, filled.labels(name))
        foreign |= {word for other, words in _WORDS.items() if other != name for word in words}
        assert len(foreign) > 100
        text = "\n".join(seen)
        assert [secret for secret in foreign if secret in text] == [], name


def _ids_and_secrets_of_others(filled: Filled, tables: dict[str, dict[str, str]], own: list[str]) -> set[str]:
    """Return every random id and every sealed or digested value that stands in rows of others and in none of the own."""
    found: tuple[set[str], set[str]] = (set(), set())
    with psycopg.connect(filled.addresses.owner) as connection:
        for table, columns in tables.items():
            telling = [name for name, kind in columns.items() if kind in ("uuid", "bytea")]
            if telling:
                statement = f"select ({label_of(table, columns)}) = any (%s), {', '.join(telling)} from support_ai.{table} t"
                for is_own, *values in connection.execute(statement.encode(), (own,)).fetchall():
                    found[bool(is_own)].update(_text(value) for value in values if value)
    return found[False] - found[True]


def _text(value: UUID | bytes) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)

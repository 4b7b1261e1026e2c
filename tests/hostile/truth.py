"""What is foreign to whom: every telling value in every row that somebody may not see, as the tables' owner reads them."""

import re
from collections.abc import Iterable

import psycopg

from tests.conftest import Addresses
from tests.hostile.marks import CONFIDED, INTERNAL, MARKS
from tests.hostile.world import House, Persona
from tests.security.filling import label_of, protected_tables
from tests.security.rules import RULES
from tests.shop_files import FILES

_TOKEN = re.compile(r"[0-9a-z][\w@.+-]{5,150}")
_PUBLIC = ("products", "product_variants", "knowledge_articles", "knowledge_passages", "shop_settings")
_NAMES = {"CUST-123": ("mehta", "rohan@example.com"), "CUST-456": ("michael", "michael@example.com")}


def tokens(text: str) -> frozenset[str]:
    """Return the telling values in a text, in small letters and without the marks at their ends."""
    found = (one.rstrip(".-+_") for one in _TOKEN.findall(text.lower()))
    return frozenset(one for one in found if _is_telling(one))


def _is_telling(word: str) -> bool:
    """Tell whether a word belongs to somebody: with a digit or an @, or a mark; words of the program stand in many rows."""
    digits = sum(letter.isdigit() for letter in word)
    return "@" in word or "zq" in word or digits > 8 or (digits > 0 and not word.isdecimal())


def predicate(table: str, kind: str) -> str:
    """Return which rows of a table somebody of a kind may see."""
    rule = RULES[table]
    managers = rule.staff if rule.managers is None else rule.managers
    owners = f"({managers}) or {rule.managed}" if rule.owners is None else rule.owners
    return {"people": rule.people, "staff": rule.staff, "managers": managers, "owners": owners}[kind]


def foreign_values(house: House, persona: Persona) -> frozenset[str]:
    """Return every telling value that stood in rows which a person may not see, and in none that they may."""
    if persona.name not in house.foreign:
        house.foreign[persona.name] = _read(house.addresses, persona)
    return house.foreign[persona.name]


def _read(addresses: Addresses, persona: Persona) -> frozenset[str]:
    may, may_not = set[str](), set[str]()
    with psycopg.connect(addresses.owner) as connection:
        connection.execute("set search_path = support_ai, public")
        for table, columns in protected_tables(addresses).items():
            own = f"({label_of(table, columns)}) = any (%(own)s)"
            allowed = predicate(table, persona.kind).format(own=own)
            statement = f"select coalesce(({allowed}), false), to_jsonb(t)::text from {table} t"
            for is_allowed, row in connection.execute(
                statement.encode(), {"own": list(persona.labels)}
            ).fetchall():
                (may if is_allowed else may_not).update(tokens(row))
        for table in _PUBLIC:
            for (row,) in connection.execute(f"select to_jsonb(t)::text from {table} t".encode()).fetchall():
                may.update(tokens(row))
    return frozenset(may_not - may) | _in_clear(persona)


def _in_clear(persona: Persona) -> frozenset[str]:
    """Return what the tables hold sealed, and only this test knows in clear."""
    if persona.is_staff:
        return frozenset()
    rows = [line for content in FILES.values() for line in content.splitlines()[1:]]
    others = [line for line in rows if _customer_of(line) not in (None, persona.customer_id)]
    own = [line for line in rows if _customer_of(line) == persona.customer_id]
    names = {word for one, words in _NAMES.items() if one != persona.customer_id for word in words}
    return (_of_all(others) - _of_all(own)) | names


def _customer_of(line: str) -> str | None:
    found = re.search(r"CUST-\d+", line)
    return None if found is None else found[0]


def _of_all(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(token for line in lines for token in tokens(line))


def foreign_marks(persona: Persona) -> tuple[str, ...]:
    """Return the marks that may stand in nothing that reaches a person."""
    of_customers = [mark for customer, mark in MARKS.items() if customer != persona.customer_id]
    confided = [] if persona.name == "owner" else [CONFIDED]
    return (*([] if persona.is_staff else [*of_customers, INTERNAL]), *confided)


def foreign_in(
    text: str, foreign: frozenset[str], marks: tuple[str, ...], said: frozenset[str] = frozenset()
) -> list[str]:
    """Return what is foreign in a text, but for what was said there before."""
    found = tokens(text)
    return sorted(one for one in found - said if one in foreign or any(mark in one for mark in marks))

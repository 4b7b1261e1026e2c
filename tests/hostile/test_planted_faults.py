"""The harness finds what is planted: row security off, the yes not asked for, an id taken from the model, the guard off."""

import psycopg
import pytest

from support_ai.bootstrap import Thought
from support_ai.core.crypto import Keyring
from tests.hostile.books import ChangedError
from tests.hostile.calls import Calling, Counts, FoundError
from tests.hostile.careless import look
from tests.hostile.faults import IN_CALLS, IN_TURNS, planted
from tests.hostile.talk import Tally
from tests.hostile.test_calls import play as call
from tests.hostile.test_turns import play as talk
from tests.hostile.world import House, World, opened
from tests.reporting import Report
from tests.security.filling import protected_tables
from tests.security.rules import RULES

_FEW = ("orders", "customers")
# Written by everybody about themselves and read by nobody but managers and the sealer, whose digests they are.
_ASKERS = ("visitor", "rohan", "emma", "admin")
FOUND = (FoundError, ChangedError)


def _switch(house: House, table: str, word: str) -> None:
    with psycopg.connect(house.addresses.owner, autocommit=True) as connection:
        connection.execute(f"alter table support_ai.{table} {word} row level security".encode())


async def _reads_foreign(house: House, table: str) -> list[str]:
    """Return who reads what is foreign in a table with a tool that forgot to ask whose it is."""
    found: list[str] = []
    for name in _ASKERS:
        calling = Calling(house, house.personas[name], Counts())
        try:
            await look(calling, table)
        except FoundError:
            found.append(name)
    return found


@pytest.mark.parametrize("table", _FEW)
async def test_I2_row_security_off_on_one_table_is_found(house: House, table: str) -> None:
    assert await _reads_foreign(house, table) == []
    _switch(house, table, "disable")
    assert "rohan" in await _reads_foreign(house, table)


@pytest.mark.deep
async def test_I2_row_security_off_on_any_table_is_found(house: House, note_report: Report) -> None:
    lines, missed, leaking = list[str](), list[str](), list[str]()
    for table in sorted(protected_tables(house.addresses)):
        leaking += await _reads_foreign(house, table)
        _switch(house, table, "disable")
        found = await _reads_foreign(house, table)
        _switch(house, table, "enable")
        lines.append(f"{table:24} found as {', '.join(found) or 'NOBODY'}")
        if not found:
            missed.append(table)
    note_report(
        f"row security off on each of {len(lines)} tables: {len(lines) - len(missed)} found", "\n".join(lines)
    )
    assert len(lines) == len(RULES)
    assert leaking == []
    assert missed == []


async def _find(house: House, name: str) -> str:
    """Play until the harness finds something; an empty text where it finds nothing."""
    try:
        for round_ in range(4):
            if name in IN_CALLS:
                for who in ("rohan", "emma"):
                    await call(house, Counts(), who, round_, least=3)
            else:
                for who in ("rohan", "emma"):
                    await talk(house, house.personas[who], round_, 25, Tally())
    except FOUND as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", [IN_CALLS[0], IN_TURNS[0], "the guard is off"])
async def test_I4_a_planted_fault_is_found(house: House, name: str) -> None:
    with planted(name):
        assert await _find(house, name)


@pytest.mark.deep
async def test_I4_every_planted_fault_is_found(
    world: World, keys: Keyring, thought: Thought, note_report: Report
) -> None:
    lines, missed = list[str](), list[str]()
    try:
        for name in (*IN_CALLS, *IN_TURNS):
            async with opened(world, keys, thought) as house:
                with planted(name):
                    found = await _find(house, name)
            lines.append(f"{name:55} {found[:150] or 'NOT FOUND'}")
            if not found:
                missed.append(name)
    finally:
        note_report(f"{len(lines)} planted faults: {len(lines) - len(missed)} found", "\n".join(lines))
    assert missed == []

"""The SQL of the audit log: it only ever adds, and reads."""

from collections.abc import Mapping
from typing import LiteralString

from psycopg import sql
from psycopg.types.json import Jsonb

from support_ai.audit.models import Detail, Entry, EntryFilter, Outcome, Stream
from support_ai.core.database import Connection


async def insert(
    conn: Connection,
    *,
    actor: str,
    role: str | None,
    action: str,
    subject: str,
    outcome: Outcome,
    request_id: str,
    detail: Detail,
    stream: Stream,
) -> None:
    """Add one entry."""
    await conn.execute(
        "insert into audit_entries (actor, role, action, subject, outcome, request_id, detail, stream)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (actor, role, action, subject, outcome, request_id, Jsonb(dict(detail)), stream),
    )


# What comes before every text that begins with another one: nothing begins with the last character of all.
_LAST = "\U0010ffff"
_CONDITIONS: Mapping[str, LiteralString] = {
    "actor": "actor = %(actor)s",
    "role": "role = %(role)s",
    "action": 'action collate "C" >= %(action)s and action collate "C" < %(after_action)s',
    "subject": "subject = %(subject)s",
    "outcome": "outcome = %(outcome)s",
    "stream": "stream = %(stream)s",
    "request_id": "request_id = %(request_id)s",
    "since": "at >= %(since)s",
    "until": "at < %(until)s",
}


def selection(
    wanted: EntryFilter, *, before: tuple[str, int] | None, limit: int
) -> tuple[sql.Composed, dict[str, object]]:
    """Return the statement, with its values, that selects entries that match, the newest first."""
    values: dict[str, object] = {name: getattr(wanted, name) for name in _CONDITIONS}
    conditions: list[LiteralString] = [
        _CONDITIONS[name] for name, value in values.items() if value is not None
    ]
    values |= {"after_action": f"{wanted.action}{_LAST}", "limit": limit}
    if before is not None:
        conditions.append("(at, entry_id) < (%(at)s::timestamptz, %(entry_id)s)")
        values |= {"at": before[0], "entry_id": before[1]}
    statement = sql.SQL(
        "select entry_id, at, stream, actor, role, action, subject, outcome, request_id, detail"
        " from audit_entries where {} order by at desc, entry_id desc limit %(limit)s"
    ).format(sql.SQL(" and ").join(sql.SQL(one) for one in conditions or ("true",)))
    return statement, values


async def list_entries(
    conn: Connection, wanted: EntryFilter, *, before: tuple[str, int] | None, limit: int
) -> list[Entry]:
    """Return entries that match, the newest first, older than time and number of `before`."""
    rows = await (await conn.execute(*selection(wanted, before=before, limit=limit))).fetchall()
    return [
        Entry(number, at, stream, actor, role, action, subject, Outcome(outcome), request, detail)
        for number, at, stream, actor, role, action, subject, outcome, request, detail in rows
    ]

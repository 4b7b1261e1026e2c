"""The SQL of what is written on tickets, and of their history."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from psycopg.rows import TupleRow

from support_ai.access.actor import Staff, Visitor, person_of
from support_ai.core.crypto import SealingKey
from support_ai.core.database import Connection, person_key
from support_ai.tickets.models import Author, Comment, Event, EventKind, Ticket
from support_ai.tickets.policy import author_of
from support_ai.tickets.queries import key_name

_COMMENTS = """
    select c.comment_id, c.person, k.sealed_key, c.author, c.is_internal, c.body, c.created_at
    from ticket_comments c join person_keys k using (person)
    where c.ticket_id = %s order by c.created_at, c.comment_id
"""
_EVENTS = """
    select e.kind, e.author, e.account_id, e.before, e.after, e.at from ticket_events e
    where e.ticket_id = %s order by e.event_id desc limit %s
"""


@dataclass(frozen=True, slots=True)
class Change:
    """What an event tells of: a kind, and the words of a closed set, or ids, from which and to which it went."""

    kind: EventKind
    before: str | None = None
    after: str | None = None
    is_public: bool = False


def account_of(conn: Connection) -> UUID | None:
    """Return the account that acts; None for the system."""
    person = person_of(conn.actor)
    return None if person is None or isinstance(person, Visitor) else person.account_id


async def insert_comment(
    conn: Connection, ticket_id: int, customer_id: str | None, text: str, *, is_internal: bool, now: datetime
) -> UUID:
    """Add what the caller writes, with their name where they are a colleague, and return its id."""
    comment_id, person = uuid4(), key_name(customer_id)
    key = await person_key(conn, person)
    name = conn.actor.name if isinstance(conn.actor, Staff) else None
    body = key.seal("ticket_comments", "body", str(comment_id), json.dumps({"text": text, "name": name}))
    await conn.execute(
        "insert into ticket_comments (ticket_id, comment_id, customer_id, person, account_id, author, is_internal, body,"
        " created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            ticket_id,
            comment_id,
            customer_id,
            person,
            account_of(conn),
            author_of(conn.actor).value,
            is_internal,
            body,
            now,
        ),
    )
    return comment_id


async def count_comments(conn: Connection, ticket_id: int, *, is_internal: bool) -> int:
    """Return how many comments of one kind a ticket has."""
    cursor = await conn.execute(
        "select count(*) from ticket_comments where ticket_id = %s and is_internal = %s",
        (ticket_id, is_internal),
    )
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def read_comments(conn: Connection, ticket_id: int) -> tuple[Comment, ...]:
    """Return what the caller may read of what was written, the oldest first."""
    keys: dict[str, SealingKey] = {}
    cursor = await conn.execute(_COMMENTS, (ticket_id,))
    return tuple([_comment(conn, keys, row) for row in await cursor.fetchall()])


def _comment(conn: Connection, keys: dict[str, SealingKey], row: TupleRow) -> Comment:
    if row[1] not in keys:
        keys[row[1]] = conn.keys.person_key(row[1], bytes(row[2]))
    said = json.loads(keys[row[1]].open("ticket_comments", "body", str(row[0]), bytes(row[5])))
    return Comment(row[0], Author(row[3]), said["name"], said["text"], row[4], row[6])


async def insert_event(conn: Connection, ticket: Ticket, change: Change, now: datetime) -> None:
    """Add a line to a ticket's history, as the caller's."""
    await conn.execute(
        "insert into ticket_events (ticket_id, customer_id, account_id, author, kind, before, after, is_public, at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            ticket.ticket_id,
            ticket.customer_id,
            account_of(conn),
            author_of(conn.actor).value,
            change.kind.value,
            change.before,
            change.after,
            change.is_public,
            now,
        ),
    )


async def read_events(conn: Connection, ticket_id: int, limit: int) -> tuple[Event, ...]:
    """Return the newest lines that the caller may read of a ticket's history, the oldest of them first."""
    cursor = await conn.execute(_EVENTS, (ticket_id, limit))
    rows = await cursor.fetchall()
    return tuple(Event(EventKind(row[0]), Author(row[1]), *row[2:]) for row in reversed(rows))

"""The SQL of tickets and of the lists of them.

Whoever sees their own tickets only is also named in the condition: row security alone would read the whole table.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID, uuid4

from psycopg import errors

from support_ai.access.role import Role
from support_ai.core.database import Connection, person_key
from support_ai.core.errors import UnavailableError
from support_ai.tickets.models import Author, Priority, Ticket, TicketFilter, TicketSort, TicketStatus, Timing
from support_ai.tickets.policy import order_key

# Whose key seals what is about no customer.
_SHOP = "shop:tickets"
_STAFF = (Role.SUPPORT_AGENT, Role.ADMIN, Role.OWNER)
_TICKET = """
    select t.ticket_id, t.customer_id, t.person, t.conversation_id, t.subject, t.status, t.priority, t.origin,
           t.assigned_to, t.version, t.updated_at, t.opened_at, t.first_answer_due, t.first_answered_at,
           t.resolution_due, t.paused_at, t.paused, t.solved_at, t.closed_at,
           nullif(t.due_at, timestamptz 'infinity'),
           (select k.sealed_key from person_keys k where k.person = t.person),
           array(select o.number from ticket_orders o where o.ticket_id = t.ticket_id order by o.link_id), t.subject_id
    from tickets t where t.archived_at is null
"""
_CONDITIONS: Mapping[str, LiteralString] = {
    "own": "t.customer_id = %(own)s",
    "customer_id": "t.customer_id = %(customer_id)s",
    "status": "t.status = %(status)s",
    "priority": "t.priority = %(priority)s",
    "assignee": "t.assigned_to = %(assignee)s",
    "overdue_at": "t.due_at < %(overdue_at)s",
    "order_key": "t.ticket_id in (select o.ticket_id from ticket_orders o where o.order_key = %(order_key)s)",
}
_ORDERS: Mapping[TicketSort, tuple[LiteralString, LiteralString]] = {
    TicketSort.DUE: (
        "(t.due_at, t.ticket_id) > (%(due_at)s::timestamptz, %(ticket_id)s)",
        "t.due_at, t.ticket_id",
    ),
    TicketSort.NEWEST: ("t.ticket_id < %(ticket_id)s", "t.ticket_id desc"),
}
_INSERT = """
    insert into tickets (customer_id, person, account_id, conversation_id, subject_id, subject, priority, origin,
                         business_key, opened_at, updated_at, first_answer_due, first_answered_at, resolution_due)
    values (%(customer_id)s, %(person)s, %(account_id)s, %(conversation_id)s, %(subject_id)s, %(subject)s, %(priority)s,
            %(origin)s, %(business_key)s, %(now)s, %(now)s, %(first_answer_due)s, %(first_answered_at)s,
            %(resolution_due)s)
    on conflict (business_key, customer_id) where business_key is not null do nothing
    returning ticket_id
"""
_UPDATE = """
    update tickets set subject = coalesce(%(subject)s::bytea, subject), status = %(status)s, priority = %(priority)s, version = %(version)s,
           updated_at = %(updated_at)s, first_answer_due = %(first_answer_due)s,
           first_answered_at = %(first_answered_at)s, resolution_due = %(resolution_due)s, paused_at = %(paused_at)s,
           paused = %(paused)s, solved_at = %(solved_at)s, closed_at = %(closed_at)s
    where ticket_id = %(ticket_id)s
"""


def key_name(customer_id: str | None) -> str:
    """Return whose key seals what is written about a customer, or about none."""
    return _SHOP if customer_id is None else f"customer:{customer_id}"


async def insert_ticket(
    conn: Connection,
    *,
    customer_id: str | None,
    account_id: UUID | None,
    conversation_id: UUID | None,
    subject: str,
    priority: Priority,
    origin: Author,
    business_key: str | None,
    timing: Timing,
) -> int | None:
    """Add a ticket and return its id; None where one with this business key was added before."""
    person, subject_id = key_name(customer_id), uuid4()
    key = await person_key(conn, person)
    cursor = await conn.execute(
        _INSERT,
        {
            "customer_id": customer_id,
            "person": person,
            "account_id": account_id,
            "conversation_id": conversation_id,
            # The number is known only once the words are stored, so that they are bound to a name of their own.
            "subject_id": subject_id,
            "subject": key.seal("tickets", "subject", str(subject_id), subject),
            "priority": priority.value,
            "origin": origin.value,
            "business_key": business_key,
            "now": timing.opened_at,
            "first_answer_due": timing.first_answer_due,
            "first_answered_at": timing.first_answered_at,
            "resolution_due": timing.resolution_due,
        },
    )
    row = await cursor.fetchone()
    return None if row is None else int(row[0])


async def insert_orders(
    conn: Connection, ticket_id: int, customer_id: str | None, numbers: Sequence[str]
) -> None:
    """Link a ticket with orders, each named as somebody wrote it; what holds no number is left out."""
    linked = {order_key(number): number.strip() for number in numbers if order_key(number)}
    if linked:
        await conn.cursor().executemany(
            "insert into ticket_orders (ticket_id, customer_id, number, order_key) values (%s, %s, %s, %s)",
            [(ticket_id, customer_id, number, key) for key, number in linked.items()],
        )


async def read_ticket(
    conn: Connection, ticket_id: int, *, own: str | None, lock: bool = False
) -> Ticket | None:
    """Return a ticket, `own` also demands that it is this customer's; with `lock` nobody else changes it meanwhile."""
    only = "" if own is None else " and t.customer_id = %(own)s"
    # The words are read behind the lock: what was committed while this waited counts.
    if lock:
        locked = f"select from tickets t where t.ticket_id = %(ticket_id)s{only} for update"
        await conn.execute(locked, {"ticket_id": ticket_id, "own": own})
    cursor = await conn.execute(
        f"{_TICKET} and t.ticket_id = %(ticket_id)s{only}", {"ticket_id": ticket_id, "own": own}
    )
    row = await cursor.fetchone()
    return None if row is None else _ticket(conn, row)


async def find_opened(conn: Connection, customer_id: str | None, business_key: str) -> int | None:
    """Return the id of the ticket that a business key opened."""
    cursor = await conn.execute(
        "select ticket_id from tickets where business_key = %s and customer_id is not distinct from %s",
        (business_key, customer_id),
    )
    row = await cursor.fetchone()
    return None if row is None else int(row[0])


async def list_tickets(
    conn: Connection,
    wanted: TicketFilter,
    *,
    own: str | None,
    sort: TicketSort,
    after: tuple[str, int] | None,
    limit: int,
) -> list[Ticket]:
    """Return tickets in an order; `after` is when the last one already seen is due, and its id."""
    given: dict[str, object] = {
        "own": own,
        "customer_id": wanted.customer_id,
        "status": wanted.status,
        "priority": wanted.priority,
        "assignee": wanted.assignee,
        "overdue_at": wanted.overdue_at,
        "order_key": None if wanted.order_number is None else order_key(wanted.order_number),
    }
    values = {name: value for name, value in given.items() if value is not None}
    conditions: list[LiteralString] = [_CONDITIONS[name] for name in values]
    if wanted.unassigned:
        conditions.append("t.assigned_to is null")
    behind, order = _ORDERS[sort]
    if after is not None:
        conditions.append(behind)
        values |= {"due_at": after[0], "ticket_id": after[1]}
    where = "".join(f" and {condition}" for condition in conditions)
    cursor = await conn.execute(
        f"{_TICKET}{where} order by {order} limit %(limit)s", {**values, "limit": limit}
    )
    return [_ticket(conn, row) for row in await cursor.fetchall()]


async def update_ticket(conn: Connection, ticket: Ticket, *, was: Ticket) -> None:
    """Store what was changed of a locked ticket; its words are sealed anew only where they are others."""
    values: dict[str, object] = {
        "ticket_id": ticket.ticket_id,
        "subject": None,
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "version": ticket.version,
        "updated_at": ticket.updated_at,
        "first_answer_due": ticket.timing.first_answer_due,
        "first_answered_at": ticket.timing.first_answered_at,
        "resolution_due": ticket.timing.resolution_due,
        "paused_at": ticket.timing.paused_at,
        "paused": ticket.timing.paused,
        "solved_at": ticket.timing.solved_at,
        "closed_at": ticket.timing.closed_at,
    }
    if ticket.subject != was.subject:
        key = await person_key(conn, key_name(ticket.customer_id))
        values["subject"] = key.seal("tickets", "subject", str(ticket.subject_id), ticket.subject)
    await conn.execute(_UPDATE, values)


async def set_assignee(
    conn: Connection, ticket_id: int, assignee: UUID | None, version: int, role: Role | None
) -> bool:
    """Give a ticket to a colleague, or to nobody, and return whether there is such a colleague.

    Accounts are not everybody's to read: the foreign key tells who is one, for each role that a colleague may have.
    """
    statement = (
        "update tickets set assigned_to = %s, assigned_role = %s, version = %s where ticket_id = %s"
        " and archived_at is null"
    )
    for tried in (None,) if assignee is None else _STAFF if role is None else (role,):
        try:
            async with conn.transaction():
                await conn.execute(statement, (assignee, tried, version, ticket_id))
        except errors.ForeignKeyViolation as error:
            if error.diag.constraint_name != "tickets_assigned_to_fkey":
                raise
        else:
            return True
    return False


async def archive(conn: Connection, ticket_id: int, now: datetime) -> None:
    """Take a ticket out of every view."""
    await conn.execute("update tickets set archived_at = %s where ticket_id = %s", (now, ticket_id))


def _ticket(conn: Connection, row: tuple[Any, ...]) -> Ticket:
    subject = ""
    if row[4]:
        if row[20] is None:
            # The key was forgotten between two looks.
            raise UnavailableError
        key = conn.keys.person_key(row[2], bytes(row[20]))
        subject = key.open("tickets", "subject", str(row[22]), bytes(row[4]))
    return Ticket(
        ticket_id=row[0],
        customer_id=row[1],
        conversation_id=row[3],
        order_numbers=tuple(row[21]),
        subject_id=row[22],
        subject=subject,
        status=TicketStatus(row[5]),
        priority=Priority(row[6]),
        origin=Author(row[7]),
        assignee=row[8],
        version=row[9],
        updated_at=row[10],
        timing=Timing(*row[11:19]),
        due_at=row[19],
    )

"""The SQL that forgets tickets, and that reads a customer's own for their export.

What is written about a customer goes with their key: row by row nothing has to be erased. What stays of a ticket are its
numbers and times.
"""

import json
from collections.abc import Collection
from datetime import datetime

from support_ai.conversations.mentions import pattern_of
from support_ai.core.database import Connection, person_key
from support_ai.tickets import comment_queries, queries
from support_ai.tickets.models import TicketDetails

_OLD = """
    delete from tickets where ticket_id in (
        select ticket_id from tickets where closed_at < %(before)s order by closed_at limit %(limit)s
    )
"""
_EVENTS = 1000


async def forget_tickets(conn: Connection, *, before: datetime, limit: int) -> int:
    """Remove the tickets that were closed first, if before a moment, with all that was written on them; return how many."""
    cursor = await conn.execute(_OLD, {"before": before, "limit": limit})
    return cursor.rowcount


async def own_tickets(conn: Connection, customer_id: str, *, after: int, limit: int) -> list[TicketDetails]:
    """Return a customer's tickets in the order of their ids, with what the caller may read of them."""
    cursor = await conn.execute(
        "select ticket_id from tickets where customer_id = %s and ticket_id > %s and archived_at is null"
        " order by ticket_id limit %s",
        (customer_id, after, limit),
    )
    found: list[TicketDetails] = []
    for (ticket_id,) in await cursor.fetchall():
        ticket = await queries.read_ticket(conn, ticket_id, own=customer_id)
        if ticket is not None:
            comments = await comment_queries.read_comments(conn, ticket_id)
            events = await comment_queries.read_events(conn, ticket_id, _EVENTS)
            found.append(TicketDetails(ticket, comments, events))
    return found


async def forget_mentions(conn: Connection, words: Collection[str]) -> int:
    """Remove comments in which one of the words stands, and blank such subjects, on tickets about no customer.

    Return how many there were. Their texts are sealed, so that all of them are opened for it.
    """
    named = pattern_of(words)
    shop = queries.key_name(None)
    cursor = await conn.execute("select from person_keys where person = %s", (shop,))
    if named is None or await cursor.fetchone() is None:
        return 0
    key = await person_key(conn, shop)
    cursor = await conn.execute("select comment_id, body from ticket_comments where person = %s", (shop,))
    comments = [
        comment_id
        for comment_id, body in await cursor.fetchall()
        if named.search(json.loads(key.open("ticket_comments", "body", str(comment_id), bytes(body)))["text"])
    ]
    cursor = await conn.execute(
        "select ticket_id, subject_id, subject from tickets where person = %s and subject <> ''", (shop,)
    )
    tickets = [
        ticket_id
        for ticket_id, subject_id, subject in await cursor.fetchall()
        if named.search(key.open("tickets", "subject", str(subject_id), bytes(subject)))
    ]
    await conn.execute(
        "delete from ticket_comments where customer_id is null and comment_id = any (%s)", (comments,)
    )
    await conn.execute("update tickets set subject = '' where ticket_id = any (%s)", (tickets,))
    return len(comments) + len(tickets)

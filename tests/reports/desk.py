"""Tickets, conversations and messages of made-up books."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import LiteralString

from tests.reports.pages import Books

_TICKET: LiteralString = (
    "insert into tickets (subject_id, subject, status, priority, origin, opened_at, updated_at, first_answer_due,"
    " first_answered_at, resolution_due, paused_at, solved_at) values (gen_random_uuid(), '', %s, %s, 'system', %s,"
    " now(), %s, %s, %s, %s, %s)"
)
_TALK: LiteralString = (
    "insert into conversations (conversation_id, person, visitor_id, is_of_staff, created_at)"
    " values (%s, %s, %s, %s, %s)"
)
_MESSAGE: LiteralString = (
    "insert into messages (conversation_id, sequence, message_id, person, visitor_id, is_of_staff, speaker, body,"
    " created_at) values (%s, %s, gen_random_uuid(), %s, %s, %s, %s, '', %s)"
)
_RATING: LiteralString = (
    "insert into conversation_ratings (conversation_id, person, score, given_at, rated_at)"
    " values (%s, %s, %s, %s, now())"
)
_ACT: LiteralString = (
    "insert into audit_entries (at, actor, role, action, subject, outcome, request_id, stream)"
    " values (%s, 'visitor:x', 'visitor', %s, 'x', %s, 'x', 'conversations')"
)


def write_ticket(books: Books) -> None:
    """Write a ticket in whatever state."""
    chance, opened = books.random, books.moment()
    status = chance.choice(("open", "pending", "on_hold", "solved"))
    answered = None if chance.random() < 0.3 else opened + timedelta(minutes=chance.randint(1, 4_000))
    paused = None if status in ("open", "on_hold") else opened + timedelta(hours=chance.randint(1, 90))
    solved = paused if status == "solved" else None
    due = opened + timedelta(hours=24)
    priority = chance.choice(("low", "normal", "urgent"))
    books.add(_TICKET, status, priority, opened, due, answered, opened + timedelta(hours=48), paused, solved)


def write_talk(books: Books) -> None:
    """Write a conversation with its messages and what the log says of them."""
    chance, began, number, visitor = books.random, books.moment(), books.uuid(), books.uuid()
    of_staff, person = chance.random() < 0.2, f"visitor:{visitor}"
    books.add(_TALK, number, person, visitor, of_staff, began)
    for sequence, speaker in enumerate(_speakers(chance), 1):
        at = began + timedelta(minutes=sequence)
        books.add(_MESSAGE, number, sequence, person, visitor, of_staff, speaker, at)
        if speaker == "assistant":
            books.add(_ACT, at, "tool.get_order", chance.choice(("done", "refused")))
    if chance.random() < 0.3:
        books.add(_ACT, began, "conversation.hand_over", "done")
    if chance.random() < 0.5 and not of_staff:
        books.add(_RATING, number, person, chance.randint(1, 5), began + timedelta(hours=1))
    for act in ("transcript.download", "transcript.mail"):
        if chance.random() < 0.3:
            books.add(_ACT, began, act, chance.choice(("done", "failed")))


def _speakers(chance: random.Random) -> Iterator[str]:
    for _ in range(chance.randint(1, 3)):
        yield from ("person", "assistant")
    if chance.random() < 0.3:
        yield "colleague"

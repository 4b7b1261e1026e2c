"""Booking: rows of the ledger, entries of balances, and what is to be moved outside. The caller holds the order's row."""

from collections.abc import Sequence
from uuid import uuid4

from psycopg import errors

from support_ai.core.action import Direction
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError
from support_ai.core.jobs import enqueue
from support_ai.payments import booking_queries as queries
from support_ai.payments.models import AdjustmentKind, Part, Posting

SEND_TRANSFER = "send_transfer"


class BooksChangedError(ConflictError):
    """The books of this order or balance changed in this moment: look again."""

    code = "books_changed"


async def book(conn: Connection, posting: Posting, parts: Sequence[Part]) -> tuple[int, ...]:
    """Book the parts of a plan and return their lines; what is not kept here is handed to whoever moves money.

    What the policies granted, PostgreSQL checks once more: BooksChangedError where it would not hold.
    """
    lines: list[int] = []
    try:
        first = await queries.next_line(conn, posting.books.order_id)
        for number, part in enumerate(parts):
            key, line = f"{posting.act.proposal_id}:{number}", first + number
            await queries.insert_row(conn, posting, part, line=line, key=key)
            if part.method is not None and part.method.is_balanced:
                amount = -part.amount_minor if part.direction is Direction.CHARGE else part.amount_minor
                await queries.insert_entry(conn, posting, part.method.payment_method_id, amount, key=key)
            else:
                await _move(conn, posting, part, line)
            lines.append(line)
    except errors.CheckViolation as error:
        raise BooksChangedError from error
    return tuple(lines)


async def _move(conn: Connection, posting: Posting, part: Part, line: int) -> None:
    transfer_id = uuid4()
    await queries.insert_transfer(conn, posting, transfer_id, part.direction, line=line)
    await enqueue(conn, SEND_TRANSFER, transfer_id=str(transfer_id))


async def credit(conn: Connection, posting: Posting, method_id: str, amount: int) -> None:
    """Put an amount onto a balance that is no payment for anything; BooksChangedError where it is kept in another currency."""
    try:
        await queries.insert_entry(conn, posting, method_id, amount, key=f"{posting.act.proposal_id}:credit")
    except errors.CheckViolation as error:
        raise BooksChangedError from error


async def note_adjustment(
    conn: Connection, posting: Posting, kind: AdjustmentKind, amount: int, reason: str
) -> int:
    """Keep what the shop gave and why, and return its number."""
    return await queries.insert_adjustment(conn, posting, kind, amount, reason)

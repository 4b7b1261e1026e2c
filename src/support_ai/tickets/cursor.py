"""Where a page of tickets ends: the id of its last ticket, and in the order of due times when that is due."""

from datetime import UTC, datetime

from support_ai.core.page import CursorInvalidError, decode_cursor, encode_cursor
from support_ai.tickets.models import Ticket, TicketSort

_NEVER = "infinity"
_MOST = 2**63 - 1


def cursor_of(ticket: Ticket, sort: TicketSort) -> str:
    """Return the cursor behind a ticket; one of the order that customers use tells no due time."""
    if sort is TicketSort.NEWEST:
        return encode_cursor(ticket.ticket_id)
    return encode_cursor(_NEVER if ticket.due_at is None else ticket.due_at.isoformat(), ticket.ticket_id)


def read_cursor(cursor: str, sort: TicketSort) -> tuple[str, int]:
    """Return when the last ticket is due as PostgreSQL reads it, and its id; CursorInvalidError for anything else."""
    if sort is TicketSort.NEWEST:
        (ticket_id,) = decode_cursor(cursor, (int,))
        return _NEVER, _checked_id(ticket_id)
    due_at, ticket_id = decode_cursor(cursor, (str, int))
    return _checked_time(str(due_at)), _checked_id(ticket_id)


def _checked_id(part: str | int | None) -> int:
    if not isinstance(part, int) or not 0 <= part <= _MOST:
        raise CursorInvalidError(field="cursor")
    return part


def _checked_time(text: str) -> str:
    if text == _NEVER:
        return text
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except (ValueError, OverflowError) as error:
        raise CursorInvalidError(field="cursor") from error

"""Tickets as the rest of the house sees them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class TicketStatus(StrEnum):
    """Where the work stands: `pending` waits for the customer, `on_hold` for somebody else; `closed` is final."""

    OPEN = "open"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    SOLVED = "solved"
    CLOSED = "closed"


class Priority(StrEnum):
    """How soon the work is due."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Author(StrEnum):
    """Who opened a ticket, wrote a comment or changed something."""

    CUSTOMER = "customer"
    COLLEAGUE = "colleague"
    ASSISTANT = "assistant"
    SYSTEM = "system"


class EventKind(StrEnum):
    """What happened to a ticket; `noted` is a comment that only colleagues see."""

    OPENED = "opened"
    COMMENTED = "commented"
    NOTED = "noted"
    STATUS = "status"
    PRIORITY = "priority"
    SUBJECT = "subject"
    ASSIGNED = "assigned"
    ARCHIVED = "archived"


class TicketSort(StrEnum):
    """The order of a list: what is due next first, or the newest first."""

    DUE = "due"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Timing:
    """A ticket's clock: what is due when, since when it stands still, and for how much business time it did before."""

    opened_at: datetime
    first_answer_due: datetime | None
    first_answered_at: datetime | None
    resolution_due: datetime | None
    paused_at: datetime | None
    paused: timedelta
    solved_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket without its comments; an empty subject was forgotten with its customer.

    `due_at` is what is due next, None while the clock stands still or nothing is.
    """

    ticket_id: int
    customer_id: str | None
    conversation_id: UUID | None
    order_numbers: tuple[str, ...]
    subject_id: UUID
    subject: str
    status: TicketStatus
    priority: Priority
    origin: Author
    assignee: UUID | None
    version: int
    updated_at: datetime
    timing: Timing
    due_at: datetime | None

    @property
    def number(self) -> str:
        """Return the number as people say it."""
        return f"T-{self.ticket_id}"


@dataclass(frozen=True, slots=True)
class Comment:
    """Something that was written on a ticket; `name` is the colleague's, where one wrote it."""

    comment_id: UUID
    author: Author
    name: str | None
    text: str
    is_internal: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a ticket's history; of a subject or a comment it holds no word."""

    kind: EventKind
    author: Author
    account_id: UUID | None
    before: str | None
    after: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketDetails:
    """A ticket with what its reader may see of comments and history."""

    ticket: Ticket
    comments: tuple[Comment, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets to list; everything given must hold. `unassigned` means nobody's, `overdue_at` overdue at a moment."""

    status: TicketStatus | None = None
    priority: Priority | None = None
    assignee: UUID | None = None
    unassigned: bool = False
    overdue_at: datetime | None = None
    customer_id: str | None = None
    order_number: str | None = None

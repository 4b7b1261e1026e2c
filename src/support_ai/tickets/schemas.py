"""Tickets on the wire. What colleagues know of one stands in `work`, which customers do not get."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from support_ai.core.page import WHOLE, PageQuery, Word, is_storable
from support_ai.tickets.models import (
    Author,
    Comment,
    Event,
    EventKind,
    Priority,
    Ticket,
    TicketDetails,
    TicketSort,
    TicketStatus,
)


def _readable(text: str) -> str:
    if not is_storable(text) or not text.strip():
        kind, message = "unreadable", "must be valid Unicode without NUL, and more than blanks"
        raise PydanticCustomError(kind, message)
    return text


# OpenAPI says as a pattern what the validator says in words.
_WRITTEN = Field(json_schema_extra={"pattern": r"^[^\u0000]*[^\u0000\s][^\u0000]*$"})
_Text = Annotated[str, AfterValidator(_readable), _WRITTEN, Field(min_length=1, max_length=8000)]
_Subject = Annotated[str, AfterValidator(_readable), _WRITTEN, Field(min_length=1, max_length=200)]
_Version = Annotated[int, Field(ge=1, le=2**31 - 1), WHOLE]
_STRICT = ConfigDict(extra="forbid")


class TicketIn(BaseModel):
    """A new ticket. Colleagues name the customer, if it is about one, and the priority; a customer's is their own."""

    model_config = _STRICT

    subject: _Subject
    text: _Text
    order_numbers: Annotated[list[Word], Field(max_length=10)] = []
    conversation_id: UUID | None = None
    customer_id: Word | None = None
    priority: Priority = Priority.NORMAL
    is_internal: StrictBool = False


class CommentIn(BaseModel):
    """Something to write on a ticket; what is internal only colleagues see."""

    model_config = _STRICT

    text: _Text
    is_internal: StrictBool = False


class TicketChange(BaseModel):
    """What shall be another way, and the version of the ticket that this was made from."""

    model_config = _STRICT

    version: _Version
    status: TicketStatus | None = None
    priority: Priority | None = None
    subject: _Subject | None = None


class Assignment(BaseModel):
    """Whose work it shall be: an account, the caller's own ("me"), or nobody's."""

    model_config = _STRICT

    version: _Version
    assignee: UUID | Literal["me"] | None


class TicketQuery(PageQuery):
    """Which tickets to list; everything given must hold."""

    status: TicketStatus | None = None
    priority: Priority | None = None
    assignee: UUID | Literal["me", "nobody"] | None = None
    overdue: bool | None = None
    customer_id: Word | None = None
    order_number: Word | None = None
    sort: TicketSort = TicketSort.NEWEST

    @property
    def asks_for_work(self) -> bool:
        """Tell whether it asks for what only colleagues know of a ticket."""
        wanted = (self.priority, self.assignee, self.overdue)
        return any(one is not None for one in wanted) or self.sort is not TicketSort.NEWEST


class WorkOut(BaseModel):
    """What colleagues know of a ticket; `version` is what a change of it names."""

    version: int
    priority: Priority
    assignee: UUID | None
    due_at: AwareDatetime | None
    first_answer_due: AwareDatetime | None
    first_answered_at: AwareDatetime | None
    resolution_due: AwareDatetime | None
    paused_at: AwareDatetime | None

    @classmethod
    def of(cls, ticket: Ticket) -> "WorkOut":
        """Return what colleagues know of a ticket."""
        timing = ticket.timing
        return cls(
            version=ticket.version,
            priority=ticket.priority,
            assignee=ticket.assignee,
            due_at=ticket.due_at,
            first_answer_due=timing.first_answer_due,
            first_answered_at=timing.first_answered_at,
            resolution_due=timing.resolution_due,
            paused_at=timing.paused_at,
        )


class TicketOut(BaseModel):
    """A ticket; an empty subject was forgotten with its customer."""

    number: str
    subject: str
    status: TicketStatus
    origin: Author
    customer_id: str | None
    order_numbers: list[str]
    conversation_id: UUID | None
    opened_at: AwareDatetime
    updated_at: AwareDatetime
    solved_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    work: WorkOut | None = None

    @classmethod
    def of(cls, ticket: Ticket, *, for_staff: bool) -> "TicketOut":
        """Return a ticket as its reader may see it."""
        return cls(
            number=ticket.number,
            subject=ticket.subject,
            status=ticket.status,
            origin=ticket.origin,
            customer_id=ticket.customer_id,
            order_numbers=list(ticket.order_numbers),
            conversation_id=ticket.conversation_id,
            opened_at=ticket.timing.opened_at,
            updated_at=ticket.updated_at,
            solved_at=ticket.timing.solved_at,
            closed_at=ticket.timing.closed_at,
            work=WorkOut.of(ticket) if for_staff else None,
        )


class CommentOut(BaseModel):
    """Something that was written; `name` is the colleague's, where one wrote it."""

    comment_id: UUID
    author: Author
    name: str | None
    text: str
    is_internal: bool
    created_at: AwareDatetime

    @classmethod
    def of(cls, found: Comment) -> "CommentOut":
        """Return a comment."""
        return cls(
            comment_id=found.comment_id,
            author=found.author,
            name=found.name,
            text=found.text,
            is_internal=found.is_internal,
            created_at=found.created_at,
        )


class EventOut(BaseModel):
    """A line of the history; who of the colleagues it was, colleagues see."""

    kind: EventKind
    author: Author
    account_id: UUID | None
    before: str | None
    after: str | None
    at: AwareDatetime

    @classmethod
    def of(cls, found: Event, *, for_staff: bool) -> "EventOut":
        """Return an event as its reader may see it."""
        return cls(
            kind=found.kind,
            author=found.author,
            account_id=found.account_id if for_staff else None,
            before=found.before,
            after=found.after,
            at=found.at,
        )


class TicketDetailsOut(TicketOut):
    """A ticket with what was written, the oldest first, and the newest hundred lines of its history."""

    comments: list[CommentOut]
    events: list[EventOut]

    @classmethod
    def whole(cls, found: TicketDetails, *, for_staff: bool) -> "TicketDetailsOut":
        """Return a ticket with what its reader may see."""
        return cls(
            **TicketOut.of(found.ticket, for_staff=for_staff).model_dump(),
            comments=[CommentOut.of(one) for one in found.comments],
            events=[EventOut.of(one, for_staff=for_staff) for one in found.events],
        )


class TicketPage(BaseModel):
    """Some tickets, and where the next ones begin."""

    items: list[TicketOut]
    next_cursor: str | None

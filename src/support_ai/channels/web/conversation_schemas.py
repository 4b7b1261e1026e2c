"""Conversations on the wire: what people read of their own, and what colleagues work with."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from support_ai.actions.models import Proposal
from support_ai.actions.schemas import ProposalOut
from support_ai.channels.web.after_schemas import RatingOut
from support_ai.channels.web.schemas import MAX_MESSAGE, MessageOut, Readable, Saying
from support_ai.conversations.colleagues import Folder
from support_ai.conversations.models import (
    Conversation,
    HandledBy,
    HandOver,
    HandOverReason,
    Queued,
    QueueEventKind,
    Speaker,
)
from support_ai.conversations.next_steps import Next
from support_ai.conversations.queue_events import Heard
from support_ai.conversations.summary import sentences
from support_ai.core.page import PageQuery


class ConversationQuery(PageQuery):
    """Which conversations to list; all but `cursor` and `limit` are for colleagues."""

    queue: Annotated[bool, Field(description="Those that wait for colleagues, or that colleagues have.")] = (
        False
    )
    handled_by: HandledBy | None = Field(None, description="Of the queue only `waiting` or `colleague`.")
    mine: Annotated[bool, Field(description="Of the queue only those that the caller has.")] = False


class PreviewOut(BaseModel):
    """The beginning of what was said last."""

    speaker: Speaker
    text: str
    at: AwareDatetime


class QueuedOut(BaseModel):
    """What colleagues see of a conversation in their queue.

    `since` is when the oldest message came that nobody answered, or when a colleague took it; `reason` is why it was handed over.
    """

    since: AwareDatetime | None
    reason: HandOverReason | None
    customer_id: str | None
    name: str | None
    assigned_to: UUID | None
    is_mine: bool
    preview: PreviewOut | None


class ConversationOut(BaseModel):
    """One line of a list of conversations; `work` is for colleagues."""

    conversation_id: UUID
    handled_by: HandledBy
    last_sequence: int
    updated_at: AwareDatetime
    work: QueuedOut | None = None

    @classmethod
    def of(cls, one: Conversation) -> "ConversationOut":
        """Return a conversation as its own person sees it."""
        return cls(
            conversation_id=one.conversation_id,
            handled_by=one.handled_by,
            last_sequence=one.last_sequence,
            updated_at=one.updated_at,
        )

    @classmethod
    def queued(cls, row: Queued, colleague: UUID) -> "ConversationOut":
        """Return a line of the queue as a colleague sees it."""
        one, seen = row.conversation, row.preview
        work = QueuedOut(
            since=one.queued_at,
            reason=row.reason,
            customer_id=one.customer_id,
            name=row.name,
            assigned_to=one.assigned_to,
            is_mine=one.assigned_to == colleague,
            preview=None if seen is None else PreviewOut(speaker=seen.speaker, text=seen.text, at=seen.at),
        )
        return cls.of(one).model_copy(update={"work": work})


class ConversationPage(BaseModel):
    """A page of conversations; `next_cursor` goes on."""

    items: list[ConversationOut]
    next_cursor: str | None


class NextOut(BaseModel):
    """What happens next, in words that are true, and the moments that they name; times in words are the shop's clock's.

    `ahead` is how many conversations wait for longer.
    """

    text: str
    is_open: bool
    time_zone: str
    opens_at: AwareDatetime | None
    closes_at: AwareDatetime | None
    answer_by: AwareDatetime | None
    ahead: int | None

    @classmethod
    def of(cls, found: Next) -> "NextOut":
        """Return it as it goes over the wire."""
        return cls.model_validate(found, from_attributes=True)


class NoteOut(BaseModel):
    """What a colleague noted; `account_id` is theirs."""

    note_id: UUID
    account_id: UUID | None
    name: str
    text: str
    created_at: AwareDatetime


class SummaryOut(BaseModel):
    """What was handed over: by itself in `text`, and part by part."""

    text: str
    who: str
    minutes: int
    messages: int
    asked_last: str
    orders: list[str]
    tried: list[str]


class HandOverOut(BaseModel):
    """One time that a conversation was given to colleagues; `by` is the colleague who did, null the assistant."""

    hand_over_id: UUID
    reason: HandOverReason
    by: UUID | None
    summary: SummaryOut
    created_at: AwareDatetime

    @classmethod
    def of(cls, found: HandOver) -> "HandOverOut":
        """Return a hand-over as colleagues read it."""
        told = found.summary
        return cls(
            hand_over_id=found.hand_over_id,
            reason=found.reason,
            by=found.by,
            created_at=found.created_at,
            summary=SummaryOut(
                text=" ".join(sentences(told)),
                who=told.who,
                minutes=told.minutes,
                messages=told.messages,
                asked_last=told.asked_last,
                orders=list(told.orders),
                tried=list(told.tried),
            ),
        )


class FolderOut(BaseModel):
    """What goes along with a conversation, for colleagues; `proposals` wait for somebody's yes."""

    since: AwareDatetime | None
    customer_id: str | None
    name: str | None
    assigned_to: UUID | None
    is_mine: bool
    notes: list[NoteOut]
    hand_overs: list[HandOverOut]
    proposals: list[ProposalOut]

    @classmethod
    def of(cls, found: Folder, proposals: list[Proposal], colleague: UUID) -> "FolderOut":
        """Return it as a colleague reads it."""
        one = found.conversation
        return cls(
            since=one.queued_at,
            customer_id=one.customer_id,
            name=found.name,
            assigned_to=one.assigned_to,
            is_mine=one.assigned_to == colleague,
            notes=[NoteOut.model_validate(note, from_attributes=True) for note in found.notes],
            hand_overs=[HandOverOut.of(hand_over) for hand_over in found.hand_overs],
            proposals=[ProposalOut.of(proposal) for proposal in proposals],
        )


class ConversationDetailOut(BaseModel):
    """A conversation: who answers, what happens next, how it was rated, the newest messages; `work` is for colleagues."""

    conversation_id: UUID
    handled_by: HandledBy
    last_sequence: int
    created_at: AwareDatetime
    updated_at: AwareDatetime
    next: NextOut
    rating: RatingOut | None
    messages: list[MessageOut]
    work: FolderOut | None


class ReplyIn(Saying):
    """What a colleague says."""


class NoteIn(BaseModel):
    """What a colleague notes."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[Readable, Field(min_length=1, max_length=MAX_MESSAGE)]


class TransferIn(BaseModel):
    """The colleague who gets a conversation; null for the queue."""

    model_config = ConfigDict(extra="forbid")

    account_id: UUID | None


class QueueEventOut(BaseModel):
    """One change of the queue; `id` names its place, for `after` or `Last-Event-ID`."""

    id: str
    conversation_id: UUID
    kind: QueueEventKind
    at: AwareDatetime


class QueueEvents(BaseModel):
    """What changed after a place; `last_id` is where to go on. With `reset` something may be missing: read the queue anew."""

    items: list[QueueEventOut]
    last_id: str
    reset: bool

    @classmethod
    def of(cls, heard: Heard) -> "QueueEvents":
        """Return what was heard as it goes over the wire."""
        items = [
            QueueEventOut(id=one.position, conversation_id=one.conversation_id, kind=one.kind, at=one.at)
            for one in heard.events
        ]
        return cls(items=items, last_id=str(heard.position), reset=heard.must_reread)

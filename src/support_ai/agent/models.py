"""What the assistant shows and keeps: changes, and offers that wait for a yes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import JsonValue

from support_ai.core.action import Preview


class Stage(StrEnum):
    """How far an offer is: it was asked whether that is all, or shown with its amounts."""

    ASKED = "asked"
    SHOWN = "shown"


class OfferState(StrEnum):
    """What became of an offer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """An action with its exact arguments."""

    action: str
    arguments: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Previewed:
    """A change that is not proposed yet, with what it would do."""

    action: str
    customer_id: str | None
    arguments: Mapping[str, JsonValue]
    preview: Preview


@dataclass(frozen=True, slots=True)
class Offer:
    """What one message of the assistant shows, and a yes commits: all of `proposals`, or none.

    Where it was only asked whether that is all, `changes` are what is proposed then.
    """

    conversation_id: UUID
    offer_id: UUID
    sequence: int
    stage: Stage
    proposals: tuple[UUID, ...]
    changes: tuple[Change, ...]
    state: OfferState
    settled_by: int | None
    rule: str | None
    expires_at: datetime

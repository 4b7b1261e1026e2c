"""What there is of webhooks: endpoints, what is sent to them, how sending ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from support_ai.messaging.webhooks.events import Event


class Ending(StrEnum):
    """Why nothing is sent to an endpoint any more."""

    OWNER = "owner"
    GONE = "gone"
    FAILING = "failing"


class DeliveryState(StrEnum):
    """Where a delivery stands; `stopped` is one whose endpoint was disabled before it succeeded."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where events go, without its secrets; no `events` means every one."""

    webhook_id: UUID
    url: str
    description: str
    events: tuple[Event, ...]
    created_at: datetime
    created_by: str
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_because: Ending | None
    rotating_until: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint."""

    delivery_id: UUID
    event_id: UUID
    type: str
    sequence: int
    occurred_at: datetime
    subject: str
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None
    last_attempt_at: datetime | None
    last_status: int | None
    last_error: str | None
    last_answer: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """What one attempt sends where, and the secrets that sign it, the newest first."""

    webhook_id: UUID
    url: str
    secrets: tuple[str, ...]
    event_id: UUID
    type: str
    sequence: int
    occurred_at: datetime
    told: dict[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """How an endpoint answered: a status and the beginning of its words, or why there is none."""

    status: int | None
    error: str | None = None
    words: str = ""
    retry_after: int = 0

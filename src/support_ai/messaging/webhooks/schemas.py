"""What goes over the wire about webhooks."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from support_ai.core.page import Moment, PageQuery, is_storable
from support_ai.messaging.webhooks.events import Event
from support_ai.messaging.webhooks.models import Delivery, DeliveryState, Ending, Endpoint
from support_ai.messaging.webhooks.signing import message_id
from support_ai.shop.security import UNIQUE, different


def _storable(text: str) -> str:
    if not is_storable(text):
        kind, message = "text", "must be text without NUL"
        raise PydanticCustomError(kind, message)
    return text


UrlText = Annotated[
    str,
    AfterValidator(_storable),
    Field(min_length=1, max_length=2000, examples=["https://shop.example/hook"]),
]
DescriptionText = Annotated[str, AfterValidator(_storable), Field(max_length=200, examples=["Warehouse"])]
Events = Annotated[
    tuple[Event, ...],
    Field(max_length=len(Event), json_schema_extra=UNIQUE, examples=[["order.cancelled"]]),
    AfterValidator(different),
]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewWebhook(_Sent):
    """Where events go; without `events` every one does, those too that a later version knows."""

    url: UrlText
    description: DescriptionText = ""
    events: Events = ()


class WebhookChange(_Sent):
    """What is not sent stays as it is; an empty list of events means every one."""

    url: UrlText | None = None
    description: DescriptionText | None = None
    events: Events | None = None
    enabled: StrictBool | None = None


class WebhookOut(BaseModel):
    """An endpoint without its secret; no `events` means every one."""

    webhook_id: UUID
    url: str
    description: str
    events: tuple[Event, ...]
    enabled: bool
    created_at: AwareDatetime
    created_by: str
    failing_since: AwareDatetime | None
    disabled_at: AwareDatetime | None
    disabled_because: Ending | None
    rotating_until: AwareDatetime | None

    @classmethod
    def of(cls, endpoint: Endpoint) -> "WebhookOut":
        """Return what is shown of an endpoint."""
        return cls(
            webhook_id=endpoint.webhook_id,
            url=endpoint.url,
            description=endpoint.description,
            events=endpoint.events,
            enabled=endpoint.disabled_at is None,
            created_at=endpoint.created_at,
            created_by=endpoint.created_by,
            failing_since=endpoint.failing_since,
            disabled_at=endpoint.disabled_at,
            disabled_because=endpoint.disabled_because,
            rotating_until=endpoint.rotating_until,
        )


class WebhookList(BaseModel):
    """Every endpoint, the newest first."""

    items: list[WebhookOut]


class MadeWebhook(BaseModel):
    """The endpoint with its secret, which is shown this once."""

    webhook: WebhookOut
    secret: str


class NewSecret(BaseModel):
    """The new secret, which is shown this once; until `rotating_until` both sign."""

    secret: str
    rotating_until: AwareDatetime


class DeliveryQuery(PageQuery):
    """Which deliveries to list."""

    state: DeliveryState | None = None


class DeliveryOut(BaseModel):
    """One event on its way to an endpoint; `event_id` is what receivers get as `webhook-id`."""

    delivery_id: UUID
    event_id: str
    type: str
    sequence: int
    occurred_at: AwareDatetime
    subject: str
    state: DeliveryState
    attempts: int
    next_attempt_at: AwareDatetime | None
    last_attempt_at: AwareDatetime | None
    last_status: int | None
    last_error: str | None
    last_answer: str | None

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryOut":
        """Return what is shown of a delivery."""
        return cls(
            delivery_id=delivery.delivery_id,
            event_id=message_id(delivery.event_id),
            type=delivery.type,
            sequence=delivery.sequence,
            occurred_at=delivery.occurred_at,
            subject=delivery.subject,
            state=delivery.state,
            attempts=delivery.attempts,
            next_attempt_at=delivery.next_attempt_at,
            last_attempt_at=delivery.last_attempt_at,
            last_status=delivery.last_status,
            last_error=delivery.last_error,
            last_answer=delivery.last_answer,
        )


class Sending(BaseModel):
    """A delivery that is attempted now; the list tells what came of it."""

    delivery_id: UUID


class ReplayWanted(_Sent):
    """Since when everything is sent again that did not arrive; with `delivered` what arrived too."""

    since: Moment
    delivered: StrictBool = False


class Replaying(BaseModel):
    """How many events are sent again."""

    events: int

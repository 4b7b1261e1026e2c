"""What the shop's own programs are told of a change, by the name that the audit log has for it."""

from collections.abc import Mapping
from types import MappingProxyType

from support_ai.actions.models import Proposal
from support_ai.core.database import Connection
from support_ai.messaging.webhooks.announcing import announce
from support_ai.messaging.webhooks.events import Event

_EVENTS: Mapping[str, Event] = MappingProxyType(
    {
        "order.cancel": Event.ORDER_CANCELLED,
        "order.change_address": Event.ORDER_ADDRESS_CHANGED,
        "order.change_payment_method": Event.ORDER_PAYMENT_METHOD_CHANGED,
        "order.change_items": Event.ORDER_ITEMS_CHANGED,
        "order.set_status": Event.ORDER_STATUS_CHANGED,
        "order.archive": Event.ORDER_ARCHIVED,
        "return.request": Event.RETURN_REQUESTED,
        "exchange.request": Event.EXCHANGE_REQUESTED,
        "return.set_status": Event.RETURN_UPDATED,
        "return.withdraw": Event.RETURN_UPDATED,
        "refund.create": Event.REFUND_CREATED,
        "adjustment.create": Event.ADJUSTMENT_CREATED,
        "customer.change_address": Event.CUSTOMER_ADDRESS_CHANGED,
        "approval.request": Event.APPROVAL_REQUESTED,
        "approval.approve": Event.APPROVAL_DECIDED,
        "approval.decline": Event.APPROVAL_DECIDED,
    }
)
_OF_EXCHANGES = "exchange"


def event_of(noted: str, proposal: Proposal) -> Event | None:
    """Return the event of what the audit log calls `noted`; None where it concerns nobody outside."""
    event = _EVENTS.get(noted)
    if event is Event.RETURN_UPDATED and _OF_EXCHANGES in proposal.preview.changes:
        return Event.EXCHANGE_UPDATED
    return event


async def tell(conn: Connection, noted: str, proposal: Proposal, detail: Mapping[str, str | int]) -> None:
    """Announce what became of a proposal, in the caller's transaction."""
    event = event_of(noted, proposal)
    if event is None:
        return
    noun, _, number = proposal.subject.partition(":")
    await announce(
        conn,
        event,
        proposal.subject,
        order_number=number if noun == "order" else None,
        customer_id=proposal.customer_id,
        detail=detail,
    )

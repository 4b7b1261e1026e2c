"""What the shop's programs can hear of. Names are never changed; more may come."""

from enum import StrEnum


class Event(StrEnum):
    """One kind of change."""

    ORDER_IMPORTED = "order.imported"
    ORDER_UPDATED = "order.updated"
    ORDER_CANCELLED = "order.cancelled"
    ORDER_ADDRESS_CHANGED = "order.address_changed"
    ORDER_PAYMENT_METHOD_CHANGED = "order.payment_method_changed"
    ORDER_ITEMS_CHANGED = "order.items_changed"
    ORDER_STATUS_CHANGED = "order.status_changed"
    ORDER_ARCHIVED = "order.archived"
    RETURN_REQUESTED = "return.requested"
    RETURN_UPDATED = "return.updated"
    EXCHANGE_REQUESTED = "exchange.requested"
    EXCHANGE_UPDATED = "exchange.updated"
    REFUND_CREATED = "refund.created"
    REFUND_COMPLETED = "refund.completed"
    REFUND_FAILED = "refund.failed"
    ADJUSTMENT_CREATED = "adjustment.created"
    APPROVAL_REQUESTED = "approval.requested"
    APPROVAL_DECIDED = "approval.decided"
    TICKET_OPENED = "ticket.opened"
    TICKET_UPDATED = "ticket.updated"
    CUSTOMER_ADDRESS_CHANGED = "customer.address_changed"


# Sent to one endpoint, because its owner asked for it.
TEST = "webhook.test"

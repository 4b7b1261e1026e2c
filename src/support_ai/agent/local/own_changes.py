"""The changes of customers: what each needs to know, and what it tells its tool."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import JsonValue

from support_ai.agent.local import change_words, slot_items, slot_method, slot_order, slot_reason, starting
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.form_fields import without_nothing
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.orders.models import OrderStatus

_PENDING = frozenset({OrderStatus.PENDING})
_DELIVERED = frozenset({OrderStatus.DELIVERED})
_NOTHING = "-"


def _cancel(form: Form) -> Mapping[str, JsonValue]:
    return {"number": form.order, "reason": form.reason}


def _no_reason(form: Form) -> Mapping[str, JsonValue]:
    return {"number": form.order, "reason": slot_reason.UNSAID}


def _return(form: Form) -> Mapping[str, JsonValue]:
    return without_nothing(
        {
            "number": form.order,
            "item_ids": list(form.items),
            "payment_method_id": form.method,
            "reason": form.reason,
        }
    )


def _no_items(form: Form) -> Mapping[str, JsonValue]:
    return {"number": form.order, "item_ids": [_NOTHING]}


CANCEL_ORDER = Kind(
    "cancel_order",
    "cancel",
    (slot_order.fill, slot_items.whole, slot_reason.fill),
    _cancel,
    _PENDING,
    _no_reason,
    MappingProxyType(
        {
            OrderStatus.DELIVERED: change_words.RETURN_NOW,
            OrderStatus.SHIPPED: change_words.RETURN_INSTEAD,
            OrderStatus.PROCESSED: change_words.RETURN_INSTEAD,
        }
    ),
)
RETURN_ITEMS = Kind(
    "return_items",
    "return",
    (slot_order.fill, slot_items.fill, slot_method.back),
    _return,
    _DELIVERED,
    _no_items,
    MappingProxyType(
        {
            OrderStatus.PENDING: change_words.CANCEL_INSTEAD,
            OrderStatus.SHIPPED: change_words.RETURN_LATER,
            OrderStatus.PROCESSED: change_words.RETURN_LATER,
        }
    ),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in (CANCEL_ORDER, RETURN_ITEMS)})


async def cancel(desk: Desk) -> None:
    """Begin to cancel one order, or several."""
    await starting.each(desk, CANCEL_ORDER)


async def give_back(desk: Desk) -> None:
    """Begin a return."""
    await starting.each(desk, RETURN_ITEMS)

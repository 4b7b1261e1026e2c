"""The changes of customers: what each needs to know, and what it tells its tool."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import JsonValue

from support_ai.agent.local import (
    change_words,
    other_items,
    slot_address,
    slot_customer,
    slot_items,
    slot_method,
    slot_new_items,
    slot_order,
    slot_reason,
    slot_return,
    starting,
)
from support_ai.agent.local.desk import Desk, Task
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.form_fields import without_nothing
from support_ai.agent.local.intent import Intent
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


def _other_items(form: Form) -> Mapping[str, JsonValue]:
    return without_nothing(
        {
            "number": form.order,
            "item_ids": list(form.items),
            "new_item_ids": list(form.new_items),
            "payment_method_id": form.method,
        }
    )


def _no_pairs(form: Form) -> Mapping[str, JsonValue]:
    return {"number": form.order, "item_ids": [_NOTHING], "new_item_ids": [_NOTHING]}


def _address(form: Form) -> Mapping[str, JsonValue]:
    return {"number": form.order, **(form.address or {})}


def _customer_address(form: Form) -> Mapping[str, JsonValue]:
    return without_nothing({"customer_id": form.customer, **(form.address or {})})


def _payment(form: Form) -> Mapping[str, JsonValue]:
    return {"number": form.order, "payment_method_id": form.method}


def _no_method(form: Form) -> Mapping[str, JsonValue]:
    return {"number": form.order, "payment_method_id": _NOTHING}


def _withdraw(form: Form) -> Mapping[str, JsonValue]:
    return {"return_id": form.return_id}


CANCEL_ORDER = Kind(
    "cancel_order",
    "cancel",
    (slot_order.fill, slot_items.whole, slot_reason.fill),
    _cancel,
    _PENDING,
    _no_reason,
    _PENDING,
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
    _DELIVERED,
    MappingProxyType(
        {
            OrderStatus.PENDING: change_words.CANCEL_INSTEAD,
            OrderStatus.SHIPPED: change_words.RETURN_LATER,
            OrderStatus.PROCESSED: change_words.RETURN_LATER,
        }
    ),
)
EXCHANGE_ITEMS = Kind(
    "exchange_items",
    "exchange",
    (slot_order.fill, other_items.by_status, slot_items.fill, slot_new_items.fill, slot_method.difference),
    _other_items,
    _PENDING | _DELIVERED,
    _no_pairs,
    _DELIVERED,
    MappingProxyType(
        {OrderStatus.SHIPPED: change_words.EXCHANGE_LATER, OrderStatus.PROCESSED: change_words.EXCHANGE_LATER}
    ),
)
CHANGE_ITEMS = Kind(
    "change_order_items",
    "change",
    EXCHANGE_ITEMS.slots,
    _other_items,
    _PENDING | _DELIVERED,
    _no_pairs,
    _PENDING,
    EXCHANGE_ITEMS.instead,
)
CHANGE_ADDRESS = Kind(
    "change_order_address", "send elsewhere", (slot_order.fill, slot_address.of_order), _address, _PENDING
)
CHANGE_CUSTOMER_ADDRESS = Kind(
    "change_customer_address", "change", (slot_customer.fill, slot_address.of_customer), _customer_address
)
CHANGE_PAYMENT = Kind(
    "change_order_payment",
    "pay differently",
    (slot_order.fill, slot_method.named),
    _payment,
    _PENDING,
    _no_method,
)
WITHDRAW_RETURN = Kind(
    "withdraw_return",
    "keep",
    (slot_return.fill,),
    _withdraw,
    frozenset({OrderStatus.RETURN_REQUESTED, OrderStatus.EXCHANGE_REQUESTED}),
)
_ALL = (
    CANCEL_ORDER,
    RETURN_ITEMS,
    EXCHANGE_ITEMS,
    CHANGE_ITEMS,
    CHANGE_ADDRESS,
    CHANGE_CUSTOMER_ADDRESS,
    CHANGE_PAYMENT,
    WITHDRAW_RETURN,
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})


def begin(kind: Kind) -> Task:
    """Return the task that begins a change: of each order that is named."""

    async def task(desk: Desk) -> None:
        await starting.each(desk, kind)

    return task


async def exchange_items(desk: Desk) -> None:
    """Begin an exchange; what is swapped for the variant shown before is a piece of the same product."""
    await starting.each(desk, EXCHANGE_ITEMS, await other_items.of_shown(desk, EXCHANGE_ITEMS))


async def change_items(desk: Desk) -> None:
    """Begin to change the items of an order; more pieces cannot join it."""
    if other_items.asks_for_more(desk.text):
        if not desk.is_barred():
            desk.say(change_words.NO_MORE_PIECES)
        return
    await starting.each(desk, CHANGE_ITEMS, await other_items.of_shown(desk, CHANGE_ITEMS))


async def change_address(desk: Desk) -> None:
    """Begin to send an order elsewhere; where the account is spoken of too, its address changes with it."""
    if slot_address.is_of_account_too(desk.text):
        await starting.each(desk, CHANGE_CUSTOMER_ADDRESS)
    await starting.each(desk, CHANGE_ADDRESS)


async def change_customer_address(desk: Desk) -> None:
    """Begin to change where somebody lives; where an order is spoken of too, it goes there as well, or it alone."""
    if slot_address.is_of_order_only(desk.text):
        await starting.each(desk, CHANGE_ADDRESS)
        return
    await starting.each(desk, CHANGE_CUSTOMER_ADDRESS)
    if desk.wish.values(EntityType.ORDER_NUMBER):
        await starting.each(desk, CHANGE_ADDRESS)


TASKS: Mapping[Intent, Task] = MappingProxyType(
    {
        Intent.CANCEL_ORDER: begin(CANCEL_ORDER),
        Intent.RETURN_ITEMS: begin(RETURN_ITEMS),
        Intent.EXCHANGE_ITEMS: exchange_items,
        Intent.CHANGE_ITEMS: change_items,
        Intent.CHANGE_ADDRESS: change_address,
        Intent.CHANGE_CUSTOMER_ADDRESS: change_customer_address,
        Intent.CHANGE_PAYMENT: begin(CHANGE_PAYMENT),
        Intent.WITHDRAW_RETURN: begin(WITHDRAW_RETURN),
    }
)

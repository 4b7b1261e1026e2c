"""The changes of colleagues: refunds, adjustments, statuses, archiving; and those that they make for a customer."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from pydantic import JsonValue

from support_ai.agent.local import (
    changing,
    own_changes,
    slot_amount,
    slot_method,
    slot_order,
    staff_people,
    staff_slots,
    starting,
)
from support_ai.agent.local.desk import Desk, Task
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.form_fields import without_nothing
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.staff_wanted import Wanted
from support_ai.agent.local.staff_whom import whom
from support_ai.orders.models import OrderStatus

_ANY = frozenset(OrderStatus)


def _refund(form: Form) -> Mapping[str, JsonValue]:
    return without_nothing(
        {
            "number": form.order,
            "amount": form.amount_minor,
            "payment_method_id": form.method,
            "reason": form.reason,
        }
    )


def _adjust(form: Form) -> Mapping[str, JsonValue]:
    return {"number": form.order, "kind": form.status, "amount": form.amount_minor, "reason": form.reason}


def _order_status(form: Form) -> Mapping[str, JsonValue]:
    return {"number": form.order, "status": form.status}


def _return_status(form: Form) -> Mapping[str, JsonValue]:
    return {"return_id": form.return_id, "status": form.status}


def _archive(form: Form) -> Mapping[str, JsonValue]:
    return {"number": form.order}


REFUND = Kind(
    "refund_order",
    "refund",
    (slot_order.fill, slot_amount.of_refund, slot_method.back, staff_slots.why),
    _refund,
    _ANY,
)
ADJUST = Kind(
    "adjust_order",
    "adjust",
    (slot_order.fill, staff_slots.adjustment, slot_amount.of_adjustment, staff_slots.why),
    _adjust,
    _ANY,
)
ORDER_STATUS = Kind(
    "set_order_status", "change", (slot_order.fill, staff_slots.order_status), _order_status, _ANY
)
RETURN_STATUS = Kind(
    "set_return_status", "change", (staff_slots.which_return, staff_slots.return_status), _return_status, _ANY
)
ARCHIVE = Kind("archive_order", "delete", (slot_order.fill,), _archive, _ANY)
KINDS: Mapping[str, Kind] = MappingProxyType(
    {kind.name: kind for kind in (REFUND, ADJUST, ORDER_STATUS, RETURN_STATUS, ARCHIVE)}
)


def begin(kind: Kind) -> Task:
    """Return the task that begins a change for a customer: of the orders that are named, else of whoever is spoken of."""

    async def task(desk: Desk) -> None:
        if desk.wish.values(EntityType.ORDER_NUMBER) and kind is not own_changes.CHANGE_CUSTOMER_ADDRESS:
            await starting.each(desk, kind)
            return
        meant = await whom(desk)
        if meant.several:
            staff_people.choose(desk, meant, Wanted.ORDERS)
        elif meant.is_nobody:
            staff_people.not_found(desk, meant.sought or "")
        elif meant.one is not None:
            desk.memory = replace(desk.memory, customer=meant.one.customer_id)
            await changing.start(desk, kind, Form(kind.name, customer=meant.one.customer_id))
        else:
            await changing.start(
                desk, kind, Form(kind.name, order=_spoken_of(desk), customer=desk.before.customer)
            )

    return task


def _spoken_of(desk: Desk) -> str | None:
    """Return the order that was spoken of, unless the wish tells another by its place or its day."""
    tells = desk.wish.values(EntityType.PLACE) or desk.wish.values(EntityType.DAYS)
    return None if tells else desk.before.last_order


_BEGUN: Mapping[Intent, Kind] = MappingProxyType(
    {
        Intent.REFUND_ORDER: REFUND,
        Intent.ADJUST_ORDER: ADJUST,
        Intent.SET_ORDER_STATUS: ORDER_STATUS,
        Intent.SET_RETURN_STATUS: RETURN_STATUS,
        Intent.DELETE_ORDER: ARCHIVE,
        Intent.CANCEL_ORDER: own_changes.CANCEL_ORDER,
        Intent.RETURN_ITEMS: own_changes.RETURN_ITEMS,
        Intent.EXCHANGE_ITEMS: own_changes.EXCHANGE_ITEMS,
        Intent.CHANGE_ITEMS: own_changes.CHANGE_ITEMS,
        Intent.CHANGE_ADDRESS: own_changes.CHANGE_ADDRESS,
        Intent.CHANGE_CUSTOMER_ADDRESS: own_changes.CHANGE_CUSTOMER_ADDRESS,
        Intent.CHANGE_PAYMENT: own_changes.CHANGE_PAYMENT,
        Intent.WITHDRAW_RETURN: own_changes.WITHDRAW_RETURN,
    }
)
TASKS: Mapping[Intent, Task] = MappingProxyType({intent: begin(kind) for intent, kind in _BEGUN.items()})

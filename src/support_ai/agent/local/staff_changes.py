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
from support_ai.agent.local.finding import number_in
from support_ai.agent.local.form_fields import without_nothing
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.reasons import NO_LONGER_NEEDED, ORDERED_BY_MISTAKE
from support_ai.agent.local.staff_follow_ups import picks_extreme
from support_ai.agent.local.staff_wanted import Wanted
from support_ai.agent.local.staff_whom import Whom, whom
from support_ai.orders.models import Order, OrderStatus

_ANY = frozenset(OrderStatus)
_WHOSE_ADDRESS = (
    "Whose address would you like to change? Give me a name, an e-mail address, or a customer number."
)
# Seen from the order that was spoken of, in the list that was shown.
_IN_LIST = frozenset({"next", "previous", "other", "latest"})


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
        status = staff_slots.status_in(desk.text) if kind is ORDER_STATUS else None
        form = Form(kind.name, reason=_reason(desk, kind), status=status)
        if kind is not own_changes.CHANGE_CUSTOMER_ADDRESS and await _names_order(desk):
            if kind in (REFUND, ADJUST) and (number := await _only_order(desk)) is not None:
                form = replace(form, order=number)
            await (changing.start(desk, kind, form) if form.order else starting.each(desk, kind, form))
            return
        if (number := _at_place(desk) or await _extreme(desk)) is not None:
            await changing.start(desk, kind, replace(form, order=number))
            return
        meant = await _for_whom(desk)
        if meant.several:
            staff_people.choose(desk, meant, Wanted.ORDERS)
        elif meant.is_nobody:
            staff_people.not_found(desk, meant.sought or "")
        elif meant.one is not None:
            desk.memory = replace(desk.memory, customer=meant.one.customer_id)
            await changing.start(desk, kind, replace(form, customer=meant.one.customer_id))
        elif kind is own_changes.CHANGE_CUSTOMER_ADDRESS and desk.before.customer is None:
            desk.say(_WHOSE_ADDRESS)
        else:
            await changing.start(
                desk, kind, replace(form, order=_spoken_of(desk), customer=desk.before.customer)
            )

    return task


async def _extreme(desk: Desk) -> str | None:
    """Return the dearest or the cheapest of the list that was shown: `refund the smallest one`."""
    if not picks_extreme(desk.text, desk.before):
        return None
    chosen = staff_people.superlative(await staff_people.listed(desk), desk.text)
    return None if chosen is None else chosen.number


async def _for_whom(desk: Desk) -> Whom:
    """Return whose change it is; where nobody is known at all, by a name that is written small, if there is such a customer."""
    meant = await whom(desk)
    if meant != Whom() or desk.before.last_order is not None or desk.before.customer is not None:
        return meant
    guessed = await whom(desk, may_guess=True)
    return Whom() if guessed.is_nobody or guessed.is_near else guessed


def _at_place(desk: Desk) -> str | None:
    """Return the order at a place of the list that was shown: `cancel the third one for her`."""
    place = next(iter(desk.wish.values(EntityType.PLACE)), None)
    if place is None or not (place.isdigit() or place in _IN_LIST):
        return None
    return number_in(place, desk.text, desk.before.last_orders, desk.before.last_order)


async def _names_order(desk: Desk) -> bool:
    """Tell whether the wish names an order; `refund 300 more on it` names an amount, where there is no order 300."""
    numbers = desk.wish.values(EntityType.ORDER_NUMBER)
    if not numbers or desk.before.last_order is None or any(not one.isdigit() for one in numbers):
        return bool(numbers)
    return any([isinstance(await desk.facts.order(one), Order) for one in numbers])


async def _only_order(desk: Desk) -> str | None:
    """Return the one order of several numbers of which the others, mere digits, are none: `money back for ORD-1, 640 in all`."""
    numbers = tuple(dict.fromkeys(desk.wish.values(EntityType.ORDER_NUMBER)))
    if len(numbers) < len(("one", "other")):
        return None
    found = [one for number in numbers if isinstance(one := await desk.facts.order(number), Order)]
    missing = [one for one in numbers if one.isdigit() and not isinstance(await desk.facts.order(one), Order)]
    return found[0].number if len(found) == 1 and len(found) + len(missing) == len(numbers) else None


def _reason(desk: Desk, kind: Kind) -> str | None:
    """Return why things go back, as the customer told it."""
    if kind not in (own_changes.RETURN_ITEMS, own_changes.EXCHANGE_ITEMS):
        return None
    told = next(iter(desk.wish.values(EntityType.REASON)), None)
    return told if told is None else _AS_LISTED.get(told, told)


# How shops' lists name what customers say.
_AS_LISTED = {"does not like it": "changed my mind", NO_LONGER_NEEDED: "changed my mind", ORDERED_BY_MISTAKE: "changed my mind"}  # fmt: skip


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

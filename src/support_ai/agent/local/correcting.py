"""What a correction makes of one change: another order, another customer, another kind, another detail."""

from dataclasses import replace

from support_ai.agent.local import mending, other_order, revising, staff_corrections, staff_people
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.memory import Form
from support_ai.agent.local.said import Said
from support_ai.agent.local.staff_slots import gift_in
from support_ai.agent.local.staff_small_names import pairs
from support_ai.agent.local.staff_wanted import Wanted
from support_ai.agent.local.staff_whom import whom
from support_ai.orders.models import Order


async def corrected(desk: Desk, form: Form, said: Said, *, is_only: bool) -> Form | None:
    """Return a change that waits as it is meant now; None where nothing is said of it."""
    order = None if form.order is None else await desk.facts.order(form.order)
    known = None if isinstance(order, Missing) else order
    if is_only and desk.is_staff:
        mended = _by_number(desk, form, known, said) or await _by_name(desk, form, known, said)
        mended = mended or _in_kind(form, said) or _in_reason(desk, form, said)
        if mended is not None:
            return mended
    return await mending.corrected(desk, form, said, is_only=is_only)


async def of_other_customer(desk: Desk, form: Form, said: Said) -> Form:
    """Return a change that is asked about as one for another customer, where one is named in the place of the first."""
    if not desk.is_staff or form.customer is None or not staff_corrections.names_other_person(said, form):
        return form
    meant = await whom(desk)
    if meant.one is None or meant.is_near or meant.one.customer_id == form.customer:
        return form
    desk.memory = replace(desk.memory, customer=meant.one.customer_id)
    return replace(
        form, customer=meant.one.customer_id, order=None, items=(), new_items=(), method=None, choices=()
    )


def _by_number(desk: Desk, form: Form, order: Order | None, said: Said) -> Form | None:
    is_other = other_order.corrects_order(said.text, desk.wish, (form,))
    return other_order.of_another(form, order, said) if is_other else None


async def _by_name(desk: Desk, form: Form, order: Order | None, said: Said) -> Form | None:
    """Return the change for somebody else; whose it is not any more is asked where nobody is found."""
    if not staff_corrections.names_other_person(said, form):
        return None
    meant = await whom(desk)
    is_found = meant.one is not None and not meant.is_near
    if not is_found and not meant.several and not staff_corrections.is_wrong_person(said):
        return None
    own = order.customer_id if order is not None else form.customer
    if meant.one is not None and meant.one.customer_id == own:
        return None
    if form.kind == "change_customer_address":
        other = replace(form, told=None, said=())
    else:
        other = other_order.of_another(form, order, said)
    if meant.several:
        staff_people.choose(desk, meant, Wanted.ORDERS)
    elif is_found and meant.one is not None:
        desk.say(f"For {meant.one.name}, {meant.one.customer_id}:")
    elif sought := meant.sought or next(iter(pairs(said.text)), None):
        staff_people.not_found(desk, sought)
    customer = meant.one.customer_id if meant.one is not None and is_found else None
    desk.memory = replace(desk.memory, customer=customer, last_order=None)
    desk.before = replace(desk.before, customer=customer, last_order=None)
    return replace(other, customer=customer)


def _in_kind(form: Form, said: Said) -> Form | None:
    """Return another change in the place of this one, or another kind of gift: `a price correction, not goodwill`."""
    kind = staff_corrections.other_kind(said, form)
    if kind is not None:
        return staff_corrections.as_other_kind(form, kind, said.text)
    if not staff_corrections.is_other_gift(said, form):
        return None
    amount = None if revising.names_amount(said) else form.amount_minor
    return replace(form, status=gift_in(said.text), amount_minor=amount, told=None, said=(said.text,))


def _in_reason(desk: Desk, form: Form, said: Said) -> Form | None:
    """Return the change for another reason: in the colleague's words where they decide, else one of the shop's list."""
    reason = staff_corrections.reason_said(said.text)
    if reason is None:
        return None
    if form.kind in revising.WITH_AMOUNT:
        desk.say(f"The reason is now: {reason}.")
        return replace(form, reason=reason, told=None)
    listed = next(iter(said.values(EntityType.REASON)), reason)
    return replace(form, reason=None if form.kind == "cancel_order" else listed, told=None, said=(reason,))

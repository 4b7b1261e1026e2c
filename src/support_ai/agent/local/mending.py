"""How a change that waits, or is asked about, is corrected by what is said of it: with the order, and the products, at hand."""

from collections.abc import Sequence

from support_ai.agent.local import revising, slot_order, wished_variants
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.memory import Form
from support_ai.agent.local.said import Said
from support_ai.orders.models import Order


async def corrected(desk: Desk, form: Form, said: Said, *, is_only: bool) -> Form | None:
    """Return a waiting change with what is said of it open or filled anew; None where nothing is said of it."""
    order = await _order(desk, form)
    apart = None if order is None else await wished_variants.one_apart(desk, form, order, said)
    other = apart or revising.revised(form, order, said)
    if other is not None or not is_only or order is None or revising.names(order, said):
        return other
    # What is named may be in none but another order.
    holding = await slot_order.holding(desk, await slot_order.orders_of(desk, form), said)
    return revising.reset(form, said) if holding else None


async def fewer(desk: Desk, form: Form, said: Said) -> Form:
    """Return a form that is asked about without what is left out of it now: `without the lamp, please`."""
    order = await _order(desk, form) if form.kind in revising.WITH_ITEMS and form.items else None
    left = None if order is None else revising.without(form, order, said)
    return left or form


async def same(desk: Desk, forms: Sequence[Form], said: Said) -> Form | None:
    """Return an empty form for more of what waits, where the order of it holds what is named."""
    for form in forms:
        if form.kind in revising.REPEATED and said.of(EntityType.ORDER_NUMBER):
            return Form(form.kind, status=form.status)
        if form.kind not in revising.WITH_ITEMS or form.order is None:
            continue
        order = await _order(desk, form)
        if order is not None and revising.names(order, said):
            return Form(form.kind, order=form.order, method=form.method)
    return None


async def _order(desk: Desk, form: Form) -> Order | None:
    found = None if form.order is None else await desk.facts.order(form.order)
    return found if isinstance(found, Order) else None

"""Whose record a colleague changes: the customer who is named, the one of the order that was spoken of, else it is asked."""

from dataclasses import replace

from support_ai.agent.local import changing, staff_people
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.staff_wanted import Wanted
from support_ai.agent.local.staff_whom import whom

SLOT = "customer"
_WHOSE = "Whose record is it? Give me a name, an e-mail address, or a customer or order number."


async def fill(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill whose record it is; customers change only their own."""
    if not desk.is_staff or form.customer is not None:
        return form
    is_answer = form.asked == SLOT
    named = next(iter(desk.wish.values(EntityType.ORDER_NUMBER)), None) if is_answer else None
    number = named or form.order or desk.before.last_order
    order = None if number is None else await desk.facts.order(number)
    if order is not None and not isinstance(order, Missing):
        said = form.said[:-1] if is_answer else form.said
        return replace(form, customer=order.customer_id, said=said, asked=None)
    meant = await whom(desk, may_guess=is_answer)
    if meant.one is not None and not meant.is_near:
        desk.memory = replace(desk.memory, customer=meant.one.customer_id)
        # The answer names somebody, and is no part of what is changed.
        said = form.said[:-1] if is_answer else form.said
        return replace(form, customer=meant.one.customer_id, said=said, asked=None)
    if meant.several:
        staff_people.choose(desk, meant, Wanted.PROFILE)
        await changing.ask(desk, form, SLOT)
        return None
    said = form.said[:-1] if is_answer else form.said
    lines = (f"I find no customer {meant.sought}.",) if is_answer and meant.is_nobody else ()
    await changing.ask(desk, replace(form, said=said), SLOT, *lines, _WHOSE)
    del kind
    return None

"""Which return or exchange is to be withdrawn."""

from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import change_words, changing
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.said import read
from support_ai.orders.booked_models import ReturnSummary

SLOT = "order"
_UNDER_WAY = "requested"


async def fill(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill the return that is meant: of the order that is named or was spoken of, else the only one that is under way."""
    if form.return_id is not None:
        return form
    said = read(*form.said)
    numbers = said.values(EntityType.ORDER_NUMBER)
    found = await desk.facts.booked(numbers[-1] if numbers else None)
    returns = () if isinstance(found, Refusal) else found.returns
    named = [one for one in returns if f"R-{one.return_id}" in said.values(EntityType.RETURN_NUMBER)]
    open_ones = named or [one for one in returns if one.status == _UNDER_WAY] or list(returns[:1])
    spoken = [one for one in open_ones if one.order_number == desk.before.last_order]
    chosen = spoken if len(spoken) == 1 else open_ones
    if len(chosen) == 1:
        return _filled(form, chosen[0])
    if not chosen:
        changing.stop(desk, change_words.NO_RETURN)
        return None
    numbers = tuple(one.order_number for one in chosen)
    lines = [f"Which one would you like to {kind.verb}: the {' or the '.join(f'{one.kind.value} of order {one.order_number}' for one in chosen)}?"]  # fmt: skip
    await changing.ask(desk, form, SLOT, *lines, choices=numbers, values=numbers)
    return None


def _filled(form: Form, one: ReturnSummary) -> Form:
    return replace(form, return_id=one.return_id, order=one.order_number)

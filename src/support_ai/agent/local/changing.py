"""How a change is put together: its slots are filled one after the other, and what is complete is planned.

`start` begins a change for a wish, `take_up` goes on with one. What is complete waits at the desk until the end of the turn,
when everything is planned together: what a turn planned is one offer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import ValidationError

from support_ai.agent.brain import Refusal, Tools
from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import change_words, people_answers, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Awaiting, Form
from support_ai.agent.tools.changes import Planned
from support_ai.agent.tools.tool import AnyTool
from support_ai.orders.models import Order

_ENOUGH, _TOO_OFTEN = 2, 3
_CHOICES = 6
_FEW = 8


async def start(desk: Desk, kind: Kind, form: Form | None = None, text: str | None = None) -> None:
    """Begin a change for the desk's wish, or for a part of its text, with what is known of it already."""
    if desk.is_barred():
        return
    if kind.name not in desk.turn.tools.offered:
        not_permitted(desk, wording.NOT_PERMITTED.get(kind.name, "That is not permitted for your role."))
        return
    begun = form or Form(kind.name)
    if desk.before.told is not None and not begun.said and _is_bare(desk):
        begun = replace(begun, said=(desk.before.told,))
    await take_up(desk, kind, replace(begun, kind=kind.name, said=(*begun.said, text or desk.text)))


def not_permitted(desk: Desk, sentence: str) -> None:
    """Say that a role may not, and keep it for the question who may."""
    desk.say(sentence)
    desk.memory = replace(desk.memory, last_refusal=sentence)


def _is_bare(desk: Desk) -> bool:
    """Tell whether a change is wanted in a few words that name nothing: it is of what was told just before."""
    names = desk.wish.values(EntityType.ITEM) or desk.wish.values(EntityType.ORDER_NUMBER)
    return not names and len(desk.text.split()) <= _FEW


async def take_up(desk: Desk, kind: Kind, form: Form) -> None:
    """Fill the slots that are open; ask for the first that nobody can fill, or put the whole form to what is planned."""
    filled: Form | None = form
    for slot in kind.slots:
        filled = await slot(desk, filled, kind)
        if filled is None:
            return
    desk.ready.append(replace(filled, asked=None, times=0, choices=(), said=()))
    if desk.memory.form is not None and desk.memory.form.kind == kind.name:
        desk.memory = replace(desk.memory, form=None)


async def ask(
    desk: Desk,
    form: Form,
    slot: str,
    *lines: str,
    choices: Sequence[str] = (),
    values: Sequence[str] = (),
    came_nearer: bool = False,
) -> None:
    """Ask for a slot; the second time with the offer of a person, the third time a person is called.

    `choices` are shown, `values` are what they stand for, for `the second one`. Whoever `came_nearer` was not asked in vain.
    """
    times = form.times + 1 if form.asked == slot and not came_nearer else 1
    if times >= _TOO_OFTEN and not desk.is_staff:
        desk.memory = replace(desk.memory, form=None)
        desk.say(change_words.GIVE_UP)
        await people_answers.call_a_person(desk, "could not be settled after several questions")
        return
    open_form = replace(form, asked=slot, times=times, choices=tuple(values))
    before = desk.memory.form
    parked = desk.memory.parked
    if before is not None and (before.kind, before.order) != (form.kind, form.order) and before.asked:
        parked = (*parked, before)
    desk.memory = replace(desk.memory, form=open_form, parked=parked)
    desk.wait_for(Awaiting.SLOT)
    desk.say(*lines)
    if times == _ENOUGH and not desk.is_staff:
        desk.say(wording.PERSON_OFFER)
    if choices:
        desk.show(ChoicesCard(tuple(choices[:_CHOICES])))


def stop(desk: Desk, *lines: str) -> None:
    """Say why a change cannot go on; its form is gone."""
    desk.memory = replace(desk.memory, form=None)
    desk.say(*lines)


async def refused(desk: Desk, kind: Kind, form: Form) -> Refusal | None:
    """Return the rule that forbids a change whatever its details are, if one does."""
    if kind.probe is None:
        return None
    tried = await use(desk.turn.tools, kind, kind.probe(form))
    return tried if isinstance(tried, Refusal) else None


async def use(tools: Tools, kind: Kind, arguments: Mapping[str, object]) -> Planned | Refusal:
    """Plan a change; what no tool takes is a refusal too."""
    tool: AnyTool | None = tools.offered.get(kind.name)
    if tool is None:
        return Refusal("not_offered", "That is not permitted for your role.")
    try:
        typed = tool.arguments.model_validate(dict(arguments))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = " ".join(str(part) for part in first["loc"])
        return Refusal("invalid_arguments", f"I can't use that {field.replace('_', ' ')}. Please check it.")
    found = await tools.use(tool, typed)
    return found if isinstance(found, Refusal | Planned) else Refusal("failed", wording.UNKNOWN)


def told_of(tools: Tools, form: Form) -> dict[str, object]:
    """Return what a waiting change was told, as far as its tool is: whose it is, no customer's tool takes."""
    tool = tools.offered.get(form.kind)
    fields = () if tool is None else tool.arguments.model_fields
    return {name: value for name, value in (form.told or {}).items() if name in fields}


async def plan(desk: Desk, kinds: Mapping[str, Kind], forms: Sequence[Form]) -> tuple[Form, ...]:
    """Plan complete changes, and return those that can be; what a rule forbids is said as it is, with what else is possible."""
    possible: list[Form] = []
    for form in forms:
        kind = kinds[form.kind]
        tried, planned = await _tried(desk, kind, form)
        if isinstance(planned, Refusal):
            await tell(desk, kind, tried, planned)
        else:
            possible.append(tried)
    return tuple(possible)


async def _tried(desk: Desk, kind: Kind, form: Form) -> tuple[Form, Planned | Refusal]:
    """Plan a change; where what was told as its reason is none of the shop's list, without one: a return needs none."""
    planned = await use(desk.turn.tools, kind, told_of(desk.turn.tools, form) or kind.arguments(form))
    if not isinstance(planned, Refusal) or planned.rule != _NO_SUCH_REASON or form.reason is None:
        return form, planned
    bare = replace(form, reason=None, told=None)
    return bare, await use(desk.turn.tools, kind, kind.arguments(bare))


# What a rule says no to in the details of a change is open again: the person may name another.
_NO_SUCH_REASON = "orders.return.reason_unknown"
_OPENS = {
    "orders.item.same": "new_items",
    "orders.item.not_available": "new_items",
    "orders.item.other_product": "new_items",
    "payments.refund.more_than_paid": "amount",
    "payments.refund.method_more_than_paid": "amount",
    "payments.adjustment.more_than_shipping": "amount",
    "payments.refund.method_not_allowed": "method",
    "payments.balance.too_low": "method",
    "payments.method.not_own": "method",
    "payments.method.missing": "method",
    "orders.return.method_not_allowed": "method",
    "orders.payment_method.same": "method",
    "orders.cancel.reason_not_allowed": "reason",
}


def reopened(form: Form, rule: str) -> Form:
    """Return a refused form with the slot open that the rule is about: the order, where it forbids the change itself."""
    match _OPENS.get(rule):
        case "new_items":
            return replace(form, new_items=(), asked="new_items", times=0)
        case "method":
            return replace(form, method=None, asked="method", times=0)
        case "reason":
            return replace(form, reason=None, asked="reason", times=0)
        case "amount":
            return replace(form, amount_minor=None, asked="amount", times=0)
        case _:
            # Another order may be named in place of the one that it forbids.
            return replace(form, order=None, items=(), new_items=(), asked="order", times=0)


async def tell(desk: Desk, kind: Kind, form: Form, refusal: Refusal) -> None:
    """Say a rule's no as it is, and what else is possible where that is plain."""
    desk.say(refusal.sentence)
    form_open = replace(reopened(form, refusal.rule), told=None)
    desk.memory = replace(desk.memory, last_refusal=refusal.sentence, form=desk.memory.form or form_open)
    if form.order is None or desk.is_staff:
        return
    order = await desk.facts.order(form.order)
    if isinstance(order, Order) and order.status in kind.instead:
        desk.say(kind.instead[order.status])
        said = f"{refusal.sentence} {kind.instead[order.status]}"
        desk.memory = replace(desk.memory, last_refusal=said)

"""Which items of the order a change is about, and how many of each."""

import re
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import change_words, changing, things
from support_ai.agent.local.choices import same_option
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.giving import given_away
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.picking import HowMany, Picked, Which, pick, pieces
from support_ai.agent.local.revising import WITH_NEW_ITEMS
from support_ai.agent.local.said import Said, read
from support_ai.orders.models import Order, OrderItem

SLOT = "items"
_TELLS = frozenset({Intent.ITEM_PROBLEM.value, Intent.GET_BACK_TOTAL.value})
# Said of one thing among others; who only tells which order it was names things without.
_PART = re.compile(
    r"\b(?:only|just(?= (?:the|this|that|these|those|my|one|two)\b)|keep|except|not the|part of|one of (?:the|my|them)|rest|remove|take .{1,40} (?:off|out)|that (?:bit|part))\b",
    re.IGNORECASE,
)


async def fill(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill the items from what was said; ask which, or how many, where it is open."""
    order = await desk.facts.order(form.order or "")
    if form.items or isinstance(order, Missing):
        return form
    said = read(*form.said)
    listed = [one for one in order.items if one.item_id in form.choices] if form.asked == SLOT else []
    # Of what is to be another one, the options that are wanted tell nothing.
    is_replaced = kind.name in WITH_NEW_ITEMS
    lines = (given_away(order.items, said) if is_replaced else ()) or order.items
    choice = pick(lines, said, listed=listed, is_replaced=is_replaced)
    verb = kind.verb
    match choice:
        case Picked(item_ids=item_ids):
            return _filled(desk, form, item_ids)
        case Which() if said.of(EntityType.PRONOUN) and not _names(order, said) and _spoken_of(desk, order):
            # `those two`, of which was just spoken.
            return _filled(desk, form, _spoken_of(desk, order))
        case Which(lines=lines):
            await _ask_which(desk, form, order, lines, verb)
        case HowMany(line=line, is_too_many=too_many):
            first = [change_words.too_many(order.number, line)] if too_many else []
            counts = [str(n) for n in range(1, line.quantity + 1)]
            question = change_words.how_many(verb, order.number, line)
            await changing.ask(desk, _narrowed(form, line), SLOT, *first, question, choices=counts, values=(line.item_id,), came_nearer=not too_many)  # fmt: skip
        case _:
            return await _nothing_named(desk, form, order, said, verb)
    return None


async def whole(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Let only a whole order pass: where single items of several are named, say that it is done as a whole, and ask."""
    order = await desk.facts.order(form.order or "")
    if isinstance(order, Missing) or form.items:
        return form
    said = read(*form.said)
    if not _is_part(order, said):
        return replace(form, items=pieces(order.items))
    line = change_words.ONLY_WHOLE.format(number=order.number)
    await changing.ask(
        desk, replace(form, said=()), SLOT, line, choices=(f"Yes, {kind.verb} all of it", "No, leave it")
    )
    return None


def _is_part(order: Order, said: Said) -> bool:
    """Tell whether some of an order is to go and the rest to stay."""
    if _PART.search(said.text) is None and not said.excepts:
        return False
    choice = pick(order.items, said)
    return not isinstance(choice, Picked) or len(choice.item_ids) < len(pieces(order.items))


def _narrowed(form: Form, line: OrderItem) -> Form:
    """Return the form whose words name one line, without numbers: how many is asked anew."""
    return replace(form, said=(change_words.thing(line.name, line.options),))


def _filled(desk: Desk, form: Form, item_ids: tuple[str, ...]) -> Form:
    desk.memory = replace(desk.memory, last_items=tuple(dict.fromkeys(item_ids)))
    return replace(form, items=item_ids)


async def _nothing_named(desk: Desk, form: Form, order: Order, said: Said, verb: str) -> Form | None:
    """Take the only piece there is, or what was spoken of; say what is not in the order; else ask."""
    unknown = await _other_product(desk, order, said)
    if unknown is not None:
        desk.say(change_words.not_in_order(unknown, order.number, order.items))
    elif len(pieces(order.items)) == 1:
        return _filled(desk, form, pieces(order.items))
    elif (said.of(EntityType.PRONOUN) or _was_told(desk, said)) and (spoken := _spoken_of(desk, order)):
        return _filled(desk, form, spoken)
    elif form.kind in WITH_NEW_ITEMS and (only := await _comes_so(desk, order, said)):
        return _filled(desk, form, only)
    if len(order.items) == 1:
        line = order.items[0]
        question = change_words.how_many(verb, order.number, line)
        counts = [str(n) for n in range(1, line.quantity + 1)]
        await changing.ask(desk, form, SLOT, question, choices=counts, values=(line.item_id,))
        return None
    await _ask_which(desk, form, order, order.items, verb)
    return None


async def _comes_so(desk: Desk, order: Order, said: Said) -> tuple[str, ...]:
    """Return the one piece of an order whose product comes as something is wanted: of a grinder and a lamp, the grinder for `the 110 V one`."""
    options = [one.value for one in said.wanted(EntityType.OPTION)]
    fitting: list[OrderItem] = []
    for line in order.items if options else ():
        product = await desk.facts.product(line.product_id)
        values = (
            () if isinstance(product, Refusal) else (v for one in product.variants for _, v in one.options)
        )
        if any(same_option(value, option) for value in values for option in options):
            fitting.append(line)
    return pieces(fitting) if [one.quantity for one in fitting] == [1] else ()


def _names(order: Order, said: Said) -> bool:
    return bool(things.named(said.text, [one.name for one in order.items], said.of(EntityType.ITEM)))


def _was_told(desk: Desk, said: Said) -> bool:
    """Tell whether somebody just told what is wrong with something, and names nothing else: `I'd rather have my money back`."""
    names = (
        any(said.of(kind) for kind in (EntityType.ITEM, EntityType.OPTION, EntityType.PLACE))
        or said.quantities
    )
    return desk.before.last_intent in _TELLS and not names


def _spoken_of(desk: Desk, order: Order) -> tuple[str, ...]:
    lines = [one for one in order.items if one.item_id in desk.before.last_items]
    return (
        pieces(lines)
        if desk.before.last_order == order.number and all(one.quantity == 1 for one in lines)
        else ()
    )


async def _other_product(desk: Desk, order: Order, said: Said) -> str | None:
    """Return the name of a product of the shop that is named and that the order does not hold."""
    phrases = said.of(EntityType.ITEM)
    if not phrases:
        return None
    products = await desk.facts.products()
    names = [one.name for one in products]
    held = {one.product_id for one in order.items}
    for mention in things.named(said.text, names, phrases):
        if not any(products[n].product_id in held for n in mention.which):
            return names[min(mention.which)]
    return None


async def _ask_which(desk: Desk, form: Form, order: Order, lines: tuple[OrderItem, ...], verb: str) -> None:
    question = change_words.which_items(verb, order.number, lines)
    choices = [*dict.fromkeys(change_words.thing(one.name, one.options) for one in lines), "All of it"]
    values = tuple(one.item_id for one in lines)
    await changing.ask(desk, replace(form, said=()), SLOT, question, choices=choices, values=values)

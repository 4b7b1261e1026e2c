"""What the chosen items are to be replaced by: other variants of the same products."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from support_ai.agent.brain import Refusal
from support_ai.agent.local import change_words, changing, things
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.option_names import places_of
from support_ai.agent.local.said import Said, read
from support_ai.agent.local.variants import Found, NotThere, Open, wanted_variant
from support_ai.catalog.models import Product, Variant
from support_ai.orders.models import Order, OrderItem

SLOT = "new_items"
_TOWARDS = re.compile(
    r"\b(?:for|to|into|by|with)\b(?! (?:me|my|the one|\w+ (?:from|of|in) (?:my|order)))", re.IGNORECASE
)
# Where no variant is named, another product may be wanted in these words.
_WISHED = re.compile(
    r"\b(?:rather (?:have|take|get)|prefer|want|need|like|take|get|have|give me|send me|make it|instead|replace\w*|swap\w*|exchange)\b[^.;!?\n]{0,40}$|^\W*(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:that|this|it|the one)(?: (?:one|version|model|variant|size|colou?r))?\b(?! (?:is|was|i|you|we|in|from|of)\b)",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"\b(?:yes|yep|yeah|yup|ya|sure|ok|okay|k|fine|that|this|it|go ahead|perfect|great|good|please|that'?ll do|alright|right|agreed|exactly)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(r"\b(?:no|not|nope|don'?t|other|else|but|why|what|how|which|if)\b|\?", re.IGNORECASE)
_ONE_OF_THEM = re.compile(
    r"\b(?:one(?: pair| piece)?(?: (?:of|from) (?:order )?#?\w*-?\d+)?|1|(?:the )?(?:other|first|second|third|last)(?: (?:one|pair|piece))?|another)\b(?= (?:in|of them in|as|to|into|for|should|becomes?|with)\b)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;.!?\n]|\band\b|\bplus\b", re.IGNORECASE)


async def fill(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill what each item is replaced by; ask, naming what is available, where it is not said or not there."""
    order = await desk.facts.order(form.order or "")
    if isinstance(order, Missing) or len(form.new_items) == len(form.items):
        return form
    said = read(*form.said)
    chosen: dict[str, tuple[str, ...]] = {}
    for item_id in dict.fromkeys(form.items):
        line = next((one for one in order.items if one.item_id == item_id), None)
        product = None if line is None else await desk.facts.product(line.product_id)
        if line is None or product is None or isinstance(product, Refusal):
            return form
        other = await _other_product(desk, order, said)
        if other is not None:
            chosen[item_id] = (other,)
            continue
        each = _each_its_own(product, item_id, said, Counter(form.items)[item_id])
        if each:
            chosen[item_id] = each
            continue
        found = _listed(form, product, said) or wanted_variant(product, item_id, _about(said, order, line))
        if isinstance(found, Open):
            found = _shown_before(desk, product, item_id, said) or found
        if not isinstance(found, Found) and (other := await _other_product(desk, order, said, _WISHED)):
            desk.say(change_words.ONLY_SAME_PRODUCT)
            chosen[item_id] = (other,)
            continue
        if not isinstance(found, Found):
            await _ask(desk, form, product, line, found)
            return None
        if found.variant.item_id == item_id and len(set(form.items)) == 1:
            # What they have is what they want: another variant may still be named.
            desk.say(change_words.is_so_already(order.number, line))
            desk.memory = replace(desk.memory, form=replace(form, new_items=(), asked=SLOT, times=0))
            return None
        chosen[item_id] = (found.variant.item_id,)
    del kind
    return replace(form, new_items=_in_turn(form.items, chosen))


def _in_turn(items: Sequence[str], chosen: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what each piece is replaced by: of several for one item each in its turn."""
    seen: Counter[str] = Counter()
    new: list[str] = []
    for one in items:
        new.append(chosen[one][min(seen[one], len(chosen[one]) - 1)])
        seen[one] += 1
    return tuple(new)


def _each_its_own(product: Product, item_id: str, said: Said, count: int) -> tuple[str, ...]:
    """Return a variant for each of several pieces: `one in M and the other in L`; nothing where they are not told apart."""
    starts = [match.start() for match in _ONE_OF_THEM.finditer(said.text)]
    if count < len(("one", "other")) or len(starts) != count:
        return ()
    parts = [said.text[start:end] for start, end in pairwise((*starts, len(said.text)))]
    found = [wanted_variant(product, item_id, read(one)) for one in parts]
    return tuple(one.variant.item_id for one in found if isinstance(one, Found)) if _all_found(found) else ()


def _all_found(found: Sequence[Found | NotThere | Open]) -> bool:
    return all(isinstance(one, Found) for one in found)


def _listed(form: Form, product: Product, said: Said) -> Found | None:
    """Return the variant at the place of the list that was shown, or the only one of it that has what is named."""
    if (only := _only_listed(form, product)) is not None:
        return only
    if form.asked == SLOT and len(form.choices) == 1 and form.said and _takes_it(form.said[-1]):
        return next((Found(one) for one in product.variants if one.item_id == form.choices[0]), None)
    places = [one for one in said.values(EntityType.PLACE) if one.isdigit()]
    if form.asked != SLOT or not places or not 0 < int(places[-1]) <= len(form.choices):
        return None
    number = form.choices[int(places[-1]) - 1]
    return next((Found(one) for one in product.variants if one.item_id == number), None)


def _takes_it(text: str) -> bool:
    """Tell whether somebody agrees to the only one that there is; what it comes to is offered before anything is done."""
    return _AGREES.search(text) is not None and _REFUSES.search(text) is None


def _only_listed(form: Form, product: Product) -> Found | None:
    """Return the only variant of those shown that has every option named last."""
    if form.asked != SLOT or not form.said:
        return None
    last = read(form.said[-1])
    listed = [one for one in product.variants if one.item_id in form.choices and one.available]
    values = list(dict.fromkeys(value for one in product.variants for _, value in one.options))
    wanted = [
        value
        for value in values
        if any(not last.is_unwanted(at.start, at.end) for at in places_of(value, values, last))
    ]
    fitting = [one for one in listed if wanted and set(wanted) <= {value for _, value in one.options}]
    return Found(fitting[0]) if len(fitting) == 1 else None


def _about(said: Said, order: Order, line: OrderItem) -> Said:
    """Return the part of a text that is about one line, where it speaks of several: up to the next thing that is named."""
    found = things.named(said.text, [one.name for one in order.items], said.of(EntityType.ITEM))
    own = [one for one in found if any(order.items[n].item_id == line.item_id for n in one.which)]
    if not own or len({tuple(sorted(one.which)) for one in found}) < len(("one", "other")):
        return said
    start = own[-1].start
    cuts = [match.end() for match in _CLAUSE.finditer(said.text, 0, start)]
    end = min((one.start for one in found if one.start > own[-1].start), default=len(said.text))
    return read(said.text[max(cuts, default=0) : end])


def _shown_before(desk: Desk, product: Product, item_id: str, said: Said) -> Found | None:
    """Return the variant of which was spoken just before, where the words only point at it: `swap mine for that`."""
    last = desk.before.last_variant
    if last in (None, item_id) or not _POINTS.search(said.text):
        return None
    return next((Found(one) for one in product.variants if one.item_id == last and one.available), None)


async def _other_product(desk: Desk, order: Order, said: Said, aim: re.Pattern[str] = _TOWARDS) -> str | None:
    """Return a variant of another product, where one is wanted instead: the shop's rule has its own words about that."""
    held = {one.product_id for one in order.items}
    products = await desk.facts.products()
    for mention in things.named(said.text, [one.name for one in products], said.of(EntityType.ITEM)):
        others = [products[n] for n in sorted(mention.which)]
        is_aim = aim.search(said.text[: mention.start]) is not None
        is_aim = is_aim and not said.is_unwanted(mention.start, mention.end)
        if others and is_aim and not any(one.product_id in held for one in others):
            found = wanted_variant(others[0], "", said)
            return found.variant.item_id if isinstance(found, Found) else others[0].variants[0].item_id
    return None


async def _ask(desk: Desk, form: Form, product: Product, line: OrderItem, found: NotThere | Open) -> None:
    count = Counter(form.items)[line.item_id]
    name = change_words.thing(line.name, line.options)
    lines: list[str] = []
    if isinstance(found, NotThere):
        lines.append(change_words.not_sold(product.name, found.wanted))
    if isinstance(found, Open) and await _names_what_is_not_sold(desk, form):
        lines.append(change_words.ONLY_SAME_PRODUCT)
    if not found.others:
        changing.stop(desk, *lines, change_words.no_other(product.name))
        return
    lines.append(change_words.which_variant(name, count, found.others))
    choices = [change_words.options(one) for one in found.others]
    values = [one.item_id for one in found.others]
    await changing.ask(desk, replace(form, said=()), SLOT, *lines, choices=choices, values=values)


_FOR_A = re.compile(r"\b(?:for|with|to|into|by) (?:an?|some|your) $", re.IGNORECASE)
_NO_THING = re.compile(
    r"\b(?:ones?|sizes?|colou?rs?|versions?|models?|variants?|kind|pairs?|difference|extra|change|exchange|something|friend|gift|present|refund)\b",
    re.IGNORECASE,
)


async def _names_what_is_not_sold(desk: Desk, form: Form) -> bool:
    """Tell whether something is wanted instead that is none of the shop's products: `for a mouse`."""
    said = read(*form.said)
    names = [one.name for one in await desk.facts.products()]
    return any(
        _FOR_A.search(said.text[: one.start])
        and not _NO_THING.search(one.value)
        and not things.named(one.value, names, ())
        for one in said.of(EntityType.ITEM)
    )


def available(product: Product) -> tuple[Variant, ...]:
    """Return the variants of a product that can be had."""
    return tuple(one for one in product.variants if one.available)

"""How a change that waits for a yes is corrected, narrowed or made larger by what is said of it. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.local import things
from support_ai.agent.local.amounts import WHOLE_AMOUNT
from support_ai.agent.local.concerning import KEEPS, STAYS, concerns, is_kept, names_status
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.memory import Form
from support_ai.agent.local.picking import Picked, Which, pick, pieces
from support_ai.agent.local.said import Said
from support_ai.orders.models import Order, OrderItem

WITH_NEW_ITEMS = frozenset({"exchange_items", "change_order_items"})
WITH_ITEMS = WITH_NEW_ITEMS | {"return_items"}
WITH_METHOD = WITH_ITEMS | {"change_order_payment", "refund_order", "cancel_order"}
WITH_AMOUNT = frozenset({"refund_order", "adjust_order"})
_WITH_STATUS = frozenset({"set_order_status", "set_return_status"})
# Done for one order, these may be wanted of another just so: `and 2154 too`.
REPEATED = frozenset({"set_order_status"})
_AMOUNT = re.compile(r"(?<![\w.,#/-])[$€£]?\d{1,6}(?:[.,]\d{1,2})?(?![\w/:-])|\bhalf\b", re.IGNORECASE)
_WITH_ADDRESS = frozenset({"change_order_address", "change_customer_address"})
_NOUNS = (
    ("cancel_order", re.compile(r"\bcancel(?:lation|ling|ing)?\b", re.IGNORECASE)),
    ("return_items", re.compile(r"\b(?:return(?:ing)?|send(?:ing)? back)\b", re.IGNORECASE)),
    ("exchange_items", re.compile(r"\b(?:exchang(?:e|ing)|swap)\b", re.IGNORECASE)),
    ("change_order_items", re.compile(r"\b(?:items? change|change of items?|exchange)\b", re.IGNORECASE)),
    ("change_order_address", re.compile(r"\b(?:address|delivery)\b", re.IGNORECASE)),
    ("change_order_payment", re.compile(r"\bpayment\b", re.IGNORECASE)),
)
_NEGATED = re.compile(r"\b(?:not|without|but no|don'?t|leave out|skip|forget)\b", re.IGNORECASE)
_NEAR = 20


def kept(forms: Sequence[Form], said: Said) -> tuple[Form, ...]:
    """Return the changes that are left of several: only those that are named, or all but those that are not wanted."""
    kinds = {one.kind for one in forms}
    if len(forms) < len(("one", "other")):
        return tuple(forms)
    spoken = {kind for kind, pattern in _NOUNS if kind in kinds and pattern.search(said.text)}
    numbers = {one.value.lstrip("#").upper() for one in said.of(EntityType.ORDER_NUMBER)}
    chosen = [
        one
        for one in forms
        if (
            one.kind in spoken
            if len(kinds) > 1 and spoken
            else (one.order or "").lstrip("#").upper() in numbers
        )
    ]
    if not chosen or len(chosen) == len(forms):
        return tuple(forms)
    if said.says_only:
        return tuple(chosen)
    if _NEGATED.search(said.text):
        return tuple(one for one in forms if one not in chosen)
    return tuple(forms)


def names_amount(said: Said) -> bool:
    """Tell whether a text names an amount, or a bare number that may be one."""
    is_written = _AMOUNT.search(said.text) or WHOLE_AMOUNT.search(said.text)
    return bool(said.of(EntityType.AMOUNT)) or is_written is not None


def held_lines(order: Order, item_ids: Sequence[str]) -> list[OrderItem]:
    """Return the lines of an order with only so many of each as are among the items."""
    left = Counter(item_ids)
    lines: list[OrderItem] = []
    for one in order.items:
        count = min(left[one.item_id], one.quantity)
        if count:
            left[one.item_id] -= count
            lines.append(replace(one, quantity=count))
    return lines


def revised(form: Form, order: Order | None, said: Said) -> Form | None:
    """Return the form with what is said of it open or filled anew; None where nothing is said of it."""
    open_form = replace(form, told=None, said=(said.text,))
    numbers = [one.value.lstrip("#").upper() for one in said.wanted(EntityType.ORDER_NUMBER)]
    if (
        form.order is not None
        and numbers
        and form.order.lstrip("#").upper() not in numbers
        and form.kind not in _WITH_ADDRESS
    ):
        return reset(form, said)
    if form.kind in _WITH_ADDRESS:
        has = concerns(said, (form,))
        return open_form if has else None
    found: Form | None = None
    if form.kind in WITH_AMOUNT and names_amount(said):
        found = replace(open_form, amount_minor=None)
    if form.kind in _WITH_STATUS and names_status(said, (form,)):
        found = replace(open_form, status=None)
    if form.kind in WITH_ITEMS and order is not None:
        found = _other_items(open_form, order, said)
    if form.kind in WITH_METHOD - {"cancel_order"} and said.wanted(EntityType.PAYMENT):
        found = replace(found or open_form, method=None)
    return found


def said_more(form: Form, said: Said) -> Form:
    """Return a form with what is said of it now; an amount that a rule refused is not said any more."""
    is_refused = form.asked == "amount" and not form.times
    return replace(form, said=(said.text,) if is_refused else (*form.said, said.text))


def reopened_by(form: Form, said: Said) -> Form:
    """Return a form that was asked how to pay, with its new items open where it is they that are corrected: `cast iron rather`."""
    is_other = form.kind in WITH_NEW_ITEMS and form.asked == "method" and form.new_items
    if not is_other or said.of(EntityType.PAYMENT) or not said.wanted(EntityType.OPTION):
        return form
    return replace(form, new_items=(), said=(), times=0)


def reset(form: Form, said: Said) -> Form:
    """Return the form for another order, with what does not depend on it."""
    return replace(form, order=None, items=(), new_items=(), told=None, said=(said.text,))


def _other_items(form: Form, order: Order, said: Said) -> Form | None:
    waiting = held_lines(order, form.items)
    gone = _kept_back(waiting, said)
    if gone:
        left = tuple(one for one in form.items if one not in gone)
        return with_items(form, left) if left else _others_instead(form, order, gone, said)
    if said.excepts or said.says_only or not names(order, said):
        narrowed = _narrowed(form, waiting, said)
        if narrowed is not None:
            return narrowed
    if form.kind in WITH_NEW_ITEMS and _names_options(said):
        return _other_variants(form, order, said)
    if not names(order, said):
        return _all_of_it(form, order, said)
    return _replaced(form, order, waiting, said)


_ALL = re.compile(
    r"\b(?:(?P<both>both)|everything|all (?:of (?:it|them|the (?:items|order))|(?:the )?(?:items|things|pieces)|two|three)|(?:the )?(?:whole|entire|complete) (?:order|lot))\b",
    re.IGNORECASE,
)


def _all_of_it(form: Form, order: Order, said: Said) -> Form | None:
    """Return the form with all that the order holds, where more of it is wanted than was: `no, both items`."""
    found = None if said.says_that_is_all or said.excepts else _ALL.search(said.text)
    everything = pieces(order.items)
    is_two = len(order.items) == len(("one", "other"))
    if found is None or (found["both"] and not is_two) or len(everything) <= len(form.items):
        return None
    return replace(form, items=everything, new_items=())


def names(order: Order, said: Said) -> bool:
    """Tell whether something of an order is named."""
    known = [one.name for one in order.items]
    return bool(things.named(said.text, known, said.of(EntityType.ITEM)))


def _names_options(said: Said) -> bool:
    return bool(said.of(EntityType.OPTION) or said.of(EntityType.COMPARISON))


def _kept_back(waiting: Sequence[OrderItem], said: Said) -> set[str]:
    """Return the items that somebody wants to keep: `leave the bottle`, `I'll keep the lamp`."""
    mentions = things.named(said.text, [one.name for one in waiting], said.of(EntityType.ITEM))
    ends = [match.end() for match in KEEPS.finditer(said.text)]
    return {
        waiting[n].item_id
        for one in mentions
        if any(0 <= one.start - end <= _NEAR for end in ends)
        or _stays(said.text[one.end :])
        or said.is_unwanted(one.start, one.end)
        for n in one.which
    }


def _stays(behind: str) -> bool:
    return STAYS.match(behind) is not None


def _others_instead(form: Form, order: Order, gone: set[str], said: Said) -> Form | None:
    """Return the form with what else of the order is named, where all that it was about stays: `it's the lamp, the bottle stays`."""
    mentions = things.named(said.text, [one.name for one in order.items], said.of(EntityType.ITEM))
    going = {order.items[n].item_id for one in mentions for n in one.which} - gone
    lines = [one for one in order.items if one.item_id in going]
    if not lines:
        return None
    single = [one for one in lines if one.quantity > 1]
    return replace(form, items=() if single else pieces(lines), new_items=())


def _narrowed(form: Form, waiting: Sequence[OrderItem], said: Said) -> Form | None:
    """Return the form with some of its items only: `only the bottle`, `just one`, `all but the lamp`."""
    choice = pick(waiting, said)
    if isinstance(choice, Which) and (said.quantities or said.says_only):
        # `Just one`: which is asked.
        return replace(form, items=(), new_items=())
    if not isinstance(choice, Picked) or not choice.item_ids or len(choice.item_ids) >= len(form.items):
        return None
    return with_items(form, choice.item_ids)


def with_items(form: Form, item_ids: Sequence[str]) -> Form:
    """Return the form with these of its items, and of the new ones those that stood for them."""
    pairs = list(zip(form.items, form.new_items, strict=False))
    new_items: list[str] = []
    for item_id in item_ids:
        pair = next((one for one in pairs if one[0] == item_id), None)
        if pair is not None:
            pairs.remove(pair)
            new_items.append(pair[1])
    return replace(form, items=tuple(item_ids), new_items=tuple(new_items))


def _other_variants(form: Form, order: Order, said: Said) -> Form:
    """Return the form with the new items open, for those of its items that are named, else for all."""
    if names(order, said):
        choice = pick(order.items, said)
        if isinstance(choice, Picked) and set(choice.item_ids) - set(form.items):
            return replace(form, items=choice.item_ids, new_items=())
    return replace(form, new_items=())


def _replaced(form: Form, order: Order, waiting: Sequence[OrderItem], said: Said) -> Form | None:
    """Return the form with other items: what is not wanted goes, what is named comes."""
    choice = pick(order.items, said)
    mentions = things.named(said.text, [one.name for one in waiting], said.of(EntityType.ITEM))
    unwanted = [
        one
        for one in mentions
        if is_kept(said.text, one.start, one.end) or said.is_unwanted(one.start, one.end)
    ]
    gone = {waiting[n].item_id for one in unwanted for n in one.which}
    if isinstance(choice, Picked):
        if set(choice.item_ids) == set(form.items) and len(choice.item_ids) == len(form.items):
            return None
        left = tuple(one for one in form.items if one not in gone) if gone else ()
        picked = choice.item_ids if not set(choice.item_ids) & gone else ()
        items = left + tuple(one for one in picked if one not in left)
        return replace(form, items=items, new_items=()) if items else None
    return replace(form, items=(), new_items=())


def merged(forms: Sequence[Form]) -> tuple[Form, ...]:
    """Return forms of which those of one kind for one order are one: more items join the first."""
    found: dict[tuple[str, str | None], Form] = {}
    for one in forms:
        key = (one.kind, one.order)
        before = found.get(key)
        if before is None or one.kind not in WITH_ITEMS:
            found[key] = one
        else:
            found[key] = _joined(before, one)
    return tuple(found.values())


def _joined(first: Form, second: Form) -> Form:
    if first.kind in WITH_NEW_ITEMS:
        pairs = [
            *zip(first.items, first.new_items, strict=False),
            *zip(second.items, second.new_items, strict=False),
        ]
        items, new_items = tuple(old for old, _ in pairs), tuple(new for _, new in pairs)
    else:
        most = Counter(first.items) | Counter(second.items)
        items, new_items = tuple(most.elements()), ()
    return replace(first, items=items, new_items=new_items, method=second.method or first.method, told=None)


_ENDS = frozenset({"return_items", "exchange_items"})


def exclude_each_other(one: Form, other: Form) -> bool:
    """Tell whether of two changes of an order only one can be done."""
    kinds = {one.kind, other.kind}
    same_order = one.order is not None and one.order == other.order
    return same_order and len(kinds) > 1 and ("cancel_order" in kinds or kinds <= _ENDS)

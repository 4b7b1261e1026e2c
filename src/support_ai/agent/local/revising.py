"""How a change that waits for a yes is corrected, narrowed or made larger by what is said of it. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.local import things
from support_ai.agent.local.amounts import WHOLE_AMOUNT
from support_ai.agent.local.concerning import concerns, is_kept, names_status
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.keeping_back import kept_back, left_over
from support_ai.agent.local.memory import Form
from support_ai.agent.local.option_names import bare_sizes
from support_ai.agent.local.other_change import OTHER_ORDER, WITH_NEW_ITEMS
from support_ai.agent.local.picking import Picked, Which, pick, pieces
from support_ai.agent.local.said import Said
from support_ai.orders.models import Order, OrderItem

WITH_ITEMS = WITH_NEW_ITEMS | {"return_items"}
WITH_METHOD = WITH_ITEMS | {"change_order_payment", "refund_order", "cancel_order"}
WITH_AMOUNT = frozenset({"refund_order", "adjust_order"})
_WITH_STATUS = frozenset({"set_order_status", "set_return_status"})
# Done for one order, these may be wanted of another just so: `and 2154 too`.
REPEATED = frozenset({"set_order_status"})
_AMOUNT = re.compile(r"(?<![\w.,#/-])[$€£]?\d{1,6}(?:[.,]\d{1,2})?(?![\w/:-])|\bhalf\b", re.IGNORECASE)
_WITH_ADDRESS = frozenset({"change_order_address", "change_customer_address"})


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
    if form.order is not None and OTHER_ORDER.search(said.text):
        return reset(form, said)
    if form.kind in _WITH_ADDRESS:
        has = concerns(said, (form,))
        return open_form if has else None
    found: Form | None = None
    if form.kind in WITH_AMOUNT and names_amount(said):
        found = replace(open_form, amount_minor=None)
    if form.kind in _WITH_STATUS and names_status(said, (form,)):
        found = replace(open_form, status=None)
    if form.kind == "cancel_order" and said.wanted(EntityType.REASON):
        found = replace(open_form, reason=None)
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
    left = left_over(form.items, waiting, said)
    counted = with_items(form, left) if left else _more_of_it(form, order, said)
    if counted is not None:
        return counted
    gone = kept_back(waiting, said)
    if gone:
        left = tuple(one for one in form.items if one not in gone)
        return with_items(form, left) if left else _others_instead(form, order, gone, said)
    if said.excepts or said.says_only or not names(order, said):
        narrowed = _narrowed(form, waiting, said)
        if narrowed is not None:
            return narrowed
    if form.kind in WITH_NEW_ITEMS and (_names_options(said) or bare_sizes(said)):
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


_OTHER_TOO = re.compile(
    r"\bthe (?:other|second)(?: (?:one|pair|piece))?(?: of them)? (?:as well|too|also)\b|\b(?:also|plus|and) the (?:other|second)(?: (?:one|pair|piece))?\b",
    re.IGNORECASE,
)


def _more_of_it(form: Form, order: Order, said: Said) -> Form | None:
    """Return the form with more pieces of its only item: `no, both`, `and the other one too`."""
    kinds = set(form.items)
    if len(kinds) != 1 or len(set(form.new_items)) > 1 or names(order, said) or said.says_only:
        return None
    there = sum(one.quantity for one in order.items if one.item_id in kinds)
    words = {one.value for one in said.quantities}
    count = next((int(one) for one in words if one.isdigit()), 0)
    count = 2 if "both" in words else there if "all" in words and not said.says_that_is_all else count
    count = len(form.items) + 1 if _OTHER_TOO.search(said.text) else count
    if not len(form.items) < count <= there:
        return None
    return replace(form, items=form.items[:1] * count, new_items=form.new_items[:1] * count)


def _names_options(said: Said) -> bool:
    return bool(said.of(EntityType.OPTION) or said.of(EntityType.COMPARISON))


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


def without(form: Form, order: Order, said: Said) -> Form | None:
    """Return a form that is still asked for without what somebody leaves out of it; None where nothing of it is, or all."""
    waiting = held_lines(order, form.items)
    gone = kept_back(waiting, said)
    left = left_over(form.items, waiting, said) or tuple(one for one in form.items if one not in gone)
    if not left or len(left) == len(form.items):
        return None
    return replace(with_items(form, left), said=(), times=0)


def joined(waiting: Form, form: Form) -> Form | None:
    """Return a form that is asked how to pay, with what waits for the same order; None where they are not one."""
    is_one = (waiting.kind, waiting.order) == (form.kind, form.order) and form.kind in WITH_NEW_ITEMS
    if not is_one or form.asked != "method" or len(form.items) != len(form.new_items):
        return None
    whole = _joined(waiting, form)
    return replace(form, items=whole.items, new_items=whole.new_items, method=None)


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


def in_place_of(forms: Sequence[Form], kind: str | None, said: Said) -> Form | None:
    """Return the form of another change of the same things, where they are only pointed at: `can I return them instead?`."""
    names = any(said.of(one) for one in (EntityType.ITEM, EntityType.QUANTITY, EntityType.ORDER_NUMBER))
    if names or len(forms) != 1 or kind not in WITH_ITEMS or forms[0].kind not in WITH_ITEMS:
        return None
    return Form(kind, order=forms[0].order, items=forms[0].items)


_ENDS = frozenset({"return_items", "exchange_items"})


def exclude_each_other(one: Form, other: Form) -> bool:
    """Tell whether of two changes of an order only one can be done."""
    kinds = {one.kind, other.kind}
    same_order = one.order is not None and one.order == other.order
    return same_order and len(kinds) > 1 and ("cancel_order" in kinds or kinds <= _ENDS)

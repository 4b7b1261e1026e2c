"""Another order in the place of the one that a change was meant for: `no sorry, wrong order, 2072 it is`. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import is_alike
from support_ai.agent.local.memory import Form
from support_ai.agent.local.revising import WITH_AMOUNT, held_lines
from support_ai.agent.local.said import Said, read
from support_ai.agent.local.slot_amount import left_of, written
from support_ai.agent.local.staff_commands import command_in
from support_ai.agent.local.understood import Understood
from support_ai.orders.models import Order

_MOST_WORDS = 20
_WITH_ADDRESS = frozenset({"change_order_address", "change_customer_address"})
_CORRECTS = re.compile(
    r"\b(?:wrong|mis-?typed|mis-?read|typo|i (?:only )?mean(?:t)?|meant|instead|sorry|oops|whoops|rather|correction|mixed (?:\w+ )?up|my (?:mistake|bad|fault|error)|should (?:be|have been|read)|supposed to be|was meant|it is|it'?s (?:for |about |actually |really )?(?:order |ord|#|\d)|other order|not (?:that|this|the) (?:one|order|number)|not (?:for |on |order )?(?:ord-?|#)?\d{2,}|make (?:it|that) (?:order |ord|#|\d)|change (?:it|that) to)\b"
    r"|^\W*(?:no+|nope|nah|wait|hold on|hang on|ah|oh|argh|h+m+|actually|stop)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"\?|\b(?:also|as well|too|both|another|in addition|plus)\b|^\W*(?:and|then)\b", re.IGNORECASE)  # fmt: skip
LOOKS = re.compile(
    r"\b(?:show|see|look|check|what'?s|what|where|who|when|why|how|pull up|open up|display|details of)\b",
    re.IGNORECASE,
)
_CALLED_ORDER = re.compile(r"\b(?:wrong (?:order|number|one|nr)|typo|ord(?:er)?[- #]?\d|order)\b|#\d", re.IGNORECASE)  # fmt: skip


def corrects_order(text: str, wish: Understood, forms: Sequence[Form]) -> bool:
    """Tell whether a message names another order for what waits, or for what was of an order that is not there."""
    if len(forms) != 1 or not _CORRECTS.search(text) or _MORE.search(text) or len(text.split()) > _MOST_WORDS:
        return False
    form = forms[0]
    ordered = command_in(text, wish)
    if ordered is not None and not is_alike(ordered, form.kind):
        return False
    return not LOOKS.search(text) and other_number(form, read(text)) is not None


def other_number(form: Form, said: Said) -> str | None:
    """Return the number of another order that is wanted; mere digits only where nothing else could be meant by them."""
    named = [one.value for one in said.wanted(EntityType.ORDER_NUMBER)]
    other = [one for one in named if _digits(one) != _digits(form.order or "")]
    if not other:
        return None
    number = other[-1]
    is_bare = number.isdigit() and not _CALLED_ORDER.search(said.text)
    may_be_else = form.kind in WITH_AMOUNT | _WITH_ADDRESS
    is_like = form.order is None or len(number) == len(_digits(form.order)) > len("100")
    return None if is_bare and may_be_else and not is_like else number


def of_another(form: Form, order: Order | None, said: Said) -> Form:
    """Return the form for another order: what was meant stays, in words where it was this order's own.

    All that was left to pay back of the first is reckoned anew; its items and its customer's way to pay are told by their names.
    """
    is_rest = form.kind == "refund_order" and order is not None and form.amount_minor == left_of(order)
    number = other_number(form, said)
    rest = said.text if number is None else without_numbers(said)
    names_amount = (
        form.kind in WITH_AMOUNT
        and written(read(rest), "USD" if order is None else order.currency) is not None
    )
    things = [] if order is None else [f"the {one.name}" for one in held_lines(order, form.items)]
    way = "" if form.method is None else f"onto the {form.method.rpartition('_')[0].replace('_', ' ')}"
    return replace(
        form,
        order=None,
        items=(),
        new_items=(),
        customer=None,
        method=None,
        amount_minor=None if is_rest or names_amount else form.amount_minor,
        told=None,
        said=tuple(one for one in (" and ".join(things), way, rest, number and f"order {number}") if one),
    )


def without_number(text: str, number: str) -> str:
    """Return what was said of a change without the order's number that is nobody's."""
    return without_numbers(read(text), number)


def without_numbers(said: Said, number: str | None = None) -> str:
    """Return a text without the orders that it names, or without one of them: what is left may hold an amount."""
    text = said.text
    for one in reversed(said.of(EntityType.ORDER_NUMBER)):
        if number in (None, one.value):
            text = text[: one.start] + text[one.end :]
    return " ".join(text.split())


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)

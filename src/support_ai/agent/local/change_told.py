"""What is said of a change that waits for a yes, or was done, where one thing of it is asked: its money, its time, what it leaves as it is."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from support_ai.agent import showing
from support_ai.agent.brain import Refusal
from support_ai.agent.local import change_words, policy_answers
from support_ai.agent.local.change_questions import Ask, speaks_of_goods
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.form_fields import form_of
from support_ai.agent.local.memory import Form
from support_ai.agent.local.order_aspects import address_text
from support_ai.agent.local.wording import item_text
from support_ai.agent.models import Change
from support_ai.core.action import Direction, Movement, Preview
from support_ai.core.money import format_money
from support_ai.customers.naming import names_of
from support_ai.orders.models import Order

LATER = frozenset({"return_items", "exchange_items"})
_OF_ITEMS = frozenset({"change_order_items", "exchange_items"})
# How what goes back gets there, and when its replacement comes.
LABEL = "how do returns work: the prepaid label by e-mail"
_REPLACED = "when is the replacement of an exchange sent"
_FEE = "is the original shipping fee refunded"
_COMES_BACK = re.compile(r"\b(?:back|refund\w*|paid|includ\w*|minus|less)\b", re.IGNORECASE)
# Whether the shop says that something came: no article tells.
_OF_ARRIVAL = re.compile(r"\b(?:arriv\w*|know|tell|told|inform|hear|notify|update)\b", re.IGNORECASE)
_NO_MONEY = "It costs nothing: no money moves for it."
_SAME_PRICE = "The price stays the same: there is nothing to pay, and nothing comes back."
_AT_ONCE = "It is effective as soon as you say yes."
_EFFECTIVE = "It is effective already."
_ONLY_YES = "All that is missing is your yes."
_NOTHING_LEFT = "There is nothing left for you to do."
_FINAL = "A cancelled order stays cancelled: I cannot bring it back here."
_WITHDRAWN = "As long as it is only requested, you can still withdraw it: just tell me."
_AGAIN = "It is not limited to once: as long as the order allows it, just tell me what it should be instead."
_ONLY_ADDRESS = (
    "Only the address of order {number} is part of it: your account and your other orders stay as they are."
)


@dataclass(frozen=True, slots=True)
class Told:
    """A change as it was shown, and whether it is done."""

    change: Change
    preview: Preview
    is_done: bool
    number: str | int | None = None

    @property
    def kind(self) -> str:
        """Return the action's name."""
        return self.change.action

    @property
    def form(self) -> Form:
        """Return what is known of it."""
        return form_of(self.change)


async def quoted(desk: Desk, ask: Ask, told: Sequence[Told]) -> bool:
    """Quote how it goes on with what goes back."""
    kinds = {one.kind for one in told}
    if ask is Ask.NEXT and kinds & LATER:
        return await policy_answers.quoted(desk, LABEL)
    if ask is Ask.FEE and kinds & LATER and _COMES_BACK.search(desk.text):
        return await policy_answers.quoted(desk, _FEE)
    if ask is Ask.MAIL:
        # How the label comes is known of what goes back; of anything else nothing is.
        is_label = kinds & LATER and not _OF_ARRIVAL.search(desk.text)
        if not is_label or not await policy_answers.quoted(desk, LABEL):
            desk.missed()
        return True
    if ask is Ask.WHEN and kinds == {"exchange_items"}:
        return await policy_answers.quoted(desk, _REPLACED)
    return False


async def lines_of(desk: Desk, ask: Ask, one: Told) -> list[str]:
    """Return what answers a question on a change; nothing where what is known of the change does not."""
    tell = _TELLS.get(ask)
    return [] if tell is None else await tell(desk, one)


async def _amount(desk: Desk, one: Told) -> list[str]:
    return await _money(desk, one) or [_SAME_PRICE if one.kind in _OF_ITEMS else _NO_MONEY]


async def _next(desk: Desk, one: Told) -> list[str]:
    del desk
    return [] if one.kind in LATER else [_NOTHING_LEFT if one.is_done else _ONLY_YES]


async def _number(desk: Desk, one: Told) -> list[str]:
    del desk
    noun = "exchange" if one.kind == "exchange_items" else "return"
    return [] if one.number is None else [f"Its number is {noun} {one.number}."]


async def _once(desk: Desk, one: Told) -> list[str]:
    """Say whether it can be done again."""
    del desk
    if one.kind == "cancel_order" or not one.preview.is_once:
        return [_FINAL if one.kind == "cancel_order" else _AGAIN]
    said = f"That can be done only once for order {showing.number_of(one.preview)}."
    if one.is_done:
        return [said, _WITHDRAWN] if one.kind in LATER else [said]
    return [said, "So tell me first whatever else belongs to it."]


async def _undone(desk: Desk, one: Told) -> list[str]:
    """Say whether it could be taken back."""
    return [_WITHDRAWN] if one.kind in LATER else await _once(desk, one)


async def _when(desk: Desk, one: Told) -> list[str]:
    """Say when the money of a change is there; where none comes back, that it is effective at once."""
    comes_back = any(each.direction is not Direction.CHARGE for each in one.preview.movements)
    if speaks_of_goods(desk.text) and not (comes_back and one.kind in ("return_items", "cancel_order")):
        return []
    if one.preview.movements:
        return await _money(desk, one)
    if one.kind in LATER:
        return []
    return [_EFFECTIVE if one.is_done else _AT_ONCE]


async def _money(desk: Desk, one: Told) -> list[str]:
    """Say which money moves for a change, from or to which of the person's methods, and when."""
    if not one.preview.movements:
        return []
    found = await desk.facts.customer()
    own = () if isinstance(found, Refusal) else found.payment_methods
    names = names_of(own)
    return [_moved(each, names, one) for each in one.preview.movements]


def _moved(one: Movement, names: Mapping[str, str], told: Told) -> str:
    amount = format_money(one.amount_minor, one.currency)
    method = names.get(one.payment_method_id or "", one.method.replace("_", " "))
    is_later = told.kind in LATER
    after = "Once it has arrived here, " if is_later else ""
    match one.direction:
        case Direction.CHARGE:
            return f"{after}{amount} {'is' if told.is_done else 'would be'} charged to your {method}."
        case Direction.CREDIT:
            return f"{after}{amount} {'is' if told.is_done else 'would be'} put on your {method}."
        case Direction.REFUND:
            verb = "goes" if told.is_done else "would go"
            return f"{after}{amount} {verb} back to your {method}, {showing.days(one)}."


async def _fee(desk: Desk, one: Told) -> list[str]:
    """Say that what was paid for the way comes back, where all that was paid does."""
    order = None if one.form.order is None else await desk.facts.order(one.form.order)
    if one.kind != "cancel_order" or not isinstance(order, Order):
        return []
    if not order.shipping_minor:
        return [f"There was no charge for shipping in order {order.number}."]
    if one.preview.amount_minor != order.total_minor:
        return []
    fee = format_money(order.shipping_minor, order.currency)
    return [f"All that was paid for order {order.number} comes back, {fee} for shipping among it."]


async def _address(desk: Desk, one: Told) -> list[str]:
    form = one.form
    if not one.is_done:
        return [_ONLY_YES]
    order = await desk.facts.order(form.order or "")
    if not isinstance(order, Order):
        return []
    return [f"Order {order.number} goes to {address_text(order.address)}."]


async def _rest(desk: Desk, one: Told) -> list[str]:
    """Say what becomes of what a change is not about."""
    form = one.form
    order = None if form.order is None else await desk.facts.order(form.order)
    if not isinstance(order, Order):
        return []
    if one.kind == "cancel_order":
        return [f"All of order {order.number} is meant; your other orders stay as they are."]
    if one.kind == "change_order_address":
        return [_ONLY_ADDRESS.format(number=order.number)]
    if one.kind not in (*LATER, *_OF_ITEMS):
        return []
    is_new = one.is_done and one.kind == "change_order_items"
    changed = list(form.new_items if is_new else form.items)
    lines: list[str] = []
    for item in order.items:
        count = item.quantity - min(changed.count(item.item_id), item.quantity)
        if count:
            lines.append(f"{count} × {item_text(item)}" if item.quantity > 1 else f"the {item_text(item)}")
    if not lines:
        return [f"Order {order.number} holds nothing else."]
    verb = "stays" if len(lines) == 1 and not lines[0][0].isdigit() else "stay"
    said = f"{change_words.listed(lines)} {verb} as {'it is' if verb == 'stays' else 'they are'}."
    return [said[:1].upper() + said[1:]]


_TELLS: Mapping[Ask, Callable[[Desk, Told], Awaitable[list[str]]]] = MappingProxyType(
    {
        Ask.ADDRESS: _address,
        Ask.NUMBER: _number,
        Ask.ONCE: _once,
        Ask.UNDO: _undone,
        Ask.REST: _rest,
        Ask.NEXT: _next,
        Ask.WHERE_TO: _amount,
        Ask.FEE: _fee,
        Ask.AMOUNT: _amount,
        Ask.WHEN: _when,
    }
)

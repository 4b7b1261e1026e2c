"""What people read of a change, written by code from its preview: what will happen, what a yes is asked for, what happened.

No brain words an amount that somebody agrees to. Customers read it of their orders, and colleagues of a customer's.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from support_ai.actions.models import Proposal, ProposalState
from support_ai.core.action import Direction, Movement, Preview
from support_ai.core.money import format_money

_DONE: Mapping[str, str] = MappingProxyType(
    {
        "cancel_order": "Done: order {number} is cancelled.",
        "change_order_address": "Done: order {number} goes to {where}.",
        "change_order_payment": "Done: order {number} is paid with the other method now.",
        "change_order_items": "Done: the items of order {number} are changed.",
        "return_items": "Done: the return for order {number} is requested.",
        "exchange_items": "Done: the exchange for order {number} is requested.",
        "withdraw_return": "Done: it is withdrawn, and nothing is sent back.",
        "change_customer_address": "Done: the address is changed to {where}.",
        "set_return_status": "Done: its status is changed.",
        "set_order_status": "Done: the status of order {number} is changed.",
        "archive_order": "Done: order {number} is archived. It is gone from every view and kept in the books.",
        "refund_order": "Done: the refund for order {number} is booked.",
        "adjust_order": "Done: the adjustment for order {number} is booked.",
    }
)
_BRANDED: Mapping[str, str] = MappingProxyType(
    {"credit_card": "credit card", "bank_transfer": "bank transfer"}
)
_UNKNOWN = "the way it was paid"
# Their money moves once the goods are back.
_LATER = frozenset({"return_items", "exchange_items"})
QUESTION = "Shall I do that?"
QUESTION_OF_SEVERAL = "Shall I do all of that?"
STILL_WAITING = "The change above still waits for your yes:"
LEFT = "All right, I left everything as it is."
WHAT_ELSE = "All right. What else would you like to change?"
ONLY_PREVIEW = "This is a preview: a yes would change nothing."
NOTHING_CHANGED = "Nothing was changed."


def shown(previews: Sequence[Preview]) -> list[str]:
    """Return what will happen, change by change, and the question at its end."""
    if len(previews) == 1:
        return [*_lines(previews[0]), QUESTION]
    lines = ["Here is everything in one:"]
    for place, preview in enumerate(previews, 1):
        first, *rest = _lines(preview)
        lines += [f"• {place}. {first}", *rest]
    total = _total(previews)
    return [*lines, *([total] if total else []), QUESTION_OF_SEVERAL]


def asked_whether_all(previews: Sequence[Preview]) -> list[str]:
    """Return the question that comes before what can be done only once, with what is noted so far."""
    numbers = sorted({number_of(preview) for preview in previews if preview.is_once})
    orders = " and ".join(f"order {number}" for number in numbers)
    noted = [f"Noted: {what}." for what in dict.fromkeys(map(_swapped, previews)) if what]
    return [
        *noted,
        f"This can be done only once for {orders}.",
        "Is that everything you want to change there?",
    ]


def _swapped(preview: Preview) -> str:
    """Return what becomes what, without its money; nothing where a change swaps nothing."""
    what = preview.sentence.partition(": ")[2].partition(";")[0]
    return what if " becomes " in what else ""


def settled(proposals: Sequence[Proposal]) -> list[str]:
    """Return what became of what somebody said yes to."""
    lines: list[str] = []
    for proposal in proposals:
        match proposal.state:
            case ProposalState.COMMITTED:
                text = _DONE.get(proposal.action, "Done.").format(
                    number=number_of(proposal.preview),
                    where=_bare(proposal.preview.sentence.partition(" to ")[2]),
                )
                lines.append(text)
                is_done = proposal.action not in _LATER
                lines += [f"• {_moved(one, done=is_done)}" for one in proposal.preview.movements]
                lines += _made(proposal)
            case ProposalState.AWAITING_APPROVAL:
                lines.append(
                    f"This needs a colleague's approval: {_bare(proposal.preview.sentence)}. I have passed it on, and nothing"
                    " is changed until then. You will read here what they decide."
                )
            case _:
                lines.append(f"Nothing was changed: {_bare(proposal.preview.sentence)}.")
    return lines


def number_of(preview: Preview) -> str:
    """Return the number of what a change is about."""
    return preview.subject.partition(":")[2]


def _made(proposal: Proposal) -> list[str]:
    number = proposal.result.get("return_id")
    kind = "exchange" if proposal.action == "exchange_items" else "return"
    return (
        []
        if number is None or proposal.action == "withdraw_return"
        else [f"• Its number is {kind} {number}."]
    )


def _lines(preview: Preview) -> list[str]:
    once = ["This can be done only once."] if preview.is_once else []
    return [preview.sentence, *(f"• {_moved(one, done=False)}" for one in preview.movements), *once]


def _moved(one: Movement, *, done: bool) -> str:
    """Return one movement of money in words."""
    amount, name = format_money(one.amount_minor, one.currency), _name(one)
    match one.direction:
        case Direction.CHARGE:
            return f"{amount} {'is' if done else 'will be'} charged to {name}"
        case Direction.CREDIT:
            return f"{amount} {'is' if done else 'will be'} put on {name}"
        case Direction.REFUND:
            return f"{amount} {'goes' if done else 'will go'} back to {name}, {days(one)}"


def _name(one: Movement) -> str:
    """Return a payment method by its kind, and what its owner calls it: `credit card (Visa ending in 4030)`."""
    kind = _BRANDED.get(one.method)
    if not one.name:
        return kind or _UNKNOWN
    return one.name if kind is None or one.name.startswith(kind) else f"{kind} ({one.name})"


def days(one: Movement) -> str:
    """Return how long money is on its way."""
    if one.days_most == 0:
        return "at once"
    if one.days_least == one.days_most:
        return f"within {one.days_most} business days"
    return f"in {one.days_least} to {one.days_most} business days"


def _total(previews: Sequence[Preview]) -> str | None:
    """Return the sum of several changes that move money of one currency."""
    moving = [one for one in previews if one.amount_minor and one.currency]
    currencies = {one.currency for one in moving}
    if len(moving) < len(("one", "other")) or len(currencies) != 1:
        return None
    total, currency = sum(one.amount_minor for one in moving), moving[0].currency or ""
    return f"In all {format_money(abs(total), currency)} {'comes back' if total >= 0 else 'is to be paid'}."


def _bare(sentence: str) -> str:
    return sentence.rstrip(" .")

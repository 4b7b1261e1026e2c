"""What colleagues' changes need to know beside order and amount: why, what kind, which status, which return."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from support_ai.agent.brain import Refusal
from support_ai.agent.local import changing
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.said import read
from support_ai.orders.booked_models import ReturnSummary
from support_ai.orders.facts import ReturnStatus
from support_ai.orders.models import OrderStatus
from support_ai.payments.models import AdjustmentKind

_T = TypeVar("_T")
NO_REASON = "decided by the colleague"
_LONGEST = 300
_BECAUSE = re.compile(
    r"\b(?:because(?: of)?|since|due to|on account of|reason(?: is)?:?|given that|as (?=(?:the|he|she|they|it|we|an?|his|her|their)\b)"
    r"|for (?=(?:the|his|her|their|being|a|an|late|bad|poor|our)\b)(?!(?:the|his|her|their|a) (?:customer|client|order|person|caller|bottle|item|shipping)\b))(?P<reason>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_WAY_BACK = re.compile(
    r"[,;]? (?:(?:back|please|and) )*(?:on|onto|to|into|via|by|with) (?:(?:his|her|their|the|a) )?(?:(?:original|same|credit|debit|gift) )*(?:card|visa|mastercard|amex|paypal|payment method)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_BEHIND = re.compile(r"[,:;]\s*(?P<reason>[^,:;]*[a-z][^,:;]*)$", re.IGNORECASE)
_COURTESY = re.compile(r"\W*(?:please|thanks|thank you|pls|ok|now|asap|it|that's all)\W*", re.IGNORECASE)
_NO_REASON = re.compile(
    r"\b(?:gift card|store credit|original|card|paypal|visa|mastercard|bank)\b|\bord-?\d", re.IGNORECASE
)
_CLAUSES = re.compile(r"[,.;:!\n]+(?:\s|$)|\s+-+\s+|\b(?:and|so|but|then)\b (?=(?:give|pay|refund|please|put|send|knock|she wants|he wants|they want)\b)", re.IGNORECASE)  # fmt: skip
_NUMBERED = re.compile(r"#?\b(?:ord-?\d+|(?:order (?:no\.? )?)?\d{3,})\b|\b(?:on|for|of|from|in) (?=ord-?\d)|\bcust-\d+\b", re.IGNORECASE)  # fmt: skip
_DOES = re.compile(
    r"\b(?:refund\w*|money|back|pay\w*|give|gives|credit|goodwill|send|book|put|dollars?|bucks|usd|wants?|needs?|should|please|pls|can you|rma|return|exchange|keep|keeps|same)\b|[$€£]|\d",
    re.IGNORECASE,
)
_FEWEST_TOLD = 2
_KINDS: tuple[tuple[AdjustmentKind, re.Pattern[str]], ...] = (
    (AdjustmentKind.SHIPPING, re.compile(r"\b(?:shipping|postage|delivery (?:fee|cost|charge)s?)\b", re.IGNORECASE)),
    (AdjustmentKind.PRICE_CORRECTION, re.compile(r"\b(?:price|correct\w*|discount|over-?charged?|reduc\w*|knock|off|match)\b", re.IGNORECASE)),
)  # fmt: skip
_ORDER_STATUSES: tuple[tuple[OrderStatus, re.Pattern[str]], ...] = (
    (OrderStatus.SHIPPED, re.compile(r"\b(?:went out|gone out|sent|shipped|dispatched|handed to the carrier|left the warehouse|on (?:its|the) way|posted)\b", re.IGNORECASE)),
    (OrderStatus.DELIVERED, re.compile(r"\b(?:delivered|arrived|received by the customer)\b", re.IGNORECASE)),
    (OrderStatus.PROCESSED, re.compile(r"\b(?:packed|processed|processing|ready to ship)\b", re.IGNORECASE)),
)  # fmt: skip
_RETURN_STATUSES: tuple[tuple[ReturnStatus, re.Pattern[str]], ...] = (
    (ReturnStatus.REJECTED, re.compile(r"\b(?:reject\w*|refus\w*|den(?:y|ied)|declin\w*|turn\w* down)\b", re.IGNORECASE)),
    (ReturnStatus.LABEL_SENT, re.compile(r"\blabels?\b", re.IGNORECASE)),
    (ReturnStatus.RECEIVED, re.compile(r"\b(?:receiv\w*|arriv\w*|returned|came (?:in|back)|(?:is|it'?s|its|all|already|now) (?:already |now |all )?(?:here|back)|back (?:here|in|with us|at)|got (?:it|the parcel|the return))\b", re.IGNORECASE)),
    (ReturnStatus.REFUNDED, re.compile(r"\b(?:refund\w*|pa(?:y|id) out|pay back)\b", re.IGNORECASE)),
    (ReturnStatus.REPLACED, re.compile(r"\breplac\w*\b", re.IGNORECASE)),
    (ReturnStatus.CLOSED, re.compile(r"\b(?:close[ds]?|finish\w*|done)\b", re.IGNORECASE)),
    (ReturnStatus.APPROVED, re.compile(r"\b(?:approv\w*|accept\w*|agree\w*|ok|grant\w*)\b", re.IGNORECASE)),
)  # fmt: skip


def reason_in(text: str) -> str:
    """Return why something is given, in the colleague's words; what stands where there are none says so."""
    because = _BECAUSE.search(text)
    if because is not None:
        return " ".join(_WAY_BACK.sub("", because["reason"]).split()).strip(" .!,:;")[:_LONGEST] or NO_REASON
    rest = text
    while (behind := _BEHIND.search(rest)) is not None:
        said = behind["reason"]
        if not _COURTESY.fullmatch(said) and not _NO_REASON.search(said):
            return " ".join(said.split()).strip(" .!")[:_LONGEST]
        rest = rest[: behind.start()]
    return _told_in(text) or NO_REASON


def _told_in(text: str) -> str | None:
    """Return the first clause that tells what happened: nothing of money, of the way it goes, or of what is to be done."""
    for clause in _CLAUSES.split(text):
        said = " ".join(_NUMBERED.sub(" ", clause).split()).strip(" -!:")
        if len(said.split()) >= _FEWEST_TOLD and not (_DOES.search(said) or _NO_REASON.search(said)):
            return said[:_LONGEST]
    return None


async def why(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill why; nobody is asked for it."""
    del desk, kind
    return form if form.reason is not None else replace(form, reason=reason_in("\n".join(form.said)))


async def adjustment(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill what kind of gift it is: shipping or a price where they are named, else credit."""
    del desk, kind
    if form.status is not None:
        return form
    text = "\n".join(form.said)
    named = None if re.search(r"\b(?:goodwill|credit)\b", text, re.IGNORECASE) else _first(_KINDS, text)
    return replace(form, status=(named or AdjustmentKind.GOODWILL_CREDIT).value)


def gift_in(text: str) -> str | None:
    """Return which kind of gift a text names, where it is one and only one."""
    wanted = _NOT_THAT.sub(" ", text)
    named = {kind.value for kind, pattern in _GIFTS if pattern.search(wanted)}
    return named.pop() if len(named) == 1 else None


_NOT_THAT = re.compile(r"\b(?:not|instead of|rather than)\W+(?:(?:a|an|the|as)\W+)*[\w-]+(?: (?:credit|correction|adjustment))?", re.IGNORECASE)  # fmt: skip
_GIFTS = (
    (AdjustmentKind.GOODWILL_CREDIT, re.compile(r"\b(?:goodwill|store credit)\b", re.IGNORECASE)),
    (AdjustmentKind.PRICE_CORRECTION, re.compile(r"\bprice (?:correction|adjustment|match|reduction)\b|\b(?:discount|over-?charged?)\b", re.IGNORECASE)),
    (AdjustmentKind.SHIPPING, re.compile(r"\b(?:shipping|postage|delivery (?:fee|cost|charge)s?)\b", re.IGNORECASE)),
)  # fmt: skip


def _first(patterns: Sequence[tuple[_T, re.Pattern[str]]], text: str) -> _T | None:
    return next((name for name, pattern in patterns if pattern.search(text)), None)


def status_in(text: str) -> str | None:
    """Return what an order becomes, where a text says so."""
    named = read(text).wanted(EntityType.STATUS)
    found = named[-1].value if named else _first(_ORDER_STATUSES, text)
    return None if found is None else str(found)


async def order_status(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill what an order becomes; ask where nothing is said."""
    if form.status is not None:
        return form
    status = status_in("\n".join(form.said))
    if status is not None:
        return replace(form, status=str(status))
    choices = ("Processed", "Shipped", "Delivered")
    await changing.ask(desk, form, "status", f"What should order {form.order} become: processed, shipped or delivered?", choices=choices)  # fmt: skip
    del kind
    return None


async def which_return(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill which return or exchange is meant: by its number, its order or its customer."""
    if form.return_id is not None:
        return form
    said = read(*form.said)
    numbers = said.values(EntityType.ORDER_NUMBER)
    order = numbers[-1] if numbers else form.order
    found = await desk.facts.booked(order)
    if isinstance(found, Refusal):
        changing.stop(desk, found.sentence)
        return None
    chosen = _narrowed(desk, form, found.returns, said.values(EntityType.RETURN_NUMBER))
    if len(chosen) == 1:
        return replace(form, return_id=chosen[0].return_id, order=chosen[0].order_number)
    if not chosen:
        changing.stop(desk, f"There is no return or exchange{f' for order {order}' if order else ''}.")
        return None
    numbers = tuple(one.order_number for one in chosen)
    lines = [f"• {one.kind.value.capitalize()} {one.return_id} for order {one.order_number}, {one.status.replace('_', ' ')}" for one in chosen]  # fmt: skip
    await changing.ask(
        desk, form, "order", "Which return do you mean?", *lines, choices=numbers, values=numbers
    )
    del kind
    return None


def _narrowed(
    desk: Desk, form: Form, returns: Sequence[ReturnSummary], named: Sequence[str]
) -> list[ReturnSummary]:
    by_number = [one for one in returns if f"R-{one.return_id}" in named]
    if by_number or named:
        return by_number
    customer = form.customer or desk.memory.customer
    own = [one for one in returns if customer in (None, one.customer_id)] or list(returns)
    going_on = [one for one in own if one.next_statuses]
    spoken = [one for one in going_on if one.order_number == desk.before.last_order]
    return spoken[:1] or going_on or own[:1]


async def return_status(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill what a return or an exchange becomes; ask where nothing is said."""
    if form.status is not None:
        return form
    status = _first(_RETURN_STATUSES, "\n".join(form.said))
    found = await desk.facts.booked(form.order)
    returns = () if isinstance(found, Refusal) else found.returns
    meant = next((one for one in returns if one.return_id == form.return_id), None)
    possible = () if meant is None else meant.next_statuses
    if status is not None and (status.value in possible or meant is None or not possible):
        return replace(form, status=status.value)
    names = [one.replace("_", " ") for one in possible]
    lines = () if status is None or meant is None else (_not_yet(meant, status),)
    await changing.ask(desk, replace(form, said=()), "status", *lines, f"What should it become: {' or '.join(names) or 'which status'}?", choices=[one.capitalize() for one in names])  # fmt: skip
    del kind
    return None


def _not_yet(meant: ReturnSummary, wanted: ReturnStatus) -> str:
    """Say where a return stands that does not become what is wanted in one step."""
    kind, stands, becomes = (one.replace("_", " ") for one in (meant.kind.value, meant.status, wanted.value))
    return f"{kind.capitalize()} {meant.return_id} of order {meant.order_number} is {stands}, and cannot become {becomes} in one step."

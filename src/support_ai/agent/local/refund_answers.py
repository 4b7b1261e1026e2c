"""Answers about money that goes back, and how far returns and exchanges are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from support_ai.agent.brain import Refusal
from support_ai.agent.cards import RefundCard
from support_ai.agent.local import order_answers, policy_answers, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.meaning import orders_meant
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.tools.orders import Booked
from support_ai.core.money import format_money
from support_ai.customers.models import PaymentMethod
from support_ai.customers.naming import names_of
from support_ai.orders.booked_models import Refund, ReturnSummary
from support_ai.orders.models import Order, OrderStatus, ReturnKind
from support_ai.payments.listing import MoneyState

_UNDER_WAY_BACK = frozenset(
    {OrderStatus.CANCELLED, OrderStatus.RETURN_REQUESTED, OrderStatus.RETURNED, OrderStatus.EXCHANGE_REQUESTED, OrderStatus.EXCHANGED}
)  # fmt: skip
HOW_LONG = "how long do refunds take"
_MOST = 3
_IN_GENERAL = re.compile(
    r"\b(?:normally|usually|typically|in general|generally|do (?:refunds|you|they) (?:normally |usually )?take|policy|how (?:do|does) (?:refunds?|it) work|as a rule)\b",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(r"\b(?:how (?:long|many days|soon|quickly|fast)|when|until)\b", re.IGNORECASE)
_MONEY_STATES = {
    MoneyState.AT_ONCE: "{money} went back{to} at once, {day}.",
    MoneyState.QUEUED: "{money} is on its way back{to} since {day}.",
    MoneyState.WAITING: "{money} is to go back{to}; our team has it since {day}.",
    MoneyState.DONE: "{money} was refunded{to}, {day}.",
    MoneyState.REFUSED: "the payment of {money} back{to} was refused, {day}.",
    MoneyState.UNKNOWN: "{money} is to go back{to}; a person has to look where it is, since {day}.",
}
_RETURN_STATES = {
    "requested": "is requested and not refunded yet: we have to receive the parcel first",
    "approved": "is approved: please send the parcel",
    "label_sent": "is approved, and the label went to you by e-mail",
    "received": "has arrived here and is being checked; it is not refunded yet",
    "refunded": "is refunded",
    "replaced": "is done: the replacement goes to you",
    "rejected": "was turned down",
    "withdrawn": "was withdrawn",
    "closed": "is done",
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    number: str | None = None
    missing: Missing | None = None


async def refund_status(desk: Desk) -> None:
    """Say what goes back or came back, to what and when; without any, that there is none, and how long it takes."""
    if _IN_GENERAL.search(desk.text) and await policy_answers.quoted(desk):
        return
    if (
        desk.turn.waiting is not None
        and _HOW_LONG.search(desk.text)
        and await policy_answers.quoted(desk, HOW_LONG)
    ):
        return
    if desk.is_barred():
        return
    wanted = await _wanted(desk)
    if wanted.missing is not None:
        order_answers.not_found(desk, wanted.missing.number)
        return
    if desk.is_staff and wanted.number is None:
        desk.wait_for(Awaiting.ORDER_NUMBER)
        desk.say(wording.WHICH_ORDER)
        return
    booked = await desk.facts.booked(wanted.number)
    if isinstance(booked, Refusal):
        desk.say(booked.sentence)
        return
    await _say(desk, booked, wanted.number)


async def under_way(desk: Desk) -> bool:
    """Say what is on its way back of the order that was spoken of; False where nothing of it is."""
    meant = await orders_meant(desk)
    number = meant.one.number if meant.one is not None else desk.before.last_order
    order = None if number is None else await desk.facts.order(number)
    if not isinstance(order, Order) or order.status not in _UNDER_WAY_BACK:
        return False
    booked = await desk.facts.booked(order.number)
    if isinstance(booked, Refusal):
        return False
    desk.keep(replace(desk.memory, last_intent=Intent.REFUND_STATUS.value))
    await _say(desk, booked, order.number)
    return True


async def _wanted(desk: Desk) -> _Wanted:
    meant = await orders_meant(desk)
    if meant.missing is not None:
        return _Wanted(missing=meant.missing)
    return _Wanted(meant.one.number if meant.one is not None and (meant.is_told or desk.is_staff) else None)


async def _say(desk: Desk, booked: Booked, number: str | None) -> None:
    if number is not None:
        desk.speak_of(number)
    if not booked.refunds and not booked.returns:
        await _say_none(desk, number)
        return
    methods = await _methods(desk)
    refunds = [one for one in booked.refunds if number is None or one.order_number == number]
    for one in _open_first(booked.returns)[:_MOST]:
        desk.say(_return_line(one, methods))
    for refund in refunds[:_MOST]:
        desk.say(_refund_line(desk, refund, methods))
        desk.show(
            RefundCard(
                refund.order_number,
                refund.amount_minor,
                refund.currency,
                refund.method,
                refund.state.value,
                refund.since,
            )
        )
    is_moving = any(one.state not in (MoneyState.DONE, MoneyState.AT_ONCE) for one in refunds)
    if is_moving or any(
        one.status not in ("refunded", "closed", "withdrawn", "rejected") for one in booked.returns
    ):
        await policy_answers.quoted(desk, HOW_LONG)


async def _say_none(desk: Desk, number: str | None) -> None:
    if number is None:
        desk.say("I find no refund on its way, and no return or exchange of yours.")
    else:
        desk.say(f"I find no refund for order {number}.")
        order = await desk.facts.order(number)
        if not isinstance(order, Missing):
            summary = wording.summary_of(order)
            desk.say(wording.arrival(summary, desk.turn.now, desk.turn.zone))
            desk.show(wording.card(summary))
    if not desk.is_staff:
        desk.wait_for(Awaiting.PERSON_OFFER)
        desk.say("If you expected money back, would you like me to pass you to a colleague?")


def _open_first(returns: tuple[ReturnSummary, ...]) -> list[ReturnSummary]:
    ended = ("closed", "withdrawn", "rejected")
    return sorted(returns, key=lambda one: one.status in ended)


def _return_line(one: ReturnSummary, methods: Mapping[str, str]) -> str:
    what = "exchange" if one.kind is ReturnKind.EXCHANGE else "return"
    state = _RETURN_STATES.get(one.status, one.status.replace("_", " "))
    line = f"Your {what} for order {one.order_number} {state}."
    if one.amount_minor > 0 and one.status not in ("withdrawn", "rejected"):
        method = methods.get(one.payment_method_id or "", "")
        to = f" to your {method}" if method else ""
        line += f" The amount is {format_money(one.amount_minor, one.currency)}{to}."
    return line


def _refund_line(desk: Desk, one: Refund, methods: Mapping[str, str]) -> str:
    kind = (one.method or "").replace("_", " ")
    method = methods.get(one.payment_method_id or "", kind)
    today = desk.turn.now.astimezone(desk.turn.zone).date()
    day = wording.day_text(one.since.astimezone(desk.turn.zone).date(), today)
    said = _MONEY_STATES[one.state].format(
        money=format_money(one.amount_minor, one.currency), to=f" to your {method}" if method else "", day=day
    )
    return f"For order {one.order_number}, {said}"


async def _methods(desk: Desk) -> Mapping[str, str]:
    if desk.is_staff:
        return {}
    found = await desk.facts.customer()
    known: tuple[PaymentMethod, ...] = () if isinstance(found, Refusal) else found.payment_methods
    return names_of(known)

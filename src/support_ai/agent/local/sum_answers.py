"""Answers with sums: what would come back, what was spent, what several things cost together."""

import re
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import (
    order_answers,
    paid_answers,
    policy_answers,
    product_answers,
    refund_answers,
    wording,
)
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.going_on import OF_CANCELLATION, OF_RETURN
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.list_answers import filtered
from support_ai.agent.local.list_following import asks_average, is_sum_of_list
from support_ai.agent.local.meaning import Meant, in_days, orders_meant
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.local.own_following import is_money_due
from support_ai.agent.local.paid_pieces import all_of, joined, shares
from support_ai.agent.local.product_finding import fitting, products_named
from support_ai.agent.local.reckoning import basket, paid_for, reckoned, summed, together
from support_ai.agent.local.said import Said
from support_ai.agent.local.wording import item_text
from support_ai.core.money import decimal_text, format_money
from support_ai.orders.models import Order, OrderStatus

_FEW = 8
_FEE = "is the original shipping fee refunded"
_SHIPPING_STAYS = "That is what you paid for the items; the shipping fee of {fee} stays."
_BACK = re.compile(
    r"\b(?:back|refund\w*|return\w*|reimburs\w*|send back|sent back|credited|cancel\w*|(?:would|do|will|could) i (?:get(?! it)|receive)|i(?:'d| would|'ll) get)\b",
    re.IGNORECASE,
)
_CANCEL = re.compile(r"\bcancel\w*\b", re.IGNORECASE)
_SPENT = re.compile(
    r"\b(?:spen[dt]|altogether|in all|all (?:my )?orders|so far|ever|overall|paid (?:you )?in total|(?:this|last) (?:month|year|week))\b",
    re.IGNORECASE,
)
_EXTRA = re.compile(
    r"\b(?:extra|more|additional(?:ly)?|on top|difference|upgrade|surcharge|cheaper|instead)\b", re.IGNORECASE
)
_TOGETHER = re.compile(
    r"\b(?:together|combined|in total|total|sum|altogether|come to|difference|add(?:ed)? up)\b", re.IGNORECASE
)
_WOULD = re.compile(r"\b(?:would|could|if|will|'d)\b", re.IGNORECASE)
# What is named is what does not go back.
_KEPT = re.compile(
    r"\b(?:keep|keeping|kept|without|except|(?:all|everything) but|apart from|other than|but not|not the|stays?)\b",
    re.IGNORECASE,
)
_FIGURES = {"two": 2, "three": 3, "four": 4, "five": 5, "couple of": 2, "few": 3}
_LAST_FEW = re.compile(
    r"\b(?:last|latest|newest|most recent|past) ([2-9]|two|three|four|five|couple of|few) (?:orders|purchases|parcels)\b",
    re.IGNORECASE,
)
_SHIPPING = re.compile(r"\b(?:shipping|postage|delivery)\b", re.IGNORECASE)


async def total(desk: Desk) -> None:
    """Answer a question for a sum, by what it is about."""
    if await _known(desk):
        return
    is_fee = _SHIPPING.search(desk.text) and not _BACK.search(desk.text) and not _numbers(desk)
    if is_fee and await policy_answers.quoted(desk):
        return
    if _SHIPPING.search(desk.text) and _BACK.search(desk.text) and await policy_answers.quoted(desk, _FEE):
        return
    if not _BACK.search(desk.text) and not _goes_on(desk) and await _of_products(desk):
        return
    if desk.is_barred():
        return
    meant = await orders_meant(desk)
    if meant.missing is not None:
        order_answers.not_found(desk, meant.missing.number)
    elif _EXTRA.search(desk.text) and not _BACK.search(desk.text) and await _upgrade(desk, meant):
        return
    elif _BACK.search(desk.text) or desk.turn.waiting is not None or _goes_on(desk):
        await _back(desk, meant)
    elif not meant.is_told or (_SPENT.search(desk.text) and not meant.by_thing and not _numbers(desk)):
        await _spent(desk)
    else:
        await _cost(desk, meant)


def _numbers(desk: Desk) -> tuple[str, ...]:
    return desk.wish.values(EntityType.ORDER_NUMBER)


def _goes_on(desk: Desk) -> bool:
    """Tell whether a sum of what would come back was spoken of just before, and more of it is asked."""
    is_short = len(desk.text.split()) <= _FEW and not _SPENT.search(desk.text)
    return (
        is_short
        and desk.before.last_intent == Intent.GET_BACK_TOTAL.value
        and desk.before.last_order is not None
    )


async def show(desk: Desk) -> None:
    """Say what was asked of an order; where it is a sum of several, or a thing of the shop that is meant, that."""
    numbers = desk.wish.values(EntityType.ORDER_NUMBER)
    if await product_answers.item_named(desk):
        return
    several = len(set(numbers)) > 1 and _TOGETHER.search(desk.text) is not None
    if several or (_EXTRA.search(desk.text) and _WOULD.search(desk.text)):
        await total(desk)
    elif not await paid_answers.together(desk):
        await order_answers.show(desk)


async def _cost(desk: Desk, meant: Meant) -> None:
    """Say what the orders that are meant come to together; of one, what it cost."""
    if len(meant.orders) > 1:
        await together(desk, meant.orders)
    elif not await paid_answers.together(desk, meant):
        await order_answers.show(desk)


async def _of_products(desk: Desk) -> bool:
    """Say what things of the shop cost, unless something of the person's own orders is meant."""
    if desk.wish.values(EntityType.ORDER_NUMBER) or re.search(
        r"\b(?:did|have) i\b|\bi (?:paid|bought|spent|ordered)\b|\bmy (?:last |previous |first |two |open )?(?:orders?|purchases?|parcels?|returns?|refunds?|items?)\b",
        desk.text,
        re.IGNORECASE,
    ):
        return False
    asked = product_answers.asked_by(desk)
    found = products_named(asked, await desk.facts.products())
    if not found:
        return False
    if len(found) == 1 or not await basket(desk, found, asked):
        await product_answers.product(desk)
    return True


async def _known(desk: Desk) -> bool:
    """Say what a list comes to, or what is on its way back already; False where neither is asked."""
    if is_sum_of_list(desk.text, desk.wish, desk.before) and not desk.is_barred():
        await _spent(desk, desk.before.last_orders)
        return True
    is_due = is_money_due(desk.text) and desk.turn.waiting is None
    return is_due and not desk.is_barred() and await refund_answers.under_way(desk)


async def _spent(desk: Desk, only: Sequence[str] = ()) -> None:
    """Say what the person's orders come to, or those of a list that was shown."""
    orders = await desk.facts.orders()
    if isinstance(orders, Refusal) or not orders:
        desk.say(wording.NO_ORDERS if not isinstance(orders, Refusal) else orders.sentence)
        return
    listed = [one for one in orders if one.number in only]
    name, found = filtered(listed or orders, desk.text)
    days = in_days(desk, found)
    found = found if days is None else days
    if not name:
        found = tuple(one for one in found if one.status is not OrderStatus.CANCELLED)
    if not found:
        desk.say("There are no orders of yours in that time.")
        return
    several = _LAST_FEW.search(desk.text)
    if several is not None:
        found = found[: _FIGURES.get(several[1].lower()) or int(several[1])]
    first = found[0]
    currency = first.currency
    whole = await summed(desk, [one.total_minor for one in found], currency)
    if whole is None:
        desk.missed()
        return
    # A list was shown: what is asked next, is asked of it.
    desk.keep(replace(desk.memory, last_intent=Intent.LIST_ORDERS.value))
    if asks_average(desk.text) and len(found) > 1:
        amounts = " + ".join(decimal_text(one.total_minor, currency) for one in found)
        mean = await reckoned(desk, f"({amounts}) / {len(found)}", currency)
        if mean is not None:
            desk.say(f"On average that is about {format_money(mean, currency)} an order.")
    noun = "order comes" if len(found) == 1 else "orders come"
    desk.say(f"Your {len(found)} {noun} to {format_money(whole, currency)} in total:")
    desk.say(*wording.listing(found, desk.turn.now, desk.turn.zone, for_staff=False))
    desk.speak_of(first.number, tuple(one.number for one in found))


async def _back(desk: Desk, meant: Meant) -> None:
    """Say what would come back for what is named; nothing is changed by it."""
    orders = meant.orders or await _waiting_order(desk)
    if not orders:
        desk.wait_for(Awaiting.ORDER_NUMBER)
        desk.say(wording.WHICH_ORDER)
        return
    currency = orders[0].currency
    desk.speak_of(orders[0].number)
    if all(one.status is OrderStatus.CANCELLED for one in orders):
        # What would come back is on its way already.
        await refund_answers.refund_status(desk)
        return
    if _CANCEL.search(desk.text) or all(one.status in _CANCELLABLE for one in orders):
        await _back_whole(desk, orders, currency)
        return
    said = Said(desk.text, product_answers.asked_by(desk).entities)
    named = [share for one in orders for share in shares(said, one, is_only=len(orders) == 1)]
    wanted = named or [share for one in orders for share in all_of(one)]
    if named and _KEPT.search(desk.text):
        kept = {one.item.item_id for one in named}
        others = [share for one in orders for share in all_of(one) if share.item.item_id not in kept]
        wanted = others or wanted
    wanted = [*joined(desk.text, desk.before, orders, wanted), *wanted]
    values = [await reckoned(desk, paid_for(one.order, one.item, one.count), currency) for one in wanted]
    known = [one for one in values if one is not None]
    whole = await summed(desk, known, currency) if len(known) == len(wanted) else None
    if whole is None:
        desk.missed()
        return
    lines = [
        f"{one.count} × {item_text(one.item)} {format_money(value, currency)}"
        for one, value in zip(wanted, known, strict=True)
    ]
    # The last cent of a discount or a tax is given to one piece or another.
    exact = "" if known == [one.value_minor for one in wanted] else "about "
    desk.say(
        f"If you send this back, you have {exact}{format_money(whole, currency)} back in total for it: {', '.join(lines)}."
    )
    fees = [one.shipping_minor for one in orders if one.shipping_minor]
    if fees:
        desk.say(_SHIPPING_STAYS.format(fee=" and ".join(format_money(one, currency) for one in fees)))
    desk.keep(
        replace(
            desk.memory,
            last_items=tuple(one.item.item_id for one in wanted for _ in range(one.count)),
            wanted=desk.memory.wanted if desk.is_staff else OF_RETURN,
        )
    )


_CANCELLABLE = frozenset({OrderStatus.PENDING, OrderStatus.PENDING_ITEM_MODIFIED})


async def _back_whole(desk: Desk, orders: Sequence[Order], currency: str) -> None:
    whole = await summed(desk, [one.total_minor for one in orders], currency)
    if whole is None:
        desk.missed()
        return
    numbers = " and ".join(one.number for one in orders)
    desk.say(
        f"If you cancel {numbers}, you have everything back that you paid for it: {format_money(whole, currency)} in total."
    )
    if any(one.status not in _CANCELLABLE for one in orders):
        desk.say("An order can only be cancelled while it is pending, though.")
    elif not desk.is_staff:
        desk.keep(replace(desk.memory, wanted=OF_CANCELLATION))


async def _waiting_order(desk: Desk) -> tuple[Order, ...]:
    """Return the order that was spoken of last, or that a change is about."""
    number = desk.before.last_order or (None if desk.before.form is None else desk.before.form.order)
    if number is None:
        return ()
    found = await desk.facts.order(number)
    return (found,) if isinstance(found, Order) else ()


async def _upgrade(desk: Desk, meant: Meant) -> bool:
    """Say what it would cost more to have other variants of what an order holds."""
    orders = meant.orders or await _waiting_order(desk)
    if len(orders) != 1:
        return False
    asked = product_answers.asked_by(desk)
    order = orders[0]
    for one in order.items:
        product = await desk.facts.product(one.product_id)
        if isinstance(product, Refusal):
            continue
        wanted = fitting(product, asked)
        is_named = bool(products_named(asked, (product,))) or len(order.items) == 1
        if not is_named or len(wanted) != 1 or wanted[0].item_id == one.item_id:
            continue
        words = asked.values(EntityType.QUANTITY)
        count = next((int(word) for word in words if word.isdigit()), 1 if "1" in words else one.quantity)
        count = min(count, one.quantity)
        new, old = wanted[0], decimal_text(one.unit_price_minor, order.currency)
        expression = f"{count} * ({decimal_text(new.price_minor, new.currency)} - {old})"
        more = await reckoned(desk, expression, order.currency)
        if more is None:
            return False
        word = "more" if more >= 0 else "less"
        desk.speak_of(order.number)
        desk.say(
            f"{count} × {one.name} in {', '.join(value for _, value in new.options)} would cost "
            f"{format_money(abs(more), order.currency)} {word}: {format_money(new.price_minor, new.currency)} each, "
            f"where you paid {format_money(one.unit_price_minor, order.currency)}."
        )
        return True
    return False

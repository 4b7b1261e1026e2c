"""How much money a colleague gives: an amount, a share, the price of some items, or all that is left."""

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from support_ai.agent.local import change_words, changing
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.picking import HowMany, Picked, pick
from support_ai.agent.local.said import Said, read
from support_ai.agent.local.things import named
from support_ai.core.money import exponent, format_money
from support_ai.orders.models import Order
from support_ai.payments.models import AdjustmentKind, PaymentKind

SLOT = "amount"
_NUMBER = re.compile(
    r"(?<![\w.,#/-])(?P<sign>-|minus )?[$€£]? ?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d{1,6}(?:[.,]\d{1,2})?)(?![\w-]|[.,/:]\d| ?(?:%|percent|days?|weeks?|months?|items?|pieces?|pairs?|x\b|times))",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"(?:\bminus |(?<!\w)-\s?)[$€£]?\s?\d|\bnegative\b", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:all|whole|full(?:y)?|complete(?:ly)?|entire(?:ly)?|everything|in total|total(?:ly)?|the rest|what(?:'s| is) left|remaining|remainder)\b",
    re.IGNORECASE,
)
_HALF = re.compile(r"\b(?:half|50 ?/ ?50)\b", re.IGNORECASE)
_ORDER_NUMBERS = re.compile(
    r"\b(?:ord(?:er)?|cust(?:omer)?|t|r)[-_ #:]*(?:no\.?|number|id)?[-_ #:]*\d[\w-]*|#\d+", re.IGNORECASE
)
_ENDINGS = re.compile(r"\b(?:ending|ends|card)(?: in| with)? \d{4}\b", re.IGNORECASE)
# What stands behind these was a price, and is not what is given: `3 dollars, the website said 14.50`.
_TOLD_PRICE = re.compile(
    r"\b(?:said|says|cost|costs|price[ds]?|paid|instead of|was|were|listed at|shows|showed|charged|advertised(?: at| for)?|originally|sold (?:at|for)|worth|out of|bought (?:it )?for)(?: (?:it|is|was|only|at|for|him|her|them|of))*\W*$",
    re.IGNORECASE,
)
_HUNDRED = Decimal(100)


async def of_refund(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill how much goes back; where nothing is said, all that is left of what was paid."""
    order = await desk.facts.order(form.order or "")
    if form.amount_minor is not None or isinstance(order, Missing):
        return form
    said = read(*form.said)
    if await _is_no_amount(desk, form, said):
        return None
    amount = written(said, order.currency, order.number)
    if amount is None and _names_other_money(said, order.currency):
        return await _other_money(desk, form, order)
    given = amount or _share(said, order)
    if given is None and await _is_open_which(desk, form, order, said):
        return None
    minor = given or _of_items(said, order) or left_of(order) or order.total_minor
    del kind
    return replace(form, amount_minor=minor)


async def of_adjustment(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill how much is given; shipping is given back whole where nothing is said, of anything else it is asked."""
    order = await desk.facts.order(form.order or "")
    if form.amount_minor is not None or isinstance(order, Missing):
        return form
    said = read(*form.said)
    if await _is_no_amount(desk, form, said):
        return None
    amount = written(said, order.currency, order.number)
    if amount is None and _names_other_money(said, order.currency):
        return await _other_money(desk, form, order)
    minor = amount or _share(said, order)
    if minor is None and form.status == AdjustmentKind.SHIPPING.value:
        if not order.shipping_minor:
            changing.stop(desk, f"No shipping fee was charged for order {order.number}.")
            return None
        minor = order.shipping_minor
    if minor is None:
        await changing.ask(
            desk, replace(form, said=()), SLOT, f"How much would you like to give for order {order.number}?"
        )
        return None
    del kind
    return replace(form, amount_minor=minor)


async def _is_open_which(desk: Desk, form: Form, order: Order, said: Said) -> bool:
    """Ask where things are named and it is open how many of them are meant, or none of them is in the order."""
    is_part = any(one.value.isdigit() for one in said.quantities)
    if _WHOLE.search(said.text) or not (said.of(EntityType.ITEM) or is_part):
        return False
    choice = pick(order.items, said)
    if isinstance(choice, HowMany):
        each = format_money(choice.line.unit_price_minor, order.currency)
        await changing.ask(
            desk,
            form,
            SLOT,
            f"Order {order.number} holds {choice.line.quantity} × {choice.line.name} at {each} each. How many are meant, or how much should go back?",
        )
        return True
    if isinstance(choice, Picked):
        return False
    phrases = said.of(EntityType.ITEM)
    if is_part and not named(said.text, [one.name for one in order.items], phrases):
        # `Refund 1 item`: which of them is open.
        lines = ", ".join(f"{one.quantity} × {one.name} at {format_money(one.unit_price_minor, order.currency)}" for one in order.items)  # fmt: skip
        await changing.ask(desk, form, SLOT, f"Order {order.number} holds {lines}. Which of it is meant, or how much should go back?")  # fmt: skip
        return True
    products = await desk.facts.products()
    known = [one.name for one in products]
    strange = named(said.text, known, phrases)
    if not strange or named(said.text, [one.name for one in order.items], phrases):
        return False
    name = next(known[n] for one in strange for n in sorted(one.which))
    changing.stop(desk, change_words.not_in_order(name, order.number, order.items))
    return True


async def _is_no_amount(desk: Desk, form: Form, said: Said) -> bool:
    """Tell whether an amount below nothing was said, and ask for another."""
    if not _NEGATIVE.search(_ORDER_NUMBERS.sub(" ", said.text)):
        return False
    await changing.ask(
        desk, replace(form, said=()), SLOT, "An amount has to be above nothing. How much should it be?"
    )
    return True


async def _other_money(desk: Desk, form: Form, order: Order) -> None:
    # The number was said; only its currency is open: `dollars, sorry`.
    number = read(*form.said).values(EntityType.AMOUNT)[-1].partition(" ")[0]
    await changing.ask(
        desk,
        replace(form, said=(number.removesuffix(".00"),)),
        SLOT,
        f"Order {order.number} is in {order.currency}. How much should it be in {order.currency}?",
    )


def _names_other_money(said: Said, currency: str) -> bool:
    codes = [value.partition(" ")[2] for value in said.values(EntityType.AMOUNT) if not value.endswith("%")]
    return bool(codes) and all(one and one != currency for one in codes)


def written(said: Said, currency: str, order: str = "") -> int | None:
    """Return the amount that was said last, in minor units of the order's currency: with it, or a bare number.

    The digits of the order's own number are no amount: `the postage on 2053`.
    """
    own = re.sub(r"\D", "", order)
    fitting = [
        one
        for one in said.of(EntityType.AMOUNT)
        if not one.value.endswith("%") and one.value.partition(" ")[2] in ("", currency)
    ]
    given = [one for one in fitting if not _TOLD_PRICE.search(said.text[: one.start])] or fitting
    found = Decimal(given[-1].value.partition(" ")[0]) if given else None
    if found is None and not any(value.partition(" ")[2] for value in said.values(EntityType.AMOUNT)):
        bare = _ENDINGS.sub(" ", _ORDER_NUMBERS.sub(" ", said.text))
        numbers = [
            match["digits"]
            for match in _NUMBER.finditer(bare)
            if not match["sign"] and match["digits"] != own
        ]
        found = _decimal(numbers[-1]) if numbers else None
    if found is None:
        return None
    return _minor(found * 10 ** exponent(currency)) or None


def _decimal(digits: str) -> Decimal:
    whole = (
        digits.replace(",", "")
        if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d{2})?", digits)
        else digits.replace(",", ".")
    )
    return Decimal(whole)


def _minor(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _share(said: Said, order: Order) -> int | None:
    """Return a share of the order's total."""
    shares = [
        Decimal(value.removesuffix("%")) for value in said.values(EntityType.AMOUNT) if value.endswith("%")
    ]
    if not shares and _HALF.search(said.text):
        shares = [_HUNDRED / 2]
    return _minor(order.total_minor * shares[-1] / _HUNDRED) or None if shares else None


def _of_items(said: Said, order: Order) -> int | None:
    """Return what the named items cost, less their discount; nothing where all of the order is meant."""
    if _WHOLE.search(said.text) or not said.of(EntityType.ITEM):
        return None
    choice = pick(order.items, said)
    if not isinstance(choice, Picked) or not choice.item_ids:
        return None
    prices = {
        one.item_id: one.unit_price_minor - one.discount_minor // max(one.quantity, 1) for one in order.items
    }
    return sum(prices[one] for one in choice.item_ids) or None


def left_of(order: Order) -> int:
    """Return what is left of everything that was paid."""
    paid = sum(one.amount_minor for one in order.payments if one.kind is PaymentKind.PAYMENT)
    back = sum(one.amount_minor for one in order.payments if one.kind is PaymentKind.REFUND)
    return max(0, paid - back)

"""Sums, differences and products of amounts, reckoned by the tool so that what is said of them is borne out."""

import re
from collections.abc import Sequence

from support_ai.agent.brain import Refusal
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.product_finding import Asked, counted, fitting
from support_ai.agent.local.product_wording import options_text, price_range
from support_ai.agent.tools.calculating import CALCULATE, Calculate
from support_ai.catalog.models import Product, Variant
from support_ai.core.money import decimal_text, format_money, parse_money
from support_ai.orders.models import Order, OrderItem

_LONGEST = 300
_MOST_PIECES = 30
_DIFFERENCE = re.compile(r"\b(?:difference|how much more)\b", re.IGNORECASE)


async def reckoned(desk: Desk, expression: str, currency: str) -> int | None:
    """Return what an expression of amounts comes to, in minor units; None where it cannot be reckoned."""
    if len(expression) > _LONGEST:
        return None
    found = await desk.turn.tools.use(CALCULATE, Calculate(expression=expression, unit=currency))
    return None if isinstance(found, Refusal) else parse_money(found.result, currency)


async def summed(desk: Desk, amounts: Sequence[int], currency: str) -> int | None:
    """Return the sum of some amounts in minor units."""
    return await reckoned(desk, " + ".join(decimal_text(one, currency) for one in amounts), currency)


async def multiplied(desk: Desk, product: Product, variants: Sequence[Variant], count: int) -> bool:
    """Say what several of a product cost, for each price of its variants; False where that is too many to reckon."""
    if count > _MOST_PIECES:
        return False
    by_price = {one.price_minor: one for one in variants}
    for one in list(by_price.values())[:4]:
        total = await summed(desk, [one.price_minor] * count, one.currency)
        if total is None:
            return False
        name = product.name if len(by_price) == 1 else f"{product.name} ({options_text(one)})"
        each = format_money(one.price_minor, one.currency)
        # The number is the person's own: it is said again, not claimed.
        desk.say(
            f"If you buy {count} × {name}, that is {format_money(total, one.currency)} in total, at {each} each."
        )
    return True


async def basket(desk: Desk, products: Sequence[Product], asked: Asked) -> bool:
    """Say what some products cost together, as many as are said of each; False where one of them comes at several prices and it is open which."""
    chosen = [(one, fitting(one, asked)) for one in products]
    if any(len({variant.price_minor for variant in variants}) != 1 for _, variants in chosen):
        return False
    prices = [variants[0].price_minor for _, variants in chosen]
    currency = chosen[0][1][0].currency
    counts = [counted(asked, one) for one in products]
    if sum(counts) > _MOST_PIECES:
        return False
    pieces = [price for price, count in zip(prices, counts, strict=True) for _ in range(count)]
    whole = await summed(desk, pieces, currency)
    if whole is None:
        return False
    each = ", ".join(
        f"{one.name} {format_money(price, currency)}" + (" each" if count > 1 else "")
        for one, price, count in zip(products, prices, counts, strict=True)
    )
    # How many there are is the person's own word: it is said again, not claimed.
    bought = " and ".join(f"{count} × {one.name}" for one, count in zip(products, counts, strict=True))
    lead = "Together that is" if set(counts) == {1} else f"If you buy {bought}, that is"
    desk.say(f"{lead} {format_money(whole, currency)} in total: {each}.")
    return True


async def price_difference(desk: Desk, product: Product, one: Variant, other: Variant) -> bool:
    """Say how much more one variant costs than another."""
    dear, cheap = (one, other) if one.price_minor >= other.price_minor else (other, one)
    if dear.price_minor == cheap.price_minor:
        desk.say(f"They cost the same: the {product.name} is {price_range(product)}.")
        return True
    expression = (
        f"{decimal_text(dear.price_minor, dear.currency)} - {decimal_text(cheap.price_minor, cheap.currency)}"
    )
    more = await reckoned(desk, expression, dear.currency)
    if more is None:
        return False
    desk.say(
        f"The {product.name} costs {format_money(dear.price_minor, dear.currency)} with {options_text(dear)} and "
        f"{format_money(cheap.price_minor, cheap.currency)} with {options_text(cheap)}: "
        f"a difference of {format_money(more, dear.currency)}."
    )
    return True


async def together(desk: Desk, orders: Sequence[Order]) -> None:
    """Say what some orders come to together, or by how much two differ."""
    currency = orders[0].currency
    desk.speak_of(orders[0].number)
    amounts = sorted((one.total_minor for one in orders), reverse=True)
    is_difference = _DIFFERENCE.search(desk.text) is not None
    whole = (
        await reckoned(desk, " - ".join(decimal_text(one, currency) for one in amounts[:2]), currency)
        if is_difference
        else await summed(desk, amounts, currency)
    )
    if whole is None:
        desk.missed()
        return
    each = " and ".join(f"{one.number} is {format_money(one.total_minor, currency)}" for one in orders)
    word = "The difference is" if is_difference else "In total that is"
    desk.say(f"{word} {format_money(whole, currency)}: {each}.")


def paid_for(order: Order, item: OrderItem, count: int) -> str:
    """Return what was paid for some pieces of a line as an expression of the order's own amounts.

    Unit price less the line's discount, less its share of the order's discount, plus its share of the tax, as a return pays.
    """

    def money(minor: int) -> str:
        return decimal_text(minor, order.currency)

    price = money(item.unit_price_minor)
    # How many there are is known of the order; how many are meant is only the person's word.
    net = f"{count} * {price}" if count in (1, item.quantity) else f"({' + '.join([price] * count)})"
    if item.discount_minor:
        net = f"({net} - {money(item.discount_minor)} * {count} / {item.quantity})"
    shares = [(" - ", order.discount_minor), (" + ", order.tax_minor)]
    if not any(minor for _, minor in shares):
        return net
    goods = " + ".join(
        f"{one.quantity} * {money(one.unit_price_minor)}"
        + (f" - {money(one.discount_minor)}" if one.discount_minor else "")
        for one in order.items
    )
    return net + "".join(f"{sign}{money(minor)} * {net} / ({goods})" for sign, minor in shares if minor)

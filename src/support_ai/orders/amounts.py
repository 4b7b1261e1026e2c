"""What each piece of an order was worth: shares of discounts and tax by the largest remainder, so that they add up exactly.

Amounts are minor units of the order's currency.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from support_ai.orders.models import Order, OrderItem


def largest_remainder(whole: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return `whole` split in proportion to the weights: every part is rounded down or up, and they sum to `whole`.

    What rounding down leaves goes to the largest remainders, at equal ones to the first (Hamilton's method). Where no weight
    is positive the first part takes it all.
    """
    if not weights:
        return ()
    base = sum(weights)
    if base <= 0:
        return (whole, *(0 for _ in weights[1:]))
    parts = [whole * weight // base for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(whole * weights[at] % base), at))
    for at in by_remainder[: whole - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


def net(item: OrderItem) -> int:
    """Return what a line costs: its pieces less the line's discount."""
    return item.quantity * item.unit_price_minor - item.discount_minor


def line_values(order: Order) -> Mapping[int, int]:
    """Return, by line, what the customer paid for it: net, less its share of the order's discount, plus that of the tax.

    A discount larger than all lines eats into the tax; no line is worth less than nothing.
    """
    nets = [net(item) for item in order.items]
    goods = sum(nets)
    off = largest_remainder(min(order.discount_minor, goods), nets)
    taxed = max(0, order.tax_minor - max(0, order.discount_minor - goods))
    taxes = largest_remainder(taxed, nets)
    values = [cost - discount + tax for cost, discount, tax in zip(nets, off, taxes, strict=True)]
    return {item.line: value for item, value in zip(order.items, values, strict=True)}


def pieces_value(whole: int, quantity: int, taken: int, count: int) -> int:
    """Return what `count` pieces of a line are worth, of which `taken` went before: cents are given to the first ones."""
    each, over = divmod(whole, quantity)
    return each * count + min(taken + count, over) - min(taken, over)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece that is named for a change: its line, and how many of the line were named or went before it."""

    item: OrderItem
    before: int


def pick(order: Order, item_ids: Sequence[str], gone: Mapping[int, int]) -> tuple[Piece, ...] | str:
    """Return the pieces that the ids mean, by position, or the id of which the order does not hold that many.

    An id may stand on several lines and may repeat; the first line with a piece left gives it. `gone` are the pieces of each
    line that are not there any more.
    """
    taken = dict(gone)
    picked: list[Piece] = []
    for item_id in item_ids:
        line = next(
            (
                item
                for item in order.items
                if item.item_id == item_id and taken.get(item.line, 0) < item.quantity
            ),
            None,
        )
        if line is None:
            return item_id
        picked.append(Piece(line, taken.get(line.line, 0)))
        taken[line.line] = taken.get(line.line, 0) + 1
    return tuple(picked)


def worth(order: Order, pieces: Sequence[Piece]) -> int:
    """Return what the customer paid for these pieces."""
    values = line_values(order)
    return sum(
        pieces_value(values[piece.item.line], piece.item.quantity, piece.before, 1) for piece in pieces
    )

"""What the local brain says while a change is put together."""

from collections.abc import Iterable, Sequence

from support_ai.catalog.models import Variant
from support_ai.core.money import format_money
from support_ai.customers.models import PaymentMethod
from support_ai.customers.naming import names_of
from support_ai.orders.models import Order, OrderItem, OrderSummary

ONLY_WHOLE = "An order can be cancelled only as a whole, not single items of it. If you want to, I can cancel all of order {number}."
NO_ORDERS_TO = "I find no order of yours that I could {verb} at the moment."
# What code says once something is done begins so.
DONE = "Done:"
LEFT = "All right, I left everything as it is."
NOT_DONE_YET = "Nothing of it is done yet. Below you read where the money would go, and when."
NEITHER = "I take that neither as a yes nor as a no, so nothing was changed."
NOT_UNDERSTOOD = "I did not understand that, I'm afraid."
BACK = "Now back to where we were."
GIVE_UP = "I can't work that out with you here, so I'm passing you to a colleague."
WHICH_ADDRESS = (
    "What is the new address? Please give me street and house number, city, postal code and country."
)
RETURN_INSTEAD = "Once it has arrived, you can return it instead."
ONLY_SAME_PRODUCT = "An item can be replaced only by the same product with other options, not by another one."
NO_MORE_PIECES = (
    "I can't add items to an order that was placed: I can only replace what is in it by the same product with other options. "
    "What you need in addition, please order anew."
)
EXCHANGE_LATER = "Once it has arrived, you can exchange it: just tell me then."
NO_RETURN = "I find no return or exchange of yours that could be withdrawn."
RETURN_LATER = "Once it has arrived, you can return it: just tell me then."
RETURN_NOW = "You can return it instead, if you like: just tell me."
CANCEL_INSTEAD = "As long as it is pending, it can be cancelled instead."
NO_SUCH_METHOD = "I can't use that: you have no such payment method with us."


def thing(name: str, options: Sequence[tuple[str, str]]) -> str:
    """Return a thing with its options, `Lamp (black, large)`."""
    return f"{name} ({', '.join(value for _, value in options)})" if options else name


def line(one: OrderItem) -> str:
    """Return a line of an order, `2 × Lamp (black)`."""
    return f"{one.quantity} × {thing(one.name, one.options)}"


def lines(items: Iterable[OrderItem]) -> str:
    """Return lines of an order in one."""
    return ", ".join(line(one) for one in items)


def which_order(verb: str, orders: Sequence[Order | OrderSummary]) -> list[str]:
    """Ask which order is meant, naming those that it may be."""
    return [f"Which order would you like to {verb}?", *(f"• {_order(one)}" for one in orders)]


def _order(one: Order | OrderSummary) -> str:
    if isinstance(one, Order):
        return f"{one.number}: {lines(one.items)}"
    return f"{one.number}, {format_money(one.total_minor, one.currency)}"


def which_items(verb: str, number: str, items: Sequence[OrderItem]) -> str:
    """Ask which items of an order are meant."""
    return f"Which items of order {number} would you like to {verb}? It holds {lines(items)}."


def how_many(verb: str, number: str, item: OrderItem) -> str:
    """Ask how many of one item are meant."""
    return f"How many would you like to {verb}? Order {number} holds {line(item)}."


def too_many(number: str, item: OrderItem) -> str:
    """Say that there are not so many."""
    return f"Order {number} holds only {line(item)}."


def not_in_order(name: str, number: str, items: Sequence[OrderItem]) -> str:
    """Say that something is not in an order, and what is."""
    return f"There is no {name} in order {number}. It holds {lines(items)}."


def in_none(name: str) -> str:
    """Say that something is in none of the orders."""
    return f"I find no {name} in your orders."


def methods(all_methods: Sequence[PaymentMethod]) -> str:
    """Return payment methods in words."""
    return listed([*names_of(all_methods).values()], "or")


def listed(names: Sequence[str], last: str = "and") -> str:
    """Return some names in one phrase: `a, b and c`."""
    return f" {last} ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def variant(one: Variant) -> str:
    """Return a variant by its options and its price."""
    return f"{', '.join(value for _, value in one.options)} for {format_money(one.price_minor, one.currency)}"


def options(one: Variant) -> str:
    """Return a variant by its options."""
    return ", ".join(value for _, value in one.options)


def not_sold(name: str, wanted: str) -> str:
    """Say that something is not to be had as it was asked for."""
    return f"{wanted[:1].upper()}{wanted[1:]} is not available for the {name} at the moment."


def is_so_already(number: str, one: OrderItem) -> str:
    """Say that what is wanted is what the order holds."""
    how = ", ".join(value for _, value in one.options)
    return f"The {one.name} in order {number} is {how} already, so nothing would change."


def no_other(name: str) -> str:
    """Say that there is no other variant."""
    return f"There is no other {name} available at the moment."


def which_variant(name: str, count: int, others: Sequence[Variant]) -> str:
    """Ask what something is to be replaced by, naming what is available."""
    many = f"the {count} × {name}" if count > 1 else f"the {name}"
    return f"What would you like instead of {many}? {there_is(others)}"


def there_is(others: Sequence[Variant]) -> str:
    """Say which variants can be had."""
    return f"There is {_joined([variant(one) for one in others])}."


def _joined(names: Sequence[str]) -> str:
    return "; ".join(names)
